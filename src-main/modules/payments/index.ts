import type { paymentsContract } from '../../../src-shared/contract/staff/payments'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const paymentsHandlers: Handlers<typeof paymentsContract, StaffActor> = {}
