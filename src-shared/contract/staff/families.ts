import { z } from 'zod'
import { command, query } from '../operation'
import { zDone, zEmail, zId, zInstant, zLocalDate, zName, zPage, zShortText, zText, zVersion } from '../schemas'

const zPhone = z
  .string()
  .trim()
  .max(30)
  .regex(/^$|^\+?[\d\s.\-()]{6,30}$/, 'Numéro attendu, comme 06 39 98 41 07')
const zOptionalEmail = z.union([z.literal(''), zEmail])
const zPostalCode = z
  .string()
  .trim()
  .regex(/^$|^\d{5}$/, 'Code postal attendu : cinq chiffres')

export const zQuotient = z.object({
  id: zId,
  kind: z.enum(['caf', 'msa']),
  value: z.number().int(),
  validFrom: zLocalDate,
  validTo: zLocalDate.nullable(),
  source: z.string(),
})

const familyFields = {
  name: zName,
  addressLine1: zShortText,
  addressLine2: zShortText,
  postalCode: zPostalCode,
  city: zShortText,
  resident: z.boolean(),
  invoiceDelivery: z.enum(['portal', 'email', 'paper']),
  directDebit: z.boolean(),
  staffNote: zText,
}
export const zFamilyFields = z.object(familyFields)

export const zGuardianFields = z.object({
  civility: z.enum(['', 'M', 'Mme']),
  firstName: zName,
  lastName: zName,
  birthName: zShortText,
  birthDate: zLocalDate.nullable(),
  email: zOptionalEmail,
  phone: zPhone,
  mobile: zPhone,
  acceptsEmail: z.boolean(),
  acceptsSms: z.boolean(),
})

export const zGuardian = z.object({
  personId: zId,
  version: zVersion,
  accountHolder: z.boolean(),
  civility: z.enum(['', 'M', 'Mme']),
  firstName: z.string(),
  lastName: z.string(),
  birthName: z.string(),
  birthDate: zLocalDate.nullable(),
  email: z.string(),
  phone: z.string(),
  mobile: z.string(),
  acceptsEmail: z.boolean(),
  acceptsSms: z.boolean(),
  /** The person's access to the portal, where there is one. */
  portal: z.object({ login: z.string(), lastSignInAt: zInstant.nullable(), disabled: z.boolean() }).nullable(),
})

export const zFamilyPage = z.object({
  id: zId,
  number: z.number().int(),
  version: zVersion,
  ...familyFields,
  name: z.string(),
  postalCode: z.string(),
  archivedAt: zInstant.nullable(),
  createdAt: zInstant,
  /** The day of the desk: what has begun or ended is judged on it, not on the clock of a screen. */
  today: zLocalDate,
  guardians: z.array(zGuardian),
  quotients: z.array(zQuotient),
})
export type FamilyPage = z.output<typeof zFamilyPage>
export type Guardian = z.output<typeof zGuardian>

export const zFamilyListRow = z.object({
  id: zId,
  number: z.number().int(),
  name: z.string(),
  city: z.string(),
  archived: z.boolean(),
  guardians: z.array(z.string()),
  phone: z.string(),
  children: z.array(z.object({ id: zId, firstName: z.string(), lastName: z.string() })),
  /** QF of today; null = none. */
  quotient: z.number().int().nullable(),
})
export type FamilyListRow = z.output<typeof zFamilyListRow>

/** Where a page of the history stopped: the next one holds what is older. */
const zTimelineMark = z.object({ at: zInstant, key: z.string().max(80) })

export const zTimelineEntry = z.object({
  key: z.string(),
  at: zInstant,
  /** False where only the day is known. */
  timed: z.boolean(),
  actorKind: z.string(),
  actorName: z.string(),
  operation: z.string(),
  summary: z.record(z.string(), z.unknown()),
})
export type TimelineEntry = z.output<typeof zTimelineEntry>

export const zSearchHit = z.object({
  kind: z.enum(['family', 'child', 'invoice']),
  id: zId,
  familyId: zId,
  label: z.string(),
  detail: z.string(),
})
export type SearchHit = z.output<typeof zSearchHit>

