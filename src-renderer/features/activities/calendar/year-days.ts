import type {
  ActivityView,
  ClosureView,
  DayPeriod,
  OpeningView,
} from '../../../../src-shared/contract/staff/activities'
import { formatDayMonth } from '../../../../src-shared/format/date'
import { plural } from '../../../../src-shared/format/text'
import { addDays, datesBetween, monthOf, startOfWeek, type LocalDate } from '../../../../src-shared/kernel/local-date'
import { firstDay, lastDay, monthsBetween, type YearMonth } from '../../../../src-shared/kernel/year-month'
import { dayKind, publicHolidayName, schoolHolidayOn, type RuleCalendar } from '../../../../src-shared/rules/calendar'

/** One day of the year calendar, for the groups and slots that are looked at. */
export interface YearDay {
  date: LocalDate
  /** Open places among those looked at: none, some or all of them. */
  open: 'none' | 'some' | 'all'
  openCount: number
  taken: number
  /** Null = no limit somewhere. */
  capacity: number | null
  period: DayPeriod
  holiday: string | null
  closure: string | null
  isInside: boolean
}

export interface YearMonthView {
  month: YearMonth
  /** Weeks from Monday; null outside the month. */
  weeks: (YearDay | null)[][]
  openDays: number
}

export interface YearTotals {
  days: number
  openings: number
  places: number
  unlimited: boolean
  taken: number
}

export function periodOf(date: LocalDate, calendar: RuleCalendar): DayPeriod {
  const kind = dayKind(date, calendar)
  if (kind === 'public-holiday') return 'public-holidays'
  return kind === 'small-holidays' || kind === 'summer-holidays' ? kind : 'school-days'
}

interface Shown {
  activity: ActivityView
  /** First and last day looked at. */
  range: { from: LocalDate; to: LocalDate }
  openings: readonly OpeningView[]
  closures: readonly ClosureView[]
  calendar: RuleCalendar
  groupIds: readonly number[]
  slotIds: readonly number[]
}

/** Every day of the activity's months, by date. */
export function yearDays(shown: Shown): Map<LocalDate, YearDay> {
  const { activity, range, calendar, groupIds, slotIds } = shown
  const byDate = new Map<LocalDate, OpeningView[]>()
  for (const opening of shown.openings) {
    if (!groupIds.includes(opening.groupId) || !slotIds.includes(opening.slotId)) continue
    const list = byDate.get(opening.date)
    if (list) list.push(opening)
    else byDate.set(opening.date, [opening])
  }
  const all = groupIds.length * slotIds.length
  const days = datesBetween(firstDay(monthOf(range.from)), lastDay(monthOf(range.to)))
  return new Map(
    days.map((date) => {
      const openings = byDate.get(date) ?? []
      const isUnlimited = openings.some(({ capacity }) => capacity === null)
      return [
        date,
        {
          date,
          open: openings.length === 0 ? 'none' : openings.length === all ? 'all' : 'some',
          openCount: openings.length,
          taken: openings.reduce((sum, { taken }) => sum + taken, 0),
          capacity: isUnlimited ? null : openings.reduce((sum, { capacity }) => sum + (capacity ?? 0), 0),
          period: periodOf(date, calendar),
          holiday:
            publicHolidayName(date, calendar) ??
            schoolHolidayOn(date, calendar.zone, calendar.schoolHolidays)?.name ??
            null,
          closure: shown.closures.find(({ fromDate, toDate }) => fromDate <= date && date <= toDate)?.label ?? null,
          isInside: date >= activity.validFrom && date <= activity.validTo,
        } satisfies YearDay,
      ]
    }),
  )
}

export function monthViews(days: ReadonlyMap<LocalDate, YearDay>, from: LocalDate, to: LocalDate): YearMonthView[] {
  return monthsBetween(monthOf(from), monthOf(to)).map((month) => {
    const start = startOfWeek(firstDay(month))
    const end = addDays(startOfWeek(lastDay(month)), 6)
    const cells = datesBetween(start, end).map((date) => (monthOf(date) === month ? (days.get(date) ?? null) : null))
    const weeks = Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
    return { month, weeks, openDays: cells.filter((day) => day !== null && day.openCount > 0).length }
  })
}

export function totalsOf(days: ReadonlyMap<LocalDate, YearDay>): YearTotals {
  const totals: YearTotals = { days: 0, openings: 0, places: 0, unlimited: false, taken: 0 }
  for (const day of days.values()) {
    if (day.openCount === 0) continue
    totals.days += 1
    totals.openings += day.openCount
    totals.taken += day.taken
    if (day.capacity === null) totals.unlimited = true
    else totals.places += day.capacity
  }
  return totals
}

/** The day in words: what a screen reader says, and what the pointer reads. */
export function describeDay(day: YearDay): string {
  const parts = [formatDayMonth(day.date)]
  if (day.closure) parts.push(`fermeture (${day.closure})`)
  if (day.holiday) parts.push(day.holiday)
  if (day.openCount === 0) parts.push('fermé')
  else {
    parts.push(day.open === 'all' ? 'ouvert' : 'ouvert en partie')
    const places = day.capacity === null ? '' : ` pour ${plural(day.capacity, 'place', 'places')}`
    parts.push(`${plural(day.taken, 'réservation', 'réservations')}${places}`)
  }
  return parts.join(', ')
}
