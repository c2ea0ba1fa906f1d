import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'
import { sql } from '../../database/sql'

/** What a change of year writes, and what it gives back. */
export interface SchoolState {
  schoolId: number | null
  classLevel: string
  className: string
  schoolYear: string
  archivedAt: Instant | null
}

export interface PupilRow extends SchoolState {
  id: number
  isEnrolled: boolean
}

export interface ChangeRow {
  id: number
  schoolYear: string
  choices: string
  moved: number
  status: 'running' | 'done' | 'undoing' | 'undone'
  startedAt: Instant
  startedBy: string
  finishedAt: Instant | null
  jobId: number | null
  jobStatus: string | null
}

export interface ClassCount {
  schoolId: number | null
  classLevel: string
  schoolYear: string
  children: number
}

/** How many children each class has; those who left are not counted. */
export async function classCounts(db: Db): Promise<ClassCount[]> {
  const rows = await db.rows<ClassCount>`select school_id, class_level, school_year, count(*) as children from child
    where archived_at is null and class_level <> '' group by school_id, class_level, school_year`
  return rows.map((row) => ({ ...row, children: Number(row.children) }))
}

/** Pupils who have not entered a year yet, by id, from one on. `after` is the first day of that year. */
export async function pupilsBefore(
  db: Db,
  { schoolYear, after, fromId, limit }: { schoolYear: string; after: string; fromId: number; limit: number },
): Promise<PupilRow[]> {
  const rows =
    await db.rows<PupilRow>`select c.id, c.school_id, c.class_level, c.class_name, c.school_year, c.archived_at,
      case when exists (select 1 from enrolment e where e.child_id = c.id and e.status = 'active'
        and (e.end_date is null or e.end_date >= ${after})) then 1 else 0 end as is_enrolled
    from child c where c.id > ${fromId} and c.archived_at is null and c.class_level <> '' and c.school_year < ${schoolYear}
    order by c.id limit ${limit}`
  return rows.map((row) => ({ ...row, isEnrolled: Boolean(row.isEnrolled) }))
}

/** Pupils of one class who have not entered a year yet; `null` = those without a school. */
export async function countEnrolledLeavers(db: Db, schoolYear: string, after: string, lastLevel: string) {
  const row = await db.one<{ count: number }>`select count(*) as count from child c
    where c.archived_at is null and c.class_level = ${lastLevel} and c.school_year < ${schoolYear}
      and exists (select 1 from enrolment e where e.child_id = c.id and e.status = 'active'
        and (e.end_date is null or e.end_date >= ${after}))`
  return Number(row?.count ?? 0)
}

export interface ClassmateRow {
  id: number
  firstName: string
  lastName: string
  className: string
  schoolId: number | null
  classLevel: string
  schoolYear: string
}

export const pupilsById = (db: Db, ids: readonly number[]) =>
  db.rows<ClassmateRow>`select c.id, p.first_name, p.last_name, c.class_name, c.school_id, c.class_level, c.school_year
    from child c join person p on p.id = c.id where c.id in ${ids} and c.archived_at is null`

export function pupilsOfClass(db: Db, schoolId: number | null, classLevel: string): Promise<ClassmateRow[]> {
  const place = schoolId === null ? sql`c.school_id is null` : sql`c.school_id = ${schoolId}`
  return db.rowsOf<ClassmateRow>(sql`select c.id, p.first_name, p.last_name, c.class_name, c.school_id, c.class_level,
      c.school_year
    from child c join person p on p.id = c.id
    where ${place} and c.class_level = ${classLevel} and c.archived_at is null
    order by p.last_name, p.first_name, c.id`)
}

export const changeRows = (db: Db) => db.rows<ChangeRow>`select c.*, j.status as job_status from school_year_change c
    left join job j on j.id = c.job_id order by c.id desc limit 10`

export const changeRow = (
  db: Db,
  id: number,
) => db.one<ChangeRow>`select c.*, j.status as job_status from school_year_change c
    left join job j on j.id = c.job_id where c.id = ${id}`

export interface MoveRow {
  id: number
  childId: number
  before: string
  after: string
}

export const moveRows = (db: Db, changeId: number, fromId: number, limit: number) =>
  db.rows<MoveRow>`select id, child_id, before, after from school_year_change_row
    where change_id = ${changeId} and id > ${fromId} order by id limit ${limit}`

export async function writeState(db: Db, id: number, state: SchoolState): Promise<void> {
  await db.run`update child set school_id = ${state.schoolId}, class_level = ${state.classLevel},
    class_name = ${state.className}, school_year = ${state.schoolYear}, archived_at = ${state.archivedAt},
    version = version + 1 where id = ${id}`
}

export const statesOf = (db: Db, ids: readonly number[]) =>
  db.rows<SchoolState & { id: number }>`select id, school_id, class_level, class_name, school_year, archived_at
    from child where id in ${ids}`

export const familiesOf = (db: Db, childIds: readonly number[]) =>
  db.rows<{ familyId: number }>`select distinct family_id from family_member
    where person_id in ${childIds} and role = 'child' order by family_id`
