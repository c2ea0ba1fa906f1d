import { formatEuros, formatPercent } from '../format/money'
import { NBSP, formatDecimal } from '../format/number'
import type { PriceBasis, PriceExplanation } from './tariff'

/** One French line that says why this price: 'QF 612, tranche de 401 à 800 : 2,45 €'. */
export function describePrice(explanation: PriceExplanation): string {
  if (!explanation.isBilled) return 'Non facturé'
  const parts = [describeBasis(explanation.basis)]
  if (explanation.absencePercent !== null) parts.push(`absence facturée à ${explanation.absencePercent}${NBSP}%`)
  if (explanation.surchargeCents !== 0) parts.push(`majoration hors délai ${formatEuros(explanation.surchargeCents)}`)
  if (parts.length > 1) parts.push(`soit ${formatEuros(explanation.amountCents)}`)
  if (explanation.mealCents !== 0) parts.push(`dont repas ${formatEuros(explanation.mealCents)}`)
  return parts.join(', ')
}

function describeBasis(basis: PriceBasis): string {
  switch (basis.kind) {
    case 'fixed':
      return `Tarif unique${NBSP}: ${formatEuros(basis.amountCents)}`
    case 'no-quotient':
      return `Sans quotient familial${NBSP}: tarif maximal ${formatEuros(basis.amountCents)}`
    case 'band':
      return `${quotient(basis.quotient)}, ${describeBand(basis.from, basis.to)}${NBSP}: ${formatEuros(basis.amountCents)}`
    case 'effort-rate':
      return `${describeEffortRate(basis)}${describeAdjustment(basis)}`
    case 'time-unit':
      return describeTimeUnits(basis)
  }
}

/**
 * Bands are half-open, but a town publishes whole numbers: [401, 801[ is written 'de 401 à 800', as on its own list of prices.
 */
export function describeBand(from: number, to: number | null): string {
  if (to === null) return from === 0 ? 'tranche unique' : `tranche à partir de ${formatDecimal(from)}`
  if (Number.isInteger(from) && Number.isInteger(to))
    return `tranche de ${formatDecimal(from)} à ${formatDecimal(to - 1)}`
  return `tranche de ${formatDecimal(from)} à moins de ${formatDecimal(to)}`
}

function describeEffortRate(basis: Extract<PriceBasis, { kind: 'effort-rate' }>): string {
  const rate = formatPercent(basis.rate, 4)
  const product = `${quotient(basis.quotient)} × ${rate} = ${formatEuros(basis.computedCents)}`
  if (basis.computedCents < basis.floorCents) return `${product}, porté au minimum de ${formatEuros(basis.floorCents)}`
  if (basis.computedCents > basis.ceilingCents) {
    return `${product}, ramené au maximum de ${formatEuros(basis.ceilingCents)}`
  }
  return `${product}, entre ${formatEuros(basis.floorCents)} et ${formatEuros(basis.ceilingCents)}`
}

/** What an adjustment changed is said after the reason, with the amount that it leaves. */
function describeAdjustment({ adjustmentCents, amountCents }: Extract<PriceBasis, { kind: 'effort-rate' }>): string {
  if (adjustmentCents === undefined) return ''
  return `, ajusté de ${formatEuros(adjustmentCents)}${NBSP}: ${formatEuros(amountCents)}`
}

function describeTimeUnits(basis: Extract<PriceBasis, { kind: 'time-unit' }>): string {
  const { units, unitMinutes, unitCents, computedCents, amountCents } = basis
  const who = basis.quotient === null ? '' : `${quotient(basis.quotient)}, `
  const started = `${units}${NBSP}×${NBSP}${formatDuration(unitMinutes)}`
  const product = `${who}${started} à ${formatEuros(unitCents)} = ${formatEuros(computedCents)}`
  if (computedCents < amountCents) return `${product}, porté au minimum de ${formatEuros(amountCents)}`
  if (computedCents > amountCents) return `${product}, ramené au maximum de ${formatEuros(amountCents)}`
  return product
}

/** '45 min', '1 h', '1 h 30'. */
export function formatDuration(minutes: number): string {
  const rest = minutes % 60
  const hours = (minutes - rest) / 60
  if (hours === 0) return `${rest}${NBSP}min`
  return rest === 0 ? `${hours}${NBSP}h` : `${hours}${NBSP}h${NBSP}${String(rest).padStart(2, '0')}`
}

function quotient(value: number): string {
  return `QF${NBSP}${formatDecimal(value)}`
}
