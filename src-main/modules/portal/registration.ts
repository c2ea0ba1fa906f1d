import type { OwnFile, SentRequest } from '../../../src-shared/contract/portal/registration'
import { viewKey, type FamilyView } from '../../../src-shared/contract/portal/views'
import type { OfferView } from '../../../src-shared/contract/portal/views-registration'
import {
  enrolmentModes,
  type EnrolmentPayload,
  type NurseryPayload,
  type RegistrationPayload,
  type SchoolPayload,
} from '../../../src-shared/contract/registration'
import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { requirementsFor } from '../../../src-shared/rules/documents'
import { describeBlock, eligibilityBlocks } from '../../../src-shared/rules/eligibility'
import type { ParentCtx } from '../../kernel/context'
import { papersFrom, readFamily } from './reading'
import type { DoorRequest, PortalShape } from './shape'
import type { ViewSource } from './views/source'

/** What stays open while the town asks for the yearly file first: the file itself, its requests, and what is owed. */
const openOperations =
  /^(session|town|access|identity|account|registration|file|family|documents|rules|consents|requests|invoices|payments|preEnrolment)\./

export const isOpenToAll = (operation: string) => openOperations.test(operation)

/** The yearly file, with what was confirmed here and has not reached the office yet. */
export async function readOwnFile(ctx: ParentCtx, { views, door }: PortalShape): Promise<OwnFile> {
  const { family } = await readFamily(ctx, views)
  const [view] = await views.get(ctx, viewKey.registration(family.id))
  if (!view) return refuse('record.not-found')
  const isOnItsWay = (await door.kept(ctx)).some(({ kind, status }) => kind === 'yearly-file' && status === 'sent')
  return { ...view, today: ctx.today, isOnItsWay }
}

export async function confirmOwnFile(
  ctx: ParentCtx,
  shape: PortalShape,
  { id, ...payload }: RegistrationPayload & { id: string },
): Promise<OwnFile> {
  const { sections } = await readOwnFile(ctx, shape)
  const keys = new Set(sections.map(({ key }) => key))
  if (payload.confirmations.some((key) => !keys.has(key))) refuse('registration.unknown-section')
  await shape.door.submit(ctx, { id, kind: 'yearly-file', payload })
  return readOwnFile(ctx, shape)
}

/** Another family's child does not exist here, whatever the door would say of it. */
async function requireOwnChild(ctx: ParentCtx, views: ViewSource, childId: number | null): Promise<void> {
  const { family } = await readFamily(ctx, views)
  if (childId !== null && !family.children.some(({ id }) => id === childId)) refuse('record.not-found')
}

const sent = ({ id, status, submittedAt }: DoorRequest): SentRequest => ({ id, status, submittedAt })

export async function requestEnrolment(
  ctx: ParentCtx,
  { views, door }: PortalShape,
  { id, enrolment }: { id: string; enrolment: EnrolmentPayload },
): Promise<SentRequest> {
  await requireOwnChild(ctx, views, enrolment.childId)
  const offer = await readOffer(ctx, views)
  const activity = offer.activities.find((one) => one.id === enrolment.activityId)
  if (!activity) return refuse('record.not-found')
  if (!modesOf(activity).includes(enrolment.mode)) refuse('enrolment.mode-not-offered', { mode: enrolment.mode })
  return sent(await door.submit(ctx, { id, kind: 'enrolment', payload: enrolment }))
}

export async function requestSchool(
  ctx: ParentCtx,
  { views, door }: PortalShape,
  { id, form }: { id: string; form: SchoolPayload },
): Promise<SentRequest> {
  await requireOwnChild(ctx, views, form.childId)
  const { schools } = await readOffer(ctx, views)
  if (form.wishes.some((wish) => !schools.some((one) => one.id === wish))) refuse('pre-enrolment.wrong-place')
  return sent(await door.submit(ctx, { id, kind: 'school-enrolment', payload: form }))
}

