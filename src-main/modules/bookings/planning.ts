import type { CellResult, planningContract, PlanningAction } from '../../../src-shared/contract/staff/planning'
import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { firstDay, lastDay } from '../../../src-shared/kernel/year-month'
import { canTransition, type StoredState } from '../../../src-shared/rules/booking-state'
import { deadlineOf } from '../../../src-shared/rules/deadline'
import { describePrice } from '../../../src-shared/rules/pricing'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { findActivity, loadCatalogue } from '../activities'
import { quotientsOf } from '../families'
import { loadCalendar, worksFor } from '../organisation'
import { loadTariffBook, priceBooking } from '../pricing'
import { activitiesOfStructure, planningGrid } from './planning-grid'
import { cellBooking, childrenWithCarePlan, enrolmentOwners } from './planning-store'
import { setStates } from './set-states'
import { bookingFacts, invoicedBookings, waitingRankRows } from './store'
import type { BookingFact, StateChange } from './types'
import { resultOf, sealUndo, undoChanges, undoView } from './undo'

interface Cell {
  enrolmentId: number
  slotId: number
  date: LocalDate
}
type Seen = Cell & { version: number | null }

const keyOf = ({ enrolmentId, slotId, date }: Cell) => `${enrolmentId}/${slotId}/${date}`
const target: Readonly<Record<Exclude<PlanningAction, 'present' | 'memo'>, StoredState>> = {
  book: 'booked',
  release: 'cancelled',
  excuse: 'absent-excused',
  bill: 'absent-billed',
}

/** The state that a key means in a cell. Null: the key has nothing to do there. */
function stateFor(action: PlanningAction, from: StoredState | null): StoredState | null {
  if (action === 'memo') return from
  if (action === 'present')
    return from !== null && canTransition(from, 'present', 'agent') ? 'present' : presentIn(from)
  // an empty cell is already free, a refused demand too
  if (action === 'release' && (from === null || from === 'refused')) return null
  return target[action]
}

const presentIn = (from: StoredState | null): StoredState =>
  from === 'present' || from === 'present-unbooked'
    ? from
    : from === null || canTransition(from, 'present-unbooked', 'agent')
      ? 'present-unbooked'
      : 'present'

interface ApplyInput {
  action: PlanningAction
  cells: readonly Seen[]
  memo: string
  force: boolean
}

/** One key on many cells: each is judged alone, those that it changes nothing to are left out of the answer. */
export async function applyPlanning(ctx: Ctx<StaffActor>, { action, cells, memo, force }: ApplyInput) {
  const before = new Map((await bookingsAt(ctx, cells)).map((booking) => [keyOf(booking), booking]))
  const invoiced = await invoicedBookings(
    ctx.db,
    [...before.values()].map(({ id }) => id),
  )
  const refused: CellResult[] = []
  const changes: StateChange[] = []
  for (const { enrolmentId, slotId, date, version } of cells) {
    const cell = { enrolmentId, slotId, date }
    const booking = before.get(keyOf(cell)) ?? null
    const state = stateFor(action, booking?.state ?? null)
    const isKept = booking !== null && state === booking.state
    if (action === 'memo' && !booking) refused.push(refusalOf(cell, null, 'booking.not-booked'))
    // what is invoiced is corrected from the invoice; that a child came is a fact all the same
    else if (booking && invoiced.has(booking.id) && !isKept && state !== 'present')
      refused.push(refusalOf(cell, booking, 'booking.invoiced'))
    else if (state !== null && (!isKept || (action === 'memo' && booking.memo !== memo)))
      changes.push({ ...cell, state, version, force, ...(action === 'memo' ? { memo } : {}), ...forgetting(action) })
  }
  const { results, undo } = changes.length > 0 ? await setStates(ctx, changes) : { results: [], undo: [] }
  return { results: [...refused, ...results.map(resultOf)], undo: sealUndo(ctx, undo.map(undoView)) }
}

/** An absence or a freed place has neither arrival nor departure. */
const forgetting = (action: PlanningAction) =>
  action === 'release' || action === 'excuse' || action === 'bill' ? { arrivedAt: null, leftAt: null } : {}

async function bookingsAt(ctx: Ctx, cells: readonly Cell[]): Promise<BookingFact[]> {
  const enrolmentIds = [...new Set(cells.map(({ enrolmentId }) => enrolmentId))]
  return bookingFacts(ctx.db, enrolmentIds, [...new Set(cells.map(({ date }) => date))])
}

