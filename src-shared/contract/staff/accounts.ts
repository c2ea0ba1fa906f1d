import { z } from 'zod'
import { manualCommand, query } from '../operation'
import { permissions, roles } from '../../permissions'
import { zDone, zEmail, zId, zNothing } from '../schemas'

export const zSignedInStaff = z.object({
  id: zId,
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  role: z.enum(roles),
  permissions: z.array(z.enum(permissions)),
  townName: z.string(),
  townMode: z.enum(['production', 'demonstration']),
})
export type SignedInStaff = z.output<typeof zSignedInStaff>

/** Staff sign-in and sessions. Staff management is added here too. */
export const accountsContract = {
  'session.signIn': manualCommand({
    permission: 'anyone',
    input: z.object({ email: zEmail, password: z.string().min(1, 'À renseigner').max(500) }),
    output: zSignedInStaff,
    audit: (_input, output) => ({ entity: 'staff', id: output.id }),
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
}
