import type { PreEnrolmentStatus } from '../../../src-shared/contract/registration'
import type { PreEnrolment } from '../../../src-shared/contract/staff/registration'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { SchoolYear } from '../../../src-shared/kernel/school-year'
import type { Db } from '../../database/db'
import { joinSql, rawSql, sql, type Sql } from '../../database/sql'
import type { PreEnrolmentRow } from './entities'

export type Dossier = Omit<PreEnrolment, 'wishes' | 'structureName'> & { wishes: number[] }

type JoinedRow = Omit<Dossier, 'wishes' | 'weekly'> & { wishes: string; weekly: string }

export interface DossierFilter {
  id?: number
  kind?: 'school' | 'nursery'
  familyId?: number
  status?: PreEnrolmentStatus
  year?: SchoolYear
  committeeDate?: LocalDate
  words?: readonly string[]
  /** Families that the caller may see, as a condition on `f`. */
  visible?: Sql
}

/** Dossiers with their family; the waiting list by rank, the others by points then by the day they came. */
export async function dossierRows(db: Db, filter: DossierFilter): Promise<Dossier[]> {
  const { id, kind, familyId, status, year, committeeDate, words = [], visible } = filter
  const conditions = [rawSql('1 = 1')]
  if (id !== undefined) conditions.push(sql`d.id = ${id}`)
  if (kind !== undefined) conditions.push(sql`d.kind = ${kind}`)
  if (familyId !== undefined) conditions.push(sql`d.family_id = ${familyId}`)
  if (status !== undefined) conditions.push(sql`d.status = ${status}`)
  if (year !== undefined) conditions.push(sql`d.school_year = ${year}`)
  if (committeeDate !== undefined) conditions.push(sql`d.committee_date = ${committeeDate}`)
  if (visible !== undefined) conditions.push(visible)
  for (const word of words) {
    const like = `%${word}%`
    conditions.push(
      sql`(f.search_text like ${like} or lower(d.first_name) like ${like} or lower(d.last_name) like ${like})`,
    )
  }
  const rows = await db.rowsOf<JoinedRow>(sql`select d.*, f.number as family_number, f.name as family_name, f.resident
    from pre_enrolment d join family f on f.id = d.family_id where ${joinSql(conditions, ' and ')}
    order by case when d.rank is null then 1 else 0 end, d.rank, coalesce(d.points, -1) desc, d.submitted_at, d.id`)
  return rows.map((row) => ({
    ...row,
    resident: Boolean(row.resident),
    wishes: JSON.parse(row.wishes) as number[],
    weekly: JSON.parse(row.weekly) as Dossier['weekly'],
  }))
}

export async function countByStatus(db: Db, kind: 'school' | 'nursery', visible: Sql): Promise<Record<string, number>> {
  const rows = await db.rowsOf<{ status: string; n: number }>(sql`select d.status, count(*) as n
    from pre_enrolment d join family f on f.id = d.family_id where d.kind = ${kind} and ${visible} group by d.status`)
  return Object.fromEntries(rows.map(({ status, n }) => [status, Number(n)]))
}

export async function dossierYears(db: Db, kind: 'school' | 'nursery'): Promise<SchoolYear[]> {
  const rows = await db.rows<{ schoolYear: SchoolYear }>`select distinct school_year from pre_enrolment
    where kind = ${kind} order by school_year desc`
  return rows.map(({ schoolYear }) => schoolYear)
}

export type NewDossier = Omit<
  PreEnrolmentRow,
  | 'id'
  | 'status'
  | 'committeeDate'
  | 'points'
  | 'priorityNote'
  | 'rank'
  | 'structureId'
  | 'admittedFrom'
  | 'appliedAt'
  | 'reason'
  | 'decidedAt'
  | 'decidedBy'
  | 'version'
>

export function insertDossier(db: Db, dossier: NewDossier): Promise<number> {
  return db.insert('pre_enrolment', {
    ...dossier,
    status: 'complete',
    committeeDate: null,
    points: null,
    priorityNote: '',
    rank: null,
    structureId: null,
    admittedFrom: null,
    appliedAt: null,
    reason: '',
    decidedAt: null,
    decidedBy: '',
    version: 1,
  })
}

export async function noteDossier(
  db: Db,
  { id, version, points, priorityNote }: { id: number; version: number; points: number | null; priorityNote: string },
): Promise<boolean> {
  const done = await db.run`update pre_enrolment set points = ${points}, priority_note = ${priorityNote},
    version = version + 1 where id = ${id} and version = ${version}`
  return done === 1
}

export interface DossierAnswer {
  status: PreEnrolmentStatus
  committeeDate: LocalDate | null
  rank: number | null
  structureId: number | null
  admittedFrom: LocalDate | null
  childId: number | null
  firstName: string
  birthDate: LocalDate | null
  classLevel: string
  appliedAt: Instant | null
  reason: string
  decidedAt: Instant | null
  decidedBy: string
}

/** False when the dossier is no longer the one that was read. */
export async function answerDossier(
  db: Db,
  { id, version }: { id: number; version: number },
  answer: DossierAnswer,
): Promise<boolean> {
  const done =
    await db.run`update pre_enrolment set status = ${answer.status}, committee_date = ${answer.committeeDate},
    rank = ${answer.rank}, structure_id = ${answer.structureId}, admitted_from = ${answer.admittedFrom},
    child_id = ${answer.childId}, first_name = ${answer.firstName}, birth_date = ${answer.birthDate},
    class_level = ${answer.classLevel}, applied_at = ${answer.appliedAt}, reason = ${answer.reason},
    decided_at = ${answer.decidedAt}, decided_by = ${answer.decidedBy}, version = version + 1
    where id = ${id} and version = ${version}`
  return done === 1
}

export async function lastRank(db: Db, kind: 'school' | 'nursery'): Promise<number> {
  const row = await db.one<{ last: number | null }>`select max(rank) as last from pre_enrolment
    where kind = ${kind} and status = 'waiting'`
  return Number(row?.last ?? 0)
}

export const waitingDossiers = (db: Db, kind: 'school' | 'nursery') =>
  db.rows<{ id: number; familyId: number; rank: number }>`select id, family_id, rank from pre_enrolment
    where kind = ${kind} and status = 'waiting' order by rank, id`

export async function setRank(db: Db, id: number, rank: number): Promise<void> {
  await db.run`update pre_enrolment set rank = ${rank}, version = version + 1 where id = ${id}`
}

/** Admissions in a school that have not changed their child's file yet. */
export const admissionsToApply = (db: Db, year: SchoolYear) =>
  db.rows<{ id: number; familyId: number; childId: number; structureId: number; classLevel: string }>`
    select id, family_id, child_id, structure_id, class_level from pre_enrolment
    where kind = 'school' and school_year = ${year} and status = 'admitted' and applied_at is null
      and child_id is not null and structure_id is not null order by id`

export async function markApplied(db: Db, id: number, at: Instant): Promise<void> {
  await db.run`update pre_enrolment set applied_at = ${at}, version = version + 1 where id = ${id}`
}

/** False once somebody worked on it. */
export async function removeDossier(db: Db, id: number): Promise<boolean> {
  return (await db.run`delete from pre_enrolment where id = ${id} and status = 'complete' and version = 1`) === 1
}
