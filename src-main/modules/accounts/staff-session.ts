import type { Instant } from '../../../src-shared/kernel/instant'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { rolePermissions, type Role } from '../../../src-shared/permissions'
import { anonymous, type Actor, type StaffActor } from '../../kernel/actor'
import type { Ctx, ManualCtx } from '../../kernel/context'
import { hashToken, newToken } from './passwords'
import { checkCredentials, type Credentials } from './sign-in'

const sessionMinutes = 12 * 60

interface StaffCredentials extends Credentials {
  firstName: string
  lastName: string
  email: string
  role: Role
}

/** Who a staff token speaks for; an unknown or expired token is nobody. */
export async function resolveStaff(token: string | null, ctx: Ctx): Promise<Actor> {
  if (!token) return anonymous
  const row = await ctx.db.one<{ id: number; firstName: string; lastName: string; role: Role }>`
    select s.id, s.first_name, s.last_name, s.role from staff_session t join staff s on s.id = t.staff_id
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
    permissions: new Set(rolePermissions[row.role]),
    structureIds: structures.length > 0 ? structures.map((s) => s.structureId) : null,
  }
  return actor
}

/** Checks, opens a session and gives its token to the transport. Returns the staff id. */
export async function signInStaff(ctx: ManualCtx, input: { email: string; password: string }): Promise<number> {
  const found = await ctx.read(
    ({ db }) => db.one<StaffCredentials>`select id, first_name, last_name, email, role, password_hash, disabled,
      failed_count, locked_until from staff where email = ${input.email}`,
  )
  const staff = await checkCredentials(ctx, { table: 'staff', found, login: input.email }, input.password)
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
