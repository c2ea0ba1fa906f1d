import { openStatuses, type Exchange, type RequestView } from '../../../src-shared/contract/requests'
import type { RequestDecision } from '../../../src-shared/contract/staff/requests'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, epochOf, type Instant } from '../../../src-shared/kernel/instant'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { findActivity } from '../activities'
import { requestBookings } from '../bookings'
import { takeBackEmails } from '../messaging'
import { worksFor } from '../organisation'
import { decideBooking, undoBooking, withdrawBooking } from './booking'
import { isBooking, moduleOf } from './kinds'
import { decideOther } from './kinds/accept'
import { emptyOutcome, exchangesText, type RequestRecord } from './record'
import { tellQuestion, tellResult } from './result-mail'
import { isInScope, takeRequest, writeAnswer, writeConversation } from './store'
import { announceRequests, mustFind } from './submit'
import { viewOf } from './view'

/** A decision can be taken back during this time; its e-mail leaves after it. */
export const undoMinutes = 1
// The click of the last second still has to travel.
const undoSlackMs = 10_000

/**
 * Answers a request. Refuses `request.already-decided`, with who and when, when somebody else answered first, and
 * `record.changed-meanwhile` when the request is no longer the one that was read.
 */
export async function decideRequest(ctx: Ctx, input: RequestDecision): Promise<RequestView> {
  const request = await mustFind(ctx, input.id)
  await checkAgent(ctx, request, input.decision)
  // A family that never answers does not keep its request open for ever: the office may close it without what it asked.
  const from = input.decision === 'ask-more' ? (['pending'] as const) : openStatuses
  if (!(await takeRequest(ctx, input.id, input.version, from))) await refuseTaken(ctx, input.id)
  if (input.decision === 'ask-more') return askMore(ctx, request, input.question)
  const answered = isBooking(request)
    ? await decideBooking(ctx, request, input)
    : await decideOther(ctx, request, input)
  await writeAnswer(ctx, request, { ...answered, decidedAt: ctx.now, decidedBy: actorName(ctx.actor) })
  const decided = await mustFind(ctx, input.id)
  await tellResult(ctx, decided, mailKey(decided), addMinutesToInstant(ctx.now, undoMinutes))
  await announceRequests(ctx, request)
  return viewOf(ctx, decided)
}

/** Sends it back to the family, who completes the same request. */
async function askMore(ctx: Ctx, request: RequestRecord, question: string): Promise<RequestView> {
  if (isBooking(request) || request.familyId === null) refuse('request.decision-impossible')
  const asked: Exchange = {
    ...{ askedAt: ctx.now, askedBy: actorName(ctx.actor), question },
    ...{ answeredAt: null, answer: '' },
  }
  await converse(ctx, request, 'needs-more', [...request.exchanges, asked])
  const sent = await mustFind(ctx, request.id)
  await tellQuestion(ctx, sent, question, mailKey(sent), addMinutesToInstant(ctx.now, undoMinutes))
  await announceRequests(ctx, request)
  return viewOf(ctx, sent)
}

async function converse(
  ctx: Ctx,
  { id, waitingSince, isSealed }: RequestRecord,
  status: 'pending' | 'needs-more',
  exchanges: readonly Exchange[],
): Promise<void> {
  const text = exchangesText(ctx.services.cipher, id, exchanges, isSealed)
  await writeConversation(ctx.db, id, { status, waitingSince, exchanges: text })
}

export const mailKey = ({ id, version }: RequestRecord) => `request/${id}/${version}`

export async function refuseTaken(ctx: Ctx, id: string): Promise<never> {
  const { status, decidedBy, decidedAt } = await mustFind(ctx, id)
  return status === 'pending' || status === 'needs-more'
    ? refuse('record.changed-meanwhile')
    : refuse('request.already-decided', { status, decidedBy, decidedAt })
}

type Step = RequestDecision['decision']

/** An agent of some structures answers for those, and for the families they see. */
async function checkAgent(ctx: Ctx, request: RequestRecord, decision: Step | 'undo'): Promise<void> {
  const structureIds = ctx.actor.kind === 'staff' ? ctx.actor.structureIds : null
  if (isBooking(request)) {
    for (const { activityId } of await requestBookings(ctx, request.id)) {
      const activity = await findActivity(ctx, activityId)
      if (activity && !worksFor(ctx, activity.structureId)) refuse('permission.missing')
    }
    return
  }
  if (!(await isInScope(ctx, request.id, structureIds))) refuse('permission.missing')
  const step = decision === 'refuse' || decision === 'ask-more' ? decision : 'accept'
  await moduleOf(request.kind).checkAgent?.(ctx, request, step)
}

/** The family takes back what nobody has answered yet. */
export async function withdrawRequest(
  ctx: Ctx,
  { id, familyId }: { id: string; familyId: number },
): Promise<RequestView> {
  const request = await mustFind(ctx, id)
  if (request.familyId !== familyId) refuse('record.not-found')
  if (!(await takeRequest(ctx, id, request.version, openStatuses))) await refuseTaken(ctx, id)
  const outcome = isBooking(request) ? await withdrawBooking(ctx, request) : emptyOutcome()
  if (!isBooking(request)) await moduleOf(request.kind).close?.(ctx, request, 'withdrawn', '')
  await writeAnswer(ctx, request, {
    ...{ status: 'withdrawn', outcome, reason: '' },
    ...{ decidedAt: ctx.now, decidedBy: request.authorName },
  })
  await announceRequests(ctx, request)
  return viewOf(ctx, await mustFind(ctx, id))
}

/**
 * Opens a decision again, as if it had not been taken. Refuses `request.undo-too-late` once the family was told, and
 * `request.undo-impossible` when what it changed has moved since.
 */
export async function undoDecision(ctx: Ctx, { id, version }: { id: string; version: number }): Promise<RequestView> {
  const request = await mustFind(ctx, id)
  await checkAgent(ctx, request, 'undo')
  const question = request.status === 'needs-more' ? request.exchanges.at(-1) : undefined
  const at = question ? question.askedAt : request.decidedBy === '' ? null : request.decidedAt
  checkTime(ctx, at)
  const decided = ['accepted', 'partly-accepted', 'refused', 'needs-more'] as const
  if (!(await takeRequest(ctx, id, version, decided))) refuse('record.changed-meanwhile')
  if (!(await takeBackEmails(ctx, `${mailKey(request)}/`))) refuse('request.undo-too-late')
  if (question) await converse(ctx, request, 'pending', request.exchanges.slice(0, -1))
  else await reopen(ctx, request)
  await announceRequests(ctx, request)
  return viewOf(ctx, await mustFind(ctx, id))
}

function checkTime(ctx: Ctx, at: Instant | null) {
  if (at === null) refuse('request.not-pending')
  if (epochOf(ctx.now) > epochOf(addMinutesToInstant(at, undoMinutes)) + undoSlackMs) refuse('request.undo-too-late')
}

async function reopen(ctx: Ctx, request: RequestRecord): Promise<void> {
  const outcome = isBooking(request) ? await undoBooking(ctx, request) : emptyOutcome()
  if (!isBooking(request)) await moduleOf(request.kind).undo(ctx, request, request.outcome.data)
  const status = request.exchanges.at(-1)?.answeredAt === null ? 'needs-more' : 'pending'
  await writeAnswer(ctx, request, { status, outcome, reason: '', decidedAt: null, decidedBy: '' })
}
