import { formatDayMonth, formatInstant } from '../../../src-shared/format/date'
import { deadlineOf } from '../../../src-shared/rules/deadline'
import type { Ctx } from '../../kernel/context'
import type { Activity } from '../activities'
import { emailFamily } from '../messaging'
import { readTown } from '../organisation'
import type { Board } from './board'
import type { WaitingFact } from './store'
import type { BookingFact } from './types'

/** Tells a family that the waiting list gave or offers it a place, in the transaction that does so. */
export async function tellPlaceFreed(
  ctx: Ctx,
  board: Board,
  { childName }: Pick<WaitingFact, 'childName'>,
  booking: BookingFact,
): Promise<void> {
  const activity = board.activities.get(booking.activityId)
  const slot = board.slots.get(booking.slotId)
  if (!activity || !slot) return
  const what = `${activity.name}, ${slot.name}, ${formatDayMonth(booking.date)}`
  await tell(ctx, booking, `Une place s’est libérée\u00A0: ${childName}, ${formatDayMonth(booking.date)}`, [
    `Une place s’est libérée pour ${childName}\u00A0: ${what}.`,
    ...sentencesOf(board, activity, booking),
  ])
}

function sentencesOf(board: Board, activity: Activity, booking: BookingFact): string[] {
  if (booking.state === 'offered' && booking.holdUntil !== null) {
    return [
      `Elle vous est gardée jusqu’au ${formatInstant(booking.holdUntil)}. Acceptez-la ou refusez-la depuis le calendrier du portail.`,
      'Sans réponse, elle sera proposée à la famille suivante et vous quitterez la liste d’attente pour ce jour.',
    ]
  }
  if (booking.state === 'awaiting-payment') {
    const until = booking.holdUntil === null ? '' : ` jusqu’au ${formatInstant(booking.holdUntil)}`
    return [`La place est gardée${until}\u00A0; elle sera réservée après votre paiement, depuis le portail.`]
  }
  const deadline = deadlineOf(activity.effectiveCancelDeadline, booking.date, board.calendar)
  return [
    'La réservation est faite\u00A0: vous n’avez rien à faire.',
    activity.cancellationMode === 'forbidden' || deadline === null
      ? 'Si vous ne la souhaitez plus, dites-le dès que possible depuis le portail.'
      : `Si vous ne la souhaitez plus, annulez-la depuis le portail avant le ${formatInstant(deadline)}\u00A0: une autre famille attend peut-être.`,
  ]
}

/** Tells a family that a place kept for it has gone: no answer, or no payment, in time. */
export async function tellHoldOver(ctx: Ctx, board: Board, childName: string, booking: BookingFact): Promise<void> {
  const activity = board.activities.get(booking.activityId)
  const slot = board.slots.get(booking.slotId)
  if (!activity || !slot) return
  const day = formatDayMonth(booking.date)
  await tell(ctx, booking, `La place n’est plus gardée\u00A0: ${childName}, ${day}`, [
    `La place gardée pour ${childName} (${activity.name}, ${slot.name}, ${day}) a été libérée.`,
    booking.reason,
    'Vous pouvez faire une nouvelle demande depuis le portail.',
  ])
}

async function tell(ctx: Ctx, { id, version, familyId }: BookingFact, subject: string, paragraphs: string[]) {
  const { name } = await readTown(ctx)
  await emailFamily(ctx, {
    dedupeKey: `waiting-list/${id}/${version}`,
    kind: 'waiting-list',
    familyId,
    subject,
    text: ['Bonjour,', ...paragraphs, name].join('\n\n'),
  })
}
