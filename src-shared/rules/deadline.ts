import { plural, joinFrench } from '../format/text'
import { WEEKDAYS, formatTime } from '../format/date'
import { type Instant, parisInstant } from '../kernel/instant'
import {
  type LocalDate,
  type Weekday,
  addDays,
  dayOfWeek,
  epochDay,
  fromEpochDay,
  isWeekend,
  monthOf,
  startOfWeek,
} from '../kernel/local-date'
import type { LocalTime } from '../kernel/local-time'
import { addMonths, daysOfMonth, lastDay } from '../kernel/year-month'
import { type PublicHolidayOptions, isPublicHoliday, workingDayBefore } from './calendar'

/** Days that do not count when counting back. */
export type SkippedDays = {
  readonly weekends?: boolean
  readonly publicHolidays?: boolean
  readonly weekdays?: readonly Weekday[]
}

/** Until when a slot may be booked or cancelled (domain.md, rule 1). The hour itself is too late: "avant 10 h 00". */
export type DeadlineRule =
  | { readonly kind: 'none' }
  | { readonly kind: 'same-day'; readonly time: LocalTime }
  | { readonly kind: 'days-before'; readonly days: number; readonly time: LocalTime; readonly skip?: SkippedDays }
  /** The last working day before. */
  | { readonly kind: 'weekday-before'; readonly time: LocalTime }
  /** A weekday of the week S-k: 1 = the week before. */
  | { readonly kind: 'week-before'; readonly weeks: number; readonly weekday: Weekday; readonly time: LocalTime }
  /** Day N of the month before; the last one in a shorter month. */
  | { readonly kind: 'month-before'; readonly day: number; readonly time: LocalTime }

/** The moment from which it is too late for this date, or null when there is no limit. */
export function deadlineOf(rule: DeadlineRule, date: LocalDate, calendar: PublicHolidayOptions): Instant | null {
  switch (rule.kind) {
    case 'none':
      return null
    case 'same-day':
      return parisInstant(date, rule.time)
    case 'days-before':
      return parisInstant(daysBefore(date, rule.days, rule.skip, calendar), rule.time)
    case 'weekday-before':
      return parisInstant(workingDayBefore(date, calendar), rule.time)
    case 'week-before':
      return parisInstant(addDays(startOfWeek(date), rule.weekday - 1 - 7 * rule.weeks), rule.time)
    case 'month-before':
      return parisInstant(dayOfMonthBefore(date, rule.day), rule.time)
  }
}

/** Judged at the instant given: when the parent clicked, not when the request arrived (domain.md, rule 2). */
export function isPast(rule: DeadlineRule, date: LocalDate, now: Instant, calendar: PublicHolidayOptions): boolean {
  const deadline = deadlineOf(rule, date, calendar)
  return deadline !== null && now >= deadline
}

/** An activity without a cancelling rule follows its booking rule. */
export function effectiveCancelRule(cancel: DeadlineRule | null | undefined, booking: DeadlineRule): DeadlineRule {
  return cancel ?? booking
}

export type DeadlineProblem = 'days-out-of-range' | 'weeks-out-of-range' | 'day-out-of-range' | 'every-day-skipped'

/** What makes a rule impossible to apply; to be refused when it is saved. */
export function deadlineProblems(rule: DeadlineRule): DeadlineProblem[] {
  switch (rule.kind) {
    case 'days-before': {
      const problems: DeadlineProblem[] = []
      if (!isBetween(rule.days, 0, MAX_DAYS)) problems.push('days-out-of-range')
      if (countedWeekdays(rule.skip).length === 0) problems.push('every-day-skipped')
      return problems
    }
    case 'week-before':
      return isBetween(rule.weeks, 0, 53) && isBetween(rule.weekday, 1, 7) ? [] : ['weeks-out-of-range']
    case 'month-before':
      return isBetween(rule.day, 1, 31) ? [] : ['day-out-of-range']
    default:
      return []
  }
}

/** A plain sentence to follow « réservable »: 'la veille avant 10 h 00'. */
export function describeDeadline(rule: DeadlineRule): string {
  if (rule.kind === 'none') return 'sans limite'
  const before = `avant ${formatTime(rule.time)}`
  switch (rule.kind) {
    case 'same-day':
      return `le jour même ${before}`
    case 'days-before':
      return `${describeDays(rule.days)} ${before}${describeSkip(rule.skip)}`
    case 'weekday-before':
      return `le jour ouvré précédent ${before}`
    case 'week-before':
      return `${describeWeek(WEEKDAYS[rule.weekday - 1] ?? '', rule.weeks)} ${before}`
    case 'month-before':
      return `${describeMonthDay(rule.day)} du mois précédent ${before}`
  }
}

const MAX_DAYS = 366

function daysBefore(
  date: LocalDate,
  days: number,
  skip: SkippedDays | undefined,
  calendar: PublicHolidayOptions,
): LocalDate {
  const last = epochDay(date)
  if (skip === undefined) return fromEpochDay(last - days)
  let left = days
  // never more than a few weeks for one counted day, unless the rule skips every day of the week
  for (let day = last; day > last - 60 * (days + 1); day -= 1) {
    if (left === 0) return fromEpochDay(day)
    if (!isSkipped(fromEpochDay(day - 1), skip, calendar)) left -= 1
  }
  throw new RangeError('a deadline that skips every day of the week')
}

function isSkipped(date: LocalDate, skip: SkippedDays, calendar: PublicHolidayOptions): boolean {
  if (skip.weekends === true && isWeekend(date)) return true
  if (skip.weekdays !== undefined && skip.weekdays.includes(dayOfWeek(date))) return true
  return skip.publicHolidays === true && isPublicHoliday(date, calendar)
}

function countedWeekdays(skip: SkippedDays | undefined): number[] {
  return [1, 2, 3, 4, 5, 6, 7].filter(
    (day) => !(skip?.weekends === true && day >= 6) && !(skip?.weekdays ?? []).some((skipped) => skipped === day),
  )
}

function dayOfMonthBefore(date: LocalDate, day: number): LocalDate {
  const month = addMonths(monthOf(date), -1)
  return daysOfMonth(month)[day - 1] ?? lastDay(month)
}

function describeDays(days: number): string {
  if (days === 0) return 'le jour même'
  if (days === 1) return 'la veille'
  if (days === 2) return 'l’avant-veille'
  return `${plural(days, 'jour', 'jours')} à l’avance,`
}

function describeSkip(skip: SkippedDays | undefined): string {
  const skipped: string[] = []
  if (skip?.weekends === true) skipped.push('les week-ends')
  if (skip?.publicHolidays === true) skipped.push('les jours fériés')
  for (const weekday of skip?.weekdays ?? []) skipped.push(`les ${WEEKDAYS[weekday - 1]}s`)
  return skipped.length === 0 ? '' : `, sans compter ${joinFrench(skipped)}`
}

function describeWeek(weekday: string, weeks: number): string {
  if (weeks === 0) return `le ${weekday} de la même semaine`
  if (weeks === 1) return `le ${weekday} de la semaine précédente`
  return `le ${weekday}, ${plural(weeks, 'semaine', 'semaines')} plus tôt,`
}

function describeMonthDay(day: number): string {
  if (day === 1) return 'le 1er'
  if (day >= 31) return 'le dernier jour'
  return day > 28 ? `le ${day} (ou le dernier jour)` : `le ${day}`
}

function isBetween(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}
