import { parseViewKey, zAccessView, type AccessView } from '../../../src-shared/contract/portal/views'
import type { Ctx } from '../../kernel/context'

/**
 * Signing in lives on the portal: the accounts of a family are written where sessions are. Whoever the office no longer
 * names for this family loses it, and whoever has no family left is signed out.
 */
export async function keepAccess(ctx: Ctx, key: string, body: unknown): Promise<void> {
  const familyId = parseViewKey(key)?.id ?? 0
  const accounts = body === null ? [] : zAccessView.parse(body).accounts
  for (const account of accounts) await keepAccount(ctx, account)
  const named = new Set(accounts.map(({ id }) => id))
  const rows = await ctx.db.rows<{ id: number; familyIds: string }>`select id, family_ids from portal_account
    where family_ids like ${`%${familyId}%`}`
  for (const { id, familyIds } of rows) {
    const families = JSON.parse(familyIds) as number[]
    if (!named.has(id) && families.includes(familyId)) {
      await takeFamilyAway(
        ctx,
        id,
        families.filter((one) => one !== familyId),
      )
    }
  }
}

async function keepAccount(ctx: Ctx, account: AccessView['accounts'][number]): Promise<void> {
  const { id, personId, login, email, displayName, passwordHash, familyIds, disabled, version } = account
  const families = JSON.stringify(familyIds)
  // A login that changed hands: its former owner arrives with another one, in this half or in the next.
  await ctx.db.run`update portal_account set login = ${`~${id}~${login}`} where login = ${login} and id <> ${id}`
  const before = await ctx.db.one<{ passwordHash: string }>`select password_hash from portal_account where id = ${id}`
  await ctx.db.run`insert into portal_account
    (id, person_id, login, email, display_name, password_hash, family_ids, disabled, failed_count, locked_until, last_sign_in_at, version)
    values (${id}, ${personId}, ${login}, ${email}, ${displayName}, ${passwordHash}, ${families}, ${disabled}, 0, ${null}, ${null}, ${version})
    on conflict (id) do update set person_id = ${personId}, login = ${login}, email = ${email}, display_name = ${displayName},
      password_hash = ${passwordHash}, family_ids = ${families}, disabled = ${disabled}, version = ${version}`
  const hasNewPassword = before !== undefined && before.passwordHash !== passwordHash
  if (disabled || hasNewPassword) await endSessions(ctx, id)
}

async function takeFamilyAway(ctx: Ctx, id: number, families: readonly number[]): Promise<void> {
  const disabled = families.length === 0
  await ctx.db.run`update portal_account set family_ids = ${JSON.stringify(families)} where id = ${id}`
  if (!disabled) return
  await ctx.db.run`update portal_account set disabled = ${true}, password_hash = '' where id = ${id}`
  await endSessions(ctx, id)
}

const endSessions = (ctx: Ctx, accountId: number) =>
  ctx.db.run`delete from portal_session where account_id = ${accountId}`
