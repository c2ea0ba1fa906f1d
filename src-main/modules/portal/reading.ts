import {
  viewKey,
  type ActivityView,
  type AvailabilityView,
  type BookingsView,
  type FamilyView,
  type TownView,
} from '../../../src-shared/contract/portal/views'
import { refuse } from '../../../src-shared/errors'
import { monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { ParentCtx } from '../../kernel/context'
import { availabilityName, type CalendarSources } from './calendar-days'
import type { ViewSource } from './views/source'

/** The town and the family of the session; a family that the views do not know is nobody's. */
export async function readFamily(ctx: ParentCtx, views: ViewSource): Promise<{ town: TownView; family: FamilyView }> {
  const [town, family] = await views.get(ctx, viewKey.town(), viewKey.family(ctx.actor.familyId))
  if (!town || !family) return refuse('record.not-found')
  return { town, family }
}

/** The activities that the children of a family are enrolled in, in the town's order. */
export async function readActivities(ctx: ParentCtx, views: ViewSource, family: FamilyView): Promise<ActivityView[]> {
  const ids = [...new Set(family.enrolments.map(({ activityId }) => activityId))]
  const found = await views.get(ctx, ...ids.map((id) => viewKey.activity(id)))
  return found
    .filter((view): view is ActivityView => view !== null && view.onPortal)
    .toSorted((left, right) => left.position - right.position || left.id - right.id)
}

/** Everything that the calendar of these dates depends on. */
export async function readCalendarSources(
  ctx: ParentCtx,
  views: ViewSource,
  dates: readonly LocalDate[],
): Promise<CalendarSources> {
  const { town, family } = await readFamily(ctx, views)
  const activities = await readActivities(ctx, views, family)
  const months = [...new Set(dates.map(monthOf))]
  const pairs = activities.flatMap(({ id }) => months.map((month) => ({ id, month })))
  const open = await views.get(ctx, ...pairs.map(({ id, month }) => viewKey.availability(id, month)))
  const booked = await views.get(ctx, ...months.map((month) => viewKey.bookings(family.id, month)))
  const availability = new Map<string, AvailabilityView>()
  pairs.forEach(({ id, month }, index) => {
    const view = open[index]
    if (view) availability.set(availabilityName(id, month), view)
  })
  const bookings = new Map<YearMonth, BookingsView>()
  months.forEach((month, index) => {
    const view = booked[index]
    if (view) bookings.set(month, view)
  })
  return { town, family, activities, availability, bookings, dates, now: ctx.now, today: ctx.today }
}
