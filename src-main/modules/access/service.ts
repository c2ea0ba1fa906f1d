import { randomUUID } from 'node:crypto'
import type { PortalAccount } from '../../../src-shared/contract/staff/portal-accounts'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { StaffActor } from '../../kernel/actor'
import { actorName } from '../../kernel/actor'
import type { Ctx, ManualCtx, StaffCtx } from '../../kernel/context'
import { forgetPendingEmail, hashPassword, passwordPurposes, type PortalAccountRow } from '../accounts'
import {
  familyChanged,
  familyHeader,
  familyIdsOfPerson,
  familyIsVisible,
  guardiansOf,
  requireFamily,
} from '../families'
import { readTown } from '../organisation'
import { createLink, minutesOfDay, portalUrl, requirePortalUrl, resetMinutes, sayablePassword } from './links'
import { mailInvite, mailReset } from './mails'
import * as store from './store'

/** The guardians of a family, with their accounts as an agent sees them. */
export async function accountsOfFamily(ctx: StaffCtx, familyId: number) {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
  const town = await readTown(ctx)
  const guardians = await guardiansOf(ctx, familyId)
  const rows = await store.accountsOfPersons(
    ctx.db,
    guardians.map(({ personId }) => personId),
  )
  const accounts = new Map<number, PortalAccount>()
  for (const account of await describeAccounts(ctx, familyId, rows)) {
    const row = rows.find(({ id }) => id === account.id)
    if (row) accounts.set(row.personId, account)
  }
  const { mail, portal } = town.settings
  return {
    linkDays: portal.linkDays,
    letterDays: portal.letterDays,
    mailReady: mail.host !== '' && mail.from !== '',
    portalUrl: portalUrl(ctx, town),
    guardians: guardians.map(({ personId, name, email }) => {
      return { personId, name, email, account: accounts.get(personId) ?? null }
    }),
  }
}

async function describeAccounts(
  ctx: StaffCtx,
  familyId: number,
  rows: readonly PortalAccountRow[],
): Promise<PortalAccount[]> {
  const ids = rows.map(({ id }) => id)
  const links = await store.linkRows(ctx.db, ids)
  const sessions = await store.sessionRows(ctx.db, ids, ctx.now)
  const others = new Map(
    (await store.familyNumbers(ctx.db, [...new Set(rows.flatMap(familiesOf))])).map((one) => [one.id, one]),
  )
  return rows.map((row) => ({
    ...{ id: row.id, version: row.version, login: row.login, email: row.email },
    active: row.passwordHash !== '',
    disabled: Boolean(row.disabled),
    mustChangePassword: Boolean(row.mustChangePassword),
    temporaryUntil: row.temporaryUntil as Instant | null,
    pendingEmail: row.pendingEmail,
    lockedUntil: row.lockedUntil !== null && row.lockedUntil > ctx.now ? (row.lockedUntil as Instant) : null,
    lastSignInAt: row.lastSignInAt as Instant | null,
    createdAt: row.createdAt as Instant | null,
    createdBy: row.createdBy,
    otherFamilies: familiesOf(row)
      .filter((id) => id !== familyId)
      .map((id) => `${others.get(id)?.name ?? ''}, n°\u00A0${others.get(id)?.number ?? id}`),
    link: linkOf(
      links.find(({ accountId }) => accountId === row.id),
      ctx.now,
    ),
    sessions: sessions
      .filter(({ accountId }) => accountId === row.id)
      .map(({ tokenHash, createdAt, userAgent }) => ({ key: tokenHash, openedAt: createdAt, userAgent })),
  }))
}

const familiesOf = ({ familyIds }: PortalAccountRow) => JSON.parse(familyIds) as number[]

function linkOf(row: store.LinkRow | undefined, now: Instant): PortalAccount['link'] {
  if (!row) return null
  const { purpose, createdAt, createdBy, expiresAt, usedAt, toAddress, status, sentAt, lastError } = row
  const mail =
    toAddress === null || status === null ? null : { to: toAddress, status, sentAt, lastError: lastError ?? '' }
  return { purpose, createdAt, createdBy, expiresAt, usedAt, expired: expiresAt <= now, mail }
}

interface NewAccount {
  personId: number
  step?: 'completion'
}

