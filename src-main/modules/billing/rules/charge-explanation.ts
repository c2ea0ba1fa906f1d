import type { PriceExplanation } from '../../../../src-shared/rules/pricing'

/** Why a charge has its amount, kept as JSON with it. */
export type ChargeExplanation = PriceExplanation & {
  /** An agent decided not to bill a presence without booking. */
  isOffered?: true
}
