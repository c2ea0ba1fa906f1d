import type { ItemOutcome, RequestView } from '../../../src-shared/contract/requests'
import type { RequestDecision } from '../../../src-shared/contract/staff/requests'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, epochOf } from '../../../src-shared/kernel/instant'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { findActivity } from '../activities'
import {
  applyItems,
  holdRequestBookings,
  requestBookings,
  setStates,
  type BookingFact,
  type BookingItem,
  type StateChange,
} from '../bookings'
import { takeBackEmails } from '../messaging'
import { worksFor } from '../organisation'
import { tellResult } from './result-mail'
import { isPendingBooking, isPendingOutcome, itemKey, itemOfPending, mergeOutcomes, statusOf } from './statuses'
import { takeRequest, writeAnswer, type RequestRecord, type StoredOutcome } from './store'
import { announceRequests, mustFind, viewOf } from './submit'

/** A decision can be taken back during this time; its e-mail leaves after it. */
export const undoMinutes = 1
// The click of the last second still has to travel.
const undoSlackMs = 10_000

/**
 * Accepts or refuses what still waits in a request. Refuses `request.already-decided`, with who and when, when somebody
 * else answered first, and `record.changed-meanwhile` when the request is no longer the one that was read.
 */
export async function decideRequest(ctx: Ctx, input: RequestDecision): Promise<RequestView> {
  const request = await mustFind(ctx, input.id)
  await checkStructures(ctx, input.id)
  if (!(await takeRequest(ctx.db, input.id, input.version, ['pending']))) await refuseTaken(ctx, input.id)
  const pending = (await holdRequestBookings(ctx, input.id)).filter(isPendingBooking)
  const answer =
    input.decision === 'accept' ? await accept(ctx, request, pending) : await refusePending(ctx, request, input.reason)
  const items = await settleOthers(ctx, input.id, mergeOutcomes(request.outcome.items, answer.items))
  const outcome: StoredOutcome = { ...answer, items, previous: request.outcome.items }
  const status = statusOf(outcome.items)
  const reason = input.decision === 'refuse' ? input.reason : ''
  await writeAnswer(ctx.db, input.id, { status, outcome, reason, decidedAt: ctx.now, decidedBy: actorName(ctx.actor) })
  const decided = await mustFind(ctx, input.id)
  await tellResult(ctx, decided, mailKey(decided), addMinutesToInstant(ctx.now, undoMinutes))
  await announceRequests(ctx, request.familyId)
  return viewOf(decided)
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

const mailKey = ({ id, version }: RequestRecord) => `request/${id}/${version}`

async function refuseTaken(ctx: Ctx, id: string): Promise<never> {
  const { status, decidedBy, decidedAt } = await mustFind(ctx, id)
  return status === 'pending'
    ? refuse('record.changed-meanwhile')
    : refuse('request.already-decided', { status, decidedBy, decidedAt })
}

async function checkStructures(ctx: Ctx, requestId: string): Promise<void> {
  for (const { activityId } of await requestBookings(ctx, requestId)) {
    const activity = await findActivity(ctx, activityId)
    if (activity && !worksFor(ctx, activity.structureId)) refuse('permission.missing')
  }
}

async function accept(ctx: Ctx, request: RequestRecord, pending: readonly BookingFact[]) {
  const items = pending.map(itemOfPending).filter((one): one is BookingItem => one !== null)
  const undo: StateChange[] = []
  if (items.length === 0) return { items: [], undo }
  const { familyId, submittedAt } = request
  const outcomes = await applyItems(ctx, { familyId, items, at: submittedAt, by: 'staff', approve: true, undo })
  return { items: outcomes, undo: undo.reverse() }
}

// Refusing to excuse an absence leaves an absence, billed; refusing a cancellation leaves the booking.
const whenRefused: Partial<Record<StoredState, StoredState>> = {
  requested: 'refused',
  waiting: 'refused',
  'cancellation-requested': 'booked',
  'absence-requested': 'absent-billed',
}

const whenWithdrawn: Partial<Record<StoredState, StoredState>> = {
  requested: 'cancelled',
  waiting: 'cancelled',
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

/** The family takes back what nobody has answered yet, waiting list included. */
export async function withdrawRequest(
  ctx: Ctx,
  { id, familyId }: { id: string; familyId: number },
): Promise<RequestView> {
  const request = await mustFind(ctx, id)
  if (request.familyId !== familyId) refuse('record.not-found')
  if (!(await takeRequest(ctx.db, id, request.version, ['pending']))) await refuseTaken(ctx, id)
  const bookings = await requestBookings(ctx, id)
  await moveAll(ctx, bookings, whenWithdrawn)
  const withdrawn = new Set(bookings.filter(({ state }) => whenWithdrawn[state]).map(itemKey))
  const items = request.outcome.items.map((one): ItemOutcome => {
    if (!withdrawn.has(itemKey(one))) return one
    const outcome = one.action === 'book' ? 'cancelled' : 'unchanged'
    return { ...bare(one), outcome, amountCents: one.action === 'book' ? 0 : one.amountCents }
  })
  const outcome = { items, previous: [], undo: [] }
  await writeAnswer(ctx.db, id, {
    status: 'withdrawn',
    outcome,
    reason: '',
    decidedAt: ctx.now,
    decidedBy: request.authorName,
  })
  await announceRequests(ctx, familyId)
  return viewOf(await mustFind(ctx, id))
}

/**
 * Opens a decision again, as if it had not been taken. Refuses `request.undo-too-late` once the family was told, and
 * `request.undo-impossible` when a place that it freed was given, or a booking changed since.
 */
export async function undoDecision(ctx: Ctx, { id, version }: { id: string; version: number }): Promise<RequestView> {
  const request = await mustFind(ctx, id)
  await checkStructures(ctx, id)
  const { decidedAt, decidedBy, familyId, outcome } = request
  if (decidedAt === null || decidedBy === '') refuse('request.not-pending')
  if (epochOf(ctx.now) > epochOf(addMinutesToInstant(decidedAt, undoMinutes)) + undoSlackMs)
    refuse('request.undo-too-late')
  const decided = ['accepted', 'partly-accepted', 'refused'] as const
  if (!(await takeRequest(ctx.db, id, version, decided))) refuse('record.changed-meanwhile')
  if (!(await takeBackEmails(ctx, `${mailKey(request)}/`))) refuse('request.undo-too-late')
  const { results } = await setStates(ctx, outcome.undo)
  if (results.some(({ refusal }) => refusal)) refuse('request.undo-impossible')
  const restored = { items: outcome.previous, previous: [], undo: [] }
  await writeAnswer(ctx.db, id, { status: 'pending', outcome: restored, reason: '', decidedAt: null, decidedBy: '' })
  await announceRequests(ctx, familyId)
  return viewOf(await mustFind(ctx, id))
}
