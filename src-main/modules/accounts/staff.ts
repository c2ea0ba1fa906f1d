import type { StaffMember } from '../../../src-shared/contract/staff/accounts'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Role } from '../../../src-shared/permissions'
import type { StaffActor } from '../../kernel/actor'
import type { ManualCtx, StaffCtx } from '../../kernel/context'
import type { StaffRow } from './entities'
import { hashPassword, verifyPassword } from './passwords'
import { forgetFactor } from './second-factor'
import {
  countAdministrators,
  endSessions,
  findStaff,
  insertStaffRow,
  isEmailTaken,
  replaceStructures,
  staffRows,
  structuresByStaff,
  structuresExist,
} from './store'

export interface StaffFields {
  firstName: string
  lastName: string
  email: string
  role: Role
  structureIds: number[]
}

/** The staff that the caller may manage. */
export async function listStaff(ctx: StaffCtx): Promise<StaffMember[]> {
  const byStaff = await structuresByStaff(ctx.db)
  const rows = await staffRows(ctx.db)
  return rows
    .map((row) => ({
      id: row.id,
      firstName: row.firstName,
      lastName: row.lastName,
      email: row.email,
      role: row.role as Role,
      structureIds: byStaff.get(row.id) ?? [],
      disabled: Boolean(row.disabled),
      invited: row.passwordHash === '',
      factorSince: row.totpSince as Instant | null,
      lastSignInAt: row.lastSignInAt as Instant | null,
      lockedUntil: row.lockedUntil !== null && row.lockedUntil > ctx.now ? (row.lockedUntil as Instant) : null,
      version: row.version,
    }))
    .filter(({ role, structureIds }) => isWithinRights(ctx.actor, role, structureIds))
}

/** Creates an account; the password is hashed before the transaction. */
export async function createStaff(
  ctx: ManualCtx<StaffActor>,
  input: StaffFields & { password: string },
): Promise<number> {
  const passwordHash = await hashPassword(input.password)
  return ctx.write((unit) => openStaffAccount(unit, input, passwordHash))
}

/** An account; without a password (an invitation) nobody signs in with it yet. */
export async function openStaffAccount(ctx: StaffCtx, input: StaffFields, passwordHash = ''): Promise<number> {
  await checkFields(ctx, input, null)
  const { firstName, lastName, email, role, structureIds } = input
  const id = await insertStaffRow(ctx.db, { firstName, lastName, email, role, passwordHash, createdAt: ctx.now })
  await replaceStructures(ctx.db, id, structureIds)
  return id
}

/** For somebody who lost both their telephone and their paper codes. Their sessions end. */
export async function resetStaffFactor(ctx: StaffCtx, id: number): Promise<void> {
  await manageable(ctx, id)
  if (id === ctx.actor.id) refuse('account.own-factor')
  await forgetFactor(ctx, id)
  await endSessions(ctx.db, id)
}

export async function updateStaff(ctx: StaffCtx, input: StaffFields & { id: number; version: number }): Promise<void> {
  const before = await manageable(ctx, input.id)
  await checkFields(ctx, input, input.id)
  const changed = await ctx.db.run`update staff set first_name = ${input.firstName}, last_name = ${input.lastName},
    email = ${input.email}, role = ${input.role}, version = version + 1
    where id = ${input.id} and version = ${input.version}`
  if (changed === 0) refuse('record.changed-meanwhile')
  await replaceStructures(ctx.db, input.id, input.structureIds)
  if (before.role === 'administrator' && input.role !== 'administrator') await keepAnAdministrator(ctx)
}

export async function setStaffDisabled(
  ctx: StaffCtx,
  { id, version, disabled }: { id: number; version: number; disabled: boolean },
): Promise<void> {
  await manageable(ctx, id)
  if (disabled && id === ctx.actor.id) refuse('account.own-account')
  const changed = await ctx.db.run`update staff set disabled = ${disabled}, version = version + 1
    where id = ${id} and version = ${version}`
  if (changed === 0) refuse('record.changed-meanwhile')
  if (!disabled) return
  await endSessions(ctx.db, id)
  await keepAnAdministrator(ctx)
}

export async function setStaffPassword(
  ctx: ManualCtx<StaffActor>,
  { id, password }: { id: number; password: string },
): Promise<void> {
  await ctx.read((unit) => manageable(unit, id))
  const passwordHash = await hashPassword(password)
  await ctx.write(async (unit) => {
    await manageable(unit, id)
    await unit.db.run`update staff set password_hash = ${passwordHash}, failed_count = 0, locked_until = null,
      version = version + 1 where id = ${id}`
    await endSessions(unit.db, id)
  })
}

/** One's own password. The other sessions end; this one goes on. */
export async function changeOwnPassword(
  ctx: ManualCtx<StaffActor>,
  { current, next }: { current: string; next: string },
  tokenHash: string,
): Promise<void> {
  const { id } = ctx.actor
  const row = await ctx.read((unit) => findStaff(unit.db, id))
  if (!row || !(await verifyPassword(current, row.passwordHash))) refuse('account.wrong-password')
  const passwordHash = await hashPassword(next)
  await ctx.write(async ({ db }) => {
    await db.run`update staff set password_hash = ${passwordHash}, version = version + 1 where id = ${id}`
    await db.run`delete from staff_session where staff_id = ${id} and token_hash <> ${tokenHash}`
  })
}

/** Nobody gives, or touches, more than what they have themselves. */
function isWithinRights(actor: StaffActor, role: Role, structureIds: readonly number[]): boolean {
  if (role === 'administrator' && actor.role !== 'administrator') return false
  if (actor.structureIds === null) return true
  const own = actor.structureIds
  return structureIds.length > 0 && structureIds.every((id) => own.includes(id))
}

/** The account, where the caller may touch it. */
export async function manageable(ctx: StaffCtx, id: number): Promise<StaffRow> {
  const row = (await findStaff(ctx.db, id)) ?? refuse('record.not-found')
  const structureIds = (await structuresByStaff(ctx.db)).get(id) ?? []
  if (!isWithinRights(ctx.actor, row.role as Role, structureIds)) refuse('account.above-your-rights')
  return row
}

async function checkFields(ctx: StaffCtx, { role, email, structureIds }: StaffFields, id: number | null) {
  if (!isWithinRights(ctx.actor, role, structureIds)) refuse('account.above-your-rights')
  if (!(await structuresExist(ctx.db, structureIds))) refuse('record.not-found')
  if (await isEmailTaken(ctx.db, email, id))
    refuse('account.email-taken', { fields: { email: 'Adresse déjà utilisée' } })
}

async function keepAnAdministrator(ctx: StaffCtx) {
  await ctx.db.lock('administrators')
  if ((await countAdministrators(ctx.db)) === 0) refuse('account.last-administrator')
}
