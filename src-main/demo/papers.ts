import type { DocumentTypeFields } from '../../src-shared/contract/staff/documents'
import { addMinutesToInstant, epochOf, parisInstant, type Instant } from '../../src-shared/kernel/instant'
import type { LocalDate } from '../../src-shared/kernel/local-date'
import { localTime } from '../../src-shared/kernel/local-time'
import type { ParentActor, StaffActor } from '../kernel/actor'
import { clockFrom } from '../kernel/clock'
import { inRead, inWrite, type Ctx, type Services } from '../kernel/context'
import { noVault } from '../kernel/vault'
import {
  addDocument,
  answerConsent,
  acceptRules,
  publishFile,
  publishRules,
  receiveUpload,
  saveType,
} from '../modules/documents'
import { printTown } from '../modules/payments'
import { submitRequest } from '../modules/requests'
import { renderNotice } from '../print/notice'
import { rolePermissions } from '../../src-shared/permissions'
import { seededUuid, streamsOf, type Streams } from './random'
import { completePapers } from './registration-papers'

const school = 'Pour l’année scolaire, au nom de l’enfant, avec la mention «\u00A0responsabilité civile\u00A0».'
const type = (changes: Partial<DocumentTypeFields> & { name: string }): DocumentTypeFields => ({
  ...{ explanation: '', whose: 'child', demand: 'always', activityIds: [], validity: { kind: 'school-year' } },
  ...{ needsValidation: true, blocksBooking: false, sharedAcrossFamilies: true, health: false, ...changes },
})

const rulesParagraphs = [
  'Article 1. Inscription\u00A0:',
  'L’inscription se fait sur le portail famille ou au guichet. Elle est valable pour l’année scolaire en cours et se renouvelle chaque année.',
  'Article 2. Réservations et absences\u00A0:',
  'Les réservations se font dans les délais affichés pour chaque activité. Une absence signalée après le délai reste facturée, sauf justificatif médical.',
  'Article 3. Accueil et départ\u00A0:',
  'Un enfant n’est remis qu’à ses responsables ou aux personnes qu’ils ont autorisées par écrit. Tout retard au-delà de l’heure de fermeture est signalé au service.',
  'Article 4. Santé\u00A0:',
  'Aucun médicament n’est donné sans ordonnance et sans autorisation écrite. Les allergies et les projets d’accueil individualisés sont signalés avant le premier accueil.',
  'Article 5. Vie en collectivité\u00A0:',
  'Chaque enfant respecte les autres enfants, les adultes et le matériel. En cas de difficulté, l’équipe rencontre la famille.',
]
const notices = [
  {
    ...{ title: 'Fiche d’inscription 2026-2027', category: 'form' as const },
    paragraphs: ['À remplir et à rendre au guichet par les familles qui n’utilisent pas le portail.'],
  },
  {
    ...{ title: 'Calendrier des ouvertures', category: 'information' as const },
    paragraphs: ['Les accueils de loisirs ouvrent chaque mercredi et pendant les vacances, sauf fermetures annoncées.'],
  },
  {
    ...{ title: 'Menus de la cantine', category: 'menu' as const },
    paragraphs: [
      'Chaque repas compte une entrée, un plat, un laitage et un fruit. Un repas par semaine est sans viande.',
    ],
  },
]

interface Maker {
  services: Services
  streams: Streams
  staff: StaffActor
  at: Instant
  count: number
}

/**
 * What the town asks, offers and rules, and what some families sent, through the same services as the screens. Outside the
 * transaction that makes the town, since files are written; a program that holds no files goes without.
 */
export async function addPapers(
  services: Services,
  { today, seed = 'aubrelles' }: { today: LocalDate; seed?: string },
) {
  if (services.vault === noVault) return
  const at = addMinutesToInstant(parisInstant(today, localTime('08:00')), -24 * 60)
  const within: Services = { ...services, clock: clockFrom(() => epochOf(at)), publish: () => {}, wake: () => {} }
  const staff: StaffActor = {
    ...{ kind: 'staff', id: 1, name: 'Nadia Kessler', role: 'administrator', structureIds: null },
    permissions: new Set(rolePermissions.administrator),
  }
  const maker: Maker = { services: within, streams: streamsOf(`${seed}/papers`), staff, at, count: 0 }
  const write = <T>(work: (ctx: Ctx) => Promise<T>) => inWrite({ services: within, actor: staff }, work)
  if (await inRead({ services: within, actor: staff }, ({ db }) => db.one`select id from document_type limit 1`)) return
  const types = await write(addTypes)
  const pages = await printPages(maker, today)
  const rules = await keep(maker, staff, pages.rules, 'reglement-interieur.pdf')
  const wording =
    'J’ai lu le règlement intérieur ci-dessus et je m’engage à le respecter, pour moi et pour mes enfants.'
  const { id: rulesId } = await write((ctx) =>
    publishRules(ctx, {
      ...{
        structureId: null,
        title: 'Règlement intérieur des accueils',
        wording,
        blocksBooking: false,
        uploadId: rules,
      },
    }),
  )
  for (const { title, category, body } of pages.notices) {
    const uploadId = await keep(maker, staff, body, `${title}.pdf`)
    await write((ctx) => publishFile(ctx, { title, category, familyId: null, uploadId }))
  }
  const told = await addGiven(maker, types, rulesId, pages.proof)
  const page = () => keep(maker, staff, pages.proof, 'pieces-du-dossier.pdf')
  await completePapers({ types, rulesId, at, write, keep: page }, told)
}

