import { formatMonth } from '../../../../src-shared/format/date'
import { cents, multiplyCents, type Cents } from '../../../../src-shared/kernel/money'
import { monthOf, type LocalDate } from '../../../../src-shared/kernel/local-date'
import { NBSP } from '../../../../src-shared/format/number'
import type { YearMonth } from '../../../../src-shared/kernel/year-month'
import { describePrice } from '../../../../src-shared/rules/pricing'
import type { ChargeExplanation } from './charge-explanation'

export interface ChargeToGroup {
  id: number
  familyId: number
  childId: number
  activityId: number
  slotId: number
  date: LocalDate
  amountCents: Cents
  mealCents: Cents
  explanation: string
  reversesId: number | null
}

export interface GroupedLine {
  childId: number
  activityId: number
  slotId: number
  dates: LocalDate[]
  quantity: number
  unitCents: Cents
  amountCents: Cents
  mealCents: Cents
  explanation: string
}

/** The sentence of a line; what belongs to an earlier month says which one. */
export function lineSentence(charge: ChargeToGroup, period: YearMonth, sentences: Map<string, string>): string {
  let sentence = sentences.get(charge.explanation)
  if (sentence === undefined) {
    const explanation = JSON.parse(charge.explanation) as ChargeExplanation
    sentence = explanation.isOffered ? 'Présence sans réservation, offerte' : describePrice(explanation)
    sentences.set(charge.explanation, sentence)
  }
  const month = monthOf(charge.date)
  if (charge.reversesId === null && month === period) return sentence
  const name = formatMonth(month)
  const regularised = `Régularisation ${/^[aeiouyhéèê]/.test(name) ? 'd’' : 'de '}${name}`
  return charge.reversesId === null
    ? `${regularised}${NBSP}: ${sentence}`
    : `${regularised}, annulation de ce qui était facturé${NBSP}: ${sentence}`
}

/**
 * Lines of one invoice: child × slot × unit price × reason, in the order of the charges, with their dates. Every line is
 * exactly its unit price times its quantity, so that the sum of the lines is the sum of the charges.
 */
export function groupLines(
  charges: readonly ChargeToGroup[],
  period: YearMonth,
  sentences = new Map<string, string>(),
): GroupedLine[] {
  const lines = new Map<string, GroupedLine>()
  for (const charge of charges) {
    const { childId, activityId, slotId, amountCents, mealCents } = charge
    const sentence = lineSentence(charge, period, sentences)
    const key = `${childId}/${activityId}/${slotId}/${amountCents}/${mealCents}/${sentence}`
    const line = lines.get(key)
    if (line) {
      line.dates.push(charge.date)
      line.quantity += 1
    } else {
      const unit = { unitCents: amountCents, amountCents, mealCents, explanation: sentence }
      lines.set(key, { childId, activityId, slotId, dates: [charge.date], quantity: 1, ...unit })
    }
  }
  return [...lines.values()].map((line) => ({
    ...line,
    amountCents: multiplyCents(line.unitCents, line.quantity),
    mealCents: cents(line.mealCents * line.quantity),
  }))
}
