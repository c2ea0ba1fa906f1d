import type { requestsContract } from '../../../src-shared/contract/staff/requests'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const requestsHandlers: Handlers<typeof requestsContract, StaffActor> = {}
