import { addMinutesToInstant, parisInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { deadlineOf } from '../../../src-shared/rules/deadline'
import { servedFrom } from '../../../src-shared/rules/waiting-list'
import type { Ctx } from '../../kernel/context'
import type { Activity } from '../activities'
import { countersOf, dayMarkOf, openingAt, waitingFor, type Board } from './board'
import { tellPlaceFreed } from './freed-place-mail'
import type { WaitingFact } from './store'
import type { BookingFact } from './types'
import { moveBooking, type BookingPatch, type Writer } from './write-state'

/** Who gave the place: no family reads the name of the one that left it. */
export const waitingListName = 'Liste d’attente'

/**
 * Gives or offers the places left on a slot and a date to those who wait, in the order of the line, in the transaction that
 * freed them. Past the cancellation deadline nobody is moved: the family could no longer say no without paying.
 */
export async function giveFreedPlaces(
  ctx: Ctx,
  writer: Writer,
  board: Board,
  { slotId, date }: { slotId: number; date: LocalDate },
): Promise<BookingFact[]> {
  const line = waitingFor(board, slotId, date).filter((candidate) => answerBefore(ctx, board, candidate) !== null)
  if (line.length === 0) return []
  const given: BookingFact[] = []
  for (const unit of servedFrom(line, countersOf(board, slotId, date))) {
    for (const candidate of unit) {
      const after = await giveTo(ctx, writer, board, candidate)
      if (after) given.push(after)
    }
  }
  return given
}

async function giveTo(ctx: Ctx, writer: Writer, board: Board, candidate: WaitingFact): Promise<BookingFact | null> {
  const activity = board.activities.get(candidate.activityId)
  if (!activity) return null
  const { childName: _name, startDate: _start, endDate: _end, ...before } = candidate
  const patch = patchFor(ctx, activity, answerBefore(ctx, board, candidate))
  const { groupId } = before
  const after = await moveBooking(writer, board, {
    cell: before,
    before,
    patch,
    who: candidate,
    groupId,
    by: waitingListName,
  })
  if (after && writer) await tellPlaceFreed(writer, board, candidate, after)
  return after
}

/** Given at once, to be paid, or offered for the time that the activity leaves to answer. */
function patchFor(ctx: Ctx, activity: Activity, limit: Instant | null): BookingPatch {
  const { offerMinutes } = activity.bookingPolicy
  if (offerMinutes > 0) {
    const end = addMinutesToInstant(ctx.now, offerMinutes)
    return { state: 'offered', holdUntil: limit !== null && limit < end ? limit : end }
  }
  return activity.validationMode === 'payment'
    ? { state: 'awaiting-payment', holdUntil: holdEndOf(ctx, activity) }
    : { state: 'booked' }
}

/** Until when a place taken now waits for its payment. */
export function holdEndOf(ctx: Ctx, activity: Activity | undefined): Instant {
  return addMinutesToInstant(ctx.now, activity?.bookingPolicy.holdMinutes ?? 0)
}

/** Until when the candidate could still say no; null when nothing may be given to it now. */
function answerBefore(ctx: Ctx, board: Board, candidate: WaitingFact): Instant | null {
  const { slotId, date, groupId, startDate, endDate } = candidate
  const activity = board.activities.get(candidate.activityId)
  const slot = board.slots.get(slotId)
  if (!activity || !slot || !openingAt(board, groupId, slotId, date)) return null
  if (dayMarkOf(board, activity, date) === 'closed') return null
  if (date < startDate || (endDate !== null && date > endDate)) return null
  const deadline = deadlineOf(activity.effectiveCancelDeadline, date, board.calendar)
  const start = parisInstant(date, slot.startTime)
  const limit = deadline !== null && deadline < start ? deadline : start
  return ctx.now < limit ? limit : null
}
