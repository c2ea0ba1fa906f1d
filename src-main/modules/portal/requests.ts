import { viewKey, type FamilyView } from '../../../src-shared/contract/portal/views'
import type { MyRequest } from '../../../src-shared/contract/portal/requests'
import type { BookingItem } from '../../../src-shared/contract/requests'
import { refuse } from '../../../src-shared/errors'
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
  input: { id: string; items: BookingItem[] },
): Promise<MyRequest> {
  const { family } = await readFamily(ctx, shape.views)
  checkOwn(family, input.items)
  return labelled(ctx, shape, family, await shape.door.submit(ctx, input))
}

/** The family's requests of the past year, the latest first; those still on their way included. */
export async function listRequests(ctx: ParentCtx, shape: PortalShape): Promise<MyRequest[]> {
  const { family } = await readFamily(ctx, shape.views)
  const requests = await allRequests(ctx, shape, family)
  return Promise.all(requests.map((request) => labelled(ctx, shape, family, request)))
}

export async function readRequest(ctx: ParentCtx, shape: PortalShape, id: string): Promise<MyRequest> {
  const { family } = await readFamily(ctx, shape.views)
  const found = (await allRequests(ctx, shape, family)).find((request) => request.id === id)
  return labelled(ctx, shape, family, found ?? refuse('record.not-found'))
}

export async function withdraw(ctx: ParentCtx, shape: PortalShape, id: string): Promise<void> {
  const { family } = await readFamily(ctx, shape.views)
  const found = (await allRequests(ctx, shape, family)).find((request) => request.id === id)
  if (!found) refuse('record.not-found')
  await shape.door.withdraw(ctx, id)
}

async function allRequests(ctx: ParentCtx, { views, door }: PortalShape, family: FamilyView): Promise<DoorRequest[]> {
  const [view] = await views.get(ctx, viewKey.requests(family.id))
  const received = view?.requests ?? []
  const known = new Set(received.map(({ id }) => id))
  const kept = (await door.kept(ctx)).filter(({ id }) => !known.has(id))
  return [...kept, ...received].toSorted((left, right) => (left.submittedAt > right.submittedAt ? -1 : 1))
}

async function labelled(
  ctx: ParentCtx,
  { views }: PortalShape,
  family: FamilyView,
  request: DoorRequest,
): Promise<MyRequest> {
  const { id, submittedAt, status, reason, decidedAt, outcomes } = request
  return {
    id,
    submittedAt,
    status,
    reason,
    decidedAt,
    outcomes: labelOutcomes(outcomes, family, await readActivities(ctx, views, family)),
  }
}
