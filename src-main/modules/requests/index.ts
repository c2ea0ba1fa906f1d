import type { RequestView } from '../../../src-shared/contract/requests'
import type { DecisionResult, requestsContract } from '../../../src-shared/contract/staff/requests'
import { AppError, refuse } from '../../../src-shared/errors'
import { parisInstant, type Instant } from '../../../src-shared/kernel/instant'
import { ageInMonths, isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'
import { quotientOn } from '../../../src-shared/rules/quotient'
import type { StaffActor } from '../../kernel/actor'
import { writeAudit, type Ctx, type ManualCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { findActivity } from '../activities'
import { requestBookings } from '../bookings'
import { familyHeader, guardiansOf, quotientsOf } from '../families'
import { worksFor } from '../organisation'
import { decideRequest, undoDecision, undoMinutes, withdrawRequest } from './decide'
import { describeRequest } from './detail'
import { countToDecide, listInbox } from './inbox'
import { effectWords } from './effect-words'
import { familyChildren, familyRequests, findRequest, type RequestRecord } from './store'
import { mustFind, submitRequest, viewOf, type RequestToSubmit } from './submit'

export { counterHandlers } from './counter'
export { countToDecide, decideRequest, submitRequest, undoDecision, undoMinutes, withdrawRequest, type RequestToSubmit }

/** What a family asked since a day or a moment, the latest first. */
export async function requestsOfFamily(
  ctx: Ctx,
  familyId: number,
  { from }: { from: LocalDate | Instant },
): Promise<RequestView[]> {
  const since = isLocalDate(from) ? parisInstant(from, localTime('00:00')) : from
  return (await familyRequests(ctx.db, familyId, since)).map(viewOf)
}

/** One request of this family; `record.not-found` for anybody else's. */
export async function readRequest(ctx: Ctx, { id, familyId }: { id: string; familyId: number }): Promise<RequestView> {
  const request = await findRequest(ctx.db, id)
  return request?.familyId === familyId ? viewOf(request) : refuse('record.not-found')
}

async function describeFamily(ctx: Ctx, familyId: number) {
  const { id, number, name } = await familyHeader(ctx, familyId)
  const quotient = quotientOn((await quotientsOf(ctx, [familyId])).get(familyId) ?? [], ctx.today)
  const children = await familyChildren(ctx.db, familyId)
  const guardians = await guardiansOf(ctx, familyId)
  const ageOn = (birth: LocalDate | null) => (birth === null ? null : ageInMonths(birth, ctx.today))
  return {
    ...{ id, number, name },
    children: children.map((child) => ({
      ...{ id: child.id, name: child.firstName, classLevel: child.classLevel, ageMonths: ageOn(child.birthDate) },
    })),
    quotient: quotient && { value: quotient.value, kind: quotient.kind, validFrom: quotient.validFrom },
    recipients: guardians.filter(({ acceptsEmail, email }) => acceptsEmail && email !== '').map((one) => one.name),
  }
}

/** An agent limited to some structures sees the requests that concern them. */
async function isVisible(ctx: Ctx, requestId: string): Promise<boolean> {
  if (ctx.actor.kind !== 'staff' || ctx.actor.structureIds === null) return true
  for (const { activityId } of await requestBookings(ctx, requestId)) {
    const activity = await findActivity(ctx, activityId)
    if (activity && worksFor(ctx, activity.structureId)) return true
  }
  return false
}

async function findAll(ctx: Ctx, ids: readonly string[]): Promise<RequestRecord[]> {
  const requests: RequestRecord[] = []
  for (const id of ids) {
    if (!(await isVisible(ctx, id))) refuse('record.not-found')
    requests.push(await mustFind(ctx, id))
  }
  return requests
}

/** Runs one act of several; a refusal is an answer for its own line. */
async function answerFor(
  ctx: ManualCtx<StaffActor>,
  operation: string,
  id: string,
  work: (unit: Ctx) => Promise<RequestView>,
): Promise<DecisionResult> {
  try {
    return await ctx.write(async (unit) => {
      const { status, reason } = await work(unit)
      const { familyId, version } = await mustFind(unit, id)
      await writeAudit(unit, operation, { entity: 'request', id, familyId, summary: { status, reason } })
      const { name } = await familyHeader(unit, familyId)
      const detail = await describeRequest(unit, await mustFind(unit, id))
      return { id, familyName: name, done: { status, version, summary: effectWords(detail.effect) }, refusal: null }
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const familyName = await ctx.read(async (unit) => {
      const request = await findRequest(unit.db, id)
      return request ? (await familyHeader(unit, request.familyId)).name : ''
    })
    return { id, familyName, done: null, refusal: { code: error.code, details: error.details } }
  }
}

export const requestsHandlers: Handlers<typeof requestsContract, StaffActor> = {
  'requests.list': listInbox,
  'requests.counts': async (ctx) => ({ toDecide: await countToDecide(ctx) }),
  'requests.read': async (ctx, { ids }) => {
    const records = await findAll(ctx, ids)
    const [first] = records
    if (!first || records.some(({ familyId }) => familyId !== first.familyId)) refuse('record.not-found')
    const requests = []
    for (const record of records) requests.push(await describeRequest(ctx, record))
    return { family: await describeFamily(ctx, first.familyId), requests }
  },
  'requests.recap': async (ctx, { ids }) => {
    const effect = { booked: 0, cancelled: 0, excused: 0, waiting: 0, refused: 0, amountCents: 0 }
    const lines = []
    const families = new Map<number, Awaited<ReturnType<typeof describeFamily>>>()
    for (const record of await findAll(ctx, ids)) {
      const detail = await describeRequest(ctx, record)
      const family = families.get(record.familyId) ?? (await describeFamily(ctx, record.familyId))
      families.set(record.familyId, family)
      for (const key of Object.keys(effect) as (keyof typeof effect)[]) effect[key] += detail.effect[key]
      const { id, title, changes } = detail
      const amountCents = detail.effect.amountCents
      lines.push({ id, familyName: family.name, title, amountCents, warnings: changes })
    }
    const mails = [...families.values()].filter(({ recipients }) => recipients.length > 0).length
    return { families: families.size, requests: lines.length, effect, mails, lines }
  },
  'requests.decide': async (ctx, { decisions }) => {
    const results: DecisionResult[] = []
    for (const decision of decisions) {
      results.push(await answerFor(ctx, 'requests.decide', decision.id, (unit) => decideRequest(unit, decision)))
    }
    return { results }
  },
  'requests.undo': async (ctx, { requests }) => {
    const results: DecisionResult[] = []
    for (const request of requests)
      results.push(await answerFor(ctx, 'requests.undo', request.id, (unit) => undoDecision(unit, request)))
    return { results }
  },
}