const family = (familyId: number, summary: Record<string, string | number | boolean | null> = {}) => ({
  entity: 'family',
  id: familyId,
  familyId,
  summary,
})
const zVersioned = z.object({ id: zId, version: zVersion })

/** The family file: who is responsible, where they live, what the Caf or the MSA says. */
export const familiesContract = {
  'families.list': query({
    permission: 'families.read',
    input: zPage.extend({
      search: z.string().max(100).default(''),
      show: z.enum(['active', 'no-quotient', 'archived']).default('active'),
    }),
    output: z.object({ total: z.number().int(), rows: z.array(zFamilyListRow) }),
  }),
  'families.get': query({ permission: 'families.read', input: z.object({ id: zId }), output: zFamilyPage }),
  'families.timeline': query({
    permission: 'families.read',
    input: z.object({
      familyId: zId,
      before: zTimelineMark.optional(),
      limit: z.number().int().min(1).max(100).default(40),
    }),
    output: z.object({ entries: z.array(zTimelineEntry), more: z.boolean() }),
  }),
  'families.create': command({
    permission: 'families.write',
    input: z.object({ family: zFamilyFields, guardian: zGuardianFields, evenIfSimilar: z.boolean().default(false) }),
    output: z.object({ id: zId, number: z.number().int() }),
    audit: (input, output) => family(output.id, { name: input.family.name, number: output.number }),
  }),
  'families.update': command({
    permission: 'families.write',
    input: zVersioned.extend({ family: zFamilyFields }),
    output: z.object({ version: zVersion, changed: z.array(z.string()) }),
    audit: (input, output) => ({ ...family(input.id), summary: { changed: output.changed } }),
  }),
  'families.archive': command({
    permission: 'families.write',
    input: zVersioned.extend({ archived: z.boolean() }),
    output: zDone,
    audit: (input) => family(input.id, { archived: input.archived }),
  }),
  'families.addGuardian': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, guardian: zGuardianFields }),
    output: z.object({ personId: zId }),
    audit: (input) => family(input.familyId, { name: `${input.guardian.firstName} ${input.guardian.lastName}` }),
  }),
  'families.updateGuardian': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, personId: zId, version: zVersion, guardian: zGuardianFields }),
    output: z.object({ changed: z.array(z.string()) }),
    audit: (input, output) => ({
      ...family(input.familyId),
      summary: { name: `${input.guardian.firstName} ${input.guardian.lastName}`, changed: output.changed },
    }),
  }),
  'families.removeGuardian': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, personId: zId }),
    output: z.object({ name: z.string() }),
    audit: (input, output) => family(input.familyId, { name: output.name }),
  }),
  'families.chooseAccountHolder': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, personId: zId }),
    output: z.object({ name: z.string() }),
    audit: (input, output) => family(input.familyId, { name: output.name }),
  }),
  'families.addQuotient': command({
    permission: 'families.write',
    input: z.object({
      familyId: zId,
      kind: z.enum(['caf', 'msa']),
      value: z
        .number('Un QF est un nombre entier')
        .int('Un QF est un nombre entier')
        .min(0, 'Un QF n’est pas négatif')
        .max(99_999, 'Un QF a cinq chiffres au plus'),
      validFrom: zLocalDate,
      validTo: zLocalDate.nullable(),
      source: z.string().trim().min(1, 'À renseigner').max(100, '100 caractères au plus'),
    }),
    output: z.object({ id: zId }),
    audit: (input) =>
      family(input.familyId, {
        value: input.value,
        kind: input.kind,
        validFrom: input.validFrom,
        source: input.source,
      }),
  }),
  /** A QF is never edited: a mistake is taken away with its reason, and the right one is added. */
  'families.removeQuotient': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, quotientId: zId, reason: z.string().trim().min(3, 'Dites pourquoi').max(200) }),
    output: z.object({ value: z.number().int(), validFrom: zLocalDate }),
    audit: (input, output) =>
      family(input.familyId, { value: output.value, validFrom: output.validFrom, reason: input.reason }),
  }),
  /** What the command palette finds: families, children, invoices. */
  'search.everything': query({
    permission: 'families.read',
    input: z.object({ text: z.string().max(100) }),
    output: z.array(zSearchHit).max(20),
  }),
}
