import type { securityContract } from '../../../src-shared/contract/staff/security'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import {
  beginFactor,
  confirmFactor,
  describeOwnFactor,
  endStaffSessions,
  hashToken,
  manageable,
  removeOwnFactor,
  renewOwnCodes,
  resetStaffFactor,
  staffSessions,
} from '../accounts'
import { readTown, updateSettings } from '../organisation'
import { acceptInvitation, inviteAgain, inviteStaff, readInvitation } from './invitations'

const done = { done: true } as const
const ownHash = (token: string | null) => hashToken(token ?? '')

export const securityHandlers: Handlers<typeof securityContract, StaffActor> = {
  'security.sessions': (ctx) => staffSessions(ctx, ctx.actor.id, ctx.actor.sessionHash ?? null),
  'security.endSessions': async (ctx, { key }) => {
    const { id } = ctx.actor
    const kept = ownHash(ctx.caller.sessionToken)
    return { ended: await ctx.write((unit) => endStaffSessions(unit, id, key, kept)) }
  },
  'security.factor': (ctx) => describeOwnFactor(ctx),
  'security.beginFactor': (ctx, { password }) => beginFactor(ctx, password),
  'security.confirmFactor': async (ctx, { code }) => ({
    recoveryCodes: await confirmFactor(ctx, code, ownHash(ctx.caller.sessionToken)),
  }),
  'security.renewRecoveryCodes': async (ctx, { code }) => ({ recoveryCodes: await renewOwnCodes(ctx, code) }),
  'security.removeFactor': async (ctx, input) => {
    await removeOwnFactor(ctx, input)
    return done
  },
  'security.settings': async (ctx) => {
    const { settings, version } = await readTown(ctx)
    return { ...settings.security, version }
  },
  'security.updateSettings': async (ctx, { version, ...security }) => {
    await updateSettings(ctx, version, () => ({ security }))
    return done
  },
  'staff.invite': (ctx, input) => inviteStaff(ctx, input),
  'staff.inviteAgain': (ctx, { id }) => inviteAgain(ctx, id),
  'staff.readInvitation': (ctx, { code }) => readInvitation(ctx, code),
  'staff.acceptInvitation': (ctx, input) => acceptInvitation(ctx, input),
  'staff.sessions': async (ctx, { id }) => {
    await manageable(ctx, id)
    return staffSessions(ctx, id, null)
  },
  'staff.endSessions': async (ctx, { id, key }) => {
    await manageable(ctx, id)
    return { ended: await endStaffSessions(ctx, id, key) }
  },
  'staff.resetFactor': async (ctx, { id }) => {
    await resetStaffFactor(ctx, id)
    return done
  },
}
