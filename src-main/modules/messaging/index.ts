import type { messagingContract } from '../../../src-shared/contract/staff/messaging'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const messagingHandlers: Handlers<typeof messagingContract, StaffActor> = {}
