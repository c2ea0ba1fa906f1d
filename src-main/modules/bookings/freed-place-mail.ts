import { formatDayMonth, formatInstant } from '../../../src-shared/format/date'
import { deadlineOf } from '../../../src-shared/rules/deadline'
import type { Ctx } from '../../kernel/context'
import { emailFamily } from '../messaging'
import { readTown } from '../organisation'
import type { Board } from './board'
import type { WaitingFact } from './store'
import type { BookingFact } from './types'

/** Tells a family that the waiting list gave it a place, in the transaction that gave it. */
export async function tellPlaceGiven(
  ctx: Ctx,
  board: Board,
  { childName }: WaitingFact,
  booking: BookingFact,
): Promise<void> {
  const activity = board.activities.get(booking.activityId)
  const slot = board.slots.get(booking.slotId)
  if (!activity || !slot) return
  const town = await readTown(ctx)
  const day = formatDayMonth(booking.date)
  const deadline = deadlineOf(activity.effectiveCancelDeadline, booking.date, board.calendar)
  const until =
    activity.cancellationMode === 'forbidden' || deadline === null
      ? 'Si vous ne la souhaitez plus, dites-le dès que possible depuis le portail.'
      : `Si vous ne la souhaitez plus, annulez-la depuis le portail avant le ${formatInstant(deadline)}\u00A0: une autre famille attend peut-être.`
  const what =
    booking.state === 'awaiting-payment'
      ? 'La place est gardée\u00A0; elle sera réservée après votre paiement, depuis le portail.'
      : 'La réservation est faite\u00A0: vous n’avez rien à faire.'
  await emailFamily(ctx, {
    dedupeKey: `waiting-list/${booking.id}/${booking.version}`,
    kind: 'waiting-list',
    familyId: booking.familyId,
    subject: `Une place s’est libérée\u00A0: ${childName}, ${day}`,
    text: [
      'Bonjour,',
      `Une place s’est libérée pour ${childName}\u00A0: ${activity.name}, ${slot.name}, ${day}.`,
      what,
      until,
      town.name,
    ].join('\n\n'),
  })
}
