import { z } from 'zod'
import { command, query } from '../operation'
import { zDone, zId, zInstant, zNothing } from '../schemas'

/** What FranceConnect says of a person. */
export const zPivotIdentity = z.object({
  givenName: z.string(),
  familyName: z.string(),
  preferredUsername: z.string(),
  birthDate: z.string(),
  gender: z.string(),
  birthPlace: z.string(),
  birthCountry: z.string(),
  email: z.string(),
})
export type PivotIdentity = z.output<typeof zPivotIdentity>

/** Identities that FranceConnect vouches for and that wait for an agent to say whose account they open. */
export const identityLinksContract = {
  'identityLinks.pending': query({
    permission: 'requests.decide',
    input: zNothing,
    output: z.array(
      z.object({
        id: zId,
        askedAt: zInstant,
        identity: zPivotIdentity,
        /** Accounts of adults with the same birth date and a name alike; never found by e-mail. */
        candidates: z.array(
          z.object({
            accountId: zId,
            familyId: zId,
            name: z.string(),
            familyNumber: z.number().int(),
            login: z.string(),
          }),
        ),
      }),
    ),
  }),
  'identityLinks.decide': command({
    permission: 'requests.decide',
    /** Null = nobody's: the person asks again from the portal if it was a mistake. */
    input: z.object({ id: zId, accountId: zId.nullable() }),
    output: zDone,
    audit: ({ id, accountId }) => ({ entity: 'identity-link', id, summary: { accountId } }),
  }),
}
