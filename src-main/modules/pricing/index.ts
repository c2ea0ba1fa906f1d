import type { pricingContract } from '../../../src-shared/contract/staff/pricing'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const pricingHandlers: Handlers<typeof pricingContract, StaffActor> = {}
