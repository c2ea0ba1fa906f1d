import { classLevels } from '../labels/child'
import { schoolYear, schoolYearOf, schoolYearRange, type SchoolYear } from '../kernel/school-year'
import { addDays, monthNumberOf, type LocalDate } from '../kernel/local-date'

/** The class of the next year; '' after CM2 (the child leaves the town's schools); null when there is no class to leave. */
export function nextLevel(level: string): string | null {
  const index = (classLevels as readonly string[]).indexOf(level)
  return index < 0 ? null : (classLevels[index + 1] ?? '')
}

export function yearAfter(year: SchoolYear): SchoolYear {
  return schoolYearOf(addDays(schoolYearRange(year).to, 1))
}

export function yearBefore(year: SchoolYear): SchoolYear {
  return schoolYearOf(addDays(schoolYearRange(year).from, -1))
}

/** The year that is prepared on a day: from March on, the next one. */
export function yearToOpen(today: LocalDate): SchoolYear {
  const present = schoolYearOf(today)
  const month = monthNumberOf(today)
  return month >= 3 && month <= 8 ? yearAfter(present) : schoolYear(present)
}
