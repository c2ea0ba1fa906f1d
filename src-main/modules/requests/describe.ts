import type { RequestDetail } from '../../../src-shared/contract/staff/requests'
import { parisDate } from '../../../src-shared/kernel/instant'
import { workingDaysBetween } from '../../../src-shared/rules/calendar'
import type { Ctx } from '../../kernel/context'
import { loadCalendar } from '../organisation'
import { describeBooking } from './detail'
import { isBooking, moduleOf } from './kinds'
import type { RequestRecord } from './record'
import { agentName } from './store'

const noEffect = { booked: 0, cancelled: 0, excused: 0, waiting: 0, refused: 0, amountCents: 0 }

export interface DescribedRequest {
  detail: RequestDetail
  /** The child whose health the detail shows; null = no health in it. */
  healthOf: number | null
}

/** One request with its effect at this moment: what accepting would do, computed by the code that does it. */
export async function describeRequest(ctx: Ctx, request: RequestRecord): Promise<DescribedRequest> {
  const common = await commonOf(ctx, request)
  if (isBooking(request)) return { detail: { ...common, ...(await describeBooking(ctx, request)) }, healthOf: null }
  const module = moduleOf(request.kind)
  const described = await module.describe(ctx, request)
  const { isHidden = false } = described
  const { message } = isHidden ? { message: '' } : await module.view(ctx, request)
  const detail: RequestDetail = {
    ...common,
    // What the family answers about health is health.
    exchanges: isHidden ? [] : common.exchanges,
    message,
    title: request.title,
    isLate: false,
    sections: [],
    effect: noEffect,
    rows: described.rows,
    mayAcceptPart: described.mayAcceptPart ?? false,
    mayAskMore: (described.mayAskMore ?? false) && request.familyId !== null,
    choices: described.choices ?? [],
    attachments: described.attachments ?? [],
    related: described.related ?? [],
    effectText: described.effectText,
    changes: described.warnings ?? [],
  }
  return { detail, healthOf: described.healthOf ?? null }
}

/** Since the family could be answered, in working days: until now, or until it was. */
export async function ageInWorkingDays(
  ctx: Ctx,
  { waitingSince, decidedAt }: Pick<RequestRecord, 'waitingSince' | 'decidedAt'>,
): Promise<number> {
  const until = decidedAt === null ? ctx.today : parisDate(decidedAt)
  return workingDaysBetween(parisDate(waitingSince), until, await loadCalendar(ctx))
}

async function commonOf(ctx: Ctx, request: RequestRecord) {
  const { id, kind, topic, about, version, status, authorName, origin, submittedAt, reason, decidedAt } = request
  const { decidedBy, assigneeId, exchanges } = request
  const assignee = assigneeId === null ? null : { id: assigneeId, name: await agentName(ctx.db, assigneeId) }
  return {
    ...{ id, kind, topic, about, version, status, authorName, origin, submittedAt, reason, decidedAt, decidedBy },
    ...{ assignee, exchanges, workingDays: await ageInWorkingDays(ctx, request) },
  }
}
