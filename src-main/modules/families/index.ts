import type { familiesContract } from '../../../src-shared/contract/staff/families'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const familiesHandlers: Handlers<typeof familiesContract, StaffActor> = {}
