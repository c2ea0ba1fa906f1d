import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import { deadlineOf } from '../../../src-shared/rules/deadline'
import type { Ctx } from '../../kernel/context'
import { dayMarkOf, openingAt, placesLeft, waitingFor, type Board } from './board'
import { tellPlaceGiven } from './freed-place-mail'
import type { WaitingFact } from './store'
import type { BookingFact } from './types'
import { moveBooking, type Writer } from './write-state'

/** Who gave the place: no family reads the name of the one that left it. */
const waitingListName = 'Liste d’attente'

/**
 * Gives the places left on a slot and a date to those who wait, first come first, in the transaction that freed them.
 * Past the cancellation deadline nobody is moved: the family could no longer say no without paying.
 */
export async function giveFreedPlaces(
  ctx: Ctx,
  writer: Writer,
  board: Board,
  { slotId, date }: { slotId: number; date: LocalDate },
): Promise<BookingFact[]> {
  const given: BookingFact[] = []
  for (const candidate of [...waitingFor(board, slotId, date)]) {
    const before = nextInLine(ctx, board, candidate)
    if (!before) continue
    const activity = board.activities.get(candidate.activityId)
    const state: StoredState = activity?.validationMode === 'payment' ? 'awaiting-payment' : 'booked'
    const { groupId } = before
    const move = { cell: before, before, patch: { state }, who: candidate, groupId, by: waitingListName }
    const after = await moveBooking(writer, board, move)
    if (!after) continue
    given.push(after)
    if (writer) await tellPlaceGiven(writer, board, candidate, after)
  }
  return given
}

/** The candidate's booking if a place may be given to it now, or null. */
function nextInLine(ctx: Ctx, board: Board, candidate: WaitingFact): BookingFact | null {
  const { slotId, date, groupId, startDate, endDate } = candidate
  const activity = board.activities.get(candidate.activityId)
  const opening = openingAt(board, groupId, slotId, date)
  if (!activity || !opening || dayMarkOf(board, activity, date) === 'closed') return null
  const left = placesLeft(board, opening)
  if (left !== null && left <= 0) return null
  if (date < startDate || (endDate !== null && date > endDate)) return null
  const deadline = deadlineOf(activity.effectiveCancelDeadline, date, board.calendar)
  if (date < ctx.today || (deadline !== null && ctx.now >= deadline)) return null
  const { childName: _name, startDate: _start, endDate: _end, ...booking } = candidate
  return booking
}
