import type { FieldChange, FilePayload, FileSubject } from '../../src-shared/contract/file/subjects'
import type { RequestDecision } from '../../src-shared/contract/staff/requests'
import { addDays, localDate, yearOf } from '../../src-shared/kernel/local-date'
import type { Instant } from '../../src-shared/kernel/instant'
import type { Db } from '../database/db'
import { rolePermissions } from '../../src-shared/permissions'
import type { ParentActor, StaffActor } from '../kernel/actor'
import { inWrite, type Services } from '../kernel/context'
import { buildFileView, decideRequest, submitRequest } from '../modules/requests'
import type { Household, Population } from './household-types'
import { seededUuid, type Streams } from './random'
import { instantBefore, type Timeline } from './timeline'
import { servicesWithin } from './within'

interface Asking {
  services: Services
  db: Db
  timeline: Timeline
  population: Population
  streams: Streams
}

type Answer = RequestDecision extends infer D ? (D extends RequestDecision ? Omit<D, 'id' | 'version'> : never) : never

type Values = Record<string, FieldChange['after']>

/** What one family asks to change in its file, some days ago, and what the office answered. */
interface Story {
  /** Position of the household in the town. */
  household: number
  subject: FileSubject
  about: (household: Household) => number | null
  after: Values | ((household: Household) => Values)
  action?: FilePayload['action']
  message?: string
  daysAgo: number
  time: string
  answer?: Answer
}

const fullName = ({ guardians: [first], family: { name } }: Household) =>
  first ? `${first.firstName} ${first.lastName}` : name
const family = () => null
const holder = ({ guardians }: Household) => guardians[0]?.id ?? null
const eldest = ({ children }: Household) => children[0]?.person.id ?? null
const youngest = ({ children }: Household) => children.at(-1)?.person.id ?? null

function storiesOf({ today }: Timeline): Story[] {
  const newborn = addDays(today, -2 * 365 - 200)
  return [
    {
      ...{ household: 0, subject: 'guardian', about: holder, daysAgo: 2, time: '21:12' },
      after: { mobile: '0639984107', workPhone: '0536491277' },
      message: 'Nouveau numéro depuis lundi.',
    },
    {
      ...{ household: 0, subject: 'child-needs', about: eldest, daysAgo: 2, time: '21:18' },
      after: { needs: ['glasses'], needsNote: 'Lunettes à porter en classe et dehors.' },
    },
    {
      ...{ household: 3, subject: 'guardian', about: holder, daysAgo: 1, time: '08:40' },
      after: { addressLine1: '7 impasse du Lavoir', postalCode: '99120', city: 'Aubrelles' },
      message: 'Nous déménageons à la fin du mois.',
    },
    {
      ...{ household: 4, subject: 'tax', about: family, daysAgo: 4, time: '18:05' },
      after: { year: yearOf(today) - 1, euros: 28_640, shares: 2.5 },
    },
    {
      ...{ household: 5, subject: 'caf', about: family, daysAgo: 6, time: '12:30' },
      after: { regime: 'caf', quotient: 478, quotientFrom: addDays(today, -20) },
    },
    {
      ...{ household: 6, subject: 'pickup-contact', about: eldest, action: 'add', daysAgo: 3, time: '07:55' },
      after: {
        ...{ fullName: 'Monique Carpentier', relationship: 'Grand-mère', phone: '0639980214' },
        ...{ mayCollect: true, emergency: true },
      },
    },
    {
      ...{ household: 7, subject: 'new-child', about: family, action: 'add', daysAgo: 5, time: '20:10' },
      after: (own) => ({
        ...{ lastName: own.family.name, firstName: 'Noé', birthDate: newborn, sex: 'M', birthPlace: 'Aubrelles' },
      }),
      message: 'Il entrera à l’école à la prochaine rentrée.',
    },
    {
      ...{ household: 8, subject: 'allergy', about: youngest, action: 'add', daysAgo: 1, time: '19:22' },
      after: {
        ...{ kind: 'food', label: 'Noix de cajou', severity: 'severe' },
        instruction: 'Aucune trace. Trousse d’urgence dans le sac, appeler le 15.',
      },
    },
    {
      ...{ household: 9, subject: 'bank', about: family, daysAgo: 2, time: '17:48' },
      after: (own) => ({
        holder: fullName(own),
        iban: 'FR7630006000011234567890189',
        directDebit: true,
        mandate: true,
      }),
    },
    {
      ...{ household: 10, subject: 'child-authorisations', about: eldest, daysAgo: 1, time: '16:31' },
      after: { leaveAlone: true },
    },
    {
      ...{ household: 11, subject: 'new-member', about: family, action: 'add', daysAgo: 3, time: '13:02' },
      after: { civility: 'M', lastName: 'Tessier', firstName: 'Adrien', quality: 'step-parent', mobile: '0639981530' },
    },
    {
      ...{ household: 12, subject: 'health-record', about: eldest, daysAgo: 2, time: '22:04' },
      after: { doctor: 'Dr Lenoir, Aubrelles', doctorPhone: '0536490055' },
    },
    {
      ...{ household: 13, subject: 'tax', about: family, daysAgo: 7, time: '10:15' },
      after: { year: yearOf(today) - 1, euros: 19_870 },
      answer: { decision: 'ask-more', question: 'Indiquez le nombre de parts inscrit sur l’avis d’imposition.' },
    },
    {
      ...{ household: 14, subject: 'guardian', about: holder, daysAgo: 12, time: '09:20' },
      after: { mobile: '0639987744' },
      answer: { decision: 'accept' },
    },
    {
      ...{ household: 15, subject: 'guardian', about: holder, daysAgo: 9, time: '11:45' },
      after: { lastName: 'Delmas' },
      answer: { decision: 'refuse', reason: 'Joignez une copie du livret de famille pour un changement de nom.' },
    },
    {
      ...{ household: 0, subject: 'pickup-contact', about: youngest, action: 'add', daysAgo: 15, time: '08:12' },
      after: { fullName: 'Fatou Diallo', relationship: 'Tante', phone: '0639982266', mayCollect: true },
      answer: { decision: 'accept' },
    },
  ]
}

