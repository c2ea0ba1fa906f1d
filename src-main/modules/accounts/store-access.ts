import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'
import type { AccessPurpose, AccessTokenRow } from './entities'

export interface OpenLink {
  tokenHash: string
  purpose: AccessPurpose
  accountId: number | null
  registrationId: string | null
  email: string
  expiresAt: Instant
  login: string | null
  disabled: boolean
}

/** A link that may still be used, with the account it opens. */
export async function openLink(db: Db, tokenHash: string, at: Instant): Promise<OpenLink | undefined> {
  const row =
    await db.one<OpenLink>`select t.token_hash, t.purpose, t.account_id, t.registration_id, t.email, t.expires_at,
      a.login, a.disabled
    from access_token t left join portal_account a on a.id = t.account_id
    where t.token_hash = ${tokenHash} and t.used_at is null and t.expires_at > ${at}`
  return row && { ...row, disabled: Boolean(row.disabled) }
}

export async function takeLink(db: Db, tokenHash: string, at: Instant): Promise<boolean> {
  const taken =
    await db.run`update access_token set used_at = ${at} where token_hash = ${tokenHash} and used_at is null`
  return taken === 1
}

export function pendingEmailLinks(db: Db, accountId: number, now: Instant): Promise<{ purpose: AccessPurpose }[]> {
  return db.rows<{ purpose: AccessPurpose }>`select purpose from access_token where account_id = ${accountId}
    and used_at is null and expires_at > ${now} and purpose in ('email-old', 'email-new') order by purpose desc`
}

export async function insertLink(db: Db, link: AccessTokenRow): Promise<void> {
  await db.insertMany('access_token', [{ ...link }])
}
