import type { Instant } from '../../../src-shared/kernel/instant'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { rolePermissions, type Role } from '../../../src-shared/permissions'
import { refuse } from '../../../src-shared/errors'
import { anonymous, type Actor, type StaffActor } from '../../kernel/actor'
import type { Ctx, ManualCtx } from '../../kernel/context'
import { hashToken, newToken, verifyPassword } from './passwords'
import { protectionOf } from './protection'
import { useFactorCode } from './second-factor'
import { decoyHash, tryOnce, type Credentials } from './sign-in'

const sessionMinutes = 12 * 60

interface StaffCredentials extends Credentials {
  firstName: string
  lastName: string
  email: string
  role: Role
  totpSealed: string
}

/** Who a staff token speaks for; an unknown or expired token is nobody. */
export async function resolveStaff(token: string | null, ctx: Ctx): Promise<Actor> {
  if (!token) return anonymous
  const row = await ctx.db.one<{
    id: number
    firstName: string
    lastName: string
    role: Role
    totpSealed: string
    createdAt: Instant
  }>`
    select s.id, s.first_name, s.last_name, s.role, s.totp_sealed, s.created_at from staff_session t join staff s on s.id = t.staff_id
    where t.token_hash = ${hashToken(token)} and t.expires_at > ${ctx.now} and s.disabled = ${false}`
  if (!row) return anonymous
  const structures = await ctx.db.rows<{
    structureId: number
  }>`select structure_id from staff_structure where staff_id = ${row.id}`
  const actor: StaffActor = {
    kind: 'staff',
    id: row.id,
    name: `${row.firstName} ${row.lastName}`,
    role: row.role,
    sessionHash: hashToken(token),
    permissions: new Set(rolePermissions[row.role]),
    structureIds: structures.length > 0 ? structures.map((s) => s.structureId) : null,
    ...(row.totpSealed === '' && (await protectionOf(ctx, row)).overdue ? { owesFactor: true } : {}),
  }
  return actor
}

/** Checks, opens a session and gives its token to the transport. Returns the staff id. */
export async function signInStaff(
  ctx: ManualCtx,
  input: { email: string; password: string; code?: string | undefined },
): Promise<number> {
  const found = await ctx.read(
    ({ db }) => db.one<StaffCredentials>`select id, first_name, last_name, email, role, password_hash, disabled,
      failed_count, locked_until, totp_sealed from staff where email = ${input.email}`,
  )
  const attempt = { table: 'staff', found, login: input.email } as const
  const staff = await tryOnce(ctx, attempt, 'account.wrong-credentials', async (one) => {
    if (!(await verifyPassword(input.password, one?.passwordHash || (await decoyHash())))) return false
    if (!one || one.disabled || one.totpSealed === '') return true
    // Neither a failure nor a success: the count of wrong codes must not start again with each right password.
    if (!input.code) return refuse('account.code-needed')
    const { code } = input
    return (await ctx.write((unit) => useFactorCode(unit, one, code))) || 'account.wrong-code'
  })
  await openStaffSession(ctx, staff.id)
  return staff.id
}

/** Opens a session for somebody whose identity is proved, and gives its token to the transport. */
export async function openStaffSession(ctx: ManualCtx, staffId: number): Promise<void> {
  const token = newToken()
  await ctx.write(async ({ db, now }) => {
    const expiresAt: Instant = addMinutesToInstant(now, sessionMinutes)
    await db.run`delete from staff_session where expires_at <= ${now}`
    await db.run`insert into staff_session (token_hash, staff_id, created_at, expires_at, user_agent)
      values (${hashToken(token)}, ${staffId}, ${now}, ${expiresAt}, ${ctx.caller.userAgent})`
  })
  ctx.setSession(token)
}

export async function signOutStaff(ctx: ManualCtx): Promise<void> {
  const { sessionToken } = ctx.caller
  if (sessionToken)
    await ctx.write(({ db }) => db.run`delete from staff_session where token_hash = ${hashToken(sessionToken)}`)
  ctx.setSession(null)
}
