import {
  viewKey,
  type ActivityView,
  type AvailabilityView,
  type BookingsView,
  type FamilyView,
  type TownView,
} from '../../../src-shared/contract/portal/views'
import type { DocumentsView, PaperworkView } from '../../../src-shared/contract/portal/views-documents'
import { refuse } from '../../../src-shared/errors'
import { monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { ParentCtx } from '../../kernel/context'
import { bookingPapers, heldByFile, type BookingPapers, type FamilyPapers } from '../../../src-shared/rules/documents'
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

/** What the rules on documents read, from the views. */
export function papersFrom(
  family: FamilyView,
  paperwork: PaperworkView | null,
  documents: DocumentsView | null,
  today: LocalDate,
): FamilyPapers {
  const activitiesOf = (childId: number) =>
    family.enrolments
      .filter((one) => one.childId === childId && (one.endDate === null || one.endDate >= today))
      .map(({ activityId }) => activityId)
  return {
    rules: paperwork?.types ?? [],
    given: documents?.given ?? [],
    guardians: family.guardians.map(({ personId, firstName, lastName }) => {
      return { id: personId, name: `${firstName} ${lastName}` }
    }),
    children: family.children.map(({ id, firstName }) => ({ id, name: firstName, activityIds: activitiesOf(id) })),
  }
}

/** Reads what a family gave, and its yearly file, only where the town holds a booking back for want of them. */
async function readBookingPapers(
  ctx: ParentCtx,
  views: ViewSource,
  { town, family }: { town: TownView; family: FamilyView },
): Promise<BookingPapers | null> {
  const [paperwork] = await views.get(ctx, viewKey.paperwork())
  let missing: BookingPapers | null = null
  if ([...(paperwork?.types ?? []), ...(paperwork?.rules ?? [])].some(({ blocksBooking }) => blocksBooking)) {
    const [documents] = await views.get(ctx, viewKey.documents(family.id))
    const papers = papersFrom(family, paperwork, documents, ctx.today)
    missing = bookingPapers(papers, paperwork?.rules ?? [], documents?.acceptances ?? [])
  }
  if (!town.yearlyFile.stopsBooking) return missing
  const [registration] = await views.get(ctx, viewKey.registration(family.id))
  return heldByFile(missing, registration?.stopsBookingIn ?? [])
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
  const papers = await readBookingPapers(ctx, views, { town, family })
  return { town, family, activities, availability, bookings, papers, dates, now: ctx.now, today: ctx.today }
}
