import { requestPayloads, type FamilyRequestKind } from '../../../src-shared/contract/request-payloads'
import type { ItemOutcome, RequestKind, RequestView } from '../../../src-shared/contract/requests'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import { stableStringify } from '../../../src-shared/kernel/stable-json'
import type { Ctx } from '../../kernel/context'
import { refuseArchived } from '../families'
import { receiveBooking } from './booking'
import { closeEmptied } from './emptied'
import type { RequestRow } from './entities'
import { acceptAll } from './kinds/accept'
import { isBooking, moduleOf } from './kinds'
import type { Naming } from './kinds/kind'
import { emptyOutcome, outcomeText, payloadText, type RequestRecord } from './record'
import { tellResult } from './result-mail'
import { findRequest, insertRequest, writeAnswer } from './store'
import { viewOf } from './view'

export interface RequestToSubmit {
  /** Made where the parent clicked: the same id twice is the same request. */
  id: string
  kind: RequestKind
  /** Null = somebody whom the town does not know yet (kind `registration`). */
  familyId: number | null
  accountId: number | null
  authorName: string
  payload: unknown
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
  const payload = parsePayload(input)
  const before = await findRequest(ctx, input.id)
  if (before) return alreadyReceived(ctx, before, input, payload)
  if (input.familyId !== null) await refuseArchived(ctx, input.familyId)
  const naming = await nameIt(ctx, input, payload)
  if (!(await insertRequest(ctx.db, rowOf(ctx, input, payload, naming))))
    return alreadyReceived(ctx, await mustFind(ctx, input.id), input, payload)
  await settle(ctx, await mustFind(ctx, input.id))
  const request = await mustFind(ctx, input.id)
  await announceRequests(ctx, request)
  return { request: await viewOf(ctx, request), outcomes: request.outcome.items }
}

function parsePayload({ kind, payload }: RequestToSubmit): unknown {
  if (kind === 'registration') return payload
  const parsed = requestPayloads[kind satisfies FamilyRequestKind].safeParse(payload)
  if (parsed.success) return parsed.data
  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) fields[issue.path.join('.')] ??= issue.message
  return refuse('input.invalid', { fields })
}

async function nameIt(ctx: Ctx, input: RequestToSubmit, payload: unknown): Promise<Naming> {
  const { id, familyId, accountId, authorName } = input
  if (isBooking(input)) return { topic: 'bookings', personId: null, title: '', about: '' }
  return moduleOf(input.kind).name(ctx, { id, familyId, accountId, authorName, payload })
}

function rowOf(ctx: Ctx, input: RequestToSubmit, payload: unknown, naming: Naming): RequestRow {
  // A portal whose clock is ahead does not book from the future.
  const submittedAt = input.submittedAt > ctx.now ? ctx.now : input.submittedAt
  const { id, kind, familyId, accountId, authorName, origin } = input
  const isSealed = isBooking(input) ? false : (moduleOf(kind).isSealed?.(payload) ?? false)
  const { cipher } = ctx.services
  return {
    ...{ id, kind, familyId, accountId, authorName, origin, subject: '', ...naming },
    ...{ submittedAt, receivedAt: ctx.now, waitingSince: submittedAt, status: 'pending' },
    payload: payloadText(cipher, id, payload, isSealed),
    outcome: outcomeText(cipher, id, emptyOutcome(), isSealed),
    ...{ exchanges: '[]', reason: '', decidedBy: '', assigneeId: null, automatic: false, version: 1 },
    // Days are being decided: nothing says that none of them waits before each has its answer.
    decidedAt: isBooking(input) ? ctx.now : null,
  }
}

/** What a rule decides at once. */
async function settle(ctx: Ctx, request: RequestRecord): Promise<void> {
  const answered = isBooking(request) ? await receiveBooking(ctx, request) : await receiveOther(ctx, request)
  if (answered) {
    const decidedAt = answered.status === 'pending' ? null : ctx.now
    const automatic = decidedAt !== null
    await writeAnswer(ctx, request, { ...answered, decidedAt, decidedBy: '', automatic })
  }
  if (isBooking(request) && request.familyId !== null) await closeEmptied(ctx, [request.familyId])
  const { status, id } = await mustFind(ctx, request.id)
  if (answered && status !== 'pending') await tellResult(ctx, await mustFind(ctx, id), `request/${id}/1`)
}

async function receiveOther(ctx: Ctx, request: RequestRecord) {
  const module = moduleOf(request.kind)
  await module.receive?.(ctx, request)
  return (await module.isAutomatic?.(ctx, request)) ? acceptAll(ctx, request) : null
}

async function alreadyReceived(ctx: Ctx, request: RequestRecord, input: RequestToSubmit, payload: unknown) {
  const isOwn = request.familyId === input.familyId && request.kind === input.kind
  // Once completed, a request is no longer what was first sent.
  const isSame = request.exchanges.length > 0 || stableStringify(request.payload) === stableStringify(payload)
  if (!isOwn || !isSame) refuse('request.id-reused')
  return { request: await viewOf(ctx, request), outcomes: request.outcome.items }
}

export async function mustFind(ctx: Ctx, id: string): Promise<RequestRecord> {
  return (await findRequest(ctx, id)) ?? refuse('record.not-found')
}

/** Says to the portal and to open screens that the requests of a family changed. */
export async function announceRequests(ctx: Ctx, { familyId }: Pick<RequestRecord, 'familyId'>): Promise<void> {
  if (familyId !== null) await ctx.touch(`requests/${familyId}`)
  ctx.afterCommit(() => ctx.services.publish({ type: 'requests' }))
}
