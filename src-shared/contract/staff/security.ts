import { z } from 'zod'
import { roles } from '../../permissions'
import { command, manualCommand, query } from '../operation'
import { zDone, zEmail, zId, zInstant, zName, zNothing, zVersion } from '../schemas'
import { zNewPassword } from './accounts'

const zSessionRow = z.object({ key: z.string(), openedAt: zInstant, userAgent: z.string(), current: z.boolean() })
export type StaffSessionRow = z.output<typeof zSessionRow>

/** Six digits of the application, or a code kept on paper. */
export const zFactorCode = z.string().trim().min(6, 'Six chiffres attendus').max(40)
const zPassword = z.string().min(1, 'À renseigner').max(500)
const zInvitationCode = z.string().trim().min(10, 'Code attendu, comme ABCD – EFGH – …').max(100)

const zSecurityFields = z.object({
  secondFactor: z.enum(['administrators', 'everybody']),
  lockAfterMinutes: z.number({ error: 'Nombre de minutes attendu' }).int().min(0, 'De 0 à 240').max(240, 'De 0 à 240'),
  invitationDays: z.number({ error: 'Nombre de jours attendu' }).int().min(1, 'De 1 à 30').max(30, 'De 1 à 30'),
  staffUrl: z.union([z.literal(''), z.url({ protocol: /^https?$/, error: 'Adresse attendue, comme https://…' })]),
})

const zInvitation = z.object({
  id: zId,
  email: z.string(),
  /** To type on the page « J’ai une invitation ». */
  code: z.string(),
  /** Empty where this program serves no address. */
  link: z.string(),
  expiresAt: zInstant,
  /** False where the town has no mail server: the code is to be given by hand. */
  mailed: z.boolean(),
})
export type StaffInvitation = z.output<typeof zInvitation>

const own = () => ({ entity: 'staff' })

/** What protects the accounts of the staff: sessions, second factor, invitations. */
export const securityContract = {
  /** One's own sessions. */
  'security.sessions': query({ permission: 'signed-in', input: zNothing, output: z.array(zSessionRow) }),
  /** Ends one of them, or (null) every other. */
  'security.endSessions': manualCommand({
    permission: 'signed-in',
    input: z.object({ key: z.string().max(100).nullable() }),
    output: z.object({ ended: z.number().int() }),
    audit: (_input, { ended }) => ({ entity: 'staff', summary: { ended } }),
  }),
  'security.factor': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      since: zInstant.nullable(),
      recoveryLeft: z.number().int(),
      /** The town asks it of this role. */
      required: z.boolean(),
    }),
  }),
  /** Shows a new secret; nothing changes before a code proves that it was kept. */
  'security.beginFactor': manualCommand({
    permission: 'signed-in',
    input: z.object({ password: zPassword }),
    output: z.object({
      secret: z.string(),
      uri: z.string(),
      /** The same as a QR code: its side in modules, and the path of its dark ones. */
      qr: z.object({ size: z.number().int(), path: z.string() }),
    }),
    audit: own,
  }),
  'security.confirmFactor': manualCommand({
    permission: 'signed-in',
    input: z.object({ code: zFactorCode }),
    output: z.object({ recoveryCodes: z.array(z.string()) }),
    audit: own,
  }),
  'security.renewRecoveryCodes': manualCommand({
    permission: 'signed-in',
    input: z.object({ code: zFactorCode }),
    output: z.object({ recoveryCodes: z.array(z.string()) }),
    audit: own,
  }),
  'security.removeFactor': manualCommand({
    permission: 'signed-in',
    input: z.object({ password: zPassword, code: zFactorCode }),
    output: zDone,
    audit: own,
  }),

  'security.settings': query({
    permission: 'staff.manage',
    input: zNothing,
    output: zSecurityFields.extend({ version: zVersion }),
  }),
  'security.updateSettings': command({
    permission: 'settings.manage',
    input: zSecurityFields.extend({ version: zVersion }),
    output: zDone,
    audit: ({ secondFactor, lockAfterMinutes, invitationDays }) => ({
      ...{ entity: 'town', id: 1 },
      summary: { secondFactor, lockAfterMinutes, invitationDays },
    }),
  }),

  /** A new account, without a password: its owner chooses it. */
  'staff.invite': command({
    permission: 'staff.manage',
    input: z.object({
      firstName: zName,
      lastName: zName,
      email: zEmail,
      role: z.enum(roles),
      /** Empty = every structure. */
      structureIds: z.array(zId).max(500),
    }),
    output: zInvitation,
    audit: ({ email, role }, { id, mailed }) => ({ entity: 'staff', id, summary: { email, role, mailed } }),
  }),
  /** A new link for an account that exists; the one before is void. */
  'staff.inviteAgain': command({
    permission: 'staff.manage',
    input: z.object({ id: zId }),
    output: zInvitation,
    audit: ({ id }, { mailed }) => ({ entity: 'staff', id, summary: { mailed } }),
  }),
  'staff.readInvitation': query({
    permission: 'anyone',
    input: z.object({ code: zInvitationCode }),
    output: z.object({ firstName: z.string(), lastName: z.string(), email: z.string(), townName: z.string() }),
  }),
  'staff.acceptInvitation': manualCommand({
    permission: 'anyone',
    input: z.object({ code: zInvitationCode, password: zNewPassword }),
    output: z.object({ id: zId, email: z.string() }),
    audit: (_input, { id }) => ({ entity: 'staff', id }),
  }),
  'staff.sessions': query({
    permission: 'staff.manage',
    input: z.object({ id: zId }),
    output: z.array(zSessionRow),
  }),
  'staff.endSessions': command({
    permission: 'staff.manage',
    input: z.object({ id: zId, key: z.string().max(100).nullable() }),
    output: z.object({ ended: z.number().int() }),
    audit: ({ id }, { ended }) => ({ entity: 'staff', id, summary: { ended } }),
  }),
  /** For somebody who lost both telephone and paper codes: the password alone opens, until they begin again. */
  'staff.resetFactor': command({
    permission: 'staff.manage',
    input: z.object({ id: zId }),
    output: zDone,
    audit: ({ id }) => ({ entity: 'staff', id }),
  }),
}
