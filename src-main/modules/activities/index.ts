import type { activitiesContract } from '../../../src-shared/contract/staff/activities'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const activitiesHandlers: Handlers<typeof activitiesContract, StaffActor> = {}