/** Opens an account without a password yet; its families are those where the person is an adult in charge. */
export async function openAccountFor(
  ctx: Ctx,
  familyId: number,
  { personId, step }: NewAccount,
): Promise<PortalAccountRow> {
  const guardian = (await guardiansOf(ctx, familyId)).find((one) => one.personId === personId)
  if (!guardian) return refuse('record.not-found')
  await ctx.db.lock(`portal-account/${personId}`)
  const [existing] = await store.accountsOfPersons(ctx.db, [personId])
  if (existing) refuse('access.account-exists')
  const all = await familyIdsOfPerson(ctx, personId)
  const row: PortalAccountRow = {
    id: await store.nextAccountId(ctx.db),
    personId,
    login: await freeLogin(ctx, familyId),
    email: guardian.email.toLowerCase(),
    displayName: guardian.name,
    passwordHash: '',
    familyIds: JSON.stringify([familyId, ...all.filter((id) => id !== familyId)]),
    ...{ disabled: false, mustChangePassword: false, temporaryUntil: null, pendingEmail: '', step: step ?? '' },
    ...{ welcomedAt: null, createdAt: ctx.now, createdBy: actorName(ctx.actor) },
    ...{ failedCount: 0, lockedUntil: null, lastSignInAt: null, version: 1 },
  }
  await store.insertAccount(ctx.db, row)
  await accountChanged(ctx, row)
  return row
}

/** 'f00412', then 'f00412-2' for the second adult. */
async function freeLogin(ctx: Ctx, familyId: number): Promise<string> {
  const { number } = await familyHeader(ctx, familyId)
  const first = `f${String(number).padStart(5, '0')}`
  for (let rank = 1; ; rank += 1) {
    const login = rank === 1 ? first : `${first}-${rank}`
    if (await store.isLoginFree(ctx.db, login)) return login
  }
}

/** The portal's copies and open screens learn it. */
export async function accountChanged(ctx: Ctx, row: Pick<PortalAccountRow, 'familyIds'>): Promise<void> {
  const families = JSON.parse(row.familyIds) as number[]
  await ctx.touch(...families.map((id) => `access/${id}`))
  await familyChanged(ctx, ...families)
}

/** The account, where this agent may see its family and the family is open. */
export async function requireAccount(ctx: StaffCtx, familyId: number, accountId: number): Promise<PortalAccountRow> {
  await requireFamily(ctx, familyId)
  const row = await store.accountRow(ctx.db, accountId)
  return row && familiesOf(row).includes(familyId) ? row : refuse('record.not-found')
}

export async function createAccount(
  ctx: StaffCtx,
  { familyId, personId, by }: { familyId: number; personId: number; by: 'email' | 'letter' | 'phone' },
): Promise<PortalAccountRow> {
  await requireFamily(ctx, familyId)
  const row = await openAccountFor(ctx, familyId, { personId })
  if (by === 'email') await sendLink(ctx, familyId, row)
  return row
}

/** To choose the first password, or another one. What was sent before is void. */
export async function sendLink(
  ctx: Ctx,
  familyId: number,
  row: PortalAccountRow,
): Promise<{ to: string; expiresAt: Instant }> {
  if (row.email === '') refuse('access.no-email')
  if (row.disabled) refuse('access.disabled')
  const { town, url } = await requirePortalUrl(ctx)
  const purpose = row.passwordHash === '' ? 'invite' : 'reset'
  const days = town.settings.portal.linkDays
  const { link, expiresAt, key } = await freshLink(ctx, row, purpose, days * minutesOfDay, url)
  const mail = { town, key, familyId, to: row.email, login: row.login, link, expiresAt }
  await (purpose === 'invite' ? mailInvite(ctx, mail) : mailReset(ctx, mail))
  await accountChanged(ctx, row)
  return { to: row.email, expiresAt }
}

async function freshLink(
  ctx: Ctx,
  row: PortalAccountRow,
  purpose: 'invite' | 'reset',
  minutes: number,
  url: string,
): Promise<{ link: string; expiresAt: Instant; key: string }> {
  await store.voidLinks(ctx.db, row.id, passwordPurposes, ctx.now)
  const key = `access/${row.id}/${purpose}/${randomUUID()}`
  const { token, expiresAt } = await createLink(ctx, { purpose, accountId: row.id, minutes, mailKey: key })
  return { link: passwordLink(url, token), expiresAt, key }
}

