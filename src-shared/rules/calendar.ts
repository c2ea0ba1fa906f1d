import { type LocalDate, addDays, dayOfWeek, fromEpochDay, epochDay, localDateOf, yearOf } from '../kernel/local-date'
import type { SchoolYear } from '../kernel/school-year'

export type SchoolZone = 'A' | 'B' | 'C'
export type SchoolHolidayKind = 'autumn' | 'christmas' | 'winter' | 'spring' | 'ascension' | 'summer'

/** From the first to the last day without school, both included, for the zones named. */
export type SchoolHoliday = {
  readonly schoolYear: SchoolYear
  readonly kind: SchoolHolidayKind
  readonly name: string
  readonly zones: readonly SchoolZone[]
  readonly from: LocalDate
  readonly to: LocalDate
}

/** What the rules know of a town's calendar. Plain data: a hosted portal receives it as it is. */
export type RuleCalendar = {
  readonly alsaceMoselle: boolean
  readonly zone: SchoolZone
  readonly schoolHolidays: readonly SchoolHoliday[]
}

export type PublicHolidayOptions = { readonly alsaceMoselle: boolean }
export type PublicHoliday = { readonly date: LocalDate; readonly name: string }

export type DayKind = 'school' | 'wednesday' | 'weekend' | 'small-holidays' | 'summer-holidays' | 'public-holiday'

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
export function easterSunday(year: number): LocalDate {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const yearOfCentury = year % 100
  const skippedLeaps = Math.floor((8 * century + 13) / 25)
  const epact = (19 * golden + century - Math.floor(century / 4) - skippedLeaps + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7
  const correction = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const index = epact + toSunday - 7 * correction + 114
  return localDateOf(year, Math.floor(index / 31), (index % 31) + 1)
}

/** In the order of the year (article L3133-1 of the Code du travail; L3134-13 for Alsace and Moselle). */
export function publicHolidays(year: number, options: PublicHolidayOptions): PublicHoliday[] {
  const easter = easterSunday(year)
  const holidays: PublicHoliday[] = [
    { date: localDateOf(year, 1, 1), name: 'jour de l’An' },
    { date: addDays(easter, 1), name: 'lundi de Pâques' },
    { date: localDateOf(year, 5, 1), name: 'fête du Travail' },
    { date: localDateOf(year, 5, 8), name: 'victoire de 1945' },
    { date: addDays(easter, 39), name: 'Ascension' },
    { date: addDays(easter, 50), name: 'lundi de Pentecôte' },
    { date: localDateOf(year, 7, 14), name: 'fête nationale' },
    { date: localDateOf(year, 8, 15), name: 'Assomption' },
    { date: localDateOf(year, 11, 1), name: 'Toussaint' },
    { date: localDateOf(year, 11, 11), name: 'armistice de 1918' },
    { date: localDateOf(year, 12, 25), name: 'Noël' },
  ]
  if (options.alsaceMoselle) {
    holidays.push({ date: addDays(easter, -2), name: 'Vendredi saint' })
    holidays.push({ date: localDateOf(year, 12, 26), name: 'Saint-Étienne' })
  }
  return holidays.sort((left, right) => (left.date < right.date ? -1 : 1))
}

const namesOfYear = new Map<string, ReadonlyMap<LocalDate, string>>()

/** The French name of the holiday, without capital or article ('fête du Travail'), or null on any other day. */
export function publicHolidayName(date: LocalDate, options: PublicHolidayOptions): string | null {
  const key = `${date.slice(0, 4)}${options.alsaceMoselle ? '+' : ''}`
  let names = namesOfYear.get(key)
  if (names === undefined) {
    const sameDay = new Map<LocalDate, string>()
    for (const holiday of publicHolidays(yearOf(date), options)) {
      // Ascension and 1 or 8 May meet some years (2008, 2160): both names are kept
      const other = sameDay.get(holiday.date)
      sameDay.set(holiday.date, other === undefined ? holiday.name : `${other} et ${holiday.name}`)
    }
    names = sameDay
    namesOfYear.set(key, names)
  }
  return names.get(date) ?? null
}

export function isPublicHoliday(date: LocalDate, options: PublicHolidayOptions): boolean {
  return publicHolidayName(date, options) !== null
}

export function schoolHolidayOn(
  date: LocalDate,
  zone: SchoolZone,
  list: readonly SchoolHoliday[],
): SchoolHoliday | null {
  for (const holiday of list) {
    if (holiday.from <= date && date <= holiday.to && holiday.zones.includes(zone)) return holiday
  }
  return null
}

/**
 * The period a day counts in, for prices and for what is declared to the Caf: school holidays come before week-ends, since
 * a Saturday of August is a day of the summer holidays. A day after the last holidays known counts as a day of school.
 */
export function dayKind(date: LocalDate, calendar: RuleCalendar): DayKind {
  if (isPublicHoliday(date, calendar)) return 'public-holiday'
  const holiday = schoolHolidayOn(date, calendar.zone, calendar.schoolHolidays)
  if (holiday !== null) return holiday.kind === 'summer' ? 'summer-holidays' : 'small-holidays'
  const weekday = dayOfWeek(date)
  if (weekday >= 6) return 'weekend'
  return weekday === 3 ? 'wednesday' : 'school'
}

/** The next holidays to begin after this day, or null when the calendar knows none. */
export function nextSchoolHoliday(date: LocalDate, calendar: RuleCalendar): SchoolHoliday | null {
  let next: SchoolHoliday | null = null
  for (const holiday of calendar.schoolHolidays) {
    const isCandidate = holiday.from > date && holiday.zones.includes(calendar.zone)
    if (isCandidate && (next === null || holiday.from < next.from)) next = holiday
  }
  return next
}

/** Monday to Friday, public holidays apart. */
export function isWorkingDay(date: LocalDate, options: PublicHolidayOptions): boolean {
  return dayOfWeek(date) <= 5 && !isPublicHoliday(date, options)
}

/** The last working day before this one. */
export function workingDayBefore(date: LocalDate, options: PublicHolidayOptions): LocalDate {
  let day = fromEpochDay(epochDay(date) - 1)
  while (!isWorkingDay(day, options)) day = addDays(day, -1)
  return day
}

/** Working days after `from`, up to `to` included: the age of what arrived on `from`. */
export function workingDaysBetween(from: LocalDate, to: LocalDate, options: PublicHolidayOptions): number {
  let count = 0
  for (let day = to; day > from; day = addDays(day, -1)) if (isWorkingDay(day, options)) count++
  return count
}

/** The last day that is more than `count` working days old on `today`. */
export function dayOlderThan(count: number, today: LocalDate, options: PublicHolidayOptions): LocalDate {
  let seen = 0
  let day = today
  while (seen <= count) {
    if (isWorkingDay(day, options)) seen++
    day = addDays(day, -1)
  }
  return day
}
