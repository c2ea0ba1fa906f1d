import type { DayPart, ExpectedSlot, ExpectedStructure } from '../../../src-shared/contract/staff/home'
import { attendingStates } from '../../../src-shared/contract/staff/planning'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { addMonthsToDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { minutesOf, type LocalTime } from '../../../src-shared/kernel/local-time'
import { requiredStaff } from '../../../src-shared/rules/supervision'
import type { Ctx } from '../../kernel/context'
import { closureOn, closuresBetween, loadCatalogue, openingsBetween, type Activity, type Opening } from '../activities'
import type { Structure } from '../organisation'
import { slotStates, type SlotStateRow } from './home-store'

const longMinutes = 5 * 60
const noon = 10 * 60 + 30
const afternoon = 13 * 60

function partOf(startTime: LocalTime, endTime: LocalTime): DayPart {
  const [start, end] = [minutesOf(startTime), minutesOf(endTime)]
  if (end - start > longMinutes) return 'day'
  if (start < noon) return 'morning'
  return start < afternoon ? 'midday' : 'evening'
}

/** Children expected in each slot that is open on a day, with places and adults; structures in the order of the town. */
export async function expectedOn(
  ctx: Ctx,
  date: LocalDate,
  structures: readonly Structure[],
): Promise<ExpectedStructure[]> {
  const closures = await closuresBetween(ctx, date, date)
  const catalogue = await loadCatalogue(ctx)
  const openings = await openingsBetween(ctx, { activityIds: [...catalogue.byId.keys()], from: date, to: date })
  const openingsOf = groupBy(openings, ({ slotId }) => slotId)
  const statesOf = groupBy(await slotStates(ctx.db, date, addMonthsToDate(date, -72)), ({ slotId }) => slotId)
  return structures.flatMap(({ id, name }) => {
    const isClosed = closureOn(closures, id, date) !== undefined
    const activities = catalogue.activities.filter((activity) => activity.structureId === id)
    const slots = activities.flatMap((activity) =>
      activity.slots.flatMap((slot) => {
        const open = isClosed ? [] : (openingsOf.get(slot.id) ?? [])
        const states = statesOf.get(slot.id) ?? []
        const isBooked = states.some(({ state }) => attendingStates.includes(state))
        return open.length > 0 || isBooked ? [describeSlot(activity, slot, open, states)] : []
      }),
    )
    return slots.length > 0 ? [{ id, name, slots: slots.toSorted((a, b) => (a.startTime < b.startTime ? -1 : 1)) }] : []
  })
}

function describeSlot(
  activity: Activity,
  slot: Activity['slots'][number],
  openings: readonly Opening[],
  states: readonly SlotStateRow[],
): ExpectedSlot {
  const attending = states.filter(({ state }) => attendingStates.includes(state))
  const came = states.filter(
    ({ state }) => state === 'present' || state === 'present-unbooked' || state === 'outside-contract',
  )
  const under6 = sum(attending.filter(({ isUnder6 }) => isUnder6))
  const sixAndOver = sum(attending) - under6
  const planned = openings.filter(({ staffPlanned }) => staffPlanned !== null)
  return {
    ...{ slotId: slot.id, slotName: slot.name, activityName: activity.name },
    ...{ part: partOf(slot.startTime, slot.endTime), startTime: slot.startTime, endTime: slot.endTime },
    ...{ expected: under6 + sixAndOver, under6, sixAndOver },
    ...{ came: sum(came), here: sum(came.filter(({ isGone }) => !isGone)) },
    waiting: sum(states.filter(({ state }) => state === 'waiting')),
    capacity: capacityOf(slot.capacityOverGroups, openings),
    staffPlanned: planned.length === 0 ? null : planned.reduce((all, { staffPlanned }) => all + (staffPlanned ?? 0), 0),
    staffRequired: requiredStaff({ under6, sixAndOver, setting: activity.supervision }),
  }
}

const sum = (list: readonly { count: number }[]) => list.reduce((total, { count }) => total + count, 0)

/** The tightest of the groups' places together and of the limit over all groups. */
function capacityOf(overGroups: number | null, openings: readonly Opening[]): number | null {
  const limited = openings.length > 0 && openings.every(({ capacity }) => capacity !== null)
  const own = limited ? openings.reduce((all, { capacity }) => all + (capacity ?? 0), 0) : null
  if (overGroups === null || own === null) return overGroups ?? own
  return Math.min(overGroups, own)
}
