import { daysInMonth, digits2, digits4, epochDayOf, pad2, pad4 } from './civil'
import { type LocalDate, type YearMonth, fromEpochDay } from './local-date'

export type { YearMonth }

export function isYearMonth(text: string): text is YearMonth {
  if (text.length !== 7 || text.charCodeAt(4) !== 45) return false
  const month = digits2(text, 5)
  return digits4(text, 0) >= 1 && month >= 1 && month <= 12
}

export function yearMonth(text: string): YearMonth {
  if (!isYearMonth(text)) throw new RangeError(`not a month: ${text}`)
  return text
}

export function firstDay(month: YearMonth): LocalDate {
  return `${month}-01` as LocalDate
}

export function lastDay(month: YearMonth): LocalDate {
  return `${month}-${pad2(daysInMonth(digits4(month, 0), digits2(month, 5)))}` as LocalDate
}

export function daysOfMonth(month: YearMonth): LocalDate[] {
  const first = epochDayOf(digits4(month, 0), digits2(month, 5), 1)
  const count = daysInMonth(digits4(month, 0), digits2(month, 5))
  return Array.from({ length: count }, (_, index) => fromEpochDay(first + index))
}

export function addMonths(month: YearMonth, count: number): YearMonth {
  const index = monthIndex(month) + count
  const year = Math.floor(index / 12)
  return yearMonth(`${pad4(year)}-${pad2(index - year * 12 + 1)}`)
}

/** Every month from the first to the last, both included. */
export function monthsBetween(from: YearMonth, to: YearMonth): YearMonth[] {
  const count = monthIndex(to) - monthIndex(from) + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => addMonths(from, index))
}

function monthIndex(month: YearMonth): number {
  return digits4(month, 0) * 12 + digits2(month, 5) - 1
}
