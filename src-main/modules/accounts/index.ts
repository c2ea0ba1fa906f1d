import type { accountsContract, SignedInStaff } from '../../../src-shared/contract/staff/accounts'
import { rolePermissions, type Role } from '../../../src-shared/permissions'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { hashToken } from './passwords'
import { changeOwnPassword, createStaff, listStaff, setStaffDisabled, setStaffPassword, updateStaff } from './staff'
import { protection, townRules } from './protection'
import { signInStaff, signOutStaff } from './staff-session'
import { findStaff, insertStaffRow } from './store'

export { openStaffSession, resolveStaff } from './staff-session'
export { beginFactor, confirmFactor, describeOwnFactor, removeOwnFactor, renewOwnCodes } from './own-factor'
export { staffGuard } from './protection'
export { normalCode, typedCode } from './second-factor'
export { endStaffSessions, staffSessions } from './staff-sessions'
export { manageable, openStaffAccount, resetStaffFactor, type StaffFields } from './staff'
export { hashPassword, hashToken, newToken, verifyPassword } from './passwords'
export { checkCredentials, tryOnce, type Attempt, type Credentials } from './sign-in'
export {
  confirmEmail,
  emailPurposes,
  emailWaitingFor,
  endStep,
  findLink,
  forgetPendingEmail,
  markWelcomed,
  passwordPurposes,
  setPendingEmail,
  storePassword,
  useLink,
} from './access'
export { insertLink, type OpenLink } from './store-access'
export type { AccessPurpose, PortalAccountRow, RegistrationRow, RegistrationStatus } from './entities'

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
  'session.changePassword': async (ctx, input) => {
    await changeOwnPassword(ctx, input, hashToken(ctx.caller.sessionToken ?? ''))
    return { done: true }
  },
  'staff.list': (ctx) => listStaff(ctx),
  'staff.create': async (ctx, input) => ({ id: await createStaff(ctx, input) }),
  'staff.update': async (ctx, input) => {
    await updateStaff(ctx, input)
    return { done: true }
  },
  'staff.setDisabled': async (ctx, input) => {
    await setStaffDisabled(ctx, input)
    return { done: true }
  },
  'staff.setPassword': async (ctx, input) => {
    await setStaffPassword(ctx, input)
    return { done: true }
  },
}

/** The first account of a town, in the transaction that creates it. */
export function insertAdministrator(
  ctx: Ctx,
  staff: { firstName: string; lastName: string; email: string; passwordHash: string },
): Promise<number> {
  return insertStaffRow(ctx.db, { ...staff, role: 'administrator', createdAt: ctx.now })
}

/** Who is signed in, as a screen shows it. */
export async function describeStaff(ctx: Ctx, id: number): Promise<SignedInStaff> {
  const row = await findStaff(ctx.db, id)
  const town = await ctx.db.one<{
    name: string
    mode: SignedInStaff['townMode']
  }>`select name, mode from town where id = 1`
  if (!row || !town) throw new Error('a session without staff or town')
  const { firstName, lastName, email } = row
  const role = row.role as Role
  const rules = await townRules(ctx)
  const { dueAt, overdue } = protection(rules, row, ctx.now)
  return {
    ...{ id, firstName, lastName, email, role, permissions: [...rolePermissions[role]] },
    ...{ townName: town.name, townMode: town.mode },
    ...{ owesFactor: overdue, factorDueAt: dueAt, lockAfterMinutes: rules.security.lockAfterMinutes },
  }
}
