import { z } from 'zod'
import { command, manualCommand, query } from '../operation'
import { zDone, zEmail, zId, zInstant, zVersion } from '../schemas'

/** The last link or code made for an account, and what became of the e-mail that carries it. */
const zSentLink = z.object({
  purpose: z.enum(['invite', 'letter', 'reset']),
  createdAt: zInstant,
  createdBy: z.string(),
  expiresAt: zInstant,
  usedAt: zInstant.nullable(),
  expired: z.boolean(),
  mail: z
    .object({
      to: z.string(),
      status: z.enum(['pending', 'sent', 'failed']),
      sentAt: zInstant.nullable(),
      lastError: z.string(),
    })
    .nullable(),
})
export type SentLink = z.output<typeof zSentLink>

const zPortalAccount = z.object({
  id: zId,
  version: zVersion,
  login: z.string(),
  email: z.string(),
  /** False until the person has chosen a password. */
  active: z.boolean(),
  disabled: z.boolean(),
  mustChangePassword: z.boolean(),
  temporaryUntil: zInstant.nullable(),
  pendingEmail: z.string(),
  lockedUntil: zInstant.nullable(),
  lastSignInAt: zInstant.nullable(),
  createdAt: zInstant.nullable(),
  createdBy: z.string(),
  /** Other families that the same account opens. */
  otherFamilies: z.array(z.string()),
  link: zSentLink.nullable(),
  sessions: z.array(z.object({ key: z.string(), openedAt: zInstant, userAgent: z.string() })),
})
export type PortalAccount = z.output<typeof zPortalAccount>

const zTarget = z.object({ familyId: zId, accountId: zId })
const account = (familyId: number, id: number, summary: Record<string, string | number | boolean | null> = {}) => ({
  entity: 'portal-account',
  id,
  familyId,
  summary,
})

/** The parents' accounts, as agents open, help and close them. */
export const portalAccountsContract = {
  'portalAccounts.ofFamily': query({
    permission: 'families.read',
    input: z.object({ familyId: zId }),
    output: z.object({
      /** For how many days a link and a letter are good. */
      linkDays: z.number().int(),
      letterDays: z.number().int(),
      mailReady: z.boolean(),
      /** Where the portal is; empty = the town has not said it. */
      portalUrl: z.string(),
      guardians: z.array(
        z.object({ personId: zId, name: z.string(), email: z.string(), account: zPortalAccount.nullable() }),
      ),
    }),
  }),
  /** Opens an account for a guardian; `by: 'email'` sends the link at once, a letter is printed with `…letter`. */
  'portalAccounts.create': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, personId: zId, by: z.enum(['email', 'letter', 'phone']) }),
    output: z.object({ id: zId, login: z.string() }),
    audit: ({ familyId, by }, { id, login }) => account(familyId, id, { login, by }),
  }),
  /** A fresh single-use link by e-mail: to choose a first password, or a new one. The former link is void. */
  'portalAccounts.sendLink': command({
    permission: 'families.write',
    input: zTarget,
    output: z.object({ to: z.string(), expiresAt: zInstant }),
    audit: ({ familyId, accountId }, { to }) => account(familyId, accountId, { to }),
  }),
  /** A fresh code, on a letter to print. The former code is void. */
  'portalAccounts.letter': manualCommand({
    permission: 'families.write',
    input: zTarget,
    output: z.object({ fileName: z.string(), pdfBase64: z.string(), expiresAt: zInstant }),
    audit: ({ familyId, accountId }, { expiresAt }) => account(familyId, accountId, { expiresAt }),
  }),
  /** Shown once, to be told by telephone or at the counter. It closes the sessions and has to be changed. */
  'portalAccounts.provisionalPassword': manualCommand({
    permission: 'families.write',
    input: zTarget,
    output: z.object({ login: z.string(), password: z.string(), until: zInstant }),
    audit: ({ familyId, accountId }, { until }) => account(familyId, accountId, { until }),
  }),
  'portalAccounts.setDisabled': command({
    permission: 'families.write',
    input: zTarget.extend({ version: zVersion, disabled: z.boolean() }),
    output: zDone,
    audit: ({ familyId, accountId, disabled }) => account(familyId, accountId, { disabled }),
  }),
  /** When the old mailbox is lost: the agent has checked who asks. */
  'portalAccounts.changeEmail': command({
    permission: 'families.write',
    input: zTarget.extend({ version: zVersion, email: zEmail }),
    output: zDone,
    audit: ({ familyId, accountId, email }) => account(familyId, accountId, { email }),
  }),
  'portalAccounts.endSessions': command({
    permission: 'families.write',
    input: zTarget.extend({ key: z.string().max(100).nullable() }),
    output: z.object({ ended: z.number().int() }),
    audit: ({ familyId, accountId }, { ended }) => account(familyId, accountId, { ended }),
  }),
}
