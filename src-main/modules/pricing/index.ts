import type { pricingContract } from '../../../src-shared/contract/staff/pricing'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export {
  loadTariffBook,
  priceBooking,
  tariffOn,
  type BookingPrice,
  type BookingToPrice,
  type Tariff,
  type TariffBook,
} from './tariff-book'

export const pricingHandlers: Handlers<typeof pricingContract, StaffActor> = {}
