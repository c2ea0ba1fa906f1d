import { consentDefinitions, type ConsentKind, type Requirement } from '../../../src-shared/contract/documents'
import type {
  ConsentState,
  PersonalDocument,
  RulesState,
  SentDocument,
} from '../../../src-shared/contract/portal/documents'
import type { Todo } from '../../../src-shared/contract/portal/home'
import { viewKey, type ActivityView, type FamilyView } from '../../../src-shared/contract/portal/views'
import type { DocumentsView, PaperworkView } from '../../../src-shared/contract/portal/views-documents'
import { refuse } from '../../../src-shared/errors'
import { formatMonth } from '../../../src-shared/format/date'
import { parisDate } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { isYearMonth } from '../../../src-shared/kernel/year-month'
import { isToProvide, requirementsFor, requirementsOf } from '../../../src-shared/rules/documents'
import type { ParentCtx } from '../../kernel/context'
import { papersFrom, readActivities, readFamily } from './reading'
import type { PortalShape } from './shape'
import type { ViewSource } from './views/source'

interface Papers {
  family: FamilyView
  /** Requests that the office has not received yet. */
  onItsWay: ReadonlySet<string | null>
  paperwork: PaperworkView
  documents: DocumentsView
}

const noPaperwork: PaperworkView = { types: [], published: [], rules: [] }
const noDocuments: DocumentsView = { given: [], published: [], acceptances: [], answers: [], results: [] }

async function readPapers(ctx: ParentCtx, { views, papers }: PortalShape): Promise<Papers> {
  const { family } = await readFamily(ctx, views)
  const [paperwork, documents] = await views.get(ctx, viewKey.paperwork(), viewKey.documents(family.id))
  const known = documents ?? noDocuments
  const kept = await papers.kept(ctx)
  return {
    family,
    paperwork: paperwork ?? noPaperwork,
    onItsWay: new Set(kept.given.map(({ requestId }) => requestId)),
    documents: {
      ...known,
      given: [...kept.given, ...known.given],
      acceptances: [...known.acceptances, ...kept.acceptances],
      answers: [...known.answers, ...kept.answers],
    },
  }
}

/** Everything of the page « Documents ». */
export async function readDocuments(ctx: ParentCtx, shape: PortalShape) {
  const papers = await readPapers(ctx, shape)
  const { family, paperwork, documents } = papers
  const facts = papersFrom(family, paperwork, documents, ctx.today)
  return {
    today: ctx.today,
    required: requirementsOf(facts, ctx.today),
    downloads: paperwork.published,
    personal: await personalDocuments(ctx, shape.views, papers),
    sent: sentDocuments(papers, ctx.today),
    rules: rulesStates(papers, await readActivities(ctx, shape.views, family)),
    consents: consentStates(papers, ctx.actor.personId),
    types: paperwork.types.map(({ id, name, explanation, whose }) => ({ id, name, explanation, whose })),
    members: membersOf(family),
  }
}

/** Made by the office when it is asked for. */
const registrationForm = { title: 'Fiche d’inscription', path: '/files/registration.pdf' }
const homeDownloads = 5

/** What the home page says of papers: those that call for an act, règlements to accept, files to download. */
export async function readPapersSummary(ctx: ParentCtx, shape: PortalShape) {
  const papers = await readPapers(ctx, shape)
  const { family, paperwork, documents } = papers
  const missing = requirementsOf(papersFrom(family, paperwork, documents, ctx.today), ctx.today).filter(isToProvide)
  const rules = rulesStates(papers, await readActivities(ctx, shape.views, family)).filter(
    ({ concernsUs, acceptedAt }) => concernsUs && acceptedAt === null,
  )
  const todo: Todo[] = [
    ...(missing.length === 0
      ? []
      : [
          {
            kind: 'documents' as const,
            names: [...new Set(missing.map(({ name }) => name))],
            blocking: missing.some(({ blocksBooking, status }) => blocksBooking && status !== 'expiring'),
          },
        ]),
    ...(rules.length === 0
      ? []
      : [
          {
            kind: 'rules' as const,
            titles: rules.map(({ title }) => title),
            blocking: rules.some(({ blocksBooking }) => blocksBooking),
          },
        ]),
  ]
  const published = paperwork.published.map(({ title, file }) => ({ title, path: `/files/uploads/${file.id}` }))
  return { todo, downloads: [registrationForm, ...published].slice(0, homeDownloads) }
}

const membersOf = ({ guardians, children }: FamilyView) => [
  ...guardians.map(({ personId, firstName }) => ({ personId, name: firstName, role: 'guardian' as const })),
  ...children.map(({ id, firstName }) => ({ personId: id, name: firstName, role: 'child' as const })),
]

/** What an activity asks of a child of this family. */
export async function requiredFor(
  ctx: ParentCtx,
  shape: PortalShape,
  { childId, activityId }: { childId: number; activityId: number },
): Promise<Requirement[]> {
  const { family, paperwork, documents } = await readPapers(ctx, shape)
  if (!family.children.some(({ id }) => id === childId)) refuse('record.not-found')
  const facts = papersFrom(family, paperwork, documents, ctx.today)
  return requirementsFor(facts, { childId, activityId, on: ctx.today })
}

