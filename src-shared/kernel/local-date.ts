import type { Brand } from './brand'
import { daysInMonth, digits2, digits4, epochDayOf, pad2, pad4, textOfEpochDay, weekdayOfEpochDay } from './civil'

/** A day of the calendar, 'YYYY-MM-DD': no hour, no time zone. Comparing two of them as texts compares the days. */
export type LocalDate = Brand<string, 'LocalDate'>

/** A month of a year, 'YYYY-MM'. */
export type YearMonth = Brand<string, 'YearMonth'>

/** 1 = Monday … 7 = Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

export function isLocalDate(text: string): text is LocalDate {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false
  const year = digits4(text, 0)
  const month = digits2(text, 5)
  const day = digits2(text, 8)
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

export function localDate(text: string): LocalDate {
  if (!isLocalDate(text)) throw new RangeError(`not a date: ${text}`)
  return text
}

export function localDateOf(year: number, month: number, day: number): LocalDate {
  return localDate(`${pad4(year)}-${pad2(month)}-${pad2(day)}`)
}

/** Days since 1 January 1970. */
export function epochDay(date: LocalDate): number {
  return epochDayOf(digits4(date, 0), digits2(date, 5), digits2(date, 8))
}

export function fromEpochDay(day: number): LocalDate {
  if (!Number.isInteger(day)) throw new RangeError(`not a whole number of days: ${day}`)
  return textOfEpochDay(day) as LocalDate
}

export function yearOf(date: LocalDate): number {
  return digits4(date, 0)
}

/** 1 = January … 12 = December. */
export function monthNumberOf(date: LocalDate): number {
  return digits2(date, 5)
}

export function dayOfMonth(date: LocalDate): number {
  return digits2(date, 8)
}

export function monthOf(date: LocalDate): YearMonth {
  return date.slice(0, 7) as YearMonth
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return fromEpochDay(epochDay(date) + days)
}

/** The same day some months later, brought back to the end of a shorter month (31 January + 1 month = 28 February). */
export function addMonthsToDate(date: LocalDate, months: number): LocalDate {
  const index = yearOf(date) * 12 + monthNumberOf(date) - 1 + months
  const year = Math.floor(index / 12)
  const month = index - year * 12 + 1
  return localDateOf(year, month, Math.min(dayOfMonth(date), daysInMonth(year, month)))
}

/** How many days after `from` comes `to`; negative when it comes before. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return epochDay(to) - epochDay(from)
}

export function dayOfWeek(date: LocalDate): Weekday {
  return weekdayOfEpochDay(epochDay(date)) as Weekday
}

export function isWeekend(date: LocalDate): boolean {
  return dayOfWeek(date) >= 6
}

/** The Monday of the week. */
export function startOfWeek(date: LocalDate): LocalDate {
  const day = epochDay(date)
  return fromEpochDay(day - weekdayOfEpochDay(day) + 1)
}

/** ISO 8601 week: the week belongs to the year of its Thursday. */
export function isoWeek(date: LocalDate): { year: number; week: number } {
  const day = epochDay(date)
  const thursday = day - weekdayOfEpochDay(day) + 4
  const year = yearOf(fromEpochDay(thursday))
  return { year, week: Math.floor((thursday - epochDayOf(year, 1, 1)) / 7) + 1 }
}

/** Every day from the first to the last, both included; nothing when the last comes before the first. */
export function datesBetween(from: LocalDate, to: LocalDate): LocalDate[] {
  const dates: LocalDate[] = []
  const last = epochDay(to)
  for (let day = epochDay(from); day <= last; day += 1) dates.push(fromEpochDay(day))
  return dates
}

export function compareDates(left: LocalDate, right: LocalDate): -1 | 0 | 1 {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** Whole months lived on a date; negative before birth. */
export function ageInMonths(birth: LocalDate, at: LocalDate): number {
  const months = (yearOf(at) - yearOf(birth)) * 12 + monthNumberOf(at) - monthNumberOf(birth)
  return dayOfMonth(at) < dayOfMonth(birth) ? months - 1 : months
}

/** Whole years lived on a date. A child born on 29 February gets a year older on 1 March of a common year. */
export function ageInYears(birth: LocalDate, at: LocalDate): number {
  return Math.floor(ageInMonths(birth, at) / 12)
}
