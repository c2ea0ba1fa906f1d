import {
  zBookingPayload,
  type BookingPayload,
  type ItemOutcome,
  type RequestView,
} from '../../../src-shared/contract/requests'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import { stableStringify } from '../../../src-shared/kernel/stable-json'
import type { Ctx } from '../../kernel/context'
import { applyItems } from '../bookings'
import { refuseArchived } from '../families'
import type { RequestRow } from './entities'
import { tellResult } from './result-mail'
import { statusOf } from './statuses'
import { emptiedRequests, findRequest, insertRequest, takeRequest, writeAnswer, type RequestRecord } from './store'

export interface RequestToSubmit {
  /** Made where the parent clicked: the same id twice is the same request. */
  id: string
  kind: 'booking'
  familyId: number
  accountId: number | null
  authorName: string
  payload: BookingPayload
  /** When the parent clicked, as stamped by the portal: deadlines are judged then. */
  submittedAt: Instant
  origin: RequestRow['origin']
}

/**
 * Receives a request, once whatever the number of sends, applies what a rule can decide and leaves the rest to an agent.
 * Refuses `request.id-reused` when the id belongs to another request.
 */
export async function submitRequest(
  ctx: Ctx,
  input: RequestToSubmit,
): Promise<{ request: RequestView; outcomes: ItemOutcome[] }> {
  const payload = zBookingPayload.parse(input.payload)
  // A portal whose clock is ahead does not book from the future.
  const submittedAt = input.submittedAt > ctx.now ? ctx.now : input.submittedAt
  const row: RequestRow = {
    ...{
      id: input.id,
      kind: input.kind,
      familyId: input.familyId,
      accountId: input.accountId,
      authorName: input.authorName,
    },
    ...{ payload: JSON.stringify(payload), submittedAt, receivedAt: ctx.now, origin: input.origin, status: 'pending' },
    ...{ outcome: '{}', reason: '', decidedAt: null, decidedBy: '', version: 1 },
  }
  if (!(await insertRequest(ctx.db, row))) return alreadyReceived(ctx, input, payload)
  await refuseArchived(ctx, input.familyId)

  const { id, familyId } = input
  const by = input.origin === 'counter' ? 'staff' : 'parent'
  const items = await applyItems(ctx, { familyId, items: payload.items, at: submittedAt, by, requestId: id })
  const status = statusOf(items)
  const decidedAt = status === 'pending' ? null : ctx.now
  const outcome = { items, previous: [], undo: [] }
  await writeAnswer(ctx.db, id, { status, outcome, reason: '', decidedAt, decidedBy: '' })
  await closeEmptied(ctx, familyId)
  const request = await mustFind(ctx, id)
  if (status !== 'pending') await tellResult(ctx, request, `request/${id}/1`)
  await announceRequests(ctx, familyId)
  return { request: viewOf(request), outcomes: items }
}

async function alreadyReceived(ctx: Ctx, input: RequestToSubmit, payload: BookingPayload) {
  const request = await mustFind(ctx, input.id)
  const isSame = request.familyId === input.familyId && stableStringify(request.payload) === stableStringify(payload)
  if (!isSame) refuse('request.id-reused')
  return { request: viewOf(request), outcomes: request.outcome.items }
}

/** A request whose last waiting day was withdrawn or decided elsewhere waits for nobody. */
async function closeEmptied(ctx: Ctx, familyId: number): Promise<void> {
  for (const { id, version, outcome } of await emptiedRequests(ctx.db, familyId)) {
    const granted = outcome.items.filter(({ outcome: of }) =>
      ['booked', 'waiting', 'awaiting-payment', 'cancelled', 'absent-excused'].includes(of),
    )
    const status = granted.length > 0 ? 'partly-accepted' : 'withdrawn'
    // An agent who is answering it at this moment closes it.
    if (!(await takeRequest(ctx.db, id, version, ['pending']))) continue
    await writeAnswer(ctx.db, id, { status, outcome, reason: '', decidedAt: ctx.now, decidedBy: '' })
  }
}

export async function mustFind(ctx: Ctx, id: string): Promise<RequestRecord> {
  return (await findRequest(ctx.db, id)) ?? refuse('record.not-found')
}

export function viewOf({ id, kind, submittedAt, status, reason, decidedAt, outcome }: RequestRecord): RequestView {
  return { id, kind, submittedAt, status, reason, decidedAt, outcomes: outcome.items }
}

/** Says to the portal and to open screens that the requests of a family changed. */
export async function announceRequests(ctx: Ctx, familyId: number): Promise<void> {
  await ctx.touch(`requests/${familyId}`)
  ctx.afterCommit(() => ctx.services.publish({ type: 'requests' }))
}
