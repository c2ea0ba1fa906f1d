import { encode } from 'uqr'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { StaffActor } from '../../kernel/actor'
import type { ManualCtx, StaffCtx } from '../../kernel/context'
import type { StaffRow } from './entities'
import { verifyPassword } from './passwords'
import { protectionOf } from './protection'
import {
  forgetFactor,
  keyUri,
  newSecret,
  openSecret,
  renewRecoveryCodes,
  stepOf,
  totpPlace,
  useFactorCode,
} from './second-factor'
import { tryOnce, type Credentials } from './sign-in'
import { findStaff } from './store'

/** The second factor that a member of the staff gives to their own account. */

export async function describeOwnFactor(ctx: StaffCtx) {
  const staff = await ownRow(ctx)
  const left = await ctx.db.one<{ total: number }>`select count(*) as total from staff_recovery_code
    where staff_id = ${staff.id} and used_at is null`
  const { required } = await protectionOf(ctx, staff)
  return { since: staff.totpSince as Instant | null, recoveryLeft: Number(left?.total ?? 0), required }
}

/** Shows a secret to put in an application. It counts for nothing until a code proves that it is there. */
export async function beginFactor(ctx: ManualCtx<StaffActor>, password: string) {
  const staff = await ctx.read(ownRow)
  await askPassword(ctx, staff, password)
  if (staff.totpSealed !== '') refuse('account.factor-exists')
  const secret = newSecret()
  const sealed = ctx.services.cipher.seal(secret, totpPlace(staff.id))
  await ctx.write(({ db }) => db.run`update staff set totp_pending_sealed = ${sealed} where id = ${staff.id}`)
  const uri = keyUri(secret, staff.email)
  return { secret: (secret.match(/.{4}/g) ?? [secret]).join(' '), uri, qr: qrPath(uri) }
}

function qrPath(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { border: 2 })
  const rows = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return { size, path: rows.join('') }
}

/** The application gives the right code: from now on sign-in asks for one. Other sessions end. */
export async function confirmFactor(ctx: ManualCtx<StaffActor>, code: string, sessionHash: string): Promise<string[]> {
  const staff = await ctx.read(ownRow)
  if (staff.totpPendingSealed === '') refuse('account.factor-not-begun')
  const { cipher } = ctx.services
  const secret = cipher.open(staff.totpPendingSealed, totpPlace(staff.id))
  let step: number | null = null
  await tryOnce(ctx, attemptOf(staff), 'account.wrong-code', () => {
    step = stepOf(secret, code, ctx.now)
    return Promise.resolve(step !== null)
  })
  return ctx.write(async (unit) => {
    const kept = await unit.db.run`update staff set totp_sealed = ${staff.totpPendingSealed}, totp_pending_sealed = '',
      totp_since = ${unit.now}, totp_last_step = ${step}, version = version + 1
      where id = ${staff.id} and totp_pending_sealed = ${staff.totpPendingSealed}`
    if (kept === 0) refuse('record.changed-meanwhile')
    await unit.db.run`delete from staff_session where staff_id = ${staff.id} and token_hash <> ${sessionHash}`
    return renewRecoveryCodes(unit, staff.id)
  })
}

export async function renewOwnCodes(ctx: ManualCtx<StaffActor>, code: string): Promise<string[]> {
  const staff = await ctx.read(ownRow)
  await askCode(ctx, staff, code)
  return ctx.write((unit) => renewRecoveryCodes(unit, staff.id))
}

export async function removeOwnFactor(
  ctx: ManualCtx<StaffActor>,
  { password, code }: { password: string; code: string },
): Promise<void> {
  const staff = await ctx.read(ownRow)
  const { required } = await ctx.read((unit) => protectionOf(unit, staff))
  if (required) refuse('account.factor-required')
  await askPassword(ctx, staff, password)
  await askCode(ctx, staff, code)
  await ctx.write((unit) => forgetFactor(unit, staff.id))
}

async function ownRow(ctx: StaffCtx): Promise<StaffRow> {
  return (await findStaff(ctx.db, ctx.actor.id)) ?? refuse('record.not-found')
}

/** A guess at one's own secrets counts and locks like one at the door: the screen may have been left open. */
const attemptOf = (staff: StaffRow) => {
  const found: Credentials = { ...staff, lockedUntil: staff.lockedUntil as Instant | null }
  return { table: 'staff', found, login: staff.email } as const
}

async function askPassword(ctx: ManualCtx<StaffActor>, staff: StaffRow, password: string) {
  await tryOnce(ctx, attemptOf(staff), 'account.wrong-password', () => verifyPassword(password, staff.passwordHash))
}

async function askCode(ctx: ManualCtx<StaffActor>, staff: StaffRow, code: string) {
  if (staff.totpSealed === '' || openSecret(ctx.services.cipher, staff) === '') refuse('account.factor-not-begun')
  await tryOnce(ctx, attemptOf(staff), 'account.wrong-code', () =>
    ctx.write((unit) => useFactorCode(unit, staff, code)),
  )
}
