import type { homeContract } from '../../../src-shared/contract/staff/home'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const homeHandlers: Handlers<typeof homeContract, StaffActor> = {}
