import type { Db } from '../../database/db'
import { joinSql, rawSql, sql } from '../../database/sql'
import { snakeCase } from '../../database/table'

export type Columns = Record<string, string | number | boolean | null>

/** 0 when somebody changed the activity meanwhile. */
export function updateActivity(db: Db, id: number, version: number, columns: Columns): Promise<number> {
  const set = joinSql(
    Object.entries(columns).map(([name, value]) => sql`${rawSql(snakeCase(name))} = ${value}`),
    ', ',
  )
  return db.run`update activity set ${set}, version = version + 1 where id = ${id} and version = ${version}`
}

export async function nextActivityPosition(db: Db): Promise<number> {
  const row = await db.one<{ last: number | null }>`select max(position) as last from activity`
  return Number(row?.last ?? 0) + 1
}

/** Whether anything outside this domain still names a group: an enrolment, or a booking of any state. */
export async function isGroupUsed(db: Db, groupId: number): Promise<boolean> {
  const row = await db.one`select 1 as used where exists (select 1 from enrolment where group_id = ${groupId})
    or exists (select 1 from booking where group_id = ${groupId})`
  return row !== undefined
}

/** The same for a slot: a booking of any state, or a tariff of its own. */
export async function isSlotUsed(db: Db, slotId: number): Promise<boolean> {
  const row = await db.one`select 1 as used where exists (select 1 from booking where slot_id = ${slotId})
    or exists (select 1 from tariff where slot_id = ${slotId})`
  return row !== undefined
}

export async function removeGroup(db: Db, id: number): Promise<void> {
  await db.run`delete from opening where group_id = ${id}`
  await db.run`delete from activity_group where id = ${id}`
}

export async function removeSlot(db: Db, id: number): Promise<void> {
  await db.run`delete from opening where slot_id = ${id}`
  await db.run`delete from slot where id = ${id}`
}

/** Bookings that still mean something to somebody, by place and day. */
export interface StandingBookings {
  groupId: number
  slotId: number
  date: string
  bookings: number
}

export async function standingBookings(
  db: Db,
  activityId: number,
  from: string,
  to: string,
): Promise<StandingBookings[]> {
  const rows = await db.rows<StandingBookings>`select group_id, slot_id, date, count(*) as bookings from booking
    where activity_id = ${activityId} and date between ${from} and ${to} and state not in ('cancelled', 'refused')
    group by group_id, slot_id, date`
  return rows.map((row) => ({ ...row, bookings: Number(row.bookings) }))
}

export async function countBookingsOutside(db: Db, activityId: number, from: string, to: string): Promise<number> {
  const row = await db.one<{ total: number }>`select count(*) as total from booking
    where activity_id = ${activityId} and (date < ${from} or date > ${to}) and state not in ('cancelled', 'refused')`
  return Number(row?.total)
}

export async function removeEmptyOpeningsOutside(db: Db, activityId: number, from: string, to: string): Promise<void> {
  await db.run`delete from opening where activity_id = ${activityId} and (date < ${from} or date > ${to}) and taken = 0`
}

/** Days of a structure (or of all) that hold bookings in a period, with their number. */
export async function bookedDays(
  db: Db,
  structureId: number | null,
  from: string,
  to: string,
): Promise<{ date: string; bookings: number }[]> {
  const ofStructure = structureId === null ? rawSql('') : sql`and a.structure_id = ${structureId}`
  const rows = await db.rows<{ date: string; bookings: number }>`select b.date, count(*) as bookings from booking b
    join activity a on a.id = b.activity_id
    where b.date between ${from} and ${to} and b.state not in ('cancelled', 'refused') ${ofStructure}
    group by b.date order by b.date`
  return rows.map(({ date, bookings }) => ({ date, bookings: Number(bookings) }))
}

/** First opening from today on, and the last one, of each activity. */
export async function openingSpans(db: Db, today: string) {
  const rows = await db.rows<{ activityId: number; nextOpening: string | null; lastOpening: string }>`
    select activity_id, min(case when date >= ${today} then date end) as next_opening, max(date) as last_opening
    from opening group by activity_id`
  return new Map(rows.map((row) => [row.activityId, row]))
}

const chunkSize = 500
/** Works through long lists of ids by parts that both engines take. */
async function inChunks(ids: readonly number[], work: (part: number[]) => Promise<number>): Promise<number> {
  let changed = 0
  for (let start = 0; start < ids.length; start += chunkSize) changed += await work(ids.slice(start, start + chunkSize))
  return changed
}

/** Deletes openings, never one where a place was taken meanwhile; returns how many went. */
export function removeOpenings(db: Db, ids: readonly number[]): Promise<number> {
  return inChunks(ids, (part) => db.run`delete from opening where id in ${part} and taken = 0`)
}

/** Sets the places, never below what is taken; returns how many changed. */
export function setCapacity(db: Db, ids: readonly number[], capacity: number | null): Promise<number> {
  if (capacity === null) return inChunks(ids, (part) => db.run`update opening set capacity = null where id in ${part}`)
  return inChunks(
    ids,
    (part) => db.run`update opening set capacity = ${capacity} where id in ${part} and taken <= ${capacity}`,
  )
}
