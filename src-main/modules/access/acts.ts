import { randomUUID } from 'node:crypto'
import type { AccessAct, CompletionForm, RegistrationForm } from '../../../src-shared/contract/access'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'
import {
  confirmEmail,
  endStep,
  forgetPendingEmail,
  markWelcomed,
  setPendingEmail,
  storePassword,
  useLink,
  type PortalAccountRow,
} from '../accounts'
import { familyChanged, refreshSearchText } from '../families'
import { readTown } from '../organisation'
import { createLink, minutesOfDay, portalUrl, proofMinutes, resetMinutes } from './links'
import { mailChanged, mailKnownAlready, mailNewAddress, mailOldAddress, mailProof } from './mails'
import { accountChanged, forgotten, keepPersonEmail, passwordLink } from './service'
import * as store from './store'

/** What became of an act, for whoever goes on from it. */
export interface ActResult {
  /** A registration whose address has just been proved: it waits for an agent. */
  proven?: { id: string; at: Instant }
}

/** What a parent did about their access, on the office's own data: here or on a hosted portal. */
export async function applyAccessAct(ctx: Ctx, act: AccessAct): Promise<ActResult> {
  switch (act.act) {
    case 'forgotten':
      await forgotten(ctx, act.login)
      return {}
    case 'password':
      await storePassword(ctx, act)
      await announce(ctx, act.accountId)
      return {}
    case 'ask-email':
      await askEmail(ctx, act.accountId, act.email)
      return {}
    case 'cancel-email':
      await forgetPendingEmail(ctx, act.accountId)
      await announce(ctx, act.accountId)
      return {}
    case 'confirm-email':
      await finishEmail(ctx, act.tokenHash)
      return {}
    case 'register':
      await register(ctx, act.form)
      return {}
    case 'prove':
      return { proven: await prove(ctx, act.tokenHash, act.at) }
    case 'complete':
      await complete(ctx, act.accountId, act.form)
      return {}
    case 'welcomed':
      await markWelcomed(ctx, act.accountId, act.at)
      await announce(ctx, act.accountId)
      return {}
  }
}

async function requireOpen(ctx: Ctx, accountId: number): Promise<PortalAccountRow> {
  const row = await store.accountRow(ctx.db, accountId)
  return row && !row.disabled ? row : refuse('record.not-found')
}

async function announce(ctx: Ctx, accountId: number): Promise<void> {
  await accountChanged(ctx, await requireOpen(ctx, accountId))
}

const firstFamily = ({ familyIds }: PortalAccountRow): number | null => (JSON.parse(familyIds) as number[])[0] ?? null

/** Both mailboxes have to say yes: the one that is left, against a theft, and the new one, against a typing mistake. */
async function askEmail(ctx: Ctx, accountId: number, next: string): Promise<void> {
  const row = await requireOpen(ctx, accountId)
  if (row.email === next) refuse('access.same-email')
  const town = await readTown(ctx)
  const url = portalUrl(ctx, town)
  await setPendingEmail(ctx, accountId, next)
  const minutes = town.settings.portal.linkDays * minutesOfDay
  const familyId = firstFamily(row)
  for (const purpose of ['email-old', 'email-new'] as const) {
    if (purpose === 'email-old' && row.email === '') continue
    const key = `access/${accountId}/${purpose}/${randomUUID()}`
    const link = await createLink(ctx, { purpose, accountId, email: next, minutes, mailKey: key })
    const mail = { town, key, familyId, from: row.email, next, link: `${url}/adresse#${link.token}` }
    const send = purpose === 'email-old' ? mailOldAddress : mailNewAddress
    await send(ctx, { ...mail, expiresAt: link.expiresAt })
  }
  await accountChanged(ctx, row)
}

async function finishEmail(ctx: Ctx, tokenHash: string): Promise<void> {
  const town = await readTown(ctx)
  const link = await store.linkAccount(ctx.db, tokenHash)
  const before = link === null ? undefined : await store.accountRow(ctx.db, link)
  const { accountId, email } = await confirmEmail(ctx, tokenHash)
  if (before && email !== null) {
    await keepPersonEmail(ctx, before.personId, email)
    await refreshSearchText(ctx, JSON.parse(before.familyIds) as number[])
    if (before.email !== '') {
      const key = `access/${accountId}/email-changed/${randomUUID()}`
      await mailChanged(ctx, { town, key, familyId: firstFamily(before), to: before.email, next: email })
    }
  }
  await announce(ctx, accountId)
}

/** Keeps the form until its address is proved. An address that has an account gets another letter: the screen says the same. */
async function register(ctx: Ctx, form: RegistrationForm): Promise<void> {
  const town = await readTown(ctx)
  if (!town.settings.portal.selfRegistration) refuse('access.registration-closed')
  const { children, ...fields } = form
  const isNew = await store.insertRegistration(ctx.db, {
    ...fields,
    children: JSON.stringify(children),
    status: 'to-prove',
    ...{ createdAt: ctx.now, provenAt: null, decidedAt: null, decidedBy: '', reason: '' },
    ...{ familyId: null, personId: null, accountId: null, version: 1 },
  })
  if (!isNew) return
  const url = portalUrl(ctx, town)
  const known = await store.accountsByEmail(ctx.db, form.email)
  const key = `registration/${form.id}/proof`
  const [account] = known
  if (account) {
    const link = await createLink(ctx, { purpose: 'reset', accountId: account.id, minutes: resetMinutes, mailKey: key })
    const { login, email: to } = account
    const mail = { town, key, familyId: firstFamily(account), to, login, expiresAt: link.expiresAt }
    await mailKnownAlready(ctx, { ...mail, link: passwordLink(url, link.token) })
    await accountChanged(ctx, account)
    return
  }
  const registrationId = form.id
  const link = await createLink(ctx, { purpose: 'registration', registrationId, minutes: proofMinutes, mailKey: key })
  const expiresAt = link.expiresAt
  await mailProof(ctx, {
    town,
    key,
    to: form.email,
    link: `${url}/demande-de-compte/confirmer#${link.token}`,
    expiresAt,
  })
}

async function prove(ctx: Ctx, tokenHash: string, clickedAt: Instant): Promise<{ id: string; at: Instant }> {
  const at = clickedAt > ctx.now ? ctx.now : clickedAt
  const { registrationId } = await useLink(ctx, tokenHash, ['registration'], at)
  if (registrationId === null) return refuse('access.link-invalid')
  const taken = await ctx.db.run`update registration set status = 'awaiting', proven_at = ${at}, version = version + 1
    where id = ${registrationId} and status = 'to-prove'`
  if (taken === 0) refuse('access.link-invalid')
  return { id: registrationId, at }
}

/** The second step: it fills in what is still empty, and changes nothing that the office knew. */
async function complete(ctx: Ctx, accountId: number, form: CompletionForm): Promise<void> {
  const row = await requireOpen(ctx, accountId)
  const familyId = firstFamily(row)
  if (row.step !== 'completion' || familyId === null) return
  await store.completePerson(ctx.db, row.personId, form, ctx.now)
  await store.completeFamily(ctx.db, familyId, form, ctx.now)
  await endStep(ctx, accountId)
  await ctx.db.run`update registration set status = 'completed', version = version + 1
    where account_id = ${accountId} and status = 'validated'`
  await refreshSearchText(ctx, [familyId])
  await familyChanged(ctx, familyId)
  await accountChanged(ctx, row)
}
