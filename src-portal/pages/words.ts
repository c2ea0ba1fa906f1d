import { useI18n } from 'vue-i18n'
import { describePrice, formatDuration, type PriceExplanation } from '../../src-shared/rules/pricing'
import { BOOKING_DISPLAY, describeState } from '../../src-shared/rules/booking-display'
import type { ShownState } from '../../src-shared/rules/booking-state'
import { describeBlock, type BlockReason } from '../../src-shared/rules/eligibility'
import type { YearMonth } from '../../src-shared/kernel/year-month'
import { useFormat } from '../ui'

/**
 * The sentences of the rules in the reader's language. In French they are those of the office, word for word; another
 * language has them in its locale files.
 */
export function useWords() {
  const { t, locale } = useI18n()
  const format = useFormat()
  const isFrench = () => locale.value === 'fr'

  function stateLabel(state: ShownState): string {
    return isFrench() ? BOOKING_DISPLAY[state].label : t(`words.states.${state}.label`)
  }

  function stateSentence(state: ShownState): string {
    return isFrench() ? BOOKING_DISPLAY[state].sentence : t(`words.states.${state}.sentence`)
  }

  /** In the middle of a sentence, with the rank. */
  function stateInText(state: ShownState, rank?: number): string {
    if (isFrench()) return describeState(state, rank ?? null)
    if (state === 'waiting' && rank !== undefined) return t('words.waitingRank', { rank })
    const label = stateLabel(state)
    return `${label.charAt(0).toLowerCase()}${label.slice(1)}`
  }

  function block(reason: BlockReason): { rule: string; whatToDo: string } {
    if (isFrench()) return describeBlock(reason)
    const details = blockDetails(reason)
    return {
      rule: t(`words.blocks.${reason.code}.rule`, details),
      whatToDo: t(`words.blocks.${reason.code}.whatToDo`, details),
    }
  }

  function blockDetails(reason: BlockReason): Record<string, string> {
    switch (reason.code) {
      case 'age-too-young':
        return { age: age(reason.minAgeMonths) }
      case 'age-too-old':
        return { age: age(reason.maxAgeMonths + 1) }
      case 'school':
        return { names: reason.schoolNames.join(', ') }
      case 'class-level':
        return { names: reason.classLevels.join(', ') }
      case 'enrolment-not-started':
        return { date: format.dateLong(reason.startDate) }
      case 'enrolment-ended':
        return { date: format.dateLong(reason.endDate) }
      case 'window-not-open':
        return { date: format.instant(reason.opensAt) }
      case 'document-missing':
        return { names: reason.documents.join(', ') }
      case 'consent-missing':
        return { names: reason.consents.join(', ') }
      case 'debt':
        return { amount: format.money(reason.debtCents), limit: format.money(reason.thresholdCents) }
      default:
        return {}
    }
  }

  function age(months: number): string {
    return months % 12 === 0 ? t('words.age', { years: months / 12 }) : t('words.ageMonths', { months })
  }

  /** One line that says why this price. */
  function price(explanation: PriceExplanation): string {
    if (isFrench()) return describePrice(explanation)
    if (!explanation.isBilled) return t('words.price.notBilled')
    const { basis, surchargeCents, absencePercent, amountCents, mealCents } = explanation
    const parts = [t(`words.price.${basis.kind}`, { amount: format.money(basis.amountCents), ...basisDetails(basis) })]
    if (absencePercent !== null) parts.push(t('words.price.absence', { percent: absencePercent }))
    if (surchargeCents !== 0) parts.push(t('words.price.surcharge', { amount: format.money(surchargeCents) }))
    if (parts.length > 1) parts.push(t('words.price.total', { amount: format.money(amountCents) }))
    if (mealCents !== 0) parts.push(t('words.price.meal', { amount: format.money(mealCents) }))
    return parts.join(', ')
  }

  function basisDetails(basis: PriceExplanation['basis']): Record<string, string> {
    if (basis.kind === 'fixed' || basis.kind === 'no-quotient') return {}
    if (basis.kind === 'time-unit') {
      const { units, unitMinutes, unitCents } = basis
      return { units: String(units), duration: formatDuration(unitMinutes), unit: format.money(unitCents) }
    }
    const quotient = String(basis.quotient)
    if (basis.kind !== 'band') return { quotient }
    const { from, to } = basis
    return {
      quotient,
      band: to === null ? t('words.price.bandFrom', { from }) : t('words.price.bandTo', { from, to: to - 1 }),
    }
  }

  /** After the name of a document: 'd’octobre 2026' in French, 'October 2026' elsewhere. */
  function ofMonth(period: string, options: { year: boolean } = { year: true }): string {
    const text = format.month(period as YearMonth)
    const name = options.year ? text : (text.split(' ')[0] ?? text)
    if (!isFrench()) return name
    return /^[aeiouéo]/i.test(name) ? `d’${name}` : `de ${name}`
  }

  return { ofMonth, stateLabel, stateSentence, stateInText, block, price }
}
