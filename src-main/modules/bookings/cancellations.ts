import type {
  Cancellation,
  CancellationInput,
  CancellationPlan,
  CancellationScope,
  cancellationsContract,
} from '../../../src-shared/contract/staff/cancellations'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import { daysBetween, monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import { actorName, type StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { guardiansOf } from '../families'
import { takeBackEmails } from '../messaging'
import { worksFor } from '../organisation'
import { bookingAt, loadBoard, type Board } from './board'
import { tellCancelled } from './cancellation-mail'
import type { DayCancellationRow } from './entities'
import { giveFreedPlaces } from './freed-places'
import { setStates } from './set-states'
import {
  cancellationById,
  cancellationsBetween,
  concernedRows,
  heldOpenings,
  removeEmptyOpenings,
  scopeOf,
  type ConcernedRow,
  type OpeningCopy,
} from './store-cancellations'
import type { BookingFact, StateChange } from './types'
import { announce, moveBooking, undoOf } from './write-state'

/** Time to change one's mind before families are told. */
const undoMinutes = 10
const daysAtMost = 62

/** What a day cancelled for everybody takes away; what was attended, excused or billed stays. */
const takenAway: readonly StoredState[] = [
  ...['requested', 'awaiting-payment', 'offered', 'waiting', 'booked'],
  ...['cancellation-requested', 'absence-requested'],
] as StoredState[]

type Where = Omit<CancellationInput, 'label'>

function check(ctx: Ctx, { fromDate, toDate, scope }: Where): void {
  if (toDate < fromDate) refuse('activity.wrong-period', { fields: { toDate: 'Après le début' } })
  if (daysBetween(fromDate, toDate) > daysAtMost) refuse('cancellation.too-long', { days: daysAtMost })
  const isLimited = ctx.actor.kind === 'staff' && ctx.actor.structureIds !== null
  if (scope.structureId === null ? isLimited : !worksFor(ctx, scope.structureId)) refuse('permission.missing')
}

const isWhole = ({ activityIds, groupIds, slotIds, classLevels }: CancellationScope) =>
  [activityIds, groupIds, slotIds, classLevels].every((list) => list.length === 0)

interface Concerned {
  board: Board
  rows: ConcernedRow[]
  kept: number
}

async function concerned(ctx: Ctx, where: Where, lock: boolean): Promise<Concerned> {
  const all = await concernedRows(ctx, where)
  const board = await loadBoard(ctx, all, { lock, wholeLine: true })
  const rows = all.filter(({ id, state }) => takenAway.includes(state) && !board.invoiced.has(id))
  return { board, rows, kept: all.length - rows.length }
}

async function preview(ctx: Ctx, where: Where): Promise<CancellationPlan> {
  check(ctx, where)
  const { rows, kept } = await concerned(ctx, where, false)
  const days = new Map<string, CancellationPlan['days'][number]>()
  for (const { date, activityName } of rows) {
    const day = days.get(`${date}/${activityName}`) ?? { date, activityName, bookings: 0 }
    days.set(`${date}/${activityName}`, { ...day, bookings: day.bookings + 1 })
  }
  const families = new Map(rows.map(({ familyId, familyName }) => [familyId, familyName]))
  return {
    bookings: rows.length,
    children: new Set(rows.map(({ childId }) => childId)).size,
    families: families.size,
    meals: rows.filter(({ includesMeal, state }) => includesMeal && state !== 'waiting').length,
    withoutEmail: await unreachable(ctx, families),
    days: [...days.values()],
    kept,
  }
}

async function unreachable(ctx: Ctx, families: ReadonlyMap<number, string>): Promise<CancellationPlan['withoutEmail']> {
  const list: CancellationPlan['withoutEmail'] = []
  for (const [familyId, name] of families) {
    const adults = await guardiansOf(ctx, familyId)
    if (adults.some(({ email, acceptsEmail }) => acceptsEmail && email !== '')) continue
    const row = await ctx.db.one<{
      phone: string
    }>`select case when p.mobile <> '' then p.mobile else p.phone end as phone
      from person p where p.id = ${adults[0]?.personId ?? 0}`
    list.push({ familyId, name, phone: row?.phone ?? '' })
  }
  return list
}

interface Kept {
  changes: StateChange[]
  openings: OpeningCopy[]
}

/** Cancels at once, without charge; families are told a little later, so that a mistake can be taken back. */
async function make(ctx: Ctx<StaffActor>, input: CancellationInput) {
  check(ctx, input)
  const { kind, label, fromDate, toDate, scope } = input
  const openings = await heldOpenings(ctx, input)
  const { board, rows } = await concerned(ctx, input, true)
  const moved: BookingFact[] = []
  const changes: StateChange[] = []
  for (const row of rows) {
    const before = bookingAt(board, row)
    const who = board.enrolments.get(row.enrolmentId)
    if (!before || !who) continue
    const patch = { state: 'cancelled' as const, reason: label }
    const after = await moveBooking(ctx, board, { cell: row, before, patch, who, groupId: before.groupId })
    if (!after) continue
    moved.push(after)
    changes.unshift(undoOf(before, after))
  }
  const closes = scope.classLevels.length === 0
  const closureId = isWhole(scope)
    ? await ctx.db.insert('closure', { structureId: scope.structureId, fromDate, toDate, label })
    : null
  const removed = closes && closureId === null ? openings : []
  await removeEmptyOpenings(
    ctx.db,
    removed.map(({ id }) => id),
  )
  if (!closes) moved.push(...(await giveAll(ctx, board, rows)))
  const tellAt = addMinutesToInstant(ctx.now, undoMinutes)
  const kept: Kept = { changes, openings: removed }
  const families = new Set(rows.map(({ familyId }) => familyId)).size
  const id = await ctx.db.insert('day_cancellation', {
    ...{ kind, label, fromDate, toDate, scope: JSON.stringify(scope), closureId, undo: JSON.stringify(kept) },
    ...{ bookings: rows.length, families, tellAt, createdAt: ctx.now, createdBy: actorName(ctx.actor) },
    ...{ undoneAt: null, version: 1 },
  })
  const ids = rows.map((row) => row.id)
  if (ids.length > 0) await ctx.db.run`update booking set cancellation_id = ${id} where id in ${ids}`
  await tellCancelled(ctx, { id, kind, label, tellAt, rows })
  await announce(ctx, moved)
  await touchOpenings(ctx, openings)
  return { id, bookings: rows.length, families, tellAt }
}

/** An outing of some leaves their places to those who wait. */
async function giveAll(ctx: Ctx, board: Board, rows: readonly ConcernedRow[]): Promise<BookingFact[]> {
  const days = new Map(rows.map((row) => [`${row.slotId}/${row.date}`, row]))
  const given: BookingFact[] = []
  for (const day of days.values()) given.push(...(await giveFreedPlaces(ctx, ctx, board, day)))
  return given
}

async function touchOpenings(ctx: Ctx, openings: readonly OpeningCopy[]): Promise<void> {
  const keys = new Set(openings.map(({ activityId, date }) => `availability/${activityId}/${monthOf(date)}`))
  await ctx.touch(...keys)
}

async function undo(ctx: Ctx<StaffActor>, { id, version }: { id: number; version: number }) {
  const row = (await cancellationById(ctx.db, id)) ?? refuse('record.not-found')
  check(ctx, { ...row, scope: scopeOf(row), fromDate: row.fromDate as LocalDate, toDate: row.toDate as LocalDate })
  if (row.undoneAt !== null) refuse('record.changed-meanwhile')
  const done = await ctx.db.run`update day_cancellation set undone_at = ${ctx.now}, undo = '', version = version + 1
    where id = ${id} and version = ${version}`
  if (done === 0) refuse('record.changed-meanwhile')
  if (ctx.now >= row.tellAt || !(await takeBackEmails(ctx, `cancellation/${id}/`))) refuse('cancellation.told')
  const { changes, openings } = JSON.parse(row.undo) as Kept
  if (row.closureId !== null) await ctx.db.run`delete from closure where id = ${row.closureId}`
  await ctx.db.insertMany(
    'opening',
    openings.map(({ id: _id, ...opening }) => ({ ...opening, taken: 0 })),
  )
  const { results } = await setStates(ctx, changes)
  if (results.some(({ refusal }) => refusal)) refuse('cancellation.place-taken')
  await ctx.db.run`update booking set cancellation_id = null where cancellation_id = ${id}`
  await touchOpenings(ctx, openings)
  return { bookings: changes.length }
}

function viewOf(ctx: Ctx, row: DayCancellationRow): Cancellation {
  const { id, kind, label, bookings, families, createdBy, version } = row
  return {
    ...{ id, kind, label, bookings, families, createdBy, version, scope: scopeOf(row) },
    fromDate: row.fromDate as LocalDate,
    toDate: row.toDate as LocalDate,
    tellAt: row.tellAt as Instant,
    createdAt: row.createdAt as Instant,
    undoneAt: row.undoneAt as Instant | null,
    mayUndo: row.undoneAt === null && ctx.now < row.tellAt,
  }
}

export const cancellationsHandlers: Handlers<typeof cancellationsContract, StaffActor> = {
  'cancellations.list': async (ctx, { from, to }) => {
    const rows = await cancellationsBetween(ctx.db, from, to)
    const isOwn = ({ structureId }: CancellationScope) => structureId === null || worksFor(ctx, structureId)
    return rows.filter((row) => isOwn(scopeOf(row))).map((row) => viewOf(ctx, row))
  },
  'cancellations.preview': preview,
  'cancellations.make': make,
  'cancellations.undo': undo,
}
