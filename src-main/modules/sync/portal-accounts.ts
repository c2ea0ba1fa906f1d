import { parseViewKey, zAccessView, type AccessView } from '../../../src-shared/contract/portal/views'
import type { Instant } from '../../../src-shared/kernel/instant'
import { actsOnTheirWay } from './hosted-access'
import type { Ctx } from '../../kernel/context'

/**
 * Signing in lives on the portal: the accounts of a family are written where sessions are. Whoever the office no longer
 * names for this family loses it, and whoever has no family left is signed out.
 */
export async function keepAccess(ctx: Ctx, key: string, body: unknown): Promise<void> {
  const familyId = parseViewKey(key)?.id ?? 0
  const view = body === null ? { accounts: [], links: [] } : zAccessView.parse(body)
  const { accounts } = view
  for (const account of accounts) await keepAccount(ctx, account)
  await keepLinks(ctx, view)
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
  const { id, personId, login, email, displayName, familyIds, disabled, pendingEmail, version } = account
  const families = JSON.stringify(familyIds)
  // A login that changed hands: its former owner arrives with another one, in this half or in the next.
  await ctx.db.run`update portal_account set login = ${`~${id}~${login}`} where login = ${login} and id <> ${id}`
  const before = await ctx.db.one<Secrets>`select password_hash, must_change_password, temporary_until, welcomed_at
    from portal_account where id = ${id}`
  const onTheirWay = await actsOnTheirWay(ctx.db, id)
  const { passwordHash, mustChangePassword, temporaryUntil } = before && onTheirWay.has('password') ? before : account
  const step = onTheirWay.has('complete') ? '' : account.step
  const welcomedAt = account.welcomedAt ?? before?.welcomedAt ?? null
  await ctx.db.run`insert into portal_account
    (id, person_id, login, email, display_name, password_hash, family_ids, disabled, must_change_password, temporary_until,
      pending_email, step, welcomed_at, created_at, created_by, failed_count, locked_until, last_sign_in_at, version)
    values (${id}, ${personId}, ${login}, ${email}, ${displayName}, ${passwordHash}, ${families}, ${disabled},
      ${mustChangePassword}, ${temporaryUntil}, ${pendingEmail}, ${step}, ${welcomedAt}, ${null}, '', 0, ${null}, ${null}, ${version})
    on conflict (id) do update set person_id = ${personId}, login = ${login}, email = ${email}, display_name = ${displayName},
      password_hash = ${passwordHash}, family_ids = ${families}, disabled = ${disabled},
      must_change_password = ${mustChangePassword}, temporary_until = ${temporaryUntil}, pending_email = ${pendingEmail},
      step = ${step}, welcomed_at = ${welcomedAt}, version = ${version}`
  const hasNewPassword = before !== undefined && before.passwordHash !== passwordHash
  if (disabled || hasNewPassword) await endSessions(ctx, id)
}

interface Secrets {
  passwordHash: string
  mustChangePassword: boolean
  temporaryUntil: Instant | null
  welcomedAt: Instant | null
}

/** The office's list of what may still be used replaces this portal's: a link that was used there does not open here. */
async function keepLinks(ctx: Ctx, { accounts, links }: AccessView): Promise<void> {
  const ids = accounts.map(({ id }) => id)
  const used = await ctx.db.rows<{ tokenHash: string }>`select token_hash from access_token
    where account_id in ${ids} and used_at is not null`
  const isUsed = new Set(used.map(({ tokenHash }) => tokenHash))
  await ctx.db.run`delete from access_token where account_id in ${ids} and used_at is null`
  await ctx.db.insertMany(
    'access_token',
    links
      .filter(({ hash }) => !isUsed.has(hash))
      .map(({ hash, ...link }) => {
        return { ...link, tokenHash: hash, registrationId: null, mailKey: '', createdBy: '', usedAt: null }
      }),
  )
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
