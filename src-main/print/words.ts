import { formatDateOfYear, formatShortDate, formatWeekdayShort } from '../../src-shared/format/date'
import { formatEuros } from '../../src-shared/format/money'
import { joinFrench } from '../../src-shared/format/text'
import { dayOfMonth, daysBetween, monthOf, type LocalDate } from '../../src-shared/kernel/local-date'
import type { Cents } from '../../src-shared/kernel/money'

/** '+3,60 €' or '−52,15 €': an amount that changes a sum. */
export function signedEuros(amount: Cents): string {
  return amount > 0 ? `+${formatEuros(amount)}` : formatEuros(amount)
}

/** 'de novembre 2026' but 'd’octobre 2026'. */
export function ofPeriod(period: string): string {
  return /^[aeiouyhàâéèêëîïôù]/i.test(period) ? `d’${period}` : `de ${period}`
}

/** 'Novembre 2026' at the head of a cover. */
export function capitalized(value: string): string {
  return value.slice(0, 1).toLocaleUpperCase('fr') + value.slice(1)
}

/** 'lun. 5 oct.' */
export function shortDay(date: LocalDate): string {
  return `${formatWeekdayShort(date)}\u00a0${formatShortDate(date)}`
}

/** 'le 7 et le 14': 'du 19 au 23 oct.' for days in a row, the list for a few, nothing for many. */
export function datesText(dates: LocalDate[]): string {
  const first = dates[0]
  const last = dates[dates.length - 1]
  if (!first || !last) return ''
  if (dates.length === 1) return formatShortDate(first)
  const isRow = daysBetween(first, last) === dates.length - 1
  if (isRow && dates.length > 2) {
    const from = monthOf(first) === monthOf(last) ? dayText(first) : formatShortDate(first)
    return `du\u00a0${from} au\u00a0${formatShortDate(last)}`
  }
  if (dates.length > 6) return ''
  const sameMonth = monthOf(first) === monthOf(last)
  return joinFrench(
    dates.map((date, index) => (sameMonth && index < dates.length - 1 ? dayText(date) : formatShortDate(date))),
  )
}

function dayText(date: LocalDate): string {
  return dayOfMonth(date) === 1 ? '1er' : String(dayOfMonth(date))
}

/** 'du 1er au 31 octobre 2026' */
export function periodText(from: LocalDate, to: LocalDate): string {
  const start = monthOf(from) === monthOf(to) ? dayText(from) : formatDateOfYear(from)
  return `du\u00a0${start} au\u00a0${formatDateOfYear(to)}`
}
