import type { TariffView } from '../../../../src-shared/contract/staff/pricing'
import { formatEuros, formatPercent } from '../../../../src-shared/format/money'
import { formatDecimal } from '../../../../src-shared/format/number'
import { WEEKDAYS } from '../../../../src-shared/format/date'
import { joinFrench, plural } from '../../../../src-shared/format/text'
import type { LocalDate, Weekday } from '../../../../src-shared/kernel/local-date'
import { cents, type Cents, type Ratio } from '../../../../src-shared/kernel/money'
import { formatDuration, type Band, type TariffDefinition } from '../../../../src-shared/rules/pricing'

export interface TariffDraft {
  id: number | null
  version: number
  name: string
  slotId: number | null
  validFrom: LocalDate | null
  validTo: LocalDate | null
  method: TariffDefinition['method']
  amountCents: Cents | null
  bands: Band[]
  /** As typed: « 1,25 ». */
  rateText: string
  floorCents: Cents | null
  ceilingCents: Cents | null
  /** Taken off the price of an effort rate, or added to it. */
  adjustmentCents: Cents | null
  /** By unit of time, the bands are the price of one unit. */
  unitMinutes: number | null
  minimumCents: Cents | null
  maximumCents: Cents | null
  /** Every day when all seven are here. */
  weekdays: Weekday[]
  mealCents: Cents | null
  lateSurchargeCents: Cents | null
  absentBilledPercent: number | null
  /** Kept as it is: which states are billed is not edited here. */
  billedStates: TariffDefinition['billedStates']
}

export const methodLabels: Record<TariffDefinition['method'], string> = {
  'quotient-bands': 'Par tranche de quotient',
  fixed: 'Prix unique',
  'effort-rate': 'Taux d’effort',
  'time-unit': 'À la durée',
}

export const everyDay: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]

export function newTariffDraft(validFrom: LocalDate, name: string): TariffDraft {
  return {
    id: null,
    version: 0,
    name,
    slotId: null,
    validFrom,
    validTo: null,
    method: 'quotient-bands',
    amountCents: null,
    bands: [
      { from: 0, to: 400, amountCents: cents(100) },
      { from: 400, to: 800, amountCents: cents(200) },
      { from: 800, to: null, amountCents: cents(300) },
    ],
    rateText: '1,25',
    floorCents: null,
    ceilingCents: null,
    adjustmentCents: null,
    unitMinutes: 30,
    minimumCents: null,
    maximumCents: null,
    weekdays: [...everyDay],
    mealCents: null,
    lateSurchargeCents: null,
    absentBilledPercent: null,
    billedStates: undefined,
  }
}

export function draftOfTariff({ id, version, name, slotId, validFrom, validTo, definition }: TariffView): TariffDraft {
  const { mealCents = null, lateSurchargeCents = null, absentBilledPercent = null, billedStates } = definition
  return {
    ...newTariffDraft(validFrom, name),
    id,
    version,
    slotId,
    validTo,
    method: definition.method,
    ...(definition.method === 'fixed' ? { amountCents: definition.amountCents } : {}),
    ...('bands' in definition ? { bands: definition.bands.map((band) => ({ ...band })) } : {}),
    ...(definition.method === 'time-unit'
      ? {
          unitMinutes: definition.unitMinutes,
          minimumCents: definition.minimumCents ?? null,
          maximumCents: definition.maximumCents ?? null,
        }
      : {}),
    ...(definition.method === 'effort-rate'
      ? {
          rateText: rateText(definition.rate),
          floorCents: definition.floorCents,
          ceilingCents: definition.ceilingCents,
          adjustmentCents: definition.adjustmentCents ?? null,
        }
      : {}),
    mealCents,
    lateSurchargeCents,
    absentBilledPercent,
    billedStates,
    weekdays: [...(definition.weekdays ?? everyDay)],
  }
}

const RATE_DECIMALS = 4
const rateText = ({ numerator, denominator }: Ratio) => formatDecimal((numerator * 100) / denominator, RATE_DECIMALS)

