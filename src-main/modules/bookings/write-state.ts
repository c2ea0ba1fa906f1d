import { refuse } from '../../../src-shared/errors'
import { monthOf } from '../../../src-shared/kernel/local-date'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { moveOnBoard, occupies, openingAt, placesLeft, waitingPriorityOf, type Board, type CellRef } from './board'
import { bookingsChanged } from './changed'
import { deleteBooking, freePlace, insertBooking, takePlace, updateBooking, type WaitingFact } from './store'
import type { BookingFact, EnrolmentFact, StateChange } from './types'

/** The new values of a booking: what is left out keeps its value. */
export type BookingPatch = Partial<
  Pick<
    BookingFact,
    | 'state'
    | 'waitingSince'
    | 'waitingPriority'
    | 'together'
    | 'holdUntil'
    | 'late'
    | 'requestId'
    | 'reason'
    | 'memo'
    | 'arrivedAt'
    | 'leftAt'
  >
> & { state: BookingFact['state'] }

interface Move {
  cell: CellRef
  before: BookingFact | null
  patch: BookingPatch
  who: EnrolmentFact | WaitingFact
  groupId: number
  force?: boolean
  /** Who changed it, when it is not whoever acts. */
  by?: string
}

/** Null writes nothing: the same moves then make a preview. */
export type Writer = Ctx | null

/** Moves one booking, with its place, in the database and on the board. Returns null when no place was left. */
export async function moveBooking(writer: Writer, board: Board, move: Move): Promise<BookingFact | null> {
  const { cell, before, patch, who } = move
  const enrolment = board.enrolments.get(cell.enrolmentId)
  const origin = before ?? emptyBooking(cell, enrolment)
  const after: BookingFact = {
    ...origin,
    holdUntil: null,
    ...patch,
    groupId: move.groupId,
    version: origin.version + 1,
  }
  if (patch.state !== 'waiting') Object.assign(after, { waitingSince: null, waitingPriority: 0 })
  else if (before?.state !== 'waiting') after.waitingPriority = patch.waitingPriority ?? waitingPriorityOf(board, cell)
  if (!(await shiftPlaces(writer, board, before, after, move.force ?? false))) return null
  if (writer) after.id = await save(writer, before, after, move.by)
  moveOnBoard(board, before, after, who)
  return after
}

/** Takes a booking away as if it had never been: only to undo what made it. */
export async function removeBooking(writer: Ctx, board: Board, before: BookingFact, who: EnrolmentFact): Promise<void> {
  const opening = openingAt(board, before.groupId, before.slotId, before.date)
  if (opening && occupies(before.state)) await freePlace(writer.db, opening.id)
  if (!(await deleteBooking(writer.db, before.id, before.version))) refuse('record.changed-meanwhile')
  moveOnBoard(board, before, null, who)
}

async function shiftPlaces(
  writer: Writer,
  board: Board,
  before: BookingFact | null,
  after: BookingFact,
  force: boolean,
) {
  const held = before !== null && occupies(before.state)
  const wanted = occupies(after.state)
  if (held === wanted && (before?.groupId ?? after.groupId) === after.groupId) return true
  const to = openingAt(board, after.groupId, after.slotId, after.date)
  if (wanted && to) {
    const left = placesLeft(board, to)
    if (!force && left !== null && left <= 0) return false
    if (writer && !(await takePlace(writer.db, to.id, force))) {
      // Somebody outside this module filled it: the picture follows the database.
      to.taken = Math.max(to.taken, to.capacity ?? to.taken)
      return false
    }
  }
  const from = before && held ? openingAt(board, before.groupId, before.slotId, before.date) : null
  if (from && writer) await freePlace(writer.db, from.id)
  return true
}

async function save(ctx: Ctx, before: BookingFact | null, after: BookingFact, by?: string): Promise<number> {
  const { id: _id, version: _version, ...row } = after
  const stamped = { ...row, changedAt: ctx.now, changedBy: by ?? actorName(ctx.actor) }
  if (!before) return insertBooking(ctx.db, stamped)
  if (!(await updateBooking(ctx.db, before.id, before.version, stamped))) refuse('record.changed-meanwhile')
  return before.id
}

function emptyBooking({ enrolmentId, slotId, date }: CellRef, enrolment: EnrolmentFact | undefined): BookingFact {
  if (!enrolment) throw new Error('a booking without enrolment')
  const { childId, familyId, activityId, groupId } = enrolment
  return {
    ...{ id: 0, enrolmentId, childId, familyId, activityId, groupId, slotId, date },
    ...{
      state: 'cancelled',
      waitingSince: null,
      waitingPriority: 0,
      together: false,
      holdUntil: null,
      late: false,
      requestId: null,
      reason: '',
      memo: '',
    },
    ...{ arrivedAt: null, leftAt: null, version: 0 },
  }
}

/** What `setStates` needs to put a cell back as it was before a move. */
export function undoOf(before: BookingFact | null, after: BookingFact): StateChange {
  const { enrolmentId, slotId, date, version } = after
  const cell = { enrolmentId, slotId, date, version, restores: true }
  if (!before) return { ...cell, state: null }
  const { state, reason, memo, arrivedAt, leftAt, waitingSince, late, requestId } = before
  const { waitingPriority, together, holdUntil } = before
  const line = { waitingSince, waitingPriority, together, holdUntil }
  return { ...cell, ...line, state, reason, memo, arrivedAt, leftAt, late, requestId }
}

/** Says to the portal and to open screens what moved. */
export async function announce(
  ctx: Ctx,
  moved: readonly Pick<BookingFact, 'familyId' | 'activityId' | 'date'>[],
): Promise<void> {
  const views = new Set<string>()
  const shown = new Map<string, { activityId: number; month: string }>()
  for (const { familyId, activityId, date } of moved) {
    const month = monthOf(date)
    views.add(`bookings/${familyId}/${month}`).add(`availability/${activityId}/${month}`)
    shown.set(`${activityId}/${month}`, { activityId, month })
  }
  await ctx.touch(...[...views].sort())
  ctx.afterCommit(() => {
    for (const { activityId, month } of shown.values()) ctx.services.publish({ type: 'bookings', activityId, month })
  })
  await bookingsChanged.tell(ctx, [...new Set(moved.map(({ familyId }) => familyId))])
}
