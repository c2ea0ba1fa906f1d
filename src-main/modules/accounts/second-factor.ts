import { randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { epochOf, type Instant } from '../../../src-shared/kernel/instant'
import type { Cipher } from '../../kernel/cipher'
import type { Ctx } from '../../kernel/context'
import { hashToken } from './passwords'

/** Codes of an application (RFC 6238: SHA-1, six digits, thirty seconds), and the codes kept on paper beside it. */

const periodSeconds = 30
/** One period before or after: telephones are not on time. */
const tolerance = 1
const issuer = 'Ribambelle'

export const totpPlace = (staffId: number) => `staff.totp/${staffId}`

export function newSecret(): string {
  return new Secret({ size: 20 }).base32
}

function totpOf(secret: string, label = ''): TOTP {
  const shape = { issuer, algorithm: 'SHA1', digits: 6, period: periodSeconds }
  return new TOTP({ ...shape, label, secret: Secret.fromBase32(secret) })
}

/** What an application reads, typed or as a QR code. */
export function keyUri(secret: string, label: string): string {
  return totpOf(secret, label).toString()
}

/** The period for which this code is right, or null. */
export function stepOf(secret: string, code: string, now: Instant): number | null {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const timestamp = epochOf(now)
  const delta = totpOf(secret).validate({ token, timestamp, window: tolerance })
  return delta === null ? null : Math.floor(timestamp / 1000 / periodSeconds) + delta
}

/** Uses a code, of the application or of the paper: none serves twice, even when two arrive at once. */
export async function useFactorCode(
  ctx: Ctx,
  staff: { id: number; totpSealed: string },
  code: string,
): Promise<boolean> {
  const { cipher } = ctx.services
  const step = stepOf(openSecret(cipher, staff), code, ctx.now)
  if (step !== null) {
    const taken = await ctx.db.run`update staff set totp_last_step = ${step}
      where id = ${staff.id} and totp_last_step < ${step}`
    return taken === 1
  }
  const used = await ctx.db.run`update staff_recovery_code set used_at = ${ctx.now}
    where code_hash = ${recoveryHash(staff.id, code)} and staff_id = ${staff.id} and used_at is null`
  return used === 1
}

export const openSecret = (cipher: Cipher, { id, totpSealed }: { id: number; totpSealed: string }) =>
  cipher.open(totpSealed, totpPlace(id))

// Neither 0 nor O, 1 nor I nor L: they are copied by hand.
const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const recoveryCount = 10

/** `groups` of four characters, as they are shown. */
export function typedCode(groups: number): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return Array.from({ length: groups }, group).join('-')
}

/** Spaces, dashes and small letters do not count. */
export const normalCode = (typed: string) => typed.toUpperCase().replace(/[^A-Z0-9]/g, '')

const recoveryHash = (staffId: number, code: string) => hashToken(`recovery/${staffId}/${normalCode(code)}`)

/** Ten new paper codes; those of before are void. Only their hash is kept. */
export async function renewRecoveryCodes(ctx: Ctx, staffId: number): Promise<string[]> {
  const codes = Array.from({ length: recoveryCount }, () => typedCode(3))
  await ctx.db.run`delete from staff_recovery_code where staff_id = ${staffId}`
  await ctx.db.insertMany(
    'staff_recovery_code',
    codes.map((code) => ({ codeHash: recoveryHash(staffId, code), staffId, createdAt: ctx.now, usedAt: null })),
  )
  return codes
}

/** The password alone opens again. */
export async function forgetFactor(ctx: Ctx, staffId: number): Promise<void> {
  await ctx.db.run`update staff set totp_sealed = '', totp_pending_sealed = '', totp_since = null, totp_last_step = 0,
    version = version + 1 where id = ${staffId}`
  await ctx.db.run`delete from staff_recovery_code where staff_id = ${staffId}`
}
