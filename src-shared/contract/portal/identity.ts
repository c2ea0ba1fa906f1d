import { z } from 'zod'
import { manualCommand, query } from '../operation'
import { zDone, zLocalDate, zNothing } from '../schemas'
import { zParentSession } from './session'

const zTicket = z.string().trim().min(10).max(200)
const nothingSaid = () => ({ entity: 'identity-link' })

/** FranceConnect on the portal. The journey itself goes through `/franceconnect/…`; a ticket is what comes back from it. */
export const identityContract = {
  'identity.available': query({
    permission: 'anyone',
    input: zNothing,
    output: z.object({ franceConnect: z.boolean() }),
  }),
  /** What comes back: the session of the account bound to this identity, or who is not bound to one yet. */
  'identity.open': manualCommand({
    permission: 'anyone',
    input: z.object({ ticket: zTicket }),
    output: z.discriminatedUnion('state', [
      z.object({ state: z.literal('open'), session: zParentSession }),
      z.object({
        state: z.literal('unknown'),
        givenName: z.string(),
        familyName: z.string(),
        /** An agent was asked, or said no. */
        asked: z.enum(['no', 'pending', 'refused']),
      }),
    ]),
    audit: (_input, { state }) => ({ entity: 'identity-link', summary: { state } }),
  }),
  /** The code of a letter from the town says whose account it is; from then on FranceConnect opens it. */
  'identity.confirmCode': manualCommand({
    permission: 'anyone',
    input: z.object({
      ticket: zTicket,
      login: z.string().trim().toLowerCase().min(1, 'À renseigner').max(200),
      code: z.string().trim().min(1, 'À renseigner').max(40),
      childBirthDate: zLocalDate.nullable(),
    }),
    output: zParentSession,
    audit: nothingSaid,
  }),
  /** Without a code: an agent compares the identity with the file. */
  'identity.askAgent': manualCommand({
    permission: 'anyone',
    input: z.object({ ticket: zTicket }),
    output: zDone,
    audit: nothingSaid,
  }),
  /** Where to go after signing out, to end the session of FranceConnect too; null for any other session. */
  'identity.signOutUrl': manualCommand({
    permission: 'anyone',
    input: zNothing,
    output: z.object({ url: z.string().nullable() }),
    audit: nothingSaid,
  }),
}
