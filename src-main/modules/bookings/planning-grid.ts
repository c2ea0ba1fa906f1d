import {
  cellCodes,
  stateCodes,
  type PlanningColumn,
  type PlanningGrid,
  type PlanningRow,
} from '../../../src-shared/contract/staff/planning'
import { refuse } from '../../../src-shared/errors'
import { groupBy } from '../../../src-shared/kernel/group-by'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { daysOfMonth, firstDay, lastDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import { publicHolidayName, schoolHolidayOn } from '../../../src-shared/rules/calendar'
import { isPast } from '../../../src-shared/rules/deadline'
import type { Ctx } from '../../kernel/context'
import {
  closureOn,
  closuresBetween,
  loadActivities,
  openingsBetween,
  type Activity,
  type Closure,
  type Opening,
} from '../activities'
import { listStructures, loadCalendar, worksFor, type TownCalendar } from '../organisation'
import { enrolledChildren, planningBookings, type PlanningBooking, type PlanningEnrolment } from './planning-store'
import { waitingRankRows } from './store'

const byName = new Intl.Collator('fr', { sensitivity: 'base' })

/** Activities of a structure that the caller works for; refuses otherwise. */
export async function activitiesOfStructure(ctx: Ctx, structureId: number) {
  if (!worksFor(ctx, structureId)) refuse('permission.missing')
  const structure = (await listStructures(ctx)).find(({ id }) => id === structureId) ?? refuse('record.not-found')
  const activities = (await loadActivities(ctx)).filter((one) => one.structureId === structureId && !one.isArchived)
  return { structure, activities }
}

/** The month of a structure as the planning grid wants it. */
export async function planningGrid(
  ctx: Ctx,
  { structureId, month }: { structureId: number; month: YearMonth },
): Promise<PlanningGrid> {
  const { structure, activities } = await activitiesOfStructure(ctx, structureId)
  const [from, to] = [firstDay(month), lastDay(month)]
  const ids = activities.map(({ id }) => id)
  const closures = await closuresBetween(ctx, from, to)
  const openings = (await openingsBetween(ctx, { activityIds: ids, from, to })).filter(
    ({ date }) => !closureOn(closures, structureId, date),
  )
  const bookings = await planningBookings(ctx.db, ids, from, to)
  const calendar = await loadCalendar(ctx)
  const columns = columnsOf(ctx, activities, openings, bookings, calendar)
  const enrolments = await enrolledChildren(ctx.db, ids, from, to)
  const filled = fillRows(ctx, { activities, columns, enrolments, bookings })
  const shown = new Set(columns.map(({ slotId }) => slotId))
  return {
    ...{ structureId, structureName: structure.name, month, today: ctx.today },
    activities: activities.map(({ id, name }) => ({ id, name })),
    slots: activities
      .flatMap((activity) => activity.slots.map((slot) => slotOf(activity, slot)))
      .filter(({ id }) => shown.has(id)),
    columns,
    closedDays: closedDays(month, columns, closures, calendar, structureId),
    holidays: calendar.schoolHolidays
      .filter((holiday) => holiday.from <= to && holiday.to >= from)
      .map((holiday) => ({ name: holiday.name, from: holiday.from, to: holiday.to })),
    rows: filled.rows,
    memos: filled.memos,
    ranks: await ranksOf(ctx, filled.waiting),
  }
}

function slotOf(
  activity: Activity,
  { id, name, letter, startTime, endTime, capacityOverGroups }: Activity['slots'][number],
) {
  const { id: activityId, name: activityName, supervision } = activity
  return { ...{ id, activityId, activityName, supervision }, name, letter, startTime, endTime, capacityOverGroups }
}

const notInTheWay: readonly string[] = ['cancelled', 'refused']

/** What is open, and what is booked although it is not: that must be seen. By day, then by hour. */
function columnsOf(
  ctx: Ctx,
  activities: readonly Activity[],
  openings: readonly Opening[],
  bookings: readonly PlanningBooking[],
  calendar: TownCalendar,
): PlanningColumn[] {
  const columns = new Map<string, PlanningColumn>()
  const columnAt = (slotId: number, date: LocalDate) => {
    const key = `${slotId}/${date}`
    let column = columns.get(key)
    if (!column) columns.set(key, (column = { date, slotId, locked: false, openings: [] }))
    return column
  }
  for (const { slotId, date, groupId, capacity, taken, staffPlanned } of openings)
    columnAt(slotId, date).openings.push({ groupId, capacity, taken, staffPlanned })
  for (const { slotId, date, state } of bookings) if (!notInTheWay.includes(state)) columnAt(slotId, date)

  const activityOf = new Map(activities.flatMap((activity) => activity.slots.map((slot) => [slot.id, activity])))
  const orderOf = new Map(
    activities
      .flatMap(({ slots }) => slots)
      .toSorted((a, b) => (a.startTime === b.startTime ? a.position - b.position : a.startTime < b.startTime ? -1 : 1))
      .map(({ id }, order) => [id, order]),
  )
  const locked = new Map<string, boolean>()
  for (const column of columns.values()) {
    const activity = activityOf.get(column.slotId)
    const key = `${activity?.id ?? 0}/${column.date}`
    if (activity && !locked.has(key))
      locked.set(key, isPast(activity.effectiveCancelDeadline, column.date, ctx.now, calendar))
    column.locked = locked.get(key) ?? false
  }
  return [...columns.values()].toSorted((a, b) =>
    a.date === b.date ? (orderOf.get(a.slotId) ?? 0) - (orderOf.get(b.slotId) ?? 0) : a.date < b.date ? -1 : 1,
  )
}

interface Facts {
  activities: readonly Activity[]
  columns: readonly PlanningColumn[]
  enrolments: readonly PlanningEnrolment[]
  bookings: readonly PlanningBooking[]
}

/** One row for each child and payer, under its group, with a letter for each column. */
function fillRows(ctx: Ctx, { activities, columns, enrolments, bookings }: Facts) {
  const slotActivity = new Map(activities.flatMap(({ id, slots }) => slots.map((slot) => [slot.id, id])))
  const columnAt = new Map(columns.map(({ slotId, date }, index) => [`${slotId}/${date}`, index]))
  const openTo = columns.map(({ openings }) => new Set(openings.map(({ groupId }) => groupId)))
  const bookingsOf = groupBy(bookings, ({ enrolmentId }) => enrolmentId)
  const rows: PlanningRow[] = []
  const memos: PlanningGrid['memos'] = []
  const waiting: { id: number; row: number; column: number }[] = []

  for (const { group, list, shared } of orderedRows(activities, enrolments)) {
    const letters = new Array<string>(columns.length).fill(cellCodes.outside)
    const versions = new Array<number>(columns.length).fill(0)
    for (const enrolment of list) {
      columns.forEach((column, index) => {
        if (slotActivity.get(column.slotId) !== enrolment.activityId || !covers(enrolment, column.date)) return
        letters[index] = openTo[index]?.has(enrolment.groupId) ? cellCodes.free : cellCodes.closed
      })
      for (const booking of bookingsOf.get(enrolment.id) ?? []) {
        const column = columnAt.get(`${booking.slotId}/${booking.date}`)
        if (column === undefined) continue
        letters[column] = codeOf(booking, ctx.today)
        versions[column] = booking.version
        if (booking.memo !== '') memos.push({ row: rows.length, column, text: booking.memo })
        if (booking.state === 'waiting') waiting.push({ id: booking.id, row: rows.length, column })
      }
    }
    rows.push(rowOf(group, list, shared, letters.join(''), versions.filter((version) => version > 0).join(',')))
  }
  return { rows, memos, waiting }
}

const covers = ({ startDate, endDate }: PlanningEnrolment, date: LocalDate) =>
  startDate <= date && (endDate === null || date <= endDate)

const codeOf = ({ state, stillThere, date }: PlanningBooking, today: LocalDate) =>
  stillThere && date < today && (state === 'present' || state === 'present-unbooked')
    ? cellCodes.departureMissing
    : stateCodes[state]

function rowOf(
  group: string,
  list: readonly PlanningEnrolment[],
  shared: boolean,
  cells: string,
  versions: string,
): PlanningRow {
  const [first] = list as [PlanningEnrolment]
  const { childId, familyId, familyName, firstName, lastName, birthDate, classLevel } = first
  return {
    ...{ childId, familyId, familyName, firstName, lastName, birthDate, classLevel, group, shared, cells, versions },
    enrolments: list.map(({ id, activityId, groupId, startDate, endDate }) => ({
      ...{ id, activityId, groupId, startDate, endDate },
    })),
  }
}

/** Rows under the groups of the first activity that divides its children, in the order of the town, then by name. */
function orderedRows(activities: readonly Activity[], enrolments: readonly PlanningEnrolment[]) {
  const groups = activities.flatMap((activity, order) =>
    activity.groups.map((group) => ({ ...group, order, divides: activity.groups.length > 1 })),
  )
  const groupById = new Map(groups.map((group) => [group.id, group]))
  const rank = new Map<string, number>()
  for (const { name } of groups.toSorted(
    (a, b) => Number(b.divides) - Number(a.divides) || a.order - b.order || a.position - b.position,
  ))
    if (!rank.has(name)) rank.set(name, rank.size)

  const bestGroup = (list: readonly PlanningEnrolment[]) => {
    const names = list.map(({ groupId }) => groupById.get(groupId)?.name ?? '')
    return names.toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))[0] ?? ''
  }
  const rows = [...groupBy(enrolments, ({ childId, familyId }) => `${childId}/${familyId}`).values()]
  const rowsOfChild = new Map<number, number>()
  for (const [one] of rows) if (one) rowsOfChild.set(one.childId, (rowsOfChild.get(one.childId) ?? 0) + 1)
  return rows
    .map((list) => ({ list, group: bestGroup(list), shared: (rowsOfChild.get(list[0]?.childId ?? 0) ?? 0) > 1 }))
    .toSorted((a, b) => (rank.get(a.group) ?? 0) - (rank.get(b.group) ?? 0) || compareNames(a.list[0], b.list[0]))
}