/** « 1,25 » as an exact rate, or null when it is not a percentage with four decimals at most. */
export function readRate(text: string): Ratio | null {
  const match = /^\s*(\d{1,3})(?:[.,](\d{1,4}))?\s*%?\s*$/.exec(text)
  if (!match) return null
  const numerator = Number(`${match[1] ?? ''}${(match[2] ?? '').padEnd(RATE_DECIMALS, '0')}`)
  return { numerator, denominator: 100 * 10 ** RATE_DECIMALS }
}

/** The definition being written, or null while something is missing. */
export function definitionOfDraft(draft: TariffDraft): TariffDefinition | null {
  const { mealCents, lateSurchargeCents, absentBilledPercent, billedStates } = draft
  const extras = {
    ...(mealCents !== null ? { mealCents } : {}),
    ...(lateSurchargeCents !== null ? { lateSurchargeCents } : {}),
    ...(absentBilledPercent !== null ? { absentBilledPercent } : {}),
    ...(billedStates ? { billedStates } : {}),
    ...(draft.weekdays.length < everyDay.length ? { weekdays: draft.weekdays } : {}),
  }
  if (draft.method === 'fixed') {
    return draft.amountCents === null ? null : { method: 'fixed', amountCents: draft.amountCents, ...extras }
  }
  if (draft.method === 'quotient-bands') return { method: 'quotient-bands', bands: draft.bands, ...extras }
  if (draft.method === 'time-unit') {
    const { unitMinutes, minimumCents, maximumCents, bands } = draft
    if (unitMinutes === null) return null
    const limits = {
      ...(minimumCents === null ? {} : { minimumCents }),
      ...(maximumCents === null ? {} : { maximumCents }),
    }
    return { method: 'time-unit', unitMinutes, bands, ...limits, ...extras }
  }
  const rate = readRate(draft.rateText)
  const { floorCents, ceilingCents, adjustmentCents } = draft
  const adjustment = adjustmentCents === null ? {} : { adjustmentCents }
  if (!rate || floorCents === null || ceilingCents === null) return null
  return { method: 'effort-rate', rate, floorCents, ceilingCents, ...adjustment, ...extras }
}

/** One line that sums a tariff up: '4 tranches, de 1,00 € à 4,85 €'. */
export function summaryOf(definition: TariffDefinition): string {
  const { weekdays } = definition
  return weekdays ? `${priceSummary(definition)}, ${weekdaysText(weekdays)}` : priceSummary(definition)
}

/** 'le mercredi', 'le lundi et le jeudi'. */
export const weekdaysText = (weekdays: readonly Weekday[]) =>
  joinFrench(weekdays.map((day) => `le ${WEEKDAYS[day - 1] ?? ''}`))

function priceSummary(definition: TariffDefinition): string {
  if (definition.method === 'fixed') return `Prix unique, ${formatEuros(definition.amountCents)}`
  if (definition.method === 'effort-rate') {
    const { rate, floorCents, ceilingCents, adjustmentCents } = definition
    const base = `${formatPercent(rate, RATE_DECIMALS)} du quotient, entre ${formatEuros(floorCents)} et ${formatEuros(ceilingCents)}`
    return adjustmentCents === undefined ? base : `${base}, ajusté de ${formatEuros(adjustmentCents)}`
  }
  const amounts = definition.bands.map(({ amountCents }) => amountCents)
  const range = `de ${formatEuros(cents(Math.min(...amounts)))} à ${formatEuros(cents(Math.max(...amounts)))}`
  const bands = `${plural(amounts.length, 'tranche', 'tranches')}, ${range}`
  if (definition.method === 'quotient-bands') return bands
  const { unitMinutes, minimumCents, maximumCents } = definition
  const one = amounts.length === 1 ? formatEuros(cents(amounts[0] ?? 0)) : bands
  const limits = [
    ...(minimumCents === undefined ? [] : [`minimum ${formatEuros(minimumCents)}`]),
    ...(maximumCents === undefined ? [] : [`maximum ${formatEuros(maximumCents)}`]),
  ]
  return [`Par ${formatDuration(unitMinutes)} entamées, ${one}`, ...limits].join(', ')
}
