import type { TariffView } from '../../../../src-shared/contract/staff/pricing'
import { formatEuros, formatPercent } from '../../../../src-shared/format/money'
import { formatDecimal } from '../../../../src-shared/format/number'
import { plural } from '../../../../src-shared/format/text'
import type { LocalDate } from '../../../../src-shared/kernel/local-date'
import { cents, type Cents, type Ratio } from '../../../../src-shared/kernel/money'
import type { Band, TariffDefinition } from '../../../../src-shared/rules/pricing'

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
}

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
    ...(definition.method === 'quotient-bands' ? { bands: definition.bands.map((band) => ({ ...band })) } : {}),
    ...(definition.method === 'effort-rate'
      ? {
          rateText: rateText(definition.rate),
          floorCents: definition.floorCents,
          ceilingCents: definition.ceilingCents,
        }
      : {}),
    mealCents,
    lateSurchargeCents,
    absentBilledPercent,
    billedStates,
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
  }
  if (draft.method === 'fixed') {
    return draft.amountCents === null ? null : { method: 'fixed', amountCents: draft.amountCents, ...extras }
  }
  if (draft.method === 'quotient-bands') return { method: 'quotient-bands', bands: draft.bands, ...extras }
  const rate = readRate(draft.rateText)
  const { floorCents, ceilingCents } = draft
  if (!rate || floorCents === null || ceilingCents === null) return null
  return { method: 'effort-rate', rate, floorCents, ceilingCents, ...extras }
}

/** One line that sums a tariff up: '4 tranches, de 1,00 € à 4,85 €'. */
export function summaryOf(definition: TariffDefinition): string {
  if (definition.method === 'fixed') return `Prix unique, ${formatEuros(definition.amountCents)}`
  if (definition.method === 'effort-rate') {
    const { rate, floorCents, ceilingCents } = definition
    return `${formatPercent(rate, RATE_DECIMALS)} du quotient, entre ${formatEuros(floorCents)} et ${formatEuros(ceilingCents)}`
  }
  const amounts = definition.bands.map(({ amountCents }) => amountCents)
  const range = `de ${formatEuros(cents(Math.min(...amounts)))} à ${formatEuros(cents(Math.max(...amounts)))}`
  return `${plural(amounts.length, 'tranche', 'tranches')}, ${range}`
}
