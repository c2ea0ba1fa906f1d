import { z } from 'zod'
import { zWeekSlot, type WeekSlot } from '../../../src-shared/contract/registration'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Db } from '../../database/db'
import type { EnrolmentSettingRow } from './entities'

const zWeek = z.array(zWeekSlot)

export const settingRows = (db: Db) =>
  db.rows<EnrolmentSettingRow>`select activity_id, decision, modes from enrolment_setting`

export async function writeSetting(db: Db, { activityId, decision, modes }: EnrolmentSettingRow): Promise<void> {
  await db.run`insert into enrolment_setting (activity_id, decision, modes) values (${activityId}, ${decision}, ${modes})
    on conflict (activity_id) do update set decision = ${decision}, modes = ${modes}`
}

export async function insertPattern(
  db: Db,
  { enrolmentId, week, createdAt }: { enrolmentId: number; week: readonly WeekSlot[]; createdAt: Instant },
): Promise<void> {
  await db.run`insert into enrolment_pattern (enrolment_id, week, created_at)
    values (${enrolmentId}, ${JSON.stringify(week)}, ${createdAt})`
}

export async function patternRows(db: Db, familyId: number): Promise<{ enrolmentId: number; week: WeekSlot[] }[]> {
  const rows = await db.rows<{ enrolmentId: number; week: string }>`select p.enrolment_id, p.week
    from enrolment_pattern p join enrolment e on e.id = p.enrolment_id where e.family_id = ${familyId} order by e.id`
  return rows.map(({ enrolmentId, week }) => ({ enrolmentId, week: zWeek.parse(JSON.parse(week)) }))
}

/** Days on which slots open from a day on, whatever the group. */
export const openDays = (db: Db, activityIds: readonly number[], from: LocalDate) =>
  db.rows<{ slotId: number; date: LocalDate }>`select distinct slot_id, date from opening
    where activity_id in ${activityIds} and date >= ${from}`

/**
 * Takes back an enrolment made a moment ago, its cancelled bookings with it: the undoing of a decision. False when something
 * else was booked on it meanwhile.
 */
export async function removeEnrolment(db: Db, enrolmentId: number): Promise<boolean> {
  const held = await db.one`select id from booking where enrolment_id = ${enrolmentId} and state <> 'cancelled' limit 1`
  if (held) return false
  await db.run`delete from booking where enrolment_id = ${enrolmentId}`
  await db.run`delete from enrolment_pattern where enrolment_id = ${enrolmentId}`
  await db.run`delete from enrolment where id = ${enrolmentId}`
  return true
}
