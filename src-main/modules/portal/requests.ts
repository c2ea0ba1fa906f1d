import { viewKey, type ActivityView, type FamilyView } from '../../../src-shared/contract/portal/views'
import type { Completion, MyRequest } from '../../../src-shared/contract/portal/requests'
import { areaOfTopic, type BookingItem } from '../../../src-shared/contract/requests'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { cents } from '../../../src-shared/kernel/money'
import { quotientOn } from '../../../src-shared/rules/pricing'
import type { ParentCtx } from '../../kernel/context'
import { labelOutcomes } from './labels'
import { readActivities, readFamily } from './reading'
import type { DoorRequest, PortalShape } from './shape'

/** Somebody else's enrolment does not exist here, whatever the door would say of it. */
function checkOwn(family: FamilyView, items: readonly BookingItem[]) {
  const own = new Set(family.enrolments.map(({ id }) => id))
  if (items.some(({ enrolmentId }) => !own.has(enrolmentId))) refuse('record.not-found')
}

const sureOutcomes = new Set(['booked', 'awaiting-payment', 'unchanged'])
const hopedOutcomes = new Set(['requested', 'waiting'])

/** The recap: what would become of each item, and what it would cost. */
export async function quote(ctx: ParentCtx, { views, door }: PortalShape, items: BookingItem[]) {
  const { family } = await readFamily(ctx, views)
  checkOwn(family, items)
  const outcomes = labelOutcomes(await door.quote(ctx, items), family, await readActivities(ctx, views, family))
  const sum = (kinds: ReadonlySet<string>) =>
    outcomes.reduce((total, one) => (kinds.has(one.outcome) ? total + (one.amountCents ?? 0) : total), 0)
  const quotient = quotientOn(family.quotients, ctx.today)
  return {
    outcomes,
    sureCents: cents(sum(sureOutcomes)),
    atMostCents: cents(sum(sureOutcomes) + sum(hopedOutcomes)),
    quotient: quotient && { kind: quotient.kind, value: quotient.value },
  }
}

export async function submit(
  ctx: ParentCtx,
  shape: PortalShape,
  { id, items }: { id: string; items: BookingItem[] },
): Promise<MyRequest> {
  const { family } = await readFamily(ctx, shape.views)
  checkOwn(family, items)
  return labelOne(ctx, shape, family, await shape.door.submit(ctx, { id, kind: 'booking', payload: { items } }))
}

const monthMinutes = 31 * 24 * 60
const isOpen = ({ status }: DoorRequest) => status === 'pending' || status === 'needs-more' || status === 'sent'

/** The family's requests, the latest first, those still on their way included. `month`: lately sent or decided, or waiting. */
export async function listRequests(
  ctx: ParentCtx,
  shape: PortalShape,
  { period }: { period: 'month' | 'all' },
): Promise<MyRequest[]> {
  const { family } = await readFamily(ctx, shape.views)
  const since = addMinutesToInstant(ctx.now, -monthMinutes)
  const isRecent = (one: DoorRequest) => isOpen(one) || one.submittedAt >= since || (one.decidedAt ?? '') >= since
  const requests = (await allRequests(ctx, shape, family)).filter((one) => period === 'all' || isRecent(one))
  const activities = await readActivities(ctx, shape.views, family)
  return requests.map((request) => labelled(request, family, activities))
}

export async function readRequest(ctx: ParentCtx, shape: PortalShape, id: string): Promise<MyRequest> {
  const { family } = await readFamily(ctx, shape.views)
  return labelOne(ctx, shape, family, await ownRequest(ctx, shape, family, id))
}

export async function withdraw(ctx: ParentCtx, shape: PortalShape, id: string): Promise<void> {
  const { family } = await readFamily(ctx, shape.views)
  await ownRequest(ctx, shape, family, id)
  await shape.door.withdraw(ctx, id)
}

export async function complete(
  ctx: ParentCtx,
  shape: PortalShape,
  { id, ...completion }: Completion & { id: string },
): Promise<MyRequest> {
  const { family } = await readFamily(ctx, shape.views)
  await ownRequest(ctx, shape, family, id)
  return labelOne(ctx, shape, family, await shape.door.complete(ctx, id, completion))
}

async function ownRequest(ctx: ParentCtx, shape: PortalShape, family: FamilyView, id: string): Promise<DoorRequest> {
  const found = (await allRequests(ctx, shape, family)).find((request) => request.id === id)
  return found ?? refuse('record.not-found')
}

/** Everything that the family asked, the latest first: what the office knows, and what it has not received yet. */
export async function allRequests(
  ctx: ParentCtx,
  { views, door }: PortalShape,
  family: FamilyView,
): Promise<DoorRequest[]> {
  const [view] = await views.get(ctx, viewKey.requests(family.id))
  const received = view?.requests ?? []
  const known = new Set(received.map(({ id }) => id))
  const kept = (await door.kept(ctx)).filter(({ id }) => !known.has(id))
  return [...kept, ...received].toSorted((left, right) => (left.submittedAt > right.submittedAt ? -1 : 1))
}

export async function labelOne(
  ctx: ParentCtx,
  { views }: PortalShape,
  family: FamilyView,
  request: DoorRequest,
): Promise<MyRequest> {
  return labelled(request, family, await readActivities(ctx, views, family))
}

function labelled(request: DoorRequest, family: FamilyView, activities: readonly ActivityView[]): MyRequest {
  return {
    ...request,
    area: areaOfTopic(request.topic),
    outcomes: labelOutcomes(request.outcomes, family, activities),
    mayWithdraw: isOpen(request),
    mayComplete: request.status === 'needs-more',
  }
}
