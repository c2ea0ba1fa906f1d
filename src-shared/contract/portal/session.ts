import { z } from 'zod'
import { manualCommand, query } from '../operation'
import { zDone, zNothing } from '../schemas'

/**
 * What a session must do first: `password` choose one's own, `completion` the second step of a registration, `file` complete
 * the yearly file, where the town opens the portal to complete files only.
 */
export const portalGates = ['password', 'completion', 'file'] as const
export const zGate = z.enum(portalGates)
export type PortalGate = z.output<typeof zGate>

/** Who is signed in, and which of their families is open. A family is chosen by its place in the list, never by its id. */
export const zParentSession = z.object({
  firstName: z.string(),
  lastName: z.string(),
  familyNumber: z.string(),
  familyName: z.string(),
  families: z.array(z.object({ number: z.string(), name: z.string(), current: z.boolean() })),
  /** What comes before everything else; null = the portal is open. */
  gate: zGate.nullable(),
  /** The access has just become complete: the home page says welcome. */
  welcome: z.boolean(),
})
export type ParentSession = z.output<typeof zParentSession>

export const sessionContract = {
  'session.signIn': manualCommand({
    permission: 'anyone',
    input: z.object({
      login: z.string().trim().toLowerCase().min(1, 'À renseigner').max(200, '200 caractères au plus'),
      password: z.string().min(1, 'À renseigner').max(200, '200 caractères au plus'),
    }),
    output: zParentSession,
    audit: ({ login }) => ({ entity: 'portal-session', summary: { login } }),
  }),
  'session.signOut': manualCommand({
    permission: 'anyone',
    input: zNothing,
    output: zDone,
    audit: () => ({ entity: 'portal-session' }),
  }),
  'session.current': query({ permission: 'anyone', input: zNothing, output: zParentSession.nullable() }),
  'session.chooseFamily': manualCommand({
    permission: 'signed-in',
    input: z.object({ position: z.number().int().min(0).max(20) }),
    output: zParentSession,
    audit: ({ position }) => ({ entity: 'portal-session', summary: { position } }),
  }),
}
