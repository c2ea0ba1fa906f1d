import type { Role } from '../../../src-shared/permissions'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'
import { rawSql } from '../../database/sql'
import type { StaffRow } from './entities'

export function findStaff(db: Db, id: number): Promise<StaffRow | undefined> {
  return db.one<StaffRow>`select * from staff where id = ${id}`
}

export function staffRows(db: Db): Promise<StaffRow[]> {
  return db.rows<StaffRow>`select * from staff order by last_name, first_name, id`
}

/** Structures of every limited member of the staff. */
export async function structuresByStaff(db: Db): Promise<Map<number, number[]>> {
  const rows = await db.rows<{ staffId: number; structureId: number }>`
    select staff_id, structure_id from staff_structure order by staff_id, structure_id`
  const byStaff = new Map<number, number[]>()
  for (const { staffId, structureId } of rows) byStaff.set(staffId, [...(byStaff.get(staffId) ?? []), structureId])
  return byStaff
}

export async function replaceStructures(db: Db, staffId: number, structureIds: readonly number[]): Promise<void> {
  await db.run`delete from staff_structure where staff_id = ${staffId}`
  await db.insertMany(
    'staff_structure',
    [...new Set(structureIds)].map((structureId) => ({ staffId, structureId })),
  )
}

export async function structuresExist(db: Db, ids: readonly number[]): Promise<boolean> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return true
  const row = await db.one<{ found: number }>`select count(*) as found from structure where id in ${wanted}`
  return Number(row?.found) === wanted.length
}

export async function isEmailTaken(db: Db, email: string, exceptId: number | null): Promise<boolean> {
  const row = await db.one<{ id: number }>`select id from staff where email = ${email}`
  return row !== undefined && row.id !== exceptId
}

/** How many could still administer the town. Call under a lock, so that two changes at once cannot both pass. */
export async function countAdministrators(db: Db): Promise<number> {
  const row = await db.one<{ total: number }>`
    select count(*) as total from staff where role = 'administrator' and disabled = ${false}`
  return Number(row?.total)
}

export interface NewStaff {
  firstName: string
  lastName: string
  email: string
  role: Role
  passwordHash: string
  createdAt: Instant
}

export function insertStaffRow(db: Db, staff: NewStaff): Promise<number> {
  const open = { disabled: false, failedCount: 0, lockedUntil: null, lastSignInAt: null, version: 1 }
  return db.insert('staff', { ...staff, ...open })
}

export async function endSessions(db: Db, staffId: number): Promise<void> {
  await db.run`delete from staff_session where staff_id = ${staffId}`
}

/** Failures on a name that no account has, and the last of them. */
export async function unknownFailures(db: Db, bucket: string): Promise<{ count: number; since: Instant | null }> {
  const row = await db.one<{ count: number; windowStart: Instant }>`
    select count, window_start from rate_limit where bucket = ${bucket}`
  return { count: row?.count ?? 0, since: row?.windowStart ?? null }
}

/** Counts one more, and forgets the names that nobody tried since `before`. */
export async function countUnknownFailure(db: Db, bucket: string, now: Instant, before: Instant): Promise<void> {
  await db.run`delete from rate_limit where bucket like 'sign-in/%' and window_start < ${before}`
  await db.run`insert into rate_limit (bucket, window_start, count) values (${bucket}, ${now}, 1)
    on conflict (bucket) do update set count = rate_limit.count + 1, window_start = ${now}`
}

/** Tables that one signs in with: both have the columns of `Credentials`. */
export type AccountTable = 'staff' | 'portal_account'

/** Counts a wrong password; returns how many there are since the last right one. */
export async function addFailure(db: Db, table: AccountTable, id: number): Promise<number> {
  await db.run`update ${rawSql(table)} set failed_count = failed_count + 1 where id = ${id}`
  const row = await db.one<{ failedCount: number }>`select failed_count from ${rawSql(table)} where id = ${id}`
  return Number(row?.failedCount ?? 0)
}

export async function lockAccount(db: Db, table: AccountTable, id: number, until: Instant): Promise<void> {
  await db.run`update ${rawSql(table)} set locked_until = ${until} where id = ${id}`
}

/** Forgets the failures of an account whose password was right; returns the end of its lock when it was locked meanwhile. */
export async function openAccount(db: Db, table: AccountTable, id: number, now: Instant): Promise<Instant | null> {
  const opened =
    await db.run`update ${rawSql(table)} set failed_count = 0, locked_until = null, last_sign_in_at = ${now}
    where id = ${id} and (locked_until is null or locked_until <= ${now})`
  if (opened === 1) return null
  const row = await db.one<{ lockedUntil: Instant | null }>`select locked_until from ${rawSql(table)} where id = ${id}`
  return row?.lockedUntil ?? null
}
