import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { LocalTime } from '../../../src-shared/kernel/local-time'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Db } from '../../database/db'

export interface PlanningEnrolment {
  id: number
  childId: number
  familyId: number
  activityId: number
  groupId: number
  startDate: LocalDate
  endDate: LocalDate | null
  familyName: string
  firstName: string
  lastName: string
  birthDate: LocalDate | null
  classLevel: string
}

/** Enrolments of these activities that hold on at least one day of the period, with the child and its family. */
export function enrolledChildren(
  db: Db,
  activityIds: readonly number[],
  from: LocalDate,
  to: LocalDate,
): Promise<PlanningEnrolment[]> {
  return db.rows<PlanningEnrolment>`select e.id, e.child_id, e.family_id, e.activity_id, e.group_id, e.start_date,
      e.end_date, f.name as family_name, p.first_name, p.last_name, p.birth_date, c.class_level
    from enrolment e join person p on p.id = e.child_id join child c on c.id = e.child_id
    join family f on f.id = e.family_id
    where e.activity_id in ${[...activityIds]} and e.start_date <= ${to} and (e.end_date is null or e.end_date >= ${from})
    order by e.start_date, e.id`
}

export interface PlanningBooking {
  id: number
  enrolmentId: number
  slotId: number
  date: LocalDate
  state: StoredState
  version: number
  memo: string
  /** Arrived, and nobody noted the departure. */
  stillThere: boolean
}

/** Bookings of a period, in as few columns as a grid needs: there may be thirty thousand. */
export async function planningBookings(
  db: Db,
  activityIds: readonly number[],
  from: LocalDate,
  to: LocalDate,
): Promise<PlanningBooking[]> {
  const rows = await db.rows<PlanningBooking>`select id, enrolment_id, slot_id, date, state, version, memo,
      case when arrived_at is not null and left_at is null then 1 else 0 end as still_there
    from booking where activity_id in ${[...activityIds]} and date between ${from} and ${to}`
  for (const row of rows) row.stillThere = Boolean(row.stillThere)
  return rows
}

export interface CellBooking {
  id: number
  familyId: number
  activityId: number
  state: StoredState
  late: boolean
  memo: string
  reason: string
  arrivedAt: LocalTime | null
  leftAt: LocalTime | null
  changedAt: Instant
  changedBy: string
  requestId: string | null
}

export async function cellBooking(
  db: Db,
  { enrolmentId, slotId, date }: { enrolmentId: number; slotId: number; date: LocalDate },
): Promise<CellBooking | null> {
  const row = await db.one<CellBooking>`select id, family_id, activity_id, state, late, memo, reason, arrived_at,
      left_at, changed_at, changed_by, request_id
    from booking where enrolment_id = ${enrolmentId} and slot_id = ${slotId} and date = ${date}`
  return row ? { ...row, late: Boolean(row.late) } : null
}

export interface EnrolmentOwner {
  id: number
  familyId: number
  activityId: number
}

export const enrolmentOwners = (db: Db, ids: readonly number[]) =>
  db.rows<EnrolmentOwner>`select id, family_id, activity_id from enrolment where id in ${[...ids]}`

/** Children enrolled in these activities during a period who have a care plan that holds on a day. */
export async function childrenWithCarePlan(
  db: Db,
  input: { activityIds: readonly number[]; from: LocalDate; to: LocalDate; on: LocalDate },
): Promise<number[]> {
  const rows = await db.rows<{ childId: number }>`select distinct c.child_id from care_plan c
    join enrolment e on e.child_id = c.child_id
    where e.activity_id in ${[...input.activityIds]} and e.start_date <= ${input.to}
      and (e.end_date is null or e.end_date >= ${input.from})
      and c.valid_from <= ${input.on} and c.valid_to >= ${input.on} order by c.child_id`
  return rows.map(({ childId }) => childId)
}