async function personalDocuments(
  ctx: ParentCtx,
  views: ViewSource,
  { family, documents }: Papers,
): Promise<PersonalDocument[]> {
  const [account] = await views.get(ctx, viewKey.account(family.id))
  const invoices = (account?.invoices ?? []).map(({ id, kind, reference, period, issuedOn }): PersonalDocument => {
    const month = isYearMonth(period) ? ` – ${formatMonth(period)}` : ''
    return {
      title: `${kind === 'invoice' ? 'Facture' : 'Avoir'} ${reference}${month}`,
      category: 'invoice',
      date: issuedOn,
      path: `/files/invoices/${id}.pdf`,
    }
  })
  const published = documents.published.map(({ title, category, publishedAt, file }): PersonalDocument => {
    return {
      title,
      category: category === 'certificate' ? 'certificate' : 'other',
      date: parisDate(publishedAt),
      path: `/files/uploads/${file.id}`,
    }
  })
  const form: PersonalDocument = { ...registrationForm, category: 'other', date: ctx.today }
  return [form, ...published, ...invoices].toSorted((left, right) => right.date.localeCompare(left.date))
}

function sentDocuments({ family, paperwork, documents, onItsWay }: Papers, today: LocalDate): SentDocument[] {
  const names = new Map(membersOf(family).map(({ personId, name }) => [personId, name]))
  const types = new Map(paperwork.types.map(({ id, name }) => [id, name]))
  return documents.given.flatMap(
    ({ file, requestId, typeId, personId, status, reason, validTo, sentAt, decidedAt }) => {
      if (file === null) return []
      const isOver = status === 'valid' && validTo !== null && validTo < today
      const waits = requestId !== null && onItsWay.has(requestId)
      return [
        {
          requestId,
          typeName: types.get(typeId) ?? file.name,
          personName: personId === null ? '' : (names.get(personId) ?? ''),
          status: waits ? ('on-its-way' as const) : isOver ? ('expired' as const) : status,
          ...{ reason, validTo, sentAt, decidedAt, file },
        },
      ]
    },
  )
}

function rulesStates({ paperwork, documents }: Papers, activities: readonly ActivityView[]): RulesState[] {
  const structures = new Set(activities.map(({ structure }) => structure.id))
  return paperwork.rules.map((rules) => {
    const first = documents.acceptances.find(({ rulesId }) => rulesId === rules.id)
    return {
      ...rules,
      acceptedAt: first?.acceptedAt ?? null,
      acceptedBy: first?.personName ?? '',
      concernsUs: rules.structureId === null || structures.has(rules.structureId),
    }
  })
}

function consentStates({ family, documents }: Papers, myself: number): ConsentState[] {
  return Object.values(consentDefinitions).flatMap((definition) => {
    const subjects = definition.about === 'child' ? family.children : [null]
    return subjects.map((child) => consentState(family, documents, definition.kind, child, myself))
  })
}

function consentState(
  { guardians }: FamilyView,
  { answers, results }: DocumentsView,
  kind: ConsentKind,
  child: { id: number; firstName: string } | null,
  myself: number,
): ConsentState {
  const { label, wording } = consentDefinitions[kind]
  const childId = child?.id ?? null
  const about = answers.filter((one) => one.kind === kind && one.childId === childId)
  const mine = about.findLast(({ personId }) => personId === myself)
  const ownResult = mine === undefined ? 'unanswered' : mine.given ? 'given' : 'refused'
  return {
    ...{ kind, label, wording, childId, childName: child?.firstName ?? '' },
    mine: mine?.given ?? null,
    answeredAt: mine?.at ?? null,
    result:
      child === null
        ? ownResult
        : (results.find((one) => one.kind === kind && one.childId === childId)?.result ?? 'unanswered'),
    awaited:
      child === null
        ? []
        : guardians
            .filter(({ personId }) => !about.some((one) => one.personId === personId))
            .map(({ firstName }) => firstName),
  }
}

export async function sendDocument(
  ctx: ParentCtx,
  shape: PortalShape,
  input: { id: string; typeId: number; personId: number | null; uploadId: string; message: string },
): Promise<{ status: 'received' | 'accepted' | 'on-its-way' }> {
  const { family, paperwork } = await readPapers(ctx, shape)
  const { id, ...payload } = input
  const isMember = payload.personId === null || membersOf(family).some(({ personId }) => personId === payload.personId)
  if (!isMember || !paperwork.types.some(({ id: typeId }) => typeId === payload.typeId)) refuse('record.not-found')
  const { status } = await shape.door.submit(ctx, { id, kind: 'document', payload })
  return { status: status === 'sent' ? 'on-its-way' : status === 'accepted' ? 'accepted' : 'received' }
}

/** A règlement of the views, as it was read on the screen. */
export async function checkRules(
  ctx: ParentCtx,
  shape: PortalShape,
  { rulesId, sha256 }: { rulesId: number; sha256: string },
): Promise<void> {
  const { paperwork } = await readPapers(ctx, shape)
  const rules = paperwork.rules.find(({ id }) => id === rulesId) ?? refuse('record.not-found')
  if (rules.sha256 !== sha256) refuse('rules.edition-changed')
}

/** Somebody else's child does not exist here. */
export async function checkConsent(
  ctx: ParentCtx,
  { views }: PortalShape,
  { kind, childId }: { kind: ConsentKind; childId: number | null },
): Promise<void> {
  const { family } = await readFamily(ctx, views)
  const isOurs = family.children.some(({ id }) => id === childId)
  if (consentDefinitions[kind].about === 'child' ? !isOurs : childId !== null) refuse('record.not-found')
}
