import type { StaffSessionRow } from '../../../src-shared/contract/staff/security'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'

/** The open sessions of a member of the staff, latest first; `ownHash` is the one that asks. */
export async function staffSessions(ctx: Ctx, staffId: number, ownHash: string | null): Promise<StaffSessionRow[]> {
  const rows = await ctx.db.rows<{ tokenHash: string; createdAt: Instant; userAgent: string }>`
    select token_hash, created_at, user_agent from staff_session
    where staff_id = ${staffId} and expires_at > ${ctx.now} order by created_at desc, token_hash`
  return rows.map(({ tokenHash, createdAt, userAgent }) => ({
    ...{ key: tokenHash, openedAt: createdAt, userAgent, current: tokenHash === ownHash },
  }))
}

/** Ends one session, or (null) all but the one kept. */
export function endStaffSessions(ctx: Ctx, staffId: number, key: string | null, keptHash = ''): Promise<number> {
  return key === null
    ? ctx.db.run`delete from staff_session where staff_id = ${staffId} and token_hash <> ${keptHash}`
    : ctx.db.run`delete from staff_session where staff_id = ${staffId} and token_hash = ${key}`
}