function refusalOf(
  cell: Cell,
  booking: BookingFact | null,
  code: 'booking.not-booked' | 'booking.invoiced',
): CellResult {
  const { state, version } = booking ?? { state: null, version: null }
  return { ...cell, state, version, refusal: { code, details: {} } }
}

async function describeCell(ctx: Ctx, cell: Cell) {
  const [owner] = await enrolmentOwners(ctx.db, [cell.enrolmentId])
  const activity = owner && (await findActivity(ctx, owner.activityId))
  if (!owner || !activity) return refuse('record.not-found')
  if (!worksFor(ctx, activity.structureId)) refuse('permission.missing')
  const booking = await cellBooking(ctx.db, cell)
  const isLive = booking !== null && booking.state !== 'cancelled' && booking.state !== 'refused'
  const deadline = deadlineOf(
    isLive ? activity.effectiveCancelDeadline : activity.bookingDeadline,
    cell.date,
    await loadCalendar(ctx),
  )
  const price = await priceOfCell(ctx, cell, owner, booking)
  const ranks = booking?.state === 'waiting' ? await waitingRankRows(ctx.db, [booking.id]) : []
  const invoiced = booking ? await invoicedBookings(ctx.db, [booking.id]) : new Set<number>()
  return {
    state: booking?.state ?? null,
    changedAt: booking?.changedAt ?? null,
    changedBy: booking?.changedBy ?? '',
    fromPortal: booking?.requestId !== null && booking !== null,
    reason: booking?.reason ?? '',
    arrivedAt: booking?.arrivedAt ?? null,
    leftAt: booking?.leftAt ?? null,
    rank: ranks[0] ? Number(ranks[0].rank) : null,
    isInvoiced: invoiced.size > 0,
    deadline,
    isPast: deadline !== null && ctx.now >= deadline,
    amountCents: price?.amountCents ?? null,
    priceText: price ? describePrice(price.explanation) : '',
  }
}

const toCome: readonly StoredState[] = ['requested', 'waiting', 'offered', 'awaiting-payment', 'cancelled', 'refused']

async function priceOfCell(
  ctx: Ctx,
  { slotId, date }: Cell,
  { familyId, activityId }: { familyId: number; activityId: number },
  booking: { state: StoredState; late: boolean } | null,
) {
  const quotients = (await quotientsOf(ctx, [familyId])).get(familyId) ?? []
  const known = booking !== null && !toCome.includes(booking.state) ? { state: booking.state, late: booking.late } : {}
  return priceBooking(await loadTariffBook(ctx), { activityId, slotId, date, quotients, ...known })
}

/** What cells would be billed once booked; those of other structures count for nothing. */
async function priceCells(ctx: Ctx, cells: readonly Cell[]) {
  const owners = await enrolmentOwners(ctx.db, [...new Set(cells.map(({ enrolmentId }) => enrolmentId))])
  const ownerOf = new Map(owners.map((owner) => [owner.id, owner]))
  const quotients = await quotientsOf(ctx, [...new Set(owners.map(({ familyId }) => familyId))])
  const [book, catalogue] = [await loadTariffBook(ctx), await loadCatalogue(ctx)]
  let [amountCents, unpriced] = [0, 0]
  for (const { enrolmentId, slotId, date } of cells) {
    const owner = ownerOf.get(enrolmentId)
    const activity = owner && catalogue.byId.get(owner.activityId)
    if (!owner || !activity || !worksFor(ctx, activity.structureId)) continue
    const family = quotients.get(owner.familyId) ?? []
    const price = priceBooking(book, { activityId: owner.activityId, slotId, date, quotients: family })
    if (price) amountCents += price.amountCents
    else unpriced += 1
  }
  return { amountCents, unpriced }
}

export const planningHandlers: Handlers<typeof planningContract, StaffActor> = {
  'planning.grid': planningGrid,
  'planning.carePlans': async (ctx, { structureId, month }) => {
    const { activities } = await activitiesOfStructure(ctx, structureId)
    const activityIds = activities.map(({ id }) => id)
    const period = { from: firstDay(month), to: lastDay(month), on: ctx.today }
    return { childIds: await childrenWithCarePlan(ctx.db, { activityIds, ...period }) }
  },
  'planning.cell': describeCell,
  'planning.price': (ctx, { cells }) => priceCells(ctx, cells),
  'planning.apply': applyPlanning,
  'planning.undo': undoChanges,
}