async function addTypes(ctx: Ctx) {
  const sport = await ctx.db.rows<{ id: number }>`select id from activity where kind = 'sport' order by id`
  const activityIds = sport.map(({ id }) => id)
  const save = (fields: DocumentTypeFields) => saveType(ctx, { id: null, version: 0, type: fields })
  return {
    insurance: await save(type({ name: 'Attestation d’assurance', explanation: school })),
    home: await save(
      type({
        ...{ name: 'Justificatif de domicile', whose: 'family', validity: { kind: 'months', months: 12 } },
        explanation: 'De moins de trois mois\u00A0: facture d’eau, d’électricité ou quittance de loyer.',
      }),
    ),
    vaccines: await save(
      type({ name: 'Carnet de vaccination', explanation: 'Les pages des vaccins, lisibles.', health: true }),
    ),
    ...(activityIds.length > 0
      ? {
          certificate: await save(
            type({
              ...{ name: 'Certificat médical de sport', demand: 'activities', activityIds, health: true },
              ...{ validity: { kind: 'months', months: 12 }, explanation: 'De moins d’un an, pour le sport pratiqué.' },
            }),
          ),
        }
      : {}),
  }
}

async function printPages({ services, staff }: Maker, issuedOn: LocalDate) {
  const town = await inRead({ services, actor: staff }, (ctx) => printTown(ctx))
  const print = (title: string, paragraphs: readonly string[]) => renderNotice({ town, title, paragraphs, issuedOn })
  return {
    rules: await print('Règlement intérieur des accueils', rulesParagraphs),
    proof: await print('Attestation', ['Document de démonstration, fourni par une famille imaginaire.']),
    notices: await Promise.all(
      notices.map(async ({ title, category, paragraphs }) => {
        return { title, category, body: await print(title, paragraphs) }
      }),
    ),
  }
}

async function* oneChunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes)
}

async function keep(maker: Maker, actor: ParentActor | StaffActor, bytes: Buffer, name: string): Promise<string> {
  const { services, streams, at } = maker
  const unit = { services, actor }
  const { id } = await receiveUpload(
    {
      ...{ actor, services, now: at, today: services.clock.today() },
      caller: { address: '', userAgent: '', sessionToken: null },
      read: (work) => inRead(unit, work),
      write: (work) => inWrite(unit, work),
      setSession: () => undefined,
    },
    { id: seededUuid(streams('upload', maker.count++)), name, length: bytes.length, bytes: oneChunk(bytes) },
  )
  return id
}

const familiesTold = 12

interface Told {
  familyId: number
  personId: number
  accountId: number
  name: string
  childId: number
}

/** A few families: some papers good, some to check, some missing; most have accepted the règlement. */
async function addGiven(
  maker: Maker,
  types: { insurance: number; home: number },
  rulesId: number,
  proof: Buffer,
): Promise<number[]> {
  const { services, staff, streams, at } = maker
  const families = await inRead({ services, actor: staff }, ({ db }) => toldFamilies(db))
  for (const [index, told] of families.entries()) {
    const { familyId, personId, accountId, name, childId } = told
    const parent: ParentActor = { kind: 'parent', accountId, personId, familyId, name }
    const write = <T>(work: (ctx: Ctx) => Promise<T>, actor: ParentActor | StaffActor = staff) =>
      inWrite({ services, actor }, work)
    if (index % 3 !== 2) {
      const uploadId = await keep(maker, staff, proof, 'attestation-assurance.pdf')
      await write((ctx) => addDocument(ctx, { familyId, typeId: types.insurance, personId: childId, uploadId }))
    }
    if (index % 2 === 0) {
      const uploadId = await keep(maker, parent, proof, 'justificatif-domicile.pdf')
      const payload = { typeId: types.home, personId: null, uploadId, message: '' }
      const id = seededUuid(streams('request', index))
      await write(
        (ctx) =>
          submitRequest(ctx, {
            ...{
              id,
              kind: 'document',
              familyId,
              accountId,
              authorName: name,
              payload,
              submittedAt: at,
              origin: 'portal',
            },
          }),
        parent,
      )
    }
    const proofOf = { familyId, personId, at, address: '', userAgent: '', channel: 'portal' as const }
    if (index > 0) await write((ctx) => acceptRules(ctx, { ...proofOf, rulesId, accountId, sha256: null }), parent)
    const given = index % 4 !== 3
    if (index > 0)
      await write((ctx) => answerConsent(ctx, { ...proofOf, kind: 'newsletter', childId: null, given }), parent)
  }
  return families.map(({ familyId }) => familyId)
}

async function toldFamilies(db: Ctx['db']): Promise<Told[]> {
  return db.rows<Told>`select a.id as account_id, a.person_id, a.display_name as name, m.family_id,
      (select min(c.person_id) from family_member c where c.family_id = m.family_id and c.role = 'child') as child_id
    from portal_account a join family_member m on m.person_id = a.person_id and m.role = 'guardian'
    where exists (select 1 from family_member c where c.family_id = m.family_id and c.role = 'child')
    order by a.id limit ${familiesTold}`
}
