import type { AccessAct } from '../../../src-shared/contract/access'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'
import type { AccessPurpose } from './entities'
import { openLink, pendingEmailLinks, takeLink, type OpenLink } from './store-access'

/** What acts of parents do to the accounts, wherever these stand: on the desk, and on a hosted portal's copies. */

/** The link or code behind this hash, while it may be used; undefined when it does not exist, was used or is too old. */
export async function findLink(
  ctx: Ctx,
  tokenHash: string,
  purposes: readonly AccessPurpose[],
  at: Instant = ctx.now,
): Promise<OpenLink | undefined> {
  const link = await openLink(ctx.db, tokenHash, at)
  return link && purposes.includes(link.purpose) && !link.disabled ? link : undefined
}

/** Uses a link once; the second of two clicks at once is refused. */
export async function useLink(
  ctx: Ctx,
  tokenHash: string,
  purposes: readonly AccessPurpose[],
  at: Instant = ctx.now,
): Promise<OpenLink> {
  const link = await findLink(ctx, tokenHash, purposes, at)
  if (!link || !(await takeLink(ctx.db, tokenHash, at))) return refuse('access.link-invalid')
  return link
}

export const passwordPurposes: readonly AccessPurpose[] = ['invite', 'letter', 'reset']
export const emailPurposes: readonly AccessPurpose[] = ['email-old', 'email-new']

/** The account's new password; it unlocks the account, and every other link to choose one is void. */
export async function storePassword(ctx: Ctx, act: Extract<AccessAct, { act: 'password' }>): Promise<void> {
  const { accountId, passwordHash, tokenHash } = act
  // A portal whose clock is ahead does not use a link from the future.
  const at = act.at > ctx.now ? ctx.now : act.at
  if (tokenHash !== null) {
    const link = await useLink(ctx, tokenHash, passwordPurposes, at)
    if (link.accountId !== accountId) refuse('access.link-invalid')
  }
  const changed = await ctx.db.run`update portal_account set password_hash = ${passwordHash},
    must_change_password = ${false}, temporary_until = ${null}, failed_count = 0, locked_until = ${null},
    version = version + 1 where id = ${accountId} and disabled = ${false}`
  if (changed === 0) refuse('access.link-invalid')
  await ctx.db.run`update access_token set used_at = ${ctx.now}
    where account_id = ${accountId} and used_at is null and purpose in ${[...passwordPurposes]}`
}

/** The mailboxes that still have to say yes to the new address; empty = nothing is asked. */
export async function emailWaitingFor(ctx: Ctx, accountId: number): Promise<('old' | 'new')[]> {
  const links = await pendingEmailLinks(ctx.db, accountId, ctx.now)
  return links.map(({ purpose }) => (purpose === 'email-old' ? 'old' : 'new'))
}

/** One mailbox said yes. Returns the account, and its new address once both have. */
export async function confirmEmail(
  ctx: Ctx,
  tokenHash: string,
): Promise<{ accountId: number; email: string | null; waitingFor: ('old' | 'new')[] }> {
  const { accountId, email } = await useLink(ctx, tokenHash, emailPurposes)
  if (accountId === null) return refuse('access.link-invalid')
  const waitingFor = await emailWaitingFor(ctx, accountId)
  if (waitingFor.length > 0) return { accountId, email: null, waitingFor }
  await ctx.db.run`update portal_account set email = ${email}, pending_email = '', version = version + 1
    where id = ${accountId}`
  return { accountId, email, waitingFor }
}

/** Forgets the address that was asked for. */
export async function forgetPendingEmail(ctx: Ctx, accountId: number): Promise<void> {
  await ctx.db.run`update portal_account set pending_email = '', version = version + 1 where id = ${accountId}`
  await ctx.db.run`update access_token set used_at = ${ctx.now}
    where account_id = ${accountId} and used_at is null and purpose in ${[...emailPurposes]}`
}

export async function setPendingEmail(ctx: Ctx, accountId: number, email: string): Promise<void> {
  await forgetPendingEmail(ctx, accountId)
  await ctx.db.run`update portal_account set pending_email = ${email} where id = ${accountId}`
}

export async function endStep(ctx: Ctx, accountId: number): Promise<void> {
  await ctx.db.run`update portal_account set step = '', version = version + 1 where id = ${accountId}`
}

export async function markWelcomed(ctx: Ctx, accountId: number, at: Instant): Promise<void> {
  await ctx.db.run`update portal_account set welcomed_at = ${at} where id = ${accountId} and welcomed_at is null`
}
