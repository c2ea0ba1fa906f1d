import type { StoredState } from '../../../../src-shared/rules/booking-state'
import type { Cents } from '../../../../src-shared/kernel/money'
import { priceOf, type PriceExplanation, type TariffDefinition } from '../../../../src-shared/rules/pricing'

export interface Settled {
  amountCents: Cents
  mealCents: Cents
  explanation: PriceExplanation
}

/**
 * What an invoiced booking costs now that its state changed. The quotient, the band and the price of the day it was billed
 * stay (rule 10): only what the state changes is priced again, the absence, the lateness, or nothing billed at all.
 */
export function priceAgain(
  billed: PriceExplanation,
  {
    definition,
    state,
    isLate,
    lateSurchargeCents,
  }: {
    definition: TariffDefinition
    state: StoredState
    isLate: boolean
    lateSurchargeCents?: Cents
  },
): Settled {
  const frozen: TariffDefinition = {
    method: 'fixed',
    amountCents: billed.basis.amountCents,
    ...(definition.mealCents === undefined ? {} : { mealCents: definition.mealCents }),
    ...(definition.billedStates === undefined ? {} : { billedStates: definition.billedStates }),
    ...(definition.absentBilledPercent === undefined ? {} : { absentBilledPercent: definition.absentBilledPercent }),
    ...(definition.lateSurchargeCents === undefined ? {} : { lateSurchargeCents: definition.lateSurchargeCents }),
  }
  const price = priceOf({ definition: frozen, quotient: null, state, isLate, lateSurchargeCents })
  return {
    amountCents: price.amountCents,
    mealCents: price.mealCents,
    explanation: { ...price.explanation, basis: billed.basis },
  }
}

/** Whether two prices were made the same way: then a touched booking owes nothing more and nothing less. */
export function isBilledAlike(left: PriceExplanation, right: PriceExplanation): boolean {
  return (
    left.isBilled === right.isBilled &&
    left.absencePercent === right.absencePercent &&
    (left.surchargeCents === 0) === (right.surchargeCents === 0)
  )
}
