import { zContractWeek, type CareContract, type ChildLeave } from '../../../src-shared/contract/staff/care-contracts'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Db } from '../../database/db'
import type { CareContractRow } from './entities'

const asContract = ({ week, ...row }: CareContractRow): CareContract => {
  const { id, enrolmentId, followsId, note, createdBy, version } = row
  const [startDate, endDate] = [row.startDate as LocalDate, row.endDate as LocalDate]
  return {
    ...{ id, enrolmentId, startDate, endDate, followsId, note, createdBy, version },
    week: zContractWeek.parse(JSON.parse(week)),
  }
}

export async function contractsOf(db: Db, enrolmentId: number): Promise<CareContract[]> {
  const rows = await db.rows<CareContractRow>`select * from care_contract where enrolment_id = ${enrolmentId}
    order by start_date, id`
  return rows.map(asContract)
}

export async function contractById(db: Db, id: number): Promise<CareContract | undefined> {
  const row = await db.one<CareContractRow>`select * from care_contract where id = ${id}`
  return row && asContract(row)
}

/** Contracts of these enrolments that cover at least one of the days of a period. */
export async function contractsBetween(
  db: Db,
  enrolmentIds: readonly number[],
  from: LocalDate,
  to: LocalDate,
): Promise<CareContract[]> {
  const rows = await db.rows<CareContractRow>`select * from care_contract where enrolment_id in ${[...enrolmentIds]}
    and start_date <= ${to} and end_date >= ${from} order by id`
  return rows.map(asContract)
}

export function leavesBetween(
  db: Db,
  enrolmentIds: readonly number[],
  from: LocalDate,
  to: LocalDate,
): Promise<ChildLeave[]> {
  return db.rows<ChildLeave>`select id, enrolment_id, from_date, to_date, note, created_by from child_leave
    where enrolment_id in ${[...enrolmentIds]} and from_date <= ${to} and to_date >= ${from} order by from_date, id`
}

export function leaveById(db: Db, id: number): Promise<ChildLeave | undefined> {
  return db.one<ChildLeave>`select id, enrolment_id, from_date, to_date, note, created_by from child_leave where id = ${id}`
}

/** False when somebody changed the contract since it was read. */
export async function endContractOn(db: Db, id: number, version: number, endDate: LocalDate): Promise<boolean> {
  return (
    (await db.run`update care_contract set end_date = ${endDate}, version = version + 1
      where id = ${id} and version = ${version}`) === 1
  )
}

export interface Enrolled {
  id: number
  familyId: number
  activityId: number
  startDate: LocalDate
  endDate: LocalDate | null
}

export function enrolled(db: Db, id: number): Promise<Enrolled | undefined> {
  return db.one<Enrolled>`select id, family_id, activity_id, start_date, end_date from enrolment where id = ${id}`
}

/** Bookings of an enrolment that still hold a place or wait for one, between two days. */
export function heldCells(db: Db, enrolmentId: number, from: LocalDate, to: LocalDate) {
  return db.rows<{ slotId: number; date: LocalDate }>`select slot_id, date from booking
    where enrolment_id = ${enrolmentId} and date between ${from} and ${to}
      and state in ('requested', 'awaiting-payment', 'offered', 'waiting', 'booked', 'cancellation-requested')
    order by date, slot_id`
}
