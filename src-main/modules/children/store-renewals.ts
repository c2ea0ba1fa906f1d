import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Db } from '../../database/db'
import { sql } from '../../database/sql'

export interface EnrolledChildRow {
  childId: number
  familyId: number
  familyName: string
  firstName: string
  lastName: string
  birthDate: LocalDate | null
  schoolName: string | null
  classLevel: string
  admittedOn: LocalDate
}

/** Children enrolled on a day, once each, with the day of their very first enrolment. */
export function enrolledChildren(
  db: Db,
  today: LocalDate,
  structureIds: readonly number[] | null,
): Promise<EnrolledChildRow[]> {
  const own = structureIds === null ? sql`1 = 1` : sql`a.structure_id in ${structureIds}`
  return db.rowsOf<EnrolledChildRow>(sql`select n.child_id, n.family_id, f.name as family_name, p.first_name, p.last_name,
      p.birth_date, s.name as school_name, c.class_level,
      (select min(x.start_date) from enrolment x where x.child_id = n.child_id) as admitted_on
    from (select e.child_id, min(e.family_id) as family_id from enrolment e join activity a on a.id = e.activity_id
      where e.status = 'active' and (e.end_date is null or e.end_date >= ${today}) and ${own} group by e.child_id) n
    join family f on f.id = n.family_id join person p on p.id = n.child_id join child c on c.id = n.child_id
    left join structure s on s.id = c.school_id
    order by p.last_name, p.first_name`)
}

/** The latest care plan of each child, when it ends before a day. */
export function endingPlans(db: Db, until: LocalDate): Promise<{ childId: number; validTo: LocalDate }[]> {
  return db.rows<{ childId: number; validTo: LocalDate }>`select child_id, max(valid_to) as valid_to from care_plan
    group by child_id having max(valid_to) <= ${until}`
}

export interface RecordDates {
  childId: number
  vaccinesDueOn: LocalDate | null
  insuranceValidTo: LocalDate | null
  knowsVaccines: boolean
}

export async function endingRecords(db: Db): Promise<RecordDates[]> {
  const rows = await db.rows<RecordDates>`select h.child_id, h.vaccines_due_on, h.insurance_valid_to,
      case when exists (select 1 from vaccination v where v.child_id = h.child_id) then 1 else 0 end as knows_vaccines
    from health_record h`
  return rows.map((row) => ({ ...row, knowsVaccines: Boolean(row.knowsVaccines) }))
}
