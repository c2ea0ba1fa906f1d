import type { syncContract } from '../../../src-shared/contract/staff/sync'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const syncHandlers: Handlers<typeof syncContract, StaffActor> = {}
