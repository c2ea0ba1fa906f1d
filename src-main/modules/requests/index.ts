import type { RequestView } from '../../../src-shared/contract/requests'
import type { DecisionResult, RequestDetail, requestsContract } from '../../../src-shared/contract/staff/requests'
import { AppError, refuse } from '../../../src-shared/errors'
import { parisInstant, type Instant } from '../../../src-shared/kernel/instant'
import { isLocalDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'
import { rolePermissions, type Role } from '../../../src-shared/permissions'
import type { StaffActor } from '../../kernel/actor'
import { writeAudit, type Ctx, type ManualCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { familyHeader } from '../families'
import { completeRequest } from './complete'
import { decideRequest, undoDecision, undoMinutes, withdrawRequest } from './decide'
import { describeRequest } from './describe'
import { effectWords } from './effect-words'
import { describeFamily } from './family-card'
import { countToDecide, listInbox } from './inbox'
import type { RequestRecord } from './record'
import { agentRows, familyRequests, findRequest, isInScope, writeAssignee } from './store'
import { mustFind, submitRequest, type RequestToSubmit } from './submit'
import { viewOf } from './view'

export { counterHandlers } from './counter'
export { buildFileView } from './file-view'
export { waitingRequests } from './waiting'
export {
  completeRequest,
  countToDecide,
  decideRequest,
  submitRequest,
  undoDecision,
  undoMinutes,
  withdrawRequest,
  type RequestToSubmit,
}

/** What a family asked since a day or a moment, or ever, the latest first. */
export async function requestsOfFamily(
  ctx: Ctx,
  familyId: number,
  { from }: { from: LocalDate | Instant | null },
): Promise<RequestView[]> {
  const since = from !== null && isLocalDate(from) ? parisInstant(from, localTime('00:00')) : from
  const views: RequestView[] = []
  for (const request of await familyRequests(ctx, familyId, since)) views.push(await viewOf(ctx, request))
  return views
}

/** One request of this family; `record.not-found` for anybody else's. */
export async function readRequest(ctx: Ctx, { id, familyId }: { id: string; familyId: number }): Promise<RequestView> {
  const request = await findRequest(ctx, id)
  return request?.familyId === familyId ? viewOf(ctx, request) : refuse('record.not-found')
}

const ownStructures = (ctx: Ctx) => (ctx.actor.kind === 'staff' ? ctx.actor.structureIds : null)

async function requireScope(ctx: Ctx, ids: readonly string[]): Promise<void> {
  for (const id of ids) if (!(await isInScope(ctx, id, ownStructures(ctx)))) refuse('record.not-found')
}

async function findAll(ctx: Ctx, ids: readonly string[]): Promise<RequestRecord[]> {
  await requireScope(ctx, ids)
  const requests: RequestRecord[] = []
  for (const id of ids) requests.push(await mustFind(ctx, id))
  return requests
}

/** Whose answer it is: the family's name, or the person's who has none yet. */
async function nameOf(ctx: Ctx, { familyId, about, authorName }: RequestRecord): Promise<string> {
  return familyId === null ? about || authorName : (await familyHeader(ctx, familyId)).name
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
      const request = await mustFind(unit, id)
      const { familyId, version } = request
      await writeAudit(unit, operation, { entity: 'request', id, familyId, summary: { status, reason } })
      const { detail } = await describeRequest(unit, request)
      const summary = detail.effectText || effectWords(detail.effect)
      return { id, familyName: await nameOf(unit, request), done: { status, version, summary }, refusal: null }
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const familyName = await ctx.read(async (unit) => {
      const request = await findRequest(unit, id)
      return request ? nameOf(unit, request) : ''
    })
    return { id, familyName, done: null, refusal: { code: error.code, details: error.details } }
  }
}

/** Roles that decide, less whoever left. */
async function assignees(ctx: Ctx) {
  const rows = await agentRows(ctx.db)
  return rows
    .filter(({ role }) => rolePermissions[role as Role].includes('requests.decide'))
    .map(({ id, firstName, lastName }) => ({ id, name: `${firstName} ${lastName}` }))
}

async function assign(ctx: Ctx, ids: readonly string[], assigneeId: number | null): Promise<void> {
  await requireScope(ctx, ids)
  if (assigneeId !== null && !(await assignees(ctx)).some(({ id }) => id === assigneeId)) refuse('record.not-found')
  await writeAssignee(ctx.db, ids, assigneeId)
  ctx.afterCommit(() => ctx.services.publish({ type: 'requests' }))
}

async function recap(ctx: Ctx, ids: readonly string[]) {
  const effect = { booked: 0, cancelled: 0, excused: 0, waiting: 0, refused: 0, amountCents: 0 }
  const lines = []
  const families = new Set<number>()
  const told = new Map<number, boolean>()
  for (const record of await findAll(ctx, ids)) {
    const { detail } = await describeRequest(ctx, record)
    for (const key of Object.keys(effect) as (keyof typeof effect)[]) effect[key] += detail.effect[key]
    const { familyId, id } = record
    if (familyId !== null) {
      families.add(familyId)
      if (!told.has(familyId)) told.set(familyId, (await describeFamily(ctx, familyId)).recipients.length > 0)
    }
    lines.push({
      ...{ id, familyName: await nameOf(ctx, record), title: detail.title },
      ...{ amountCents: detail.effect.amountCents, warnings: detail.changes },
    })
  }
  const mails = [...told.values()].filter(Boolean).length
  return { families: families.size, requests: lines.length, effect, mails, lines }
}

export const requestsHandlers: Handlers<typeof requestsContract, StaffActor> = {
  'requests.list': listInbox,
  'requests.counts': async (ctx) => ({ toDecide: await countToDecide(ctx) }),
  'requests.read': async (ctx, { ids }) => {
    const records = await findAll(ctx, ids)
    const [first] = records
    if (!first || records.some(({ familyId }) => familyId !== first.familyId)) refuse('record.not-found')
    const requests: RequestDetail[] = []
    const healthOf = new Set<number>()
    for (const record of records) {
      const described = await describeRequest(ctx, record)
      requests.push(described.detail)
      if (described.healthOf !== null) healthOf.add(described.healthOf)
    }
    const family = first.familyId === null ? null : await describeFamily(ctx, first.familyId)
    return { family, requests, healthOf: [...healthOf] }
  },
  'requests.assignees': assignees,
  'requests.assign': async (ctx, { ids, assigneeId }) => {
    await assign(ctx, ids, assigneeId)
    return { done: true }
  },
  'requests.recap': (ctx, { ids }) => recap(ctx, ids),
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
