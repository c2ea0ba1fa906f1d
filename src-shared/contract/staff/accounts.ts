import { z } from 'zod'
import { command, manualCommand, query } from '../operation'
import { permissions, roles } from '../../permissions'
import { zDone, zEmail, zId, zInstant, zName, zNothing, zVersion } from '../schemas'

export const zSignedInStaff = z.object({
  id: zId,
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  role: z.enum(roles),
  permissions: z.array(z.enum(permissions)),
  townName: z.string(),
  townMode: z.enum(['production', 'demonstration']),
  /** Nothing opens before this account has its second factor. */
  owesFactor: z.boolean(),
  /** Until when it may go on without one; null = nothing is owed. */
  factorDueAt: zInstant.nullable(),
  /** Minutes without a gesture before the screen locks; 0 = never. */
  lockAfterMinutes: z.number().int(),
})
export type SignedInStaff = z.output<typeof zSignedInStaff>

export const passwordMinLength = 12
export const zNewPassword = z
  .string()
  .min(passwordMinLength, `${passwordMinLength} caractères au moins`)
  .max(500, '500 caractères au plus')

const zStaffFields = z.object({
  firstName: zName,
  lastName: zName,
  email: zEmail,
  role: z.enum(roles),
  /** Empty = every structure. */
  structureIds: z.array(zId).max(500),
})

export const zStaffMember = zStaffFields.extend({
  id: zId,
  disabled: z.boolean(),
  /** No password yet: the invitation has not been accepted. */
  invited: z.boolean(),
  factorSince: zInstant.nullable(),
  lastSignInAt: zInstant.nullable(),
  /** Until when wrong passwords keep this account closed; null = open. */
  lockedUntil: zInstant.nullable(),
  version: zVersion,
})
export type StaffMember = z.output<typeof zStaffMember>

/** Staff sign-in, sessions, and the accounts of the staff. */
export const accountsContract = {
  'session.signIn': manualCommand({
    permission: 'anyone',
    input: z.object({
      email: zEmail,
      password: z.string().min(1, 'À renseigner').max(500),
      /** Of the second factor, once `account.code-needed` asked for it. */
      code: z.string().trim().max(40).optional(),
    }),
    output: zSignedInStaff,
    audit: (_input, { id, firstName, lastName }) => ({
      entity: 'staff',
      id,
      summary: { name: `${firstName} ${lastName}` },
    }),
  }),
  'session.signOut': manualCommand({
    permission: 'anyone',
    input: zNothing,
    output: zDone,
    audit: () => ({ entity: 'staff' }),
  }),
  /** Who is signed in, or null. */
  'session.current': query({ permission: 'anyone', input: zNothing, output: zSignedInStaff.nullable() }),
  /** Succeeds only with a session: what the event stream asks before opening. */
  'session.require': query({ permission: 'signed-in', input: zNothing, output: zDone }),
  'session.changePassword': manualCommand({
    permission: 'signed-in',
    input: z.object({ current: z.string().min(1, 'À renseigner').max(500), next: zNewPassword }),
    output: zDone,
    audit: () => ({ entity: 'staff' }),
  }),

  'staff.list': query({ permission: 'staff.manage', input: zNothing, output: z.array(zStaffMember) }),
  'staff.create': manualCommand({
    permission: 'staff.manage',
    input: zStaffFields.extend({ password: zNewPassword }),
    output: z.object({ id: zId }),
    audit: ({ email, role }, { id }) => ({ entity: 'staff', id, summary: { email, role } }),
  }),
  'staff.update': command({
    permission: 'staff.manage',
    input: zStaffFields.extend({ id: zId, version: zVersion }),
    output: zDone,
    audit: ({ id, email, role, structureIds }) => ({ entity: 'staff', id, summary: { email, role, structureIds } }),
  }),
  /** A disabled account keeps its history; its sessions end at once. */
  'staff.setDisabled': command({
    permission: 'staff.manage',
    input: z.object({ id: zId, version: zVersion, disabled: z.boolean() }),
    output: zDone,
    audit: ({ id, disabled }) => ({ entity: 'staff', id, summary: { disabled } }),
  }),
  /** A new password typed by the administrator: it unlocks the account and ends its sessions. */
  'staff.setPassword': manualCommand({
    permission: 'staff.manage',
    input: z.object({ id: zId, password: zNewPassword }),
    output: zDone,
    audit: ({ id }) => ({ entity: 'staff', id }),
  }),
}
