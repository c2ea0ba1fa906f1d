import { type LocalDate, localDate } from '../kernel/local-date'
import { schoolYear } from '../kernel/school-year'
import type { SchoolHoliday, SchoolHolidayKind, SchoolZone } from './calendar'

/** The shape of resources/calendar/school-holidays.json as JSON gives it: texts that nobody has checked yet. */
export type SchoolHolidayFile = {
  readonly coverage: { readonly from: string; readonly to: string }
  readonly holidays: readonly {
    readonly schoolYear: string
    readonly kind: string
    readonly name: string
    readonly zones: readonly string[]
    readonly from: string
    readonly to: string
  }[]
}

export type SchoolHolidays = {
  /** Outside these days the file knows nothing: a day there is not known to be a school day. */
  readonly coverage: { readonly from: LocalDate; readonly to: LocalDate }
  readonly holidays: readonly SchoolHoliday[]
}

const KINDS: readonly SchoolHolidayKind[] = ['autumn', 'christmas', 'winter', 'spring', 'ascension', 'summer']
const ZONES: readonly SchoolZone[] = ['A', 'B', 'C']

/** Checks and types a file of school holidays; throws a RangeError that names what is wrong in it. */
export function readSchoolHolidays(file: SchoolHolidayFile): SchoolHolidays {
  return {
    coverage: { from: localDate(file.coverage.from), to: localDate(file.coverage.to) },
    holidays: file.holidays.map((holiday) => {
      const from = localDate(holiday.from)
      const to = localDate(holiday.to)
      if (to < from) throw new RangeError(`${holiday.name}: ends on ${to} before it begins on ${from}`)
      return {
        schoolYear: schoolYear(holiday.schoolYear),
        kind: oneOf(KINDS, holiday.kind),
        name: holiday.name,
        zones: holiday.zones.map((zone) => oneOf(ZONES, zone)),
        from,
        to,
      }
    }),
  }
}

function oneOf<Value extends string>(known: readonly Value[], text: string): Value {
  const found = known.find((value) => value === text)
  if (found === undefined) throw new RangeError(`unknown value ${text}, expected one of ${known.join(', ')}`)
  return found
}
