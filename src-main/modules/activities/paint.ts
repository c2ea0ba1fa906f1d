import type { DayPeriod, OpeningChange, OpeningPlan } from '../../../src-shared/contract/staff/activities'
import { refuse } from '../../../src-shared/errors'
import { datesBetween, daysBetween, dayOfWeek, monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import { dayKind, type DayKind, type RuleCalendar } from '../../../src-shared/rules/calendar'
import type { Ctx } from '../../kernel/context'
import { loadCalendar } from '../organisation'
import type { Activity } from './catalogue'
import { activityFor } from './edit'
import { closureOn, closuresBetween, openingsBetween, type Opening } from './openings'
import { removeOpenings, setCapacity, standingBookings } from './store-write'
import { offerNewPlaces } from './waiting-list'

const periodOf: Record<DayKind, DayPeriod> = {
  school: 'school-days',
  wednesday: 'school-days',
  weekend: 'school-days',
  'small-holidays': 'small-holidays',
  'summer-holidays': 'summer-holidays',
  'public-holiday': 'public-holidays',
}
const daysAtMost = 800
const heldShown = 100

interface Held {
  date: LocalDate
  groupId: number
  slotId: number
  bookings: number
}

interface Plan {
  opens: { activityId: number; groupId: number; slotId: number; date: LocalDate; capacity: number | null }[]
  closes: Opening[]
  resized: Opening[]
  unchanged: number
  closureDays: number
  days: number
  held: Held[]
}

/** The days that a change is about. */
export function chosenDays(
  { from, to, weekdays, periods }: Pick<OpeningChange, 'from' | 'to' | 'weekdays' | 'periods'>,
  calendar: RuleCalendar,
): LocalDate[] {
  return datesBetween(from, to).filter(
    (date) => weekdays.includes(dayOfWeek(date)) && periods.includes(periodOf[dayKind(date, calendar)]),
  )
}

/** What a change would do; writes nothing. The act itself is the same computation, then applied. */
export async function previewOpenings(ctx: Ctx, change: OpeningChange): Promise<OpeningPlan> {
  return summaryOf(await planOpenings(ctx, change))
}

/** Applies a change; refuses whole when children would be stranded, unless told to leave those places as they are. */
export async function changeOpenings(ctx: Ctx, change: OpeningChange & { leaveHeld: boolean }): Promise<OpeningPlan> {
  // Two agents painting the same days would both insert them.
  await ctx.db.lock(`openings/${change.activityId}`)
  const plan = await planOpenings(ctx, change)
  const summary = summaryOf(plan)
  if (plan.held.length > 0 && !change.leaveHeld) {
    refuse('opening.holds-bookings', { held: summary.held, heldCount: summary.heldCount })
  }
  const { db } = ctx
  await db.insertMany(
    'opening',
    plan.opens.map((row) => ({ ...row, taken: 0, staffPlanned: null })),
  )
  const capacity = change.action.kind === 'close' ? null : change.action.capacity
  const removed = await removeOpenings(db, idsOf(plan.closes))
  const resized = await setCapacity(db, idsOf(plan.resized), capacity)
  // Somebody booked between the reading and the writing: nothing of this change may stand.
  if (removed !== plan.closes.length || resized !== plan.resized.length) refuse('record.changed-meanwhile')
  if (plan.opens.length + plan.resized.length > 0) await offerNewPlaces(ctx, change.activityId)
  await touchMonths(ctx, change.activityId, [...plan.opens, ...plan.closes, ...plan.resized])
  return summary
}

const idsOf = (openings: readonly Opening[]) => openings.map(({ id }) => id)

async function touchMonths(ctx: Ctx, activityId: number, changed: readonly { date: LocalDate }[]) {
  const months = new Set(changed.map(({ date }) => monthOf(date)))
  await ctx.touch(...[...months].map((month) => `availability/${activityId}/${month}`))
  ctx.afterCommit(() => {
    for (const month of months) ctx.services.publish({ type: 'bookings', activityId, month })
  })
}

function checkChange(activity: Activity, change: OpeningChange) {
  const { from, to, groupIds, slotIds } = change
  const known =
    groupIds.every((id) => activity.groups.some((group) => group.id === id)) &&
    slotIds.every((id) => activity.slots.some((slot) => slot.id === id))
  const isInside = from >= activity.validFrom && to <= activity.validTo && from <= to
  if (!known || !isInside || daysBetween(from, to) > daysAtMost) refuse('opening.outside-activity')
}

async function planOpenings(ctx: Ctx, change: OpeningChange): Promise<Plan> {
  const activity = await activityFor(ctx, change.activityId)
  checkChange(activity, change)
  const { from, to, action, groupIds, slotIds } = change
  const days = chosenDays(change, await loadCalendar(ctx))
  const closures = action.kind === 'open' ? await closuresBetween(ctx, from, to) : []
  const existing = await openingsBetween(ctx, { activityIds: [activity.id], groupIds, slotIds, from, to })
  const standing = action.kind === 'close' ? await standingBookings(ctx.db, activity.id, from, to) : []
  const byPlace = new Map(existing.map((opening) => [placeKey(opening), opening]))
  const bookingsAt = new Map(standing.map((one) => [placeKey(one), one.bookings]))

  const plan: Plan = { opens: [], closes: [], resized: [], unchanged: 0, closureDays: 0, days: 0, held: [] }
  for (const date of days) {
    if (closureOn(closures, activity.structureId, date)) {
      plan.closureDays += 1
      continue
    }
    plan.days += 1
    for (const groupId of groupIds) {
      for (const slotId of slotIds) {
        const place = { date, groupId, slotId }
        const opening = byPlace.get(placeKey(place))
        planPlace(plan, activity.id, action, place, opening, bookingsAt.get(placeKey(place)) ?? 0)
      }
    }
  }
  return plan
}

const placeKey = ({ date, groupId, slotId }: { date: string; groupId: number; slotId: number }) =>
  `${date}/${groupId}/${slotId}`

function planPlace(
  plan: Plan,
  activityId: number,
  action: OpeningChange['action'],
  place: { date: LocalDate; groupId: number; slotId: number },
  opening: Opening | undefined,
  bookings: number,
) {
  if (action.kind === 'open') {
    if (opening) plan.unchanged += 1
    else plan.opens.push({ activityId, ...place, capacity: action.capacity })
  } else if (!opening) plan.unchanged += 1
  else if (action.kind === 'close') {
    if (bookings > 0 || opening.taken > 0) plan.held.push({ ...place, bookings: Math.max(bookings, opening.taken) })
    else plan.closes.push(opening)
  } else if (opening.capacity === action.capacity) plan.unchanged += 1
  else if (action.capacity !== null && opening.taken > action.capacity)
    plan.held.push({ ...place, bookings: opening.taken })
  else plan.resized.push(opening)
}

function summaryOf(plan: Plan): OpeningPlan {
  return {
    opened: plan.opens.length,
    closed: plan.closes.length,
    capacityChanged: plan.resized.length,
    unchanged: plan.unchanged,
    closureDays: plan.closureDays,
    days: plan.days,
    held: plan.held.slice(0, heldShown),
    heldCount: plan.held.length,
  }
}
