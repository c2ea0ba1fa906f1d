import type { counterContract, CounterService } from '../../../src-shared/contract/staff/counter'
import type { BookingItem } from '../../../src-shared/contract/requests'
import { refuse } from '../../../src-shared/errors'
import { firstDay, lastDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import { actorName, type StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { loadActivities, openingsBetween, type Activity, type Opening } from '../activities'
import { bookingsOfFamily, previewItems, type FamilyBooking } from '../bookings'
import { childrenOfFamily } from '../children'
import { enrolmentsOf, type Enrolment } from '../enrolments'
import { familyIsVisible, requireFamily } from '../families'
import { listStructures, worksFor } from '../organisation'
import { submitRequest } from './submit'

const key = (...parts: (string | number)[]) => parts.join('/')

async function monthOfFamily(ctx: Ctx, familyId: number, month: YearMonth): Promise<CounterService[]> {
  const [from, to] = [firstDay(month), lastDay(month)]
  const enrolments = await enrolmentsOf(ctx, { familyId, from, to })
  const activities = new Map((await activitiesHere(ctx, enrolments)).map((activity) => [activity.id, activity]))
  const openings =
    activities.size > 0 ? await openingsBetween(ctx, { activityIds: [...activities.keys()], from, to }) : []
  const openingAt = new Map(openings.map((one) => [key(one.groupId, one.slotId, one.date), one]))
  const bookings = await bookingsOfFamily(ctx, { familyId, from, to })
  const bookingAt = new Map(bookings.map((one) => [key(one.enrolmentId, one.slotId, one.date), one]))
  const children = new Map((await childrenOfFamily(ctx, familyId)).map((child) => [child.id, child.firstName]))
  const structures = new Map((await listStructures(ctx)).map(({ id, name }) => [id, name]))
  return enrolments.flatMap((enrolment) => {
    const activity = activities.get(enrolment.activityId)
    return (activity?.slots ?? []).flatMap((slot) => {
      const days = daysOf(enrolment, slot.id, openings, { openingAt, bookingAt })
      if (!activity || days.length === 0) return []
      return {
        ...{ enrolmentId: enrolment.id, childId: enrolment.childId, slotId: slot.id, slotName: slot.name, days },
        ...{ startTime: slot.startTime, endTime: slot.endTime, activityName: activity.name },
        childName: children.get(enrolment.childId) ?? '',
        structureName: structures.get(activity.structureId) ?? '',
      }
    })
  })
}

interface Lookup {
  openingAt: ReadonlyMap<string, Opening>
  bookingAt: ReadonlyMap<string, FamilyBooking>
}

/** Days that are open to the group of the enrolment, or where something is booked, in order. */
function daysOf(
  { id, groupId, startDate, endDate }: Enrolment,
  slotId: number,
  openings: readonly Opening[],
  { openingAt, bookingAt }: Lookup,
): CounterService['days'] {
  const dates = new Set(openings.filter((one) => one.slotId === slotId).map(({ date }) => date))
  for (const booking of bookingAt.values())
    if (booking.enrolmentId === id && booking.slotId === slotId) dates.add(booking.date)
  return [...dates].sort().flatMap((date) => {
    const booking = bookingAt.get(key(id, slotId, date))
    const isCovered = startDate <= date && (endDate === null || date <= endDate)
    const opening = isCovered ? openingAt.get(key(groupId, slotId, date)) : undefined
    if (!opening && !booking) return []
    const free = opening && opening.capacity !== null ? Math.max(0, opening.capacity - opening.taken) : null
    return { date, state: booking?.state ?? null, isOpen: opening !== undefined, free }
  })
}

async function activitiesHere(ctx: Ctx, enrolments: readonly Enrolment[]): Promise<Activity[]> {
  const activities = await loadActivities(ctx, { ids: enrolments.map(({ activityId }) => activityId) })
  return activities.filter(({ structureId }) => worksFor(ctx, structureId))
}

/** An agent acts in the structures where they work: items of others are refused whole. */
async function requireWorkplaces(ctx: Ctx, familyId: number, items: readonly BookingItem[]): Promise<void> {
  if (ctx.actor.kind !== 'staff' || ctx.actor.structureIds === null) return
  const dates = items.map(({ date }) => date).sort()
  const [from, to] = [dates[0], dates[dates.length - 1]]
  if (!from || !to) return
  const asked = new Set(items.map(({ enrolmentId }) => enrolmentId))
  const enrolments = (await enrolmentsOf(ctx, { familyId, from, to })).filter(({ id }) => asked.has(id))
  const here = new Set((await activitiesHere(ctx, enrolments)).map(({ id }) => id))
  if (enrolments.some(({ activityId }) => !here.has(activityId))) refuse('permission.missing')
}

export const counterHandlers: Handlers<typeof counterContract, StaffActor> = {
  'bookings.monthOfFamily': async (ctx, { familyId, month }) => {
    if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
    return { today: ctx.today, services: await monthOfFamily(ctx, familyId, month) }
  },
  'bookings.previewForFamily': async (ctx, { familyId, items }) => {
    if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
    await requireWorkplaces(ctx, familyId, items)
    return { outcomes: await previewItems(ctx, { familyId, items, at: ctx.now, by: 'staff' }) }
  },
  'bookings.applyForFamily': async (ctx, { id, familyId, items }) => {
    await requireFamily(ctx, familyId)
    await requireWorkplaces(ctx, familyId, items)
    const { request, outcomes } = await submitRequest(ctx, {
      ...{ id, kind: 'booking', familyId, accountId: null, authorName: actorName(ctx.actor) },
      ...{ payload: { items }, submittedAt: ctx.now, origin: 'counter' },
    })
    return { status: request.status, outcomes }
  },
}
