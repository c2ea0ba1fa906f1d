import type { StaffInvitation } from '../../../src-shared/contract/staff/security'
import { refuse } from '../../../src-shared/errors'
import { formatInstant } from '../../../src-shared/format/date'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import { roleLabels, type Role } from '../../../src-shared/permissions'
import { actorName } from '../../kernel/actor'
import type { Ctx, ManualCtx, StaffCtx } from '../../kernel/context'
import {
  endStaffSessions,
  hashPassword,
  hashToken,
  manageable,
  normalCode,
  openStaffAccount,
  typedCode,
  type StaffFields,
} from '../accounts'
import { queueEmail } from '../messaging'
import { readTown, type Town } from '../organisation'

const groups = 5
const minutesOfDay = 24 * 60

/** A new account whose owner chooses the password with a link that serves once. */
export async function inviteStaff(ctx: StaffCtx, fields: StaffFields): Promise<StaffInvitation> {
  const id = await openStaffAccount(ctx, fields)
  return sendInvitation(ctx, { id, ...fields })
}

/** Another link, for a first password or a forgotten one. What was sent before is void. */
export async function inviteAgain(ctx: StaffCtx, id: number): Promise<StaffInvitation> {
  const row = await manageable(ctx, id)
  if (row.disabled) refuse('access.disabled')
  return sendInvitation(ctx, { ...row, role: row.role as Role })
}

interface Invited {
  id: number
  firstName: string
  email: string
  role: Role
}

async function sendInvitation(ctx: StaffCtx, staff: Invited): Promise<StaffInvitation> {
  const town = await readTown(ctx)
  const code = typedCode(groups)
  const tokenHash = hashToken(`invitation/${normalCode(code)}`)
  const expiresAt = addMinutesToInstant(ctx.now, town.settings.security.invitationDays * minutesOfDay)
  await ctx.db.run`update staff_invitation set used_at = ${ctx.now} where staff_id = ${staff.id} and used_at is null`
  await ctx.db.insertMany('staff_invitation', [
    {
      ...{ tokenHash, staffId: staff.id, createdAt: ctx.now },
      ...{ createdBy: actorName(ctx.actor), expiresAt, usedAt: null },
    },
  ])
  const { host, from } = town.settings.mail
  const mailed = host !== '' && from !== ''
  const link = linkOf(ctx, town, code)
  if (mailed) await mailInvitation(ctx, town, { staff, code, link, expiresAt, key: `staff-invitation/${tokenHash}` })
  return { id: staff.id, email: staff.email, code, link, expiresAt, mailed }
}

/** Behind the `#`, so that a code is in no server's journal; '' where the back office has no address. */
function linkOf(ctx: Ctx, { settings }: Town, code: string): string {
  const url = (settings.security.staffUrl || ctx.services.staffUrl || '').replace(/\/+$/, '')
  return url === '' ? '' : `${url}/invitation#${code}`
}

interface Mail {
  staff: Invited
  code: string
  link: string
  expiresAt: Instant
  key: string
}

async function mailInvitation(ctx: StaffCtx, town: Town, { staff, code, link, expiresAt, key }: Mail) {
  const text = [
    'Bonjour,',
    `${actorName(ctx.actor)} vous ouvre Ribambelle, le logiciel de ${town.name} pour l’enfance et les écoles (rôle\u00A0: ${roleLabels[staff.role]}).`,
    ...(link === '' ? [] : [`Choisissez votre mot de passe\u00A0:\n${link}`]),
    `Sur un poste de la mairie, ouvrez Ribambelle, cliquez « J’ai une invitation » et tapez ce code\u00A0:\n${code}`,
    `Il sert une seule fois, jusqu’au ${formatInstant(expiresAt)}. Ne le transmettez à personne.`,
    town.name,
  ].join('\n\n')
  const subject = 'Votre accès à Ribambelle'
  await queueEmail(ctx, { dedupeKey: key, kind: 'staff-invitation', familyId: null, to: staff.email, subject, text })
}

interface OpenInvitation {
  staffId: number
  firstName: string
  lastName: string
  email: string
}

async function openInvitation(ctx: Ctx, tokenHash: string): Promise<OpenInvitation> {
  const row = await ctx.db.one<OpenInvitation>`select i.staff_id, s.first_name, s.last_name, s.email
    from staff_invitation i join staff s on s.id = i.staff_id
    where i.token_hash = ${tokenHash} and i.used_at is null and i.expires_at > ${ctx.now} and s.disabled = ${false}`
  return row ?? refuse('account.invitation-invalid')
}

const hashOf = (code: string) => hashToken(`invitation/${normalCode(code)}`)

/** Whose it is, without using it. */
export async function readInvitation(ctx: Ctx, code: string) {
  const { firstName, lastName, email } = await openInvitation(ctx, hashOf(code))
  const { name: townName } = await readTown(ctx)
  return { firstName, lastName, email, townName }
}

/** The password is chosen. No session opens here: sign-in asks the second factor of whoever has one. */
export async function acceptInvitation(
  ctx: ManualCtx,
  { code, password }: { code: string; password: string },
): Promise<{ id: number; email: string }> {
  const tokenHash = hashOf(code)
  await ctx.read((unit) => openInvitation(unit, tokenHash))
  const passwordHash = await hashPassword(password)
  return ctx.write(async (unit) => {
    const { staffId, email } = await openInvitation(unit, tokenHash)
    const taken = await unit.db.run`update staff_invitation set used_at = ${unit.now}
      where token_hash = ${tokenHash} and used_at is null`
    if (taken === 0) refuse('account.invitation-invalid')
    await unit.db.run`update staff set password_hash = ${passwordHash}, failed_count = 0, locked_until = null,
      version = version + 1 where id = ${staffId}`
    await endStaffSessions(unit, staffId, null)
    return { id: staffId, email }
  })
}
