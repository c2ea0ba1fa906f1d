import {
  zDocumentRule,
  type Acceptance,
  type ConsentAnswer,
  type DocumentRule,
  type DocumentValidity,
  type GivenDocument,
  type HouseRules,
  type PublishedFile,
} from '../../../src-shared/contract/documents'
import { groupBy } from '../../../src-shared/kernel/group-by'
import type { Db } from '../../database/db'
import { sql, type Sql } from '../../database/sql'
import type { DocumentRow, DocumentTypeRow, HouseRulesRow, PublishedFileRow, UploadRow } from './entities'

type UploadColumns = Pick<UploadRow, 'originalName' | 'mediaType' | 'size'>
const fileOf = (row: UploadColumns & { uploadId: string }) => {
  return { id: row.uploadId, name: row.originalName, mediaType: row.mediaType, size: row.size }
}

export function validityOf(row: DocumentTypeRow): DocumentValidity {
  if (row.validity === 'months') return { kind: 'months', months: row.validityMonths ?? 12 }
  if (row.validity === 'until' && row.validityDate) {
    return zDocumentRule.shape.validity.parse({ kind: 'until', date: row.validityDate })
  }
  return { kind: row.validity === 'school-year' ? 'school-year' : 'forever' }
}

export interface TypeRow extends DocumentRule {
  version: number
  archived: boolean
}

/** Kinds of document in the town's order, archived ones last. */
export async function typeRows(db: Db): Promise<TypeRow[]> {
  const rows = await db.rows<DocumentTypeRow>`select * from document_type order by position, id`
  const links = groupBy(
    await db.rows<{ typeId: number; activityId: number }>`select type_id, activity_id from document_type_activity
      order by activity_id`,
    ({ typeId }) => typeId,
  )
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, explanation: row.explanation, whose: row.whose, demand: row.demand },
    activityIds: (links.get(row.id) ?? []).map(({ activityId }) => activityId),
    validity: validityOf(row),
    needsValidation: Boolean(row.needsValidation),
    blocksBooking: Boolean(row.blocksBooking),
    sharedAcrossFamilies: Boolean(row.sharedAcrossFamilies),
    health: Boolean(row.health),
    position: row.position,
    version: row.version,
    archived: row.archivedAt !== null,
  }))
}

/**
 * Status of a document as everybody sees it: while nobody accepted it, it follows the request that brought it, so that a
 * refusal, a withdrawal and their undoing need no second writing.
 */
export const effectiveStatus = sql`case when d.status = 'sent' and r.status in ('refused', 'withdrawn')
  then r.status else d.status end`
export const effectiveReason = sql`case when d.status = 'sent' and r.status = 'refused' then r.reason else d.reason end`
export const fromDocuments = sql`from document d join upload u on u.id = d.upload_id left join request r on r.id = d.request_id`

type GivenRow = Omit<GivenDocument, 'file'> & UploadColumns & { uploadId: string; familyId: number }

/** What a family gave, and what its children's other families gave where the paper serves both; the latest first. */
export async function givenDocuments(db: Db, familyId: number): Promise<GivenDocument[]> {
  const rows =
    await db.rowsOf<GivenRow>(sql`select d.id, d.family_id, d.type_id, d.person_id, ${effectiveStatus} as status,
      ${effectiveReason} as reason, d.valid_from, d.valid_to, d.sent_at, d.sent_by,
      coalesce(d.decided_at, r.decided_at) as decided_at, d.request_id, d.upload_id, u.original_name, u.media_type, u.size
    ${fromDocuments} join document_type t on t.id = d.type_id
    where d.family_id = ${familyId} or (t.shared_across_families = ${true} and d.status = 'valid' and d.person_id in (
      select m.person_id from family_member m where m.family_id = ${familyId} and m.role = 'child'))
    order by d.sent_at desc, d.id desc`)
  return rows.map(({ familyId: owner, uploadId, originalName, mediaType, size, ...row }) => {
    const isOurs = owner === familyId
    return {
      ...row,
      id: isOurs ? row.id : null,
      // What the other family gave is good here too; who gave it and the paper itself are theirs.
      sentBy: isOurs ? row.sentBy : '',
      requestId: isOurs ? row.requestId : null,
      file: isOurs ? fileOf({ uploadId, originalName, mediaType, size }) : null,
    }
  })
}

export const findDocument = (db: Db, id: number): Promise<DocumentRow | undefined> =>
  db.one<DocumentRow>`select * from document where id = ${id}`

export const documentOfRequest = (db: Db, requestId: string): Promise<DocumentRow | undefined> =>
  db.one<DocumentRow>`select * from document where request_id = ${requestId}`

