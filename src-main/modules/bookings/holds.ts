import { formatInstant } from '../../../src-shared/format/date'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { cents, type Cents } from '../../../src-shared/kernel/money'
import { describePrice } from '../../../src-shared/rules/pricing'
import { systemActor } from '../../kernel/actor'
import { createBackground } from '../../kernel/background'
import { inWrite, type Ctx, type Services } from '../../kernel/context'
import { quotientsOf } from '../families'
import { loadTariffBook, priceBooking } from '../pricing'
import { bookingAt, dayMarkOf, loadBoard, openingAt, type Board } from './board'
import { tellHoldOver } from './freed-place-mail'
import { giveFreedPlaces } from './freed-places'
import { dueHolds, heldBookings, lockedBookings } from './store-holds'
import type { BookingFact } from './types'
import { announce, moveBooking, type BookingPatch } from './write-state'

/** A place that waits for its payment, as a cart shows it. */
export interface Hold {
  bookingId: number
  enrolmentId: number
  childId: number
  childName: string
  activityId: number
  activityName: string
  slotId: number
  slotName: string
  date: LocalDate
  holdUntil: Instant
  /** Null = no tariff. */
  amountCents: Cents | null
  priceText: string
}

/** Places that wait for this family's payment, and are still kept. */
export async function holdsOfFamily(ctx: Ctx, familyId: number): Promise<Hold[]> {
  const rows = await heldBookings(ctx.db, familyId, ctx.now)
  if (rows.length === 0) return []
  const book = await loadTariffBook(ctx)
  const quotients = (await quotientsOf(ctx, [familyId])).get(familyId) ?? []
  return rows.map(({ late, ...hold }) => {
    const { activityId, slotId, date } = hold
    const price = priceBooking(book, { activityId, slotId, date, quotients, late: Boolean(late) })
    return {
      ...hold,
      amountCents: price && cents(price.amountCents),
      priceText: price ? describePrice(price.explanation) : '',
    }
  })
}

/**
 * Books what was paid, once whatever the number of calls. What expired before its payment arrived takes its place again if
 * one is left; `lost` is what could not: the money then stays with the family.
 */
export async function settleHold(
  ctx: Ctx,
  { familyId, bookingIds }: { familyId: number; bookingIds: readonly number[] },
): Promise<{ booked: number[]; lost: number[] }> {
  const board = await loadBoard(ctx, await lockedBookings(ctx.db, familyId, bookingIds), { lock: true })
  const own = [...board.bookings.values()].filter(({ id }) => bookingIds.includes(id))
  const moved: BookingFact[] = []
  const booked: number[] = []
  for (const booking of own.toSorted((a, b) => a.id - b.id)) {
    const after = isSettled(booking) ? booking : await book(ctx, board, booking)
    if (!after) continue
    booked.push(booking.id)
    if (after !== booking) moved.push(after)
  }
  await announce(ctx, moved)
  return { booked, lost: bookingIds.filter((id) => !booked.includes(id)) }
}

const isSettled = ({ state }: BookingFact) => state === 'booked' || state.startsWith('present')

async function book(ctx: Ctx, board: Board, before: BookingFact): Promise<BookingFact | null> {
  const who = board.enrolments.get(before.enrolmentId)
  const activity = board.activities.get(before.activityId)
  const isOpen = openingAt(board, before.groupId, before.slotId, before.date) !== null
  if (!who || !activity || !isOpen || dayMarkOf(board, activity, before.date) === 'closed') return null
  if (before.state !== 'awaiting-payment' && before.state !== 'cancelled') return null
  const patch: BookingPatch = { state: 'booked', reason: '' }
  return moveBooking(ctx, board, { cell: before, before, patch, who, groupId: before.groupId })
}

const holdsAStep = 50

/**
 * Frees the places of offers without an answer and of payments that did not come, and gives them to the next; says how many
 * were freed. A booking that somebody moves meanwhile is left alone.
 */
export async function expireHolds(ctx: Ctx): Promise<number> {
  const due = await dueHolds(ctx.db, ctx.now, holdsAStep)
  if (due.length === 0) return 0
  const board = await loadBoard(ctx, due, { lock: true })
  const moved: BookingFact[] = []
  let freed = 0
  for (const cell of due) {
    const before = bookingAt(board, cell)
    const who = board.enrolments.get(cell.enrolmentId)
    const patch = before && overPatch(ctx, before)
    if (!before || !who || !patch) continue
    const after = await moveBooking(ctx, board, { cell, before, patch, who, groupId: before.groupId })
    if (!after) continue
    freed += 1
    await tellHoldOver(ctx, board, who.childName, after)
    moved.push(after, ...(await giveFreedPlaces(ctx, ctx, board, cell)))
  }
  await announce(ctx, moved)
  return freed
}

function overPatch({ now }: Ctx, { state, holdUntil }: BookingFact): BookingPatch | null {
  if (holdUntil === null || holdUntil > now) return null
  const moment = formatInstant(holdUntil)
  if (state === 'offered') return { state: 'refused', reason: `Place proposée, sans réponse avant le ${moment}.` }
  if (state === 'awaiting-payment') return { state: 'cancelled', reason: `Paiement non reçu avant le ${moment}.` }
  return null
}

const everyMs = 20_000

/** Looks for holds that ran out, at a steady pace, as long as the program runs. */
export function startHoldExpiry(services: Services): { stop(): void } {
  const unit = { services, actor: systemActor }
  const work = async () => {
    while ((await inWrite(unit, expireHolds)) === holdsAStep);
  }
  return createBackground(services, { everyMs, work })
}
