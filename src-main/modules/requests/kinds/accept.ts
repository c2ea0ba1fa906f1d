import type { RequestDecision, RequestRow } from '../../../../src-shared/contract/staff/requests'
import { refuse } from '../../../../src-shared/errors'
import type { Ctx } from '../../../kernel/context'
import type { Answered } from '../booking'
import { emptyOutcome, type RequestRecord } from '../record'
import { moduleOf } from './index'
import type { Described } from './kind'

/** Answers a request of any kind but bookings. The request has been taken: nobody else answers it. */
export async function decideOther(ctx: Ctx, request: RequestRecord, input: RequestDecision): Promise<Answered> {
  switch (input.decision) {
    case 'accept':
      return acceptAll(ctx, request, input.choice)
    case 'accept-part':
      return acceptPart(ctx, request, input.keys, input.reason)
    case 'refuse':
      return refuseAll(ctx, request, input.reason)
    case 'ask-more':
      return refuse('request.decision-impossible')
  }
}

/** Refuses `request.conflict` when the file changed since: that takes an explicit choice, line by line. */
export async function acceptAll(ctx: Ctx, request: RequestRecord, choice?: string): Promise<Answered> {
  const module = moduleOf(request.kind)
  const described = await module.describe(ctx, request)
  const conflicts = described.rows.filter(({ conflict }) => conflict)
  if (conflicts.length > 0) refuse('request.conflict', { fields: conflicts.map(({ label }) => label) })
  checkChoice(described, choice)
  const data = await module.apply(ctx, request, { keys: null, ...(choice === undefined ? {} : { choice }) })
  const rows = settled(described.rows, () => true)
  return { status: 'accepted', outcome: { ...emptyOutcome(), rows, data }, reason: '' }
}

function checkChoice({ choices = [] }: Described, choice: string | undefined) {
  if (choices.length > 0 && !choices.some(({ key }) => key === choice)) refuse('request.choice-missing')
}

async function acceptPart(
  ctx: Ctx,
  request: RequestRecord,
  keys: readonly string[],
  reason: string,
): Promise<Answered> {
  const module = moduleOf(request.kind)
  const { rows, mayAcceptPart } = await module.describe(ctx, request)
  const isWhole = rows.every(({ key }) => keys.includes(key))
  const isKnown = keys.every((key) => rows.some((row) => row.key === key))
  if (!isKnown || (!mayAcceptPart && !isWhole)) refuse('request.decision-impossible')
  if (!isWhole && reason.length < 3) refuse('request.reason-required')
  const data = await module.apply(ctx, request, { keys })
  const outcome = { ...emptyOutcome(), rows: settled(rows, (key) => keys.includes(key)), data }
  return { status: isWhole ? 'accepted' : 'partly-accepted', outcome, reason: isWhole ? '' : reason }
}

async function refuseAll(ctx: Ctx, request: RequestRecord, reason: string): Promise<Answered> {
  const module = moduleOf(request.kind)
  const { rows } = await module.describe(ctx, request)
  const data = (await module.close?.(ctx, request, 'refused', reason)) ?? null
  return { status: 'refused', outcome: { ...emptyOutcome(), rows: settled(rows, () => false), data }, reason }
}

/** The comparison as it stood when it was decided. What an agent may not read was not decided by them. */
const settled = (rows: readonly RequestRow[], isAccepted: (key: string) => boolean): RequestRow[] =>
  rows.map((row) => ({ ...row, result: isAccepted(row.key) ? 'accepted' : 'refused' }))
