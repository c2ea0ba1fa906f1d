import type { ErrorCode, ErrorDetails } from '../../../src-shared/errors'
import { canTransition, type StoredState } from '../../../src-shared/rules/booking-state'
import type { Ctx } from '../../kernel/context'
import { worksFor } from '../organisation'
import { bookingAt, dayMarkOf, isOutsideContract, loadBoard, openingAt, type Board } from './board'
import { giveFreedPlaces } from './freed-places'
import { hasCharges } from './store'
import type { BookingFact, EnrolmentFact, StateChange, StateChangeResult } from './types'
import { announce, moveBooking, removeBooking, undoOf } from './write-state'

// Facts of the day: a child who stands there is counted, places left or not.
const facts: readonly StoredState[] = ['present', 'present-unbooked', 'outside-contract', 'absent-billed']

/**
 * An agent's edits of the planning grid or of the attendance, in the transaction of `ctx`. Each change that a rule stops
 * is refused alone; `undo` puts back the others, in reverse order, as long as nobody touched them since.
 */
export async function setStates(
  ctx: Ctx,
  changes: readonly StateChange[],
): Promise<{ results: StateChangeResult[]; undo: StateChange[] }> {
  const board = await loadBoard(ctx, changes, { lock: true })
  const results: StateChangeResult[] = []
  const undo: StateChange[] = []
  const moved: BookingFact[] = []
  for (const change of changes) {
    const before = bookingAt(board, change)
    const done = await setState(ctx, board, change, before)
    if ('code' in done) {
      results.push({ ...resultOf(change, before), refusal: done })
      continue
    }
    results.push(resultOf(change, done.after))
    if (done.after) undo.unshift(undoOf(before, done.after))
    const witness = done.after ?? before
    if (!witness) continue
    moved.push(witness, ...(change.restores ? [] : await giveFreedPlaces(ctx, ctx, board, change)))
  }
  await announce(ctx, moved)
  return { results, undo }
}

type Refusal = { code: ErrorCode; details: ErrorDetails }
const refusal = (code: ErrorCode, details: ErrorDetails = {}): Refusal => ({ code, details })

async function setState(
  ctx: Ctx,
  board: Board,
  change: StateChange,
  before: BookingFact | null,
): Promise<Refusal | { after: BookingFact | null }> {
  const enrolment = board.enrolments.get(change.enrolmentId)
  const activity = enrolment && board.activities.get(enrolment.activityId)
  if (!activity || board.slots.get(change.slotId)?.activityId !== activity.id) return refusal('record.not-found')
  if (!worksFor(ctx, activity.structureId)) return refusal('permission.missing')
  if (change.version !== undefined && change.version !== (before?.version ?? null))
    return refusal('record.changed-meanwhile')
  if (change.state === null) return remove(ctx, board, change, before, enrolment)

  // a child of a contract, there when nothing was agreed
  if (change.state === 'present-unbooked' && change.restores !== true && isOutsideContract(board, change))
    return setState(ctx, board, { ...change, state: 'outside-contract' }, before)

  const isOpen = openingAt(board, enrolment.groupId, change.slotId, change.date) !== null
  const stopped = refusalOfStep(
    change,
    change.state,
    before,
    enrolment,
    isOpen && dayMarkOf(board, activity, change.date) === null,
  )
  if (stopped) return stopped
  const { state, reason, memo, arrivedAt, leftAt, requestId, late, waitingPriority, together, holdUntil } = change
  const given = { reason, memo, arrivedAt, leftAt, requestId, late, waitingPriority, together, holdUntil }
  const patch = {
    state,
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<BookingFact>),
    waitingSince: state === 'waiting' ? (change.waitingSince ?? before?.waitingSince ?? ctx.now) : null,
  }
  const keepsGroup = before !== null && before.state !== 'cancelled' && before.state !== 'refused'
  const after = await moveBooking(ctx, board, {
    cell: change,
    before,
    patch,
    who: enrolment,
    groupId: keepsGroup ? before.groupId : enrolment.groupId,
    force: change.force === true || facts.includes(state),
  })
  return after ? { after } : refusal('booking.full')
}

function refusalOfStep(
  change: StateChange,
  to: StoredState,
  before: BookingFact | null,
  enrolment: EnrolmentFact,
  isOpen: boolean,
): Refusal | null {
  const from = before?.state ?? null
  if (change.restores || from === to) return null
  if (!canTransition(from, to, 'agent')) return refusal('booking.step-forbidden', { from, to })
  if (from !== null && from !== 'cancelled' && from !== 'refused') return null
  if (!isOpen && !facts.includes(to)) return refusal('booking.closed')
  const { startDate, endDate } = enrolment
  if (change.date < startDate || (endDate !== null && change.date > endDate)) {
    return refusal('booking.blocked', { rule: 'L’inscription ne couvre pas ce jour.' })
  }
  return null
}

async function remove(
  ctx: Ctx,
  board: Board,
  change: StateChange,
  before: BookingFact | null,
  enrolment: EnrolmentFact,
): Promise<Refusal | { after: null }> {
  if (!change.restores) return refusal('booking.step-forbidden', { to: null })
  if (!before) return { after: null }
  if (await hasCharges(ctx.db, before.id)) return refusal('booking.invoiced')
  await removeBooking(ctx, board, before, enrolment)
  return { after: null }
}

function resultOf({ enrolmentId, slotId, date }: StateChange, booking: BookingFact | null): StateChangeResult {
  const { id, state, version } = booking ?? { id: null, state: null, version: null }
  return { enrolmentId, slotId, date, bookingId: id, state, version }
}
