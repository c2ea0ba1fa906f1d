import type { GivenDocument } from '../../../src-shared/contract/documents'
import type { Db } from '../../database/db'
import { sql } from '../../database/sql'
import { effectiveReason, effectiveStatus, fromDocuments } from './store'

/** The same readings as one family's, for a list of them: no file, no author, nothing that opens a paper. */

export type PaperRow = Omit<GivenDocument, 'file' | 'sentBy' | 'requestId' | 'id'> & { id: number; familyId: number }

const paperColumns = sql`d.id, d.family_id, d.type_id, d.person_id, ${effectiveStatus} as status,
  ${effectiveReason} as reason, d.valid_from, d.valid_to, d.sent_at, coalesce(d.decided_at, r.decided_at) as decided_at`

export const papersOfFamilies = (db: Db, familyIds: readonly number[]) =>
  db.rowsOf<PaperRow>(sql`select ${paperColumns} ${fromDocuments} where d.family_id in ${familyIds}
    order by d.sent_at desc, d.id desc`)

/** Papers that serve a child in each of its families, whoever gave them. */
export const sharedPapers = (db: Db, familyIds: readonly number[]) =>
  db.rowsOf<PaperRow>(sql`select ${paperColumns} ${fromDocuments} join document_type t on t.id = d.type_id
    where t.shared_across_families = ${true} and d.status = 'valid' and d.person_id in (
      select m.person_id from family_member m where m.family_id in ${familyIds} and m.role = 'child')
    order by d.sent_at desc, d.id desc`)

export interface MemberRow {
  familyId: number
  id: number
  firstName: string
  lastName: string
  role: 'guardian' | 'child'
}

export const membersOfFamilies = (db: Db, familyIds: readonly number[]) =>
  db.rows<MemberRow>`select m.family_id, p.id, p.first_name, p.last_name, m.role from family_member m
    join person p on p.id = m.person_id where m.family_id in ${familyIds} order by m.family_id, m.position, m.id`

export const activitiesOfFamilies = (db: Db, familyIds: readonly number[], on: string) =>
  db.rows<{ familyId: number; childId: number; activityId: number; structureId: number }>`
    select distinct e.family_id, e.child_id, e.activity_id, a.structure_id from enrolment e
    join activity a on a.id = e.activity_id
    where e.family_id in ${familyIds} and (e.end_date is null or e.end_date >= ${on})`

export const acceptancesOfFamilies = (db: Db, familyIds: readonly number[]) =>
  db.rows<{ familyId: number; rulesId: number; personId: number; acceptedAt: GivenDocument['sentAt'] }>`
    select family_id, rules_id, person_id, accepted_at from rules_acceptance where family_id in ${familyIds}`
