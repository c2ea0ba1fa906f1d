import { z } from 'zod'
import { command, query } from '../operation'
import { zDone, zId, zInstant, zLocalDate, zPage, zUuid, zVersion } from '../schemas'
import { zFamilyFields, zFamilyPage, zGuardianFields } from './family-fields'

export {
  zFamilyFields,
  zFamilyPage,
  zGuardian,
  zGuardianFields,
  zQuotient,
  type FamilyPage,
  type Guardian,
} from './family-fields'

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

export const zCustodyRhythm = z
  .object({
    pattern: z.enum(['', 'even', 'odd', 'alternate']),
    /** Of 'alternate': a day of one of the weeks spent in this family. */
    since: zLocalDate.nullable(),
    /** Weekday on which the child changes homes, 1 = Monday. */
    changeDay: z.number().int().min(1).max(7),
  })
  .refine((rhythm) => rhythm.pattern !== 'alternate' || rhythm.since !== null, {
    path: ['since'],
    message: 'Donnez un jour où l’enfant est dans cette famille',
  })

export const zCustody = z.object({
  childId: zId,
  name: z.string(),
  rhythm: z.object({
    pattern: z.enum(['', 'even', 'odd', 'alternate']),
    since: zLocalDate.nullable(),
    changeDay: z.number().int(),
  }),
  others: z.array(z.object({ id: zId, number: z.number().int(), name: z.string() })),
  /** The coming weeks, from the present one: where the child is. Empty without a rhythm. */
  weeks: z.array(z.object({ from: zLocalDate, week: z.number().int(), here: z.boolean(), holidays: z.boolean() })),
})
export type Custody = z.output<typeof zCustody>

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
    input: zVersioned.extend({
      family: zFamilyFields,
      /** When the address changes: members who do not move. They keep the former address as their own. */
      staying: z.array(zId).max(30).default([]),
    }),
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
    input: z.object({
      familyId: zId,
      personId: zId,
      version: zVersion,
      guardian: zGuardianFields,
      /** When this person's own address changes: those of the family who lived there too, and move with them. */
      moving: z.array(zId).max(30).default([]),
    }),
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
      documentId: zUuid.nullable().default(null),
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
  /** Who lives where, to ask who moves when an address changes. */
  'families.residents': query({
    permission: 'families.read',
    input: z.object({ familyId: zId }),
    output: z.array(
      z.object({
        personId: zId,
        role: z.enum(['guardian', 'child']),
        name: z.string(),
        /** On one line; '' = the household's. */
        ownAddress: z.string(),
      }),
    ),
  }),
  'families.addNote': command({
    permission: 'families.write',
    input: z.object({
      familyId: zId,
      text: z.string().trim().min(1, 'À renseigner').max(2000, '2 000 caractères au plus'),
    }),
    output: z.object({ id: zId }),
    audit: (input) => ({ ...family(input.familyId), entity: 'family_note' }),
  }),
  /** The weeks of each child in this family, where they live in two. */
  'families.custody': query({
    permission: 'families.read',
    input: z.object({ familyId: zId }),
    output: z.array(zCustody),
  }),
  'families.setCustody': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, childId: zId, custody: zCustodyRhythm }),
    output: z.object({ name: z.string() }),
    audit: (input, output) => family(input.familyId, { name: output.name, pattern: input.custody.pattern }),
  }),
  /** What the command palette finds: families, children, invoices. */
  'search.everything': query({
    permission: 'families.read',
    input: z.object({ text: z.string().max(100) }),
    output: z.array(zSearchHit).max(20),
  }),
}