export interface Household {
  guardians: { id: number; name: string; firstName: string; parentalAuthority: boolean }[]
  children: { id: number; name: string; activityIds: number[] }[]
}

/** People of a family and what each child is enrolled in, today or later. */
export async function household(db: Db, familyId: number, on: string): Promise<Household> {
  const members = await db.rows<{
    id: number
    firstName: string
    lastName: string
    role: string
    parentalAuthority: boolean
  }>`
    select p.id, p.first_name, p.last_name, m.role, m.parental_authority from family_member m
    join person p on p.id = m.person_id where m.family_id = ${familyId} order by m.position, m.id`
  const enrolled = groupBy(
    await db.rows<{ childId: number; activityId: number }>`select distinct child_id, activity_id from enrolment
      where family_id = ${familyId} and (end_date is null or end_date >= ${on})`,
    ({ childId }) => childId,
  )
  return {
    guardians: members
      .filter(({ role }) => role === 'guardian')
      .map(({ id, firstName, lastName, parentalAuthority }) => {
        return { id, firstName, name: `${firstName} ${lastName}`, parentalAuthority: Boolean(parentalAuthority) }
      }),
    children: members
      .filter(({ role }) => role === 'child')
      .map(({ id, firstName }) => ({
        ...{ id, name: firstName },
        activityIds: (enrolled.get(id) ?? []).map(({ activityId }) => activityId),
      })),
  }
}

type PublishedColumns = PublishedFileRow & UploadColumns

export async function publishedRows(db: Db, condition: Sql): Promise<PublishedColumns[]> {
  return db.rowsOf<PublishedColumns>(sql`select p.*, u.original_name, u.media_type, u.size from published_file p
    join upload u on u.id = p.upload_id where p.removed_at is null and ${condition} order by p.published_at desc, p.id desc`)
}

export const publishedView = (row: PublishedColumns): PublishedFile => ({
  ...{ id: row.id, title: row.title, category: row.category },
  publishedAt: row.publishedAt as PublishedFile['publishedAt'],
  file: fileOf(row),
})

type RulesColumns = HouseRulesRow & UploadColumns & { structureName: string | null }

/** Every edition, those in force first, the town's before those of structures. */
export const rulesRows = (db: Db, condition: Sql): Promise<RulesColumns[]> =>
  db.rowsOf<RulesColumns>(sql`select h.*, s.name as structure_name, u.original_name, u.media_type, u.size from house_rules h
    join upload u on u.id = h.upload_id left join structure s on s.id = h.structure_id where ${condition}
    order by case when h.ended_at is null then 0 else 1 end, coalesce(s.position, -1), h.structure_id, h.edition desc`)

export const rulesView = (row: RulesColumns): HouseRules => ({
  ...{ id: row.id, structureId: row.structureId, structureName: row.structureName ?? '', edition: row.edition },
  ...{ title: row.title, wording: row.wording, sha256: row.sha256, blocksBooking: Boolean(row.blocksBooking) },
  publishedAt: row.publishedAt as HouseRules['publishedAt'],
  file: fileOf(row),
})

export const acceptancesOf = (db: Db, familyId: number): Promise<(Acceptance & { personName: string })[]> =>
  db.rows`select a.rules_id, a.person_id, a.accepted_at, p.first_name as person_name from rules_acceptance a
    join person p on p.id = a.person_id where a.family_id = ${familyId} order by a.accepted_at, a.id`

/** Every answer about a child of this family, its other parents' included, and this family's guardians about themselves. */
export async function consentAnswers(db: Db, familyId: number): Promise<ConsentAnswer[]> {
  const rows = await db.rows<ConsentAnswer>`select kind, child_id, person_id, given, at from consent
    where (child_id is null and person_id in
        (select person_id from family_member where family_id = ${familyId} and role = 'guardian'))
      or child_id in (select person_id from family_member where family_id = ${familyId} and role = 'child')
    order by at, id`
  return rows.map((row) => ({ ...row, given: Boolean(row.given) }))
}

/** Adults with parental authority over a child, in any of its families. */
export async function parentsOfChild(db: Db, childId: number): Promise<{ id: number; name: string }[]> {
  const rows = await db.rows<{ id: number; firstName: string; lastName: string }>`
    select distinct p.id, p.first_name, p.last_name from family_member c
    join family_member g on g.family_id = c.family_id and g.role = 'guardian' and g.parental_authority = ${true}
    join person p on p.id = g.person_id where c.person_id = ${childId} and c.role = 'child' order by p.id`
  return rows.map(({ id, firstName, lastName }) => ({ id, name: `${firstName} ${lastName}` }))
}