export async function requestNursery(
  ctx: ParentCtx,
  { views, door }: PortalShape,
  { id, form }: { id: string; form: NurseryPayload },
): Promise<SentRequest> {
  await requireOwnChild(ctx, views, form.childId)
  const { nurseries } = await readOffer(ctx, views)
  if (form.wishes.some((wish) => !nurseries.some((one) => one.id === wish))) refuse('pre-enrolment.wrong-place')
  return sent(await door.submit(ctx, { id, kind: 'nursery-enrolment', payload: form }))
}

async function readOffer(ctx: ParentCtx, views: ViewSource): Promise<OfferView> {
  const [offer] = await views.get(ctx, viewKey.offer())
  return offer ?? { schoolYears: [], schools: [], nurseries: [], activities: [] }
}

type Offered = OfferView['activities'][number]
const modesOf = ({ modes }: Offered) => (modes === 'both' ? [...enrolmentModes] : [modes])

/** What may be asked for each child, with what stands in the way and which documents are asked. */
export async function describeOffer(ctx: ParentCtx, { views, door }: PortalShape) {
  const { family } = await readFamily(ctx, views)
  const offer = await readOffer(ctx, views)
  const [paperwork, documents, requests] = await views.get(
    ctx,
    viewKey.paperwork(),
    viewKey.documents(family.id),
    viewKey.requests(family.id),
  )
  const papers = papersFrom(family, paperwork, documents, ctx.today)
  const asked = [...(await door.kept(ctx)), ...(requests?.requests ?? [])].filter(
    ({ kind, status }) =>
      kind === 'enrolment' && (status === 'pending' || status === 'needs-more' || status === 'sent'),
  )
  return {
    today: ctx.today,
    familyName: family.name,
    children: family.children.map(({ id, firstName, lastName, birthDate }) => ({ id, firstName, lastName, birthDate })),
    ...{ schoolYears: offer.schoolYears, schools: offer.schools, nurseries: offer.nurseries },
    activities: offer.activities.map((activity) => ({
      ...activity,
      modesOffered: modesOf(activity),
      weekdays: [...new Set(activity.slots.flatMap(({ weekdays }) => weekdays))].toSorted((a, b) => a - b),
      children: family.children.map((child) => {
        const { id: childId, firstName } = child
        const ofActivity = { childId, activityId: activity.id, on: ctx.today }
        return {
          childId,
          enrolledFrom: enrolledFrom(family, childId, activity.id, ctx.today),
          pending: asked.some(({ title, about }) => title.endsWith(activity.name) && about === firstName),
          blocks: blocksOf(ctx, family, child, activity),
          documents: requirementsFor(papers, ofActivity).map(({ name, explanation, status }) => ({
            ...{ name, explanation, status },
          })),
        }
      }),
    })),
  }
}

function enrolledFrom(family: FamilyView, childId: number, activityId: number, today: LocalDate): LocalDate | null {
  const own = family.enrolments.find(
    (one) => one.childId === childId && one.activityId === activityId && (one.endDate === null || one.endDate >= today),
  )
  return own?.startDate ?? null
}

function blocksOf(ctx: ParentCtx, family: FamilyView, child: FamilyView['children'][number], activity: Offered) {
  const on = activity.validFrom > ctx.today ? activity.validFrom : ctx.today
  const { birthDate, schoolId, classLevel } = child
  return eligibilityBlocks(
    { birthDate: birthDate ?? on, schoolId, classLevel, isResident: family.resident },
    {
      minAgeMonths: birthDate === null ? null : activity.minAgeMonths,
      maxAgeMonths: birthDate === null ? null : activity.maxAgeMonths,
      residentsOnly: activity.residentsOnly,
      classLevels: activity.classLevels,
    },
    on,
    { now: ctx.now, enrolment: { startDate: on, endDate: null } },
  ).map(describeBlock)
}
