import schoolHolidayFile from '../../resources/calendar/school-holidays.json'
import { parisInstant, type Instant } from '../../src-shared/kernel/instant'
import { localTime } from '../../src-shared/kernel/local-time'
import {
  addDays,
  datesBetween,
  dayOfWeek,
  epochDay,
  monthNumberOf,
  monthOf,
  startOfWeek,
  yearOf,
  type LocalDate,
  type Weekday,
} from '../../src-shared/kernel/local-date'
import { schoolYear, schoolYearOf, schoolYearRange } from '../../src-shared/kernel/school-year'
import { addMonths, firstDay, lastDay, type YearMonth } from '../../src-shared/kernel/year-month'
import { dayKind, type DayKind, type RuleCalendar, type SchoolZone } from '../../src-shared/rules/calendar'
import { readSchoolHolidays } from '../../src-shared/rules/school-holidays'

export interface DemoDay {
  index: number
  date: LocalDate
  weekday: Weekday
  kind: DayKind
  /** Weeks counted from a fixed Monday: their parity alternates whatever the year. */
  week: number
}

/** Every date of a demonstration hangs on its "today", so that it never grows old. */
export interface Timeline {
  today: LocalDate
  /** Nothing is dated after the beginning of today. */
  startOfToday: Instant
  /** First day of the two school years that are open. */
  from: LocalDate
  to: LocalDate
  /** Autumn year of the school year of today. */
  schoolYearStart: number
  secondYearFrom: LocalDate
  days: DemoDay[]
  /** Days on which families book: from the month before last to the end of next month. */
  bookable: DemoDay[]
  billedMonth: YearMonth
}

export const demoZone: SchoolZone = 'A'

export function timelineOf(today: LocalDate): Timeline {
  const current = schoolYearRange(schoolYearOf(today))
  // In spring families already look at the next year; in autumn the two months before belong to the last one.
  const startYear =
    monthNumberOf(today) >= 3 && monthNumberOf(today) <= 8 ? yearOf(current.from) : yearOf(current.from) - 1
  const first = schoolYearRange(schoolYear(`${startYear}-${startYear + 1}`))
  const second = schoolYearRange(schoolYear(`${startYear + 1}-${startYear + 2}`))
  const calendar = demoCalendar()
  const days = datesBetween(first.from, second.to).map((date, index) => dayOf(date, index, calendar))
  const month = monthOf(today)
  const [windowFrom, windowTo] = [firstDay(addMonths(month, -2)), lastDay(addMonths(month, 1))]
  return {
    today,
    startOfToday: parisInstant(today, localTime('00:00')),
    from: first.from,
    to: second.to,
    schoolYearStart: yearOf(current.from),
    secondYearFrom: second.from,
    days,
    bookable: days.filter((day) => day.date >= windowFrom && day.date <= windowTo),
    billedMonth: addMonths(month, -1),
  }
}

interface DemoCalendar extends RuleCalendar {
  knownFrom: LocalDate
  knownTo: LocalDate
}

function demoCalendar(): DemoCalendar {
  const { holidays, coverage } = readSchoolHolidays(schoolHolidayFile)
  return {
    alsaceMoselle: false,
    zone: demoZone,
    schoolHolidays: holidays,
    knownFrom: coverage.from,
    knownTo: coverage.to,
  }
}

function dayOf(date: LocalDate, index: number, calendar: DemoCalendar): DemoDay {
  const known = dayKind(date, calendar)
  const isSummer = monthNumberOf(date) === 7 || monthNumberOf(date) === 8
  const isUnknown = date < calendar.knownFrom || date > calendar.knownTo
  // The national calendar is published two or three years ahead; past it, July and August are still the summer.
  const kind = isUnknown && isSummer && known !== 'public-holiday' ? 'summer-holidays' : known
  return { index, date, weekday: dayOfWeek(date), kind, week: Math.floor((epochDay(startOfWeek(date)) + 3) / 7) }
}

export const isHoliday = (day: DemoDay) => day.kind === 'small-holidays' || day.kind === 'summer-holidays'
export const isWorkday = (day: DemoDay) => day.weekday <= 5 && day.kind !== 'public-holiday'

/** An instant some days before a date, at an hour of Paris; never after the beginning of today. */
export function instantBefore(timeline: Timeline, date: LocalDate, days: number, time: string): Instant {
  const wished = parisInstant(addDays(date, -days), localTime(time))
  return wished < timeline.startOfToday ? wished : parisInstant(addDays(timeline.today, -1), localTime(time))
}
