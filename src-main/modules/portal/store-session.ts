import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'
import { rawSql } from '../../database/sql'
import type { Credentials } from '../accounts'

export interface AccountRow extends Credentials {
  personId: number
  login: string
  email: string
  displayName: string
  familyIds: string
  mustChangePassword: boolean
  temporaryUntil: Instant | null
  pendingEmail: string
  step: '' | 'completion'
  welcomedAt: Instant | null
}

const accountColumns =
  rawSql(`id, person_id, login, email, display_name, family_ids, password_hash, disabled, failed_count,
  locked_until, must_change_password, temporary_until, pending_email, step, welcomed_at`)

/** By identifier, by e-mail where a single account has it, or by id for an account that is already signed in. */
export async function findAccount(db: Db, nameOrId: string | number): Promise<AccountRow | undefined> {
  if (typeof nameOrId === 'number') {
    return db.one<AccountRow>`select ${accountColumns} from portal_account where id = ${nameOrId}`
  }
  const found = await db.one<AccountRow>`select ${accountColumns} from portal_account where login = ${nameOrId}`
  if (found) return found
  const rows = await db.rows<AccountRow>`select ${accountColumns} from portal_account where email = ${nameOrId}
    order by id limit 2`
  return rows.length === 1 ? rows[0] : undefined
}

export interface SessionRow {
  expiresAt: Instant
  accountId: number
  personId: number
  familyId: number
  displayName: string
  familyIds: string
  mustChangePassword: boolean
  step: '' | 'completion'
}

export function findSession(db: Db, tokenHash: string, now: Instant): Promise<SessionRow | undefined> {
  return db.one<SessionRow>`select s.expires_at, s.account_id, a.person_id, s.family_id, a.display_name, a.family_ids,
      a.must_change_password, a.step
    from portal_session s join portal_account a on a.id = s.account_id
    where s.token_hash = ${tokenHash} and s.expires_at > ${now} and a.disabled = ${false}`
}

export function sessionsOf(
  db: Db,
  accountId: number,
  now: Instant,
): Promise<{ tokenHash: string; createdAt: Instant; userAgent: string }[]> {
  return db.rows`select token_hash, created_at, user_agent from portal_session
    where account_id = ${accountId} and expires_at > ${now} order by created_at desc, token_hash`
}

/** Ends the sessions of an account, but the one kept. */
export function deleteOtherSessions(db: Db, accountId: number, keptHash: string | null): Promise<number> {
  return db.run`delete from portal_session where account_id = ${accountId} and token_hash <> ${keptHash ?? ''}`
}

export function deleteSessionOf(db: Db, accountId: number, tokenHash: string): Promise<number> {
  return db.run`delete from portal_session where account_id = ${accountId} and token_hash = ${tokenHash}`
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
