import { type Cents, ZERO, addCents, applyRatio, cents, multiplyCents, subtractCents } from '../kernel/money'
import type { StoredState } from './booking-transitions'
import type { Band, Price, PriceBasis, TariffDefinition, TariffMethod } from './tariff'

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
  /** How long the booking lasts: a tariff by unit of time has no price without it. */
  readonly minutes?: number
}

/**
 * The price of one booking, rounded once (rule 13). Throws a RangeError on a definition that `validateTariff` refuses
 * and for which no amount exists.
 */
export function priceOf(context: PriceContext): Price {
  const { definition, state } = context
  const basis = basisOf(definition, context.quotient, context.minutes)
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

/** Whether two families may pay different prices. */
export function dependsOnQuotient(definition: TariffMethod): boolean {
  return definition.method === 'time-unit' ? definition.bands.length !== 1 : definition.method !== 'fixed'
}

function basisOf(definition: TariffDefinition, quotient: number | null, minutes: number | undefined): PriceBasis {
  if (definition.method === 'fixed') return { kind: 'fixed', amountCents: definition.amountCents }
  if (quotient === null && dependsOnQuotient(definition)) {
    return { kind: 'no-quotient', amountCents: maximumOf(definition, minutes) }
  }
  if (definition.method === 'effort-rate') return effortRate(definition, quotient ?? 0)
  const band = bandAt(definition.bands, quotient ?? 0)
  if (definition.method === 'quotient-bands') return { kind: 'band', quotient: quotient ?? 0, ...band }
  return timeUnits(definition, dependsOnQuotient(definition) ? quotient : null, band.amountCents, minutes)
}

function bandAt(bands: readonly Band[], quotient: number): Band {
  for (const { from, to, amountCents } of bands) {
    if (quotient >= from && (to === null || quotient < to)) return { from, to, amountCents }
  }
  throw new RangeError(`no band for a quotient of ${quotient}`)
}

type EffortRate = Extract<TariffMethod, { method: 'effort-rate' }>
type TimeUnit = Extract<TariffMethod, { method: 'time-unit' }>

function effortRate(definition: EffortRate, quotient: number): PriceBasis {
  const { rate, floorCents, ceilingCents, adjustmentCents } = definition
  const computedCents = applyRatio(cents(Math.round(quotient * 100)), rate.numerator, rate.denominator)
  const amountCents = adjusted(cents(Math.min(Math.max(computedCents, floorCents), ceilingCents)), adjustmentCents)
  const basis = { kind: 'effort-rate' as const, quotient, rate, computedCents, floorCents, ceilingCents }
  // absent rather than undefined: explanations are kept as JSON, and those of before had no adjustment
  return adjustmentCents === undefined ? { ...basis, amountCents } : { ...basis, adjustmentCents, amountCents }
}

function adjusted(amount: Cents, adjustmentCents: Cents | undefined): Cents {
  return adjustmentCents === undefined ? amount : cents(Math.max(amount + adjustmentCents, 0))
}

function timeUnits(definition: TimeUnit, quotient: number | null, unitCents: Cents, minutes: number | undefined) {
  if (minutes === undefined) throw new RangeError('a price by unit of time needs a duration')
  const { unitMinutes } = definition
  const units = Math.ceil(minutes / unitMinutes)
  const computedCents = multiplyCents(unitCents, units)
  const amountCents = withinLimits(definition, computedCents)
  return { kind: 'time-unit' as const, quotient, minutes, unitMinutes, units, unitCents, computedCents, amountCents }
}

function withinLimits({ minimumCents, maximumCents }: TimeUnit, amount: Cents): Cents {
  const atLeast = minimumCents !== undefined && amount < minimumCents ? minimumCents : amount
  return maximumCents !== undefined && atLeast > maximumCents ? maximumCents : atLeast
}

function maximumOf(definition: TariffMethod, minutes: number | undefined): Cents {
  if (definition.method === 'fixed') return definition.amountCents
  if (definition.method === 'effort-rate') return adjusted(definition.ceilingCents, definition.adjustmentCents)
  const highest = highestOf(definition.bands)
  return definition.method === 'time-unit' ? timeUnits(definition, null, highest, minutes).amountCents : highest
}

function highestOf(bands: readonly Band[]): Cents {
  const first = bands[0]
  if (first === undefined) throw new RangeError('a tariff without bands')
  return bands.reduce((most, band) => (band.amountCents > most ? band.amountCents : most), first.amountCents)
}

export { quotientOn, type DatedQuotient } from './quotient'
export type { Band, Price, PriceBasis, PriceExplanation, TariffDefinition, TariffMethod } from './tariff'
export { describeBand, describePrice, formatDuration } from './price-description'
export { type TariffProblem, describeTariffProblem, validateTariff } from './tariff-validation'
