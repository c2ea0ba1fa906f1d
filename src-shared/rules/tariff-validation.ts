import type { Band, TariffDefinition } from './tariff'
import { formatDecimal } from '../format/number'

export type TariffProblem =
  | { readonly code: 'no-band' }
  /** A family between the two quotients would have no price; `to` null = above `from`. */
  | { readonly code: 'hole'; readonly from: number; readonly to: number | null }
  | { readonly code: 'overlap'; readonly from: number; readonly to: number }
  | { readonly code: 'empty-band'; readonly from: number; readonly to: number }
  | { readonly code: 'quotient-too-precise'; readonly value: number }
  | { readonly code: 'negative-amount' }
  | { readonly code: 'not-cents' }
  | { readonly code: 'wrong-rate' }
  | { readonly code: 'floor-above-ceiling' }
  | { readonly code: 'wrong-percent' }
  | { readonly code: 'wrong-unit' }
  | { readonly code: 'minimum-above-maximum' }
  | { readonly code: 'no-weekday' }

/** What makes a tariff impossible to save; an empty list when every family has exactly one price (rule 11). */
export function validateTariff(definition: TariffDefinition): TariffProblem[] {
  const problems: TariffProblem[] = []
  const amounts = amountsOf(definition)
  if (amounts.some((amount) => !Number.isSafeInteger(amount))) problems.push({ code: 'not-cents' })
  if (amounts.some((amount) => amount < 0)) problems.push({ code: 'negative-amount' })
  if (definition.method !== 'fixed' && definition.method !== 'effort-rate')
    problems.push(...bandProblems(definition.bands))
  if (definition.method === 'effort-rate') {
    const { numerator, denominator } = definition.rate
    const isRate = Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator)
    if (!isRate || numerator < 0 || denominator <= 0) problems.push({ code: 'wrong-rate' })
    if (definition.floorCents > definition.ceilingCents) problems.push({ code: 'floor-above-ceiling' })
    if (!Number.isSafeInteger(definition.adjustmentCents ?? 0)) problems.push({ code: 'not-cents' })
  }
  if (definition.method === 'time-unit') {
    const { unitMinutes, minimumCents = 0, maximumCents = Infinity } = definition
    if (!Number.isSafeInteger(unitMinutes) || unitMinutes < 1) problems.push({ code: 'wrong-unit' })
    if (minimumCents > maximumCents) problems.push({ code: 'minimum-above-maximum' })
  }
  if (definition.weekdays?.length === 0) problems.push({ code: 'no-weekday' })
  const percent = definition.absentBilledPercent
  if (percent !== undefined && (!Number.isSafeInteger(percent) || percent < 0)) problems.push({ code: 'wrong-percent' })
  return problems
}

function amountsOf(definition: TariffDefinition): number[] {
  const extras = [definition.mealCents ?? 0, definition.lateSurchargeCents ?? 0]
  switch (definition.method) {
    case 'fixed':
      return [definition.amountCents, ...extras]
    case 'quotient-bands':
      return [...definition.bands.map((band) => band.amountCents), ...extras]
    case 'effort-rate':
      return [definition.floorCents, definition.ceilingCents, ...extras]
    case 'time-unit': {
      const limits = [definition.minimumCents ?? 0, definition.maximumCents ?? 0]
      return [...definition.bands.map((band) => band.amountCents), ...limits, ...extras]
    }
  }
}

function bandProblems(bands: readonly Band[]): TariffProblem[] {
  if (bands.length === 0) return [{ code: 'no-band' }]
  const problems: TariffProblem[] = []
  for (const value of bands.flatMap((band) => [band.from, band.to ?? 0])) {
    if (!isQuotient(value)) problems.push({ code: 'quotient-too-precise', value })
  }
  // up to where every quotient has a price; null once a band has no end
  let covered: number | null = 0
  for (const { from, to } of bands) {
    if (to !== null && to <= from) problems.push({ code: 'empty-band', from, to })
    if (covered === null || from < covered) problems.push({ code: 'overlap', from, to: covered ?? to ?? from })
    else if (from > covered) problems.push({ code: 'hole', from: covered, to: from })
    if (covered !== null) covered = to === null ? null : Math.max(covered, to)
  }
  if (covered !== null) problems.push({ code: 'hole', from: covered, to: null })
  return problems
}

/** Zero or more, with two decimals at most: a finer bound could not be compared with a quotient of the Caf. */
function isQuotient(value: number): boolean {
  return Number.isFinite(value) && value >= 0 && Math.abs(value * 100 - Math.round(value * 100)) < 1e-6
}

/** The problem in a French sentence. */
export function describeTariffProblem(problem: TariffProblem): string {
  switch (problem.code) {
    case 'no-band':
      return 'Il faut au moins une tranche.'
    case 'hole': {
      const from = formatDecimal(problem.from)
      if (problem.to === null)
        return `Aucun prix à partir du quotient ${from}\u00A0: la dernière tranche doit rester ouverte.`
      return `Aucun prix pour un quotient de ${from} à moins de ${formatDecimal(problem.to)}.`
    }
    case 'overlap':
      return `Deux tranches se recouvrent à partir du quotient ${formatDecimal(problem.from)}.`
    case 'empty-band':
      return `La tranche de ${formatDecimal(problem.from)} à ${formatDecimal(problem.to)} est vide.`
    case 'quotient-too-precise':
      return 'Une limite de tranche est un nombre positif, avec deux décimales au plus.'
    case 'negative-amount':
      return 'Un montant ne peut pas être négatif.'
    case 'not-cents':
      return 'Un montant se compte en centimes entiers.'
    case 'wrong-rate':
      return 'Le taux d’effort est un pourcentage positif.'
    case 'floor-above-ceiling':
      return 'Le minimum dépasse le maximum.'
    case 'wrong-percent':
      return 'Le pourcentage d’une absence facturée est un nombre entier positif.'
    case 'wrong-unit':
      return 'La durée d’une unité se compte en minutes entières.'
    case 'minimum-above-maximum':
      return 'Le minimum dépasse le maximum.'
    case 'no-weekday':
      return 'Choisissez au moins un jour de la semaine.'
  }
}
