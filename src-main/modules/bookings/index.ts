import type { bookingsContract } from '../../../src-shared/contract/staff/bookings'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { occupiesPlace, type StoredState } from '../../../src-shared/rules/booking-state'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { cancellationsHandlers } from './cancellations'
import { careContractsHandlers } from './care-contracts'
import { endWithBookings } from './end-enrolment'
import { bookingsOfRequest, familyBookings, invoicedBookings, openingFacts, waitingRankRows } from './store'
import type { BookingFact } from './types'

export { applyItems, previewItems } from './apply-items'
export { bookingsChanged } from './changed'
export { endWithBookings } from './end-enrolment'
export { expireHolds, holdsOfFamily, settleHold, startHoldExpiry, type Hold } from './holds'
export { attendanceHandlers } from './attendance'
export { attendanceFiles } from './attendance-files'
export { planningHandlers } from './planning'
export { setStates } from './set-states'
export { bookingJobs } from './waiting-list-job'
export type {
  ApplyInput,
  BookingFact,
  BookingItem,
  ItemOutcome,
  ItemsInput,
  StateChange,
  StateChangeResult,
} from './types'

/** Whether a state takes one of the places that `opening.taken` counts. */
export const occupies = (state: StoredState): boolean => occupiesPlace(state)

export interface FamilyBooking extends BookingFact {
  /** Rank in the waiting list, from 1; null when it does not wait. */
  waitingRank: number | null
  isInvoiced: boolean
}

/** A family's bookings between two days, both included, with their ranks, by date, child and slot. */
export async function bookingsOfFamily(
  ctx: Ctx,
  { familyId, from, to }: { familyId: number; from: LocalDate; to: LocalDate },
): Promise<FamilyBooking[]> {
  const bookings = await familyBookings(ctx.db, familyId, from, to)
  const waiting = bookings.filter(({ state }) => state === 'waiting').map(({ id }) => id)
  const ranks = await waitingRanks(ctx, waiting)
  const invoiced = await invoicedBookings(
    ctx.db,
    bookings.map(({ id }) => id),
  )
  return bookings.map((booking) => ({
    ...booking,
    waitingRank: ranks.get(booking.id) ?? null,
    isInvoiced: invoiced.has(booking.id),
  }))
}

/** Rank of each of these waiting bookings in its group, slot and date, from 1. */
export async function waitingRanks(ctx: Ctx, bookingIds: readonly number[]): Promise<Map<number, number>> {
  if (bookingIds.length === 0) return new Map()
  return new Map((await waitingRankRows(ctx.db, bookingIds)).map(({ id, rank }) => [id, Number(rank)]))
}

/**
 * What a request made or asked to change, with its places held until the end of the transaction: nobody moves these bookings
 * between this reading and the decision.
 */
export async function holdRequestBookings(ctx: Ctx, requestId: string): Promise<BookingFact[]> {
  const seen = await bookingsOfRequest(ctx.db, requestId)
  const [slotIds, dates] = [seen.map(({ slotId }) => slotId), seen.map(({ date }) => date)]
  await openingFacts(ctx.db, slotIds, dates, true)
  return bookingsOfRequest(ctx.db, requestId)
}

/** What a request made or asked to change, as it stands now. */
export const requestBookings = (ctx: Ctx, requestId: string): Promise<BookingFact[]> =>
  bookingsOfRequest(ctx.db, requestId)

export const bookingsHandlers: Handlers<typeof bookingsContract, StaffActor> = {
  ...careContractsHandlers,
  ...cancellationsHandlers,
  'enrolments.end': endWithBookings,
}
