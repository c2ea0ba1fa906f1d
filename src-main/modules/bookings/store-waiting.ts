import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Db } from '../../database/db'
import type { CellRef } from './board'

/** The next days on which somebody waits, from today on and after the one given. */
export async function waitingDays(
  db: Db,
  activityId: number,
  after: LocalDate | null,
  today: LocalDate,
  limit: number,
): Promise<LocalDate[]> {
  const rows = await db.rows<{ date: LocalDate }>`select distinct date from booking
    where activity_id = ${activityId} and state = 'waiting' and date >= ${today} and date > ${after ?? ''}
    order by date limit ${limit}`
  return rows.map(({ date }) => date)
}

/** On how many days somebody still waits after this one. */
export async function countWaiting(db: Db, activityId: number, after: LocalDate): Promise<number> {
  const row = await db.one<{ total: number }>`select count(distinct date) as total from booking
    where activity_id = ${activityId} and state = 'waiting' and date > ${after}`
  return Number(row?.total)
}

export function waitingOn(db: Db, activityId: number, date: LocalDate): Promise<CellRef[]> {
  return db.rows<CellRef>`select enrolment_id, slot_id, date from booking
    where activity_id = ${activityId} and state = 'waiting' and date = ${date}`
}
