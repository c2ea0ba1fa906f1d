import type { billingContract } from '../../../src-shared/contract/staff/billing'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const billingHandlers: Handlers<typeof billingContract, StaffActor> = {}
