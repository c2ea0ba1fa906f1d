import { z } from 'zod'
import { fileSubjects } from './file/subjects'
import { zSchoolYear } from './registration'
import { zLocalDate } from './schemas'

/** What a town may set, beyond its identity. Every field has a default, so that an older database reads well. */
export const zTownSettings = z.object({
  mail: z
    .object({
      host: z.string().default(''),
      port: z.number().int().default(587),
      secure: z.boolean().default(false),
      user: z.string().default(''),
      /** Sealed by the cipher; empty = no authentication. */
      passwordSealed: z.string().default(''),
      from: z.string().default(''),
    })
    .prefault({}),
  invoice: z
    .object({
      /** Days between issue and due date. */
      dueDays: z.number().int().min(0).max(120).default(30),
      detail: z.enum(['grouped', 'daily']).default('grouped'),
      paymentHints: z.string().default(''),
    })
    .prefault({}),
  payments: z.object({ gateway: z.enum(['none', 'test']).default('none') }).prefault({}),
  portal: z
    .object({
      /** Address that e-mails point to; empty = the local portal's. */
      publicUrl: z.string().default(''),
      cellLabels: z.boolean().default(true),
      /**
       * What parents read of their children's health may stand on a hosted portal, sealed there too. Off: the portal of the
       * office alone shows it; from elsewhere a family still asks for changes.
       */
      healthOnHosted: z.boolean().default(false),
      /** Where the browser goes after « Déconnexion »; empty = the sign-in page. */
      signOutUrl: z.string().default(''),
      /** A parent whom the town does not know may ask for an account. */
      selfRegistration: z.boolean().default(true),
      /** Days during which the link of an e-mail, or the code of a letter, opens an account. */
      linkDays: z.number().int().min(1).max(60).default(7),
      letterDays: z.number().int().min(1).max(90).default(30),
      /** Days during which a provisional password is accepted. */
      provisionalDays: z.number().int().min(1).max(30).default(3),
      passwordMinLength: z.number().int().min(8).max(64).default(12),
      /** Wrong passwords before the account closes, for a time that doubles. */
      attemptsBeforeLock: z.number().int().min(3).max(20).default(5),
    })
    .prefault({}),
  children: z
    .object({
      /** Diets of the town's canteens: codes of `dietLabels`, or words of its own. */
      diets: z.array(z.string()).default(['', 'no-pork', 'no-meat', 'vegetarian', 'packed-lunch']),
    })
    .prefault({}),
  registration: z
    .object({
      years: z.array(z.object({ year: zSchoolYear, opensOn: zLocalDate, dueOn: zLocalDate.nullable() })).default([]),
      blocksBooking: z.boolean().default(false),
      limitsAccess: z.boolean().default(false),
    })
    .prefault({}),
  requests: z
    .object({
      /** Changes of the file that no agent has to look at: accepted as they arrive. */
      automatic: z.array(z.enum(fileSubjects)).default([]),
    })
    .prefault({}),
  security: z
    .object({
      /** Who must prove more than a password. */
      secondFactor: z.enum(['administrators', 'everybody']).default('administrators'),
      /** Minutes without a gesture before the screen locks; 0 = never. */
      lockAfterMinutes: z.number().int().min(0).max(240).default(15),
      /** Days during which an invitation opens an account. */
      invitationDays: z.number().int().min(1).max(30).default(7),
      /** Address of the back office that invitations point to; empty = this program's own. */
      staffUrl: z.string().default(''),
    })
    .prefault({}),
  franceConnect: z
    .object({
      enabled: z.boolean().default(false),
      issuer: z.string().default('https://oidc.franceconnect.gouv.fr/api/v2'),
      clientId: z.string().default(''),
      /** Sealed by the cipher. */
      secretSealed: z.string().default(''),
    })
    .prefault({}),
  apiParticulier: z
    .object({
      url: z.string().default('https://particulier.api.gouv.fr'),
      /** Of the town, fourteen digits: who asks. */
      siret: z.string().default(''),
      /** Sealed by the cipher; empty = the service is off. */
      tokenSealed: z.string().default(''),
      /** Ask again each month for the families that agreed. */
      refresh: z.boolean().default(false),
    })
    .prefault({}),
  file: z
    .object({
      /** Optional details of the family file that the town keeps (`optionalFileFields`). */
      fields: z.array(z.string()).default([]),
    })
    .prefault({}),
})
export type TownSettings = z.output<typeof zTownSettings>