const agent: StaffActor = {
  ...{ kind: 'staff', id: 3, name: 'Nadia Kessler', role: 'agent', structureIds: null },
  permissions: new Set(rolePermissions.agent),
}

/** Asks and answers through the product's own steps: what the inbox shows is what it would have received. */
export async function askFileChanges(asking: Asking): Promise<void> {
  const { timeline, population, streams } = asking
  const stories = storiesOf(timeline).toSorted((left, right) => right.daysAgo - left.daysAgo)
  for (const [index, story] of stories.entries()) {
    const household = population.households[story.household]
    const personId = household && story.about(household)
    // A small town may have fewer families, and a family no child.
    if (!household || (story.about !== family && personId === null)) continue
    await tell(asking, story, household, seededUuid(streams('file-requests', index)))
  }
}

async function tell({ services, db, timeline }: Asking, story: Story, household: Household, id: string): Promise<void> {
  const familyId = household.family.id
  const author = household.guardians[0]
  const name = fullName(household)
  const at = instantBefore(timeline, timeline.today, story.daysAgo, story.time)
  const parent: ParentActor = { kind: 'parent', accountId: familyId, personId: author?.id ?? 0, familyId, name }
  await inWrite({ services: servicesWithin(services, db, at), actor: parent }, async (ctx) => {
    const personId = story.about(household)
    const { blocks } = await buildFileView(ctx, familyId)
    const present = blocks.find((block) => block.subject === story.subject && block.personId === personId)?.values
    const values = typeof story.after === 'function' ? story.after(household) : story.after
    const changes = Object.entries(values).map(([field, after]) => {
      return { field, before: story.action === 'add' ? null : (present?.[field] ?? null), after }
    })
    const payload: FilePayload = {
      ...{ subject: story.subject, personId, entryId: null, action: story.action ?? 'change', changes },
      ...{ attachments: [], message: story.message ?? '' },
    }
    const asker = { familyId, accountId: familyId, authorName: name }
    await submitRequest(ctx, { id, kind: 'file', ...asker, payload, submittedAt: at, origin: 'portal' })
  })
  if (story.answer) await answer({ services, db }, { ...story.answer, id, version: 1 }, timeline, story.daysAgo - 1)
}

/** The next working morning, or what is left of it. */
async function answer(
  { services, db }: Pick<Asking, 'services' | 'db'>,
  decision: RequestDecision,
  timeline: Timeline,
  daysAgo: number,
): Promise<void> {
  const at: Instant = instantBefore(timeline, localDate(timeline.today), daysAgo, '10:20')
  await inWrite({ services: servicesWithin(services, db, at), actor: agent }, (ctx) => decideRequest(ctx, decision))
}
