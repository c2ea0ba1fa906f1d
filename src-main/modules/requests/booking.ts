import { zBookingPayload, type BookingPayload, type ItemOutcome } from '../../../src-shared/contract/requests'
import type { RequestDecision } from '../../../src-shared/contract/staff/requests'
import { refuse } from '../../../src-shared/errors'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Ctx } from '../../kernel/context'
import {
  applyItems,
  holdRequestBookings,
  requestBookings,
  setStates,
  type BookingFact,
  type BookingItem,
  type StateChange,
} from '../bookings'
import { emptyOutcome, familyOf, type RequestRecord, type StoredOutcome } from './record'
import { isPendingBooking, isPendingOutcome, itemKey, itemOfPending, mergeOutcomes, statusOf } from './statuses'

/** Bookings behind the door of requests: each day has its own outcome, and the planning its own word to say. */

export const bookingPayload = ({ payload }: RequestRecord): BookingPayload => zBookingPayload.parse(payload)

export interface Answered {
  status: RequestRecord['status']
  outcome: StoredOutcome
  reason: string
}

/** Books, cancels, excuses what a rule can decide, and leaves the rest to an agent. */
export async function receiveBooking(ctx: Ctx, request: RequestRecord): Promise<Answered> {
  const { id, origin, submittedAt } = request
  const by = origin === 'counter' ? 'staff' : 'parent'
  const { items } = bookingPayload(request)
  const familyId = familyOf(request)
  const outcomes = await applyItems(ctx, { familyId, items, at: submittedAt, by, requestId: id })
  return { status: statusOf(outcomes), outcome: { ...emptyOutcome(), items: outcomes }, reason: '' }
}

/** Accepts or refuses what still waits. */
export async function decideBooking(ctx: Ctx, request: RequestRecord, input: RequestDecision): Promise<Answered> {
  if (input.decision !== 'accept' && input.decision !== 'refuse') return refuse('request.decision-impossible')
  const pending = (await holdRequestBookings(ctx, request.id)).filter(isPendingBooking)
  const answer =
    input.decision === 'accept' ? await accept(ctx, request, pending) : await refusePending(ctx, request, input.reason)
  const items = await settleOthers(ctx, request.id, mergeOutcomes(request.outcome.items, answer.items))
  const outcome = { ...emptyOutcome(), items, undo: answer.undo, previous: request.outcome.items }
  return { status: statusOf(items), outcome, reason: input.decision === 'refuse' ? input.reason : '' }
}

/** Items that were settled elsewhere, in the planning for example, take the outcome that their booking shows. */
async function settleOthers(ctx: Ctx, id: string, items: readonly ItemOutcome[]): Promise<ItemOutcome[]> {
  if (!items.some(isPendingOutcome)) return [...items]
  const states = new Map((await requestBookings(ctx, id)).map((booking) => [itemKey(booking), booking.state]))
  return items.map((one) => {
    if (!isPendingOutcome(one)) return one
    const state = states.get(itemKey(one))
    return {
      ...one,
      outcome: state === 'booked' || state === 'cancelled' || state === 'absent-excused' ? state : 'unchanged',
    }
  })
}

async function accept(ctx: Ctx, request: RequestRecord, pending: readonly BookingFact[]) {
  const items = pending.map(itemOfPending).filter((one): one is BookingItem => one !== null)
  const undo: StateChange[] = []
  if (items.length === 0) return { items: [], undo }
  const familyId = familyOf(request)
  const at = request.submittedAt
  const outcomes = await applyItems(ctx, { familyId, items, at, by: 'staff', approve: true, undo })
  return { items: outcomes, undo: undo.reverse() }
}

// Refusing to excuse an absence leaves an absence, billed; refusing a cancellation leaves the booking.
const whenRefused: Partial<Record<StoredState, StoredState>> = {
  requested: 'refused',
  waiting: 'refused',
  offered: 'refused',
  'cancellation-requested': 'booked',
  'absence-requested': 'absent-billed',
}

const whenWithdrawn: Partial<Record<StoredState, StoredState>> = {
  requested: 'cancelled',
  waiting: 'cancelled',
  offered: 'cancelled',
  'awaiting-payment': 'cancelled',
  'cancellation-requested': 'booked',
  'absence-requested': 'booked',
}

async function refusePending(ctx: Ctx, request: RequestRecord, reason: string) {
  const bookings = await requestBookings(ctx, request.id)
  const undo = await moveAll(ctx, bookings, whenRefused, reason)
  const concerned = new Set(bookings.filter(({ state }) => whenRefused[state]).map(itemKey))
  const items = request.outcome.items
    .filter((one) => concerned.has(itemKey(one)))
    .map((one): ItemOutcome => ({
      ...bare(one),
      outcome: 'refused',
      refusal: { code: 'request.refused', details: { reason } },
      amountCents: one.action === 'book' ? null : one.amountCents,
    }))
  return { items, undo }
}

function bare({ enrolmentId, slotId, date, action, reason }: ItemOutcome): BookingItem {
  return { enrolmentId, slotId, date, action, ...(reason === undefined ? {} : { reason }) }
}

async function moveAll(
  ctx: Ctx,
  bookings: readonly BookingFact[],
  targets: Partial<Record<StoredState, StoredState>>,
  reason?: string,
): Promise<StateChange[]> {
  // The waiting list first: a place freed below must not be given to a day that is about to be refused too.
  const waitingFirst = bookings.toSorted((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting'))
  const changes = waitingFirst.flatMap(({ enrolmentId, slotId, date, state, version }): StateChange[] => {
    const to = targets[state]
    return to ? [{ enrolmentId, slotId, date, version, state: to, ...(reason === undefined ? {} : { reason }) }] : []
  })
  const { results, undo } = await setStates(ctx, changes)
  for (const { refusal } of results) if (refusal) refuse(refusal.code, refusal.details)
  return undo
}

/** Takes back what nobody has answered yet, waiting list included. */
export async function withdrawBooking(ctx: Ctx, request: RequestRecord): Promise<StoredOutcome> {
  const bookings = await requestBookings(ctx, request.id)
  await moveAll(ctx, bookings, whenWithdrawn)
  const withdrawn = new Set(bookings.filter(({ state }) => whenWithdrawn[state]).map(itemKey))
  const items = request.outcome.items.map((one): ItemOutcome => {
    if (!withdrawn.has(itemKey(one))) return one
    const outcome = one.action === 'book' ? 'cancelled' : 'unchanged'
    return { ...bare(one), outcome, amountCents: one.action === 'book' ? 0 : one.amountCents }
  })
  return { ...emptyOutcome(), items }
}

/** Puts the days back as they were. Refuses `request.undo-impossible` when a place was given or a booking changed since. */
export async function undoBooking(ctx: Ctx, { outcome }: RequestRecord): Promise<StoredOutcome> {
  const { results } = await setStates(ctx, outcome.undo)
  if (results.some(({ refusal }) => refusal)) refuse('request.undo-impossible')
  return { ...emptyOutcome(), items: outcome.previous }
}
