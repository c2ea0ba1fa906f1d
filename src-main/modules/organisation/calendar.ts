import schoolHolidayFile from '../../../resources/calendar/school-holidays.json'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { RuleCalendar, SchoolZone } from '../../../src-shared/rules/calendar'
import { readSchoolHolidays } from '../../../src-shared/rules/school-holidays'
import type { Ctx } from '../../kernel/context'
import { readTown } from './town'

/** What the rules know of the town's days, and how far the school calendar goes. */
export type TownCalendar = RuleCalendar & { readonly coverage: { readonly from: LocalDate; readonly to: LocalDate } }

const national = readSchoolHolidays(schoolHolidayFile)
const calendars = new Map<string, TownCalendar>()

/** The calendar of a zone; the same object each time, holidays of the other zones left out. */
export function calendarOf(zone: SchoolZone, alsaceMoselle: boolean): TownCalendar {
  const key = `${zone}${alsaceMoselle ? '+' : ''}`
  let calendar = calendars.get(key)
  if (!calendar) {
    const schoolHolidays = national.holidays.filter(({ zones }) => zones.includes(zone))
    calendar = { zone, alsaceMoselle, schoolHolidays, coverage: national.coverage }
    calendars.set(key, calendar)
  }
  return calendar
}

/** Public and school holidays of the town, for the rules. */
export async function loadCalendar(ctx: Ctx): Promise<TownCalendar> {
  const town = await readTown(ctx)
  return calendarOf(town.schoolZone, town.alsaceMoselle)
}
