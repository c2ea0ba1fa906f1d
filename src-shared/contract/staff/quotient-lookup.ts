import { z } from 'zod'
import { command, manualCommand, query } from '../operation'
import { zDone, zId, zInstant, zLocalDate, zNothing, zShortText, zVersion } from '../schemas'

/** A token or a secret never travels in clear; this machine itself is for trials. */
const zServiceUrl = z
  .url('Adresse attendue, comme https://…')
  .refine((url) => /^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url), 'Adresse en https attendue')

/** Why the State's service gave no QF. Each has its sentence in `lookupSentences`. */
export const lookupFailures = [
  'unknown',
  'refused-identity',
  'refused-token',
  'too-many',
  'unavailable',
  'too-slow',
  'unreadable',
] as const
export type LookupFailure = (typeof lookupFailures)[number]

export const lookupSentences: Record<LookupFailure, string> = {
  unknown:
    'Ni la Caf ni la MSA ne connaissent cette personne sous cette identité. Saisissez le QF d’après une attestation.',
  'refused-identity':
    'Le service refuse cette identité\u00A0: vérifiez nom de naissance, prénoms, date et commune de naissance, ou saisissez le QF.',
  'refused-token':
    'Le service refuse le jeton de la commune. Un administrateur le vérifie dans Réglages, « Services de l’État ». En attendant, saisissez le QF.',
  'too-many': 'Trop de questions en peu de temps. Recommencez dans quelques minutes, ou saisissez le QF.',
  unavailable: 'Le service de l’État ne répond pas en ce moment. Recommencez plus tard, ou saisissez le QF.',
  'too-slow': 'Le service de l’État met trop de temps à répondre. Recommencez plus tard, ou saisissez le QF.',
  unreadable: 'La réponse du service ne se lit pas\u00A0: rien n’a été repris. Saisissez le QF.',
}

const zFound = z.object({
  id: zId,
  provider: z.enum(['caf', 'msa']),
  value: z.number().int(),
  /** YYYY-MM that the value is for. */
  month: z.string(),
  askedAt: zInstant,
})
export type FoundQuotient = z.output<typeof zFound>

const zOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('found'), found: zFound }),
  z.object({ outcome: z.literal('failed'), reason: z.enum(lookupFailures) }),
])
export type LookupOutcome = z.output<typeof zOutcome>

const zPerson = z.object({
  personId: zId,
  name: z.string(),
  /** What the service asks and the file does not hold. */
  missing: z.array(z.string()),
  consent: z.object({ given: z.string(), givenAt: zInstant, recordedBy: z.string() }).nullable(),
})
export type LookupPerson = z.output<typeof zPerson>

const family = (familyId: number, summary: Record<string, string | number | boolean | null> = {}) => ({
  entity: 'family',
  id: familyId,
  familyId,
  summary,
})

/** The QF asked from API Particulier (Caf and MSA), for families that agreed. */
export const quotientLookupContract = {
  'quotientLookup.ofFamily': query({
    permission: 'families.write',
    input: z.object({ familyId: zId }),
    output: z.object({
      /** False until the town has a token. */
      available: z.boolean(),
      people: z.array(zPerson),
      /** The last answer that nobody saved yet. */
      proposed: zFound.nullable(),
    }),
  }),
  'quotientLookup.recordConsent': command({
    permission: 'families.write',
    input: z.object({
      familyId: zId,
      personId: zId,
      given: z.enum(['desk', 'paper', 'phone']),
    }),
    output: zDone,
    audit: ({ familyId, personId, given }) => family(familyId, { personId, given }),
  }),
  'quotientLookup.withdrawConsent': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, personId: zId }),
    output: zDone,
    audit: ({ familyId, personId }) => family(familyId, { personId }),
  }),
  'quotientLookup.ask': manualCommand({
    permission: 'families.write',
    input: z.object({ familyId: zId, personId: zId }),
    output: zOutcome,
    audit: ({ familyId, personId }, { outcome }) => family(familyId, { personId, outcome }),
  }),
  /** Saves what was read, and nothing else: the value is the service's. */
  'quotientLookup.save': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, lookupId: zId, validFrom: zLocalDate }),
    output: z.object({ quotientId: zId, value: z.number().int(), validFrom: zLocalDate }),
    audit: ({ familyId }, { value, validFrom }) => family(familyId, { value, validFrom }),
  }),

  'connections.settings': query({
    permission: 'settings.manage',
    input: zNothing,
    output: z.object({
      version: zVersion,
      franceConnect: z.object({
        enabled: z.boolean(),
        issuer: z.string(),
        clientId: z.string(),
        hasSecret: z.boolean(),
        /** What to declare to FranceConnect; '' = the portal has no address. */
        returnUrl: z.string(),
        signOutUrl: z.string(),
      }),
      apiParticulier: z.object({ url: z.string(), siret: z.string(), hasToken: z.boolean(), refresh: z.boolean() }),
    }),
  }),
  'connections.updateFranceConnect': command({
    permission: 'settings.manage',
    /** Without `secret`, the one that is kept stays; an empty one removes it. */
    input: z.object({
      version: zVersion,
      enabled: z.boolean(),
      issuer: zServiceUrl,
      clientId: zShortText,
      secret: z.string().max(500).optional(),
    }),
    output: zDone,
    audit: ({ enabled, issuer, secret }) => ({
      ...{ entity: 'town', id: 1 },
      summary: { enabled, issuer, secretChanged: secret !== undefined },
    }),
  }),
  'connections.updateApiParticulier': command({
    permission: 'settings.manage',
    input: z.object({
      version: zVersion,
      url: zServiceUrl,
      siret: z
        .string()
        .transform((text) => text.replace(/\s/g, ''))
        .refine((text) => /^(\d{14})?$/.test(text), 'SIRET attendu\u00A0: quatorze chiffres'),
      token: z.string().trim().max(5000).optional(),
      refresh: z.boolean(),
    }),
    output: zDone,
    audit: ({ siret, refresh, token }) => ({
      ...{ entity: 'town', id: 1 },
      summary: { siret, refresh, tokenChanged: token !== undefined },
    }),
  }),
}
