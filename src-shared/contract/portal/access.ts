import { z } from 'zod'
import { zCompletionForm, zRegistrationForm } from '../access'
import { command, manualCommand, query } from '../operation'
import { zDone, zEmail, zInstant, zLocalDate, zNothing } from '../schemas'
import { zParentSession } from './session'

const zLogin = z.string().trim().toLowerCase().min(1, 'À renseigner').max(200, '200 caractères au plus')
const zPassword = z.string().min(1, 'À renseigner').max(200, '200 caractères au plus')
const zToken = z.string().trim().min(10).max(200)
const nothingSaid = () => ({ entity: 'portal-access' })

/** How a person without a session proves who they are: the link of an e-mail, or the code of a letter. */
const zProof = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('link'), token: zToken }),
  z.object({
    kind: z.literal('code'),
    login: zLogin,
    code: z.string().trim().min(1, 'À renseigner').max(40),
    /** Birth date of a child of the family; asked where the office knows one. */
    childBirthDate: zLocalDate.nullable(),
  }),
])
export type AccessProof = z.input<typeof zProof>

export const accessContract = {
  /** Always the same answer, whatever the address. */
  'access.forgotten': manualCommand({
    permission: 'anyone',
    input: z.object({ login: zLogin }),
    output: z.object({ done: z.literal(true), minutes: z.number().int() }),
    audit: nothingSaid,
  }),
  /** What a link opens, without using it: a mailbox that looks at links before its owner spoils none. */
  'access.readLink': query({
    permission: 'anyone',
    input: z.object({ token: zToken }),
    output: z.object({
      purpose: z.enum(['invite', 'reset', 'email-old', 'email-new']),
      login: z.string(),
      /** The address that an `email-…` link confirms. */
      email: z.string(),
      expiresAt: zInstant,
    }),
  }),
  /** Chooses a password with a link or a code, and opens a session. */
  'access.choosePassword': manualCommand({
    permission: 'anyone',
    input: z.object({ proof: zProof, password: zPassword }),
    output: zParentSession,
    audit: ({ proof }) => ({ entity: 'portal-access', summary: { by: proof.kind } }),
  }),
  /** `current` may be left out only when a provisional password has to be changed. */
  'access.changePassword': manualCommand({
    permission: 'signed-in',
    input: z.object({ current: z.string().max(200).default(''), next: zPassword }),
    output: zParentSession,
    audit: nothingSaid,
  }),
  'access.account': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      login: z.string(),
      email: z.string(),
      pendingEmail: z.string(),
      /** The mailboxes that have not said yes yet. */
      waitingFor: z.array(z.enum(['old', 'new'])),
      sessions: z.array(z.object({ key: z.string(), openedAt: zInstant, userAgent: z.string(), current: z.boolean() })),
    }),
  }),
  /** Ends one session, or every other one. */
  'access.endSessions': manualCommand({
    permission: 'signed-in',
    input: z.object({ key: z.string().max(100).nullable() }),
    output: z.object({ ended: z.number().int() }),
    audit: (_input, { ended }) => ({ entity: 'portal-session', summary: { ended } }),
  }),
  'access.askEmail': manualCommand({
    permission: 'signed-in',
    input: z.object({ email: zEmail, password: zPassword }),
    output: zDone,
    audit: nothingSaid,
  }),
  'access.cancelEmail': command({ permission: 'signed-in', input: zNothing, output: zDone, audit: nothingSaid }),
  'access.confirmEmail': manualCommand({
    permission: 'anyone',
    input: z.object({ token: zToken }),
    output: z.object({ waitingFor: z.array(z.enum(['old', 'new'])) }),
    audit: nothingSaid,
  }),
  /** A parent whom the town does not know asks for an account. Always the same answer, whatever the address. */
  'access.register': manualCommand({
    permission: 'anyone',
    input: zRegistrationForm,
    output: zDone,
    audit: ({ id }) => ({ entity: 'registration', id }),
  }),
  /** The link of the first e-mail: the address is theirs, and the request goes to the office. */
  'access.proveEmail': manualCommand({
    permission: 'anyone',
    input: z.object({ token: zToken }),
    /** `sent`: kept by the hosted portal, the office will receive it at the next exchange. */
    output: z.object({ status: z.enum(['awaiting', 'sent']) }),
    audit: nothingSaid,
  }),
  /** The second step: what the office knows already, and what it still needs. */
  'access.completion': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      firstName: z.string(),
      lastName: z.string(),
      email: z.string(),
      known: zCompletionForm,
      children: z.array(z.object({ firstName: z.string(), lastName: z.string(), birthDate: zLocalDate.nullable() })),
    }),
  }),
  'access.complete': command({
    permission: 'signed-in',
    input: zCompletionForm,
    output: zDone,
    audit: nothingSaid,
  }),
  /** The welcome was read: it is not shown again. */
  'access.welcomed': command({ permission: 'signed-in', input: zNothing, output: zDone, audit: nothingSaid }),
}