/** Behind the `#`, so that a token is in no server's journal. */
export const passwordLink = (url: string, token: string) => `${url}/acces#${token}`

/** « Mot de passe oublié », for a name that may be nobody's: nothing is said, an e-mail leaves when there is an account. */
export async function forgotten(ctx: Ctx, name: string): Promise<void> {
  const found = await store.accountByName(ctx.db, name)
  const rows = found ? [found] : await store.accountsByEmail(ctx.db, name)
  const town = await readTown(ctx)
  const url = portalUrl(ctx, town)
  for (const row of rows) {
    if (Boolean(row.disabled) || row.email === '' || url === '') continue
    const [familyId = null] = familiesOf(row)
    const { link, expiresAt, key } = await freshLink(ctx, row, 'reset', resetMinutes, url)
    await mailReset(ctx, { town, key, familyId, to: row.email, login: row.login, link, expiresAt })
    await accountChanged(ctx, row)
  }
}

/** A password to tell by telephone: it opens one thing, the choice of another one. */
export async function provisionalPassword(
  ctx: ManualCtx<StaffActor>,
  { familyId, accountId }: { familyId: number; accountId: number },
): Promise<{ login: string; password: string; until: Instant }> {
  await ctx.read((unit) => requireAccount(unit, familyId, accountId))
  const password = sayablePassword()
  const passwordHash = await hashPassword(password)
  return ctx.write(async (unit) => {
    const row = await requireAccount(unit, familyId, accountId)
    if (row.disabled) refuse('access.disabled')
    const { settings } = await readTown(unit)
    const until = addMinutesToInstant(unit.now, settings.portal.provisionalDays * minutesOfDay)
    await unit.db.run`update portal_account set password_hash = ${passwordHash}, must_change_password = ${true},
      temporary_until = ${until}, failed_count = 0, locked_until = ${null}, version = version + 1 where id = ${accountId}`
    await store.voidLinks(unit.db, accountId, passwordPurposes, unit.now)
    await store.endSessions(unit.db, accountId, null)
    await accountChanged(unit, row)
    return { login: row.login, password, until }
  })
}

export async function setAccountDisabled(
  ctx: StaffCtx,
  {
    familyId,
    accountId,
    version,
    disabled,
  }: { familyId: number; accountId: number; version: number; disabled: boolean },
): Promise<void> {
  const row = await requireAccount(ctx, familyId, accountId)
  const changed = await ctx.db.run`update portal_account set disabled = ${disabled}, version = version + 1
    where id = ${accountId} and version = ${version}`
  if (changed === 0) refuse('record.changed-meanwhile')
  if (disabled) {
    await store.endSessions(ctx.db, accountId, null)
    await store.voidLinks(ctx.db, accountId, passwordPurposes, ctx.now)
  }
  await accountChanged(ctx, row)
}

/** The address of the account alone: the agent checked who asks, the old mailbox may be lost. */
export async function changeAccountEmail(
  ctx: StaffCtx,
  { familyId, accountId, version, email }: { familyId: number; accountId: number; version: number; email: string },
): Promise<void> {
  const row = await requireAccount(ctx, familyId, accountId)
  if (row.version !== version) refuse('record.changed-meanwhile')
  await forgetPendingEmail(ctx, accountId)
  await store.voidLinks(ctx.db, accountId, passwordPurposes, ctx.now)
  await ctx.db.run`update portal_account set email = ${email} where id = ${accountId}`
  await keepPersonEmail(ctx, row.personId, email)
  await accountChanged(ctx, row)
}

/** The town writes to the person where their account is. */
export async function keepPersonEmail(ctx: Ctx, personId: number, email: string): Promise<void> {
  await ctx.db
    .run`update person set email = ${email}, version = version + 1 where id = ${personId} and email <> ${email}`
}

export async function endAccountSessions(
  ctx: StaffCtx,
  { familyId, accountId, key }: { familyId: number; accountId: number; key: string | null },
): Promise<number> {
  await requireAccount(ctx, familyId, accountId)
  return store.endSessions(ctx.db, accountId, key)
}
