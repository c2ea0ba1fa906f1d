import type { Db } from '../../database/db'
import { rawSql, sql } from '../../database/sql'
import type { ActivityGroupRow, ActivityRow, ClosureRow, OpeningRow, SlotRow } from './entities'

/** Changes whenever an activity, a group or a slot does: writers raise the activity's version, ids are never reused. */
export async function activitiesStamp(db: Db): Promise<string> {
  const row = await db.one`select
    (select count(*) from activity) as a, (select max(id) from activity) as b, (select sum(version) from activity) as c,
    (select count(*) from activity_group) as d, (select max(id) from activity_group) as e,
    (select count(*) from slot) as f, (select max(id) from slot) as g`
  return JSON.stringify(row)
}

export async function activityTables(db: Db) {
  const activities = await db.rows<ActivityRow>`select * from activity order by position, id`
  const groups = await db.rows<ActivityGroupRow>`select * from activity_group order by position, id`
  const slots = await db.rows<SlotRow>`select * from slot order by position, id`
  return { activities, groups, slots }
}

/** Whether this door stands inside a transaction, whose rows may never be committed. */
export function isInTransaction(db: Db): boolean {
  return db.manager.queryRunner !== undefined
}

export interface OpeningFilter {
  activityIds: readonly number[]
  groupIds?: readonly number[]
  slotIds?: readonly number[]
  from: string
  to: string
}

export function openingRows(
  db: Db,
  { activityIds, groupIds, slotIds, from, to }: OpeningFilter,
): Promise<OpeningRow[]> {
  const groups = groupIds ? sql`and group_id in ${groupIds}` : rawSql('')
  const slots = slotIds ? sql`and slot_id in ${slotIds}` : rawSql('')
  return db.rows<OpeningRow>`select * from opening
    where activity_id in ${activityIds} and date between ${from} and ${to} ${groups} ${slots}
    order by date, slot_id, group_id`
}

export function closureRows(db: Db, from: string, to: string): Promise<ClosureRow[]> {
  return db.rows<ClosureRow>`select * from closure where from_date <= ${to} and to_date >= ${from} order by from_date, id`
}