function compareNames(a: PlanningEnrolment | undefined, b: PlanningEnrolment | undefined): number {
  if (!a || !b) return 0
  return (
    byName.compare(a.lastName, b.lastName) ||
    byName.compare(a.firstName, b.firstName) ||
    a.childId - b.childId ||
    a.familyId - b.familyId
  )
}

function closedDays(
  month: YearMonth,
  columns: readonly PlanningColumn[],
  closures: readonly Closure[],
  calendar: TownCalendar,
  structureId: number,
): PlanningGrid['closedDays'] {
  const open = new Set(columns.map(({ date }) => date))
  return daysOfMonth(month)
    .filter((date) => !open.has(date))
    .map((date) => ({
      date,
      label:
        publicHolidayName(date, calendar) ??
        closureOn(closures, structureId, date)?.label ??
        schoolHolidayOn(date, calendar.zone, calendar.schoolHolidays)?.name ??
        '',
    }))
}

async function ranksOf(ctx: Ctx, waiting: readonly { id: number; row: number; column: number }[]) {
  if (waiting.length === 0) return []
  const rows = await waitingRankRows(
    ctx.db,
    waiting.map(({ id }) => id),
  )
  const ranks = new Map(rows.map(({ id, rank }) => [id, Number(rank)]))
  return waiting.map(({ id, row, column }) => ({ row, column, rank: ranks.get(id) ?? 0 }))
}
