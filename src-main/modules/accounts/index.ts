import type { accountsContract, SignedInStaff } from '../../../src-shared/contract/staff/accounts'
import { rolePermissions, type Role } from '../../../src-shared/permissions'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { signInStaff, signOutStaff } from './staff-session'

export { resolveStaff } from './staff-session'
export { hashPassword, hashToken, newToken } from './passwords'
export { checkCredentials, type Credentials } from './sign-in'

export const accountsHandlers: Handlers<typeof accountsContract, StaffActor> = {
  'session.signIn': async (ctx, input) => {
    const id = await signInStaff(ctx, input)
    return ctx.read((unit) => describeStaff(unit, id))
  },
  'session.signOut': async (ctx) => {
    await signOutStaff(ctx)
    return { done: true }
  },
  'session.current': (ctx) => (ctx.actor.kind === 'staff' ? describeStaff(ctx, ctx.actor.id) : Promise.resolve(null)),
  'session.require': () => Promise.resolve({ done: true }),
}

async function describeStaff(ctx: Ctx, id: number): Promise<SignedInStaff> {
  const row = await ctx.db.one<{ firstName: string; lastName: string; email: string; role: Role }>`
    select first_name, last_name, email, role from staff where id = ${id}`
  const town = await ctx.db.one<{ name: string; mode: SignedInStaff['townMode'] }>`select name, mode from town where id = 1`
  if (!row || !town) throw new Error('a session without staff or town')
  return { id, ...row, permissions: [...rolePermissions[row.role]], townName: town.name, townMode: town.mode }
}
