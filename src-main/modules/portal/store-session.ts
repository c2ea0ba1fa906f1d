import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'
import type { Credentials } from '../accounts'

export interface AccountRow extends Credentials {
  personId: number
  displayName: string
  familyIds: string
}

/** By login, or by id for an account that is already signed in. */
export function findAccount(db: Db, loginOrId: string | number): Promise<AccountRow | undefined> {
  if (typeof loginOrId === 'number') {
    return db.one<AccountRow>`select id, person_id, display_name, family_ids, password_hash, disabled, failed_count, locked_until
      from portal_account where id = ${loginOrId}`
  }
  return db.one<AccountRow>`select id, person_id, display_name, family_ids, password_hash, disabled, failed_count, locked_until
    from portal_account where login = ${loginOrId}`
}

export interface SessionRow {
  accountId: number
  personId: number
  familyId: number
  displayName: string
  familyIds: string
}

export function findSession(db: Db, tokenHash: string, now: Instant): Promise<SessionRow | undefined> {
  return db.one<SessionRow>`select s.account_id, a.person_id, s.family_id, a.display_name, a.family_ids
    from portal_session s join portal_account a on a.id = s.account_id
    where s.token_hash = ${tokenHash} and s.expires_at > ${now} and a.disabled = ${false}`
}

interface NewSession {
  tokenHash: string
  accountId: number
  familyId: number
  createdAt: Instant
  expiresAt: Instant
  userAgent: string
}

/** Opens a session, and clears away those that have ended. */
export async function insertSession(db: Db, session: NewSession): Promise<void> {
  await db.run`delete from portal_session where expires_at <= ${session.createdAt}`
  await db.run`insert into portal_session (token_hash, account_id, family_id, created_at, expires_at, user_agent)
    values (${session.tokenHash}, ${session.accountId}, ${session.familyId}, ${session.createdAt}, ${session.expiresAt}, ${session.userAgent})`
}

export async function moveSession(db: Db, tokenHash: string, familyId: number): Promise<void> {
  await db.run`update portal_session set family_id = ${familyId} where token_hash = ${tokenHash}`
}

export async function deleteSession(db: Db, tokenHash: string): Promise<void> {
  await db.run`delete from portal_session where token_hash = ${tokenHash}`
}

/** Adds one to a counter that starts again with each window; returns the count and when its window began. */
export async function countInWindow(
  db: Db,
  bucket: string,
  now: Instant,
  windowStart: Instant,
): Promise<{ count: number; windowStart: Instant }> {
  const row = await db.one<{ count: number; windowStart: Instant }>`insert into rate_limit (bucket, window_start, count)
    values (${bucket}, ${now}, 1)
    on conflict (bucket) do update set
      count = case when rate_limit.window_start <= ${windowStart} then 1 else rate_limit.count + 1 end,
      window_start = case when rate_limit.window_start <= ${windowStart} then ${now} else rate_limit.window_start end
    returning count, window_start`
  return row ?? { count: 1, windowStart: now }
}
