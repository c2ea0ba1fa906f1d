import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'

interface Attempt {
  /** Hash of what names it: the state on the way out, the ticket on the way back. */
  stateHash: string
  browserHash: string
  secretSealed: string
  step: 'gone' | 'back'
  createdAt: Instant
  expiresAt: Instant
}

/** Keeps a journey, and clears away those that are over. */
export async function insertAttempt(db: Db, attempt: Attempt): Promise<void> {
  await db.run`delete from identity_attempt where expires_at <= ${attempt.createdAt}`
  await db.insertMany('identity_attempt', [{ ...attempt }])
}

export function findAttempt(
  db: Db,
  stateHash: string,
  step: Attempt['step'],
  now: Instant,
): Promise<Attempt | undefined> {
  return db.one<Attempt>`select state_hash, browser_hash, secret_sealed, step, created_at, expires_at
    from identity_attempt where state_hash = ${stateHash} and step = ${step} and expires_at > ${now}`
}

/** Uses it: the second of two returns finds nothing. */
export async function takeAttempt(db: Db, stateHash: string, step: Attempt['step'], now: Instant): Promise<boolean> {
  const taken = await db.run`update identity_attempt set step = 'done'
    where state_hash = ${stateHash} and step = ${step} and expires_at > ${now}`
  return taken === 1
}

export async function keepIdToken(db: Db, tokenHash: string, idTokenSealed: string, now: Instant): Promise<void> {
  await db.insertMany('identity_session', [{ tokenHash, idTokenSealed, createdAt: now }])
}

export async function takeIdToken(db: Db, tokenHash: string): Promise<string | null> {
  const row = await db.one<{ idTokenSealed: string }>`select id_token_sealed from identity_session
    where token_hash = ${tokenHash}`
  await db.run`delete from identity_session where token_hash = ${tokenHash}`
  return row?.idTokenSealed ?? null
}
