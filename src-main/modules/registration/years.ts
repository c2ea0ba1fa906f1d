import type { TownSettings } from '../../../src-shared/contract/settings'
import { addDays, localDateOf, yearOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import { schoolYearOf, schoolYearRange, type SchoolYear } from '../../../src-shared/kernel/school-year'

type Settings = TownSettings['registration']

/** Years whose file is open on a day, the latest first: those that the town opened, and always the present one. */
export function openYears({ years }: Settings, today: LocalDate): SchoolYear[] {
  const opened = years.filter(({ opensOn }) => opensOn <= today).map(({ year }) => year)
  return [...new Set([...opened, schoolYearOf(today)])].toSorted((left, right) => (left > right ? -1 : 1))
}

/** The year whose file families fill in: the latest one opened. */
export function fileYear(settings: Settings, today: LocalDate): SchoolYear {
  return openYears(settings, today)[0] ?? schoolYearOf(today)
}

export function dueOnOf({ years }: Settings, year: SchoolYear): LocalDate | null {
  return years.find((one) => one.year === year)?.dueOn ?? null
}

/** Years that the town asks a file for; without any, an incomplete file stops nothing. */
export function demandedYears({ years }: Settings, today: LocalDate): SchoolYear[] {
  return years.filter(({ opensOn }) => opensOn <= today).map(({ year }) => year)
}

/** The day on which a school pre-enrolment takes effect. */
export const firstDayOf = (year: SchoolYear): LocalDate => schoolYearRange(year).from

/** School years for which a place may be asked: the present one and the next. */
export function yearsToAsk(today: LocalDate): SchoolYear[] {
  const present = schoolYearOf(today)
  return [present, schoolYearOf(addDays(schoolYearRange(present).to, 1))]
}

/** Three years old within the calendar year of the start: the law calls the child to school. */
export function isOfSchoolAge(birthDate: LocalDate | null, year: SchoolYear): boolean {
  if (birthDate === null) return true
  const calendarYear = yearOf(firstDayOf(year))
  return birthDate <= localDateOf(calendarYear - 3, 12, 31) && birthDate > localDateOf(calendarYear - 12, 12, 31)
}
