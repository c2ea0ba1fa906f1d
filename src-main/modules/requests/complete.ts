import type { Completion } from '../../../src-shared/contract/portal/requests'
import type { Exchange, RequestView } from '../../../src-shared/contract/requests'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'
import { refuseArchived } from '../families'
import { refuseTaken } from './decide'
import { moduleOf } from './kinds'
import { exchangesText, payloadText, type RequestRecord } from './record'
import { takeRequest, writeConversation } from './store'
import { announceRequests, mustFind } from './submit'
import { viewOf } from './view'

export interface CompletionToReceive {
  id: string
  familyId: number
  completion: Completion
  /** When the parent sent it. */
  at: Instant
}

/** The family answers what was asked in addition: the same request waits again. Sent twice, it is received once. */
export async function completeRequest(ctx: Ctx, input: CompletionToReceive): Promise<RequestView> {
  const { id, familyId, completion } = input
  const request = await mustFind(ctx, id)
  if (request.familyId !== familyId) refuse('record.not-found')
  if (wasReceived(request, input)) return viewOf(ctx, request)
  await refuseArchived(ctx, familyId)
  const isEmpty = completion.message === '' && completion.changes.length === 0 && completion.attachments.length === 0
  if (isEmpty) refuse('request.nothing-added')
  if (!(await takeRequest(ctx, id, request.version, ['needs-more']))) await refuseTaken(ctx, id)
  const payload = await moduleOf(request.kind).complete?.(ctx, request, completion)
  const at = input.at > ctx.now ? ctx.now : input.at
  const { cipher } = ctx.services
  await writeConversation(ctx.db, id, {
    status: 'pending',
    waitingSince: at,
    exchanges: exchangesText(cipher, id, answered(request.exchanges, at, completion.message), request.isSealed),
    ...(payload === undefined ? {} : { payload: payloadText(cipher, id, payload, request.isSealed) }),
  })
  await announceRequests(ctx, request)
  return viewOf(ctx, await mustFind(ctx, id))
}

function wasReceived({ status, exchanges }: RequestRecord, { at, completion }: CompletionToReceive): boolean {
  const last = exchanges.at(-1)
  return status !== 'needs-more' && last?.answeredAt === at && last.answer === completion.message
}

function answered(exchanges: readonly Exchange[], answeredAt: Instant, answer: string): Exchange[] {
  const last = exchanges.at(-1)
  return last ? [...exchanges.slice(0, -1), { ...last, answeredAt, answer }] : []
}
