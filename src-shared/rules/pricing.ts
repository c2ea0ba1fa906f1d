import { type Cents, ZERO, addCents, applyRatio, cents, subtractCents } from '../kernel/money'
import type { StoredState } from './booking-transitions'
import type { Price, PriceBasis, TariffDefinition, TariffMethod } from './tariff'

/** A demand to cancel or an absence not yet decided is still a booking. */
export const DEFAULT_BILLED_STATES: readonly StoredState[] = [
  'booked',
  'cancellation-requested',
  'absence-requested',
  'present',
  'present-unbooked',
  'absent-billed',
  'outside-contract',
]

export type PriceContext = {
  readonly definition: TariffDefinition
  /** The quotient on the day of the service, in euros; null = none known, which is not a quotient of 0 (rule 10). */
  readonly quotient: number | null
  /** The state to bill; without it, the price of a booking to come. */
  readonly state?: StoredState
  readonly isLate?: boolean
  /** The surcharge of the activity, when the tariff sets none. */
  readonly lateSurchargeCents?: Cents
}

/**
 * The price of one booking, rounded once (rule 13). Throws a RangeError on a definition that `validateTariff` refuses
 * and for which no amount exists.
 */
export function priceOf(context: PriceContext): Price {
  const { definition, state } = context
  const basis = basisOf(definition, context.quotient)
  const isBilled = state === undefined || (definition.billedStates ?? DEFAULT_BILLED_STATES).includes(state)
  if (!isBilled) return assemble(basis, ZERO, ZERO, ZERO, null, false)

  const percent = state === 'absent-billed' ? (definition.absentBilledPercent ?? 100) : 100
  const surchargeCents =
    context.isLate === true ? (definition.lateSurchargeCents ?? context.lateSurchargeCents ?? ZERO) : ZERO
  const amount = percent === 100 ? basis.amountCents : applyRatio(basis.amountCents, percent, 100)
  const wholeMeal = definition.mealCents ?? ZERO
  const meal = percent === 100 ? wholeMeal : applyRatio(wholeMeal, percent, 100)
  // a social price may be lower than the cost of the meal: care is then zero, never negative
  const mealCents = meal > amount ? amount : meal
  return assemble(basis, amount, mealCents, surchargeCents, percent === 100 ? null : percent, true)
}

function assemble(
  basis: PriceBasis,
  baseCents: Cents,
  mealCents: Cents,
  surchargeCents: Cents,
  absencePercent: number | null,
  isBilled: boolean,
): Price {
  const amountCents = surchargeCents === ZERO ? baseCents : addCents(baseCents, surchargeCents)
  return {
    amountCents,
    careCents: subtractCents(amountCents, mealCents),
    mealCents,
    explanation: { basis, mealCents, surchargeCents, absencePercent, isBilled, amountCents },
  }
}

function basisOf(definition: TariffDefinition, quotient: number | null): PriceBasis {
  if (definition.method === 'fixed') return { kind: 'fixed', amountCents: definition.amountCents }
  if (quotient === null) return { kind: 'no-quotient', amountCents: maximumOf(definition) }
  if (definition.method === 'effort-rate') return effortRate(definition, quotient)
  for (const { from, to, amountCents } of definition.bands) {
    if (quotient >= from && (to === null || quotient < to)) return { kind: 'band', quotient, from, to, amountCents }
  }
  throw new RangeError(`no band for a quotient of ${quotient}`)
}

function effortRate(definition: Extract<TariffMethod, { method: 'effort-rate' }>, quotient: number): PriceBasis {
  const { rate, floorCents, ceilingCents } = definition
  const computedCents = applyRatio(cents(Math.round(quotient * 100)), rate.numerator, rate.denominator)
  const amountCents = cents(Math.min(Math.max(computedCents, floorCents), ceilingCents))
  return { kind: 'effort-rate', quotient, rate, computedCents, floorCents, ceilingCents, amountCents }
}

function maximumOf(definition: TariffMethod): Cents {
  if (definition.method === 'fixed') return definition.amountCents
  if (definition.method === 'effort-rate') return definition.ceilingCents
  const first = definition.bands[0]
  if (first === undefined) throw new RangeError('a tariff without bands')
  return definition.bands.reduce((most, band) => (band.amountCents > most ? band.amountCents : most), first.amountCents)
}

export { quotientOn, type DatedQuotient } from './quotient'
export type { Band, Price, PriceBasis, PriceExplanation, TariffDefinition, TariffMethod } from './tariff'
export { describeBand, describePrice } from './price-description'
export { type TariffProblem, describeTariffProblem, validateTariff } from './tariff-validation'
