import { z } from 'zod'
import { command, query } from '../operation'
import { authorisationKinds, childNeeds } from '../../labels/child'
import { zId, zInstant, zLocalDate, zName, zNothing, zShortText, zText, zVersion } from '../schemas'
import { zDiet } from './diet'

const zSwimming = z.enum(['', 'learning', 'swims'])

export const zAuthorisation = z.object({
  kind: z.enum(authorisationKinds),
  granted: z.boolean(),
  since: zLocalDate,
  decidedBy: z.string(),
  recordedAt: zInstant,
})
export type Authorisation = z.output<typeof zAuthorisation>

export const zChildFields = z.object({
  firstName: zName,
  lastName: zName,
  birthDate: zLocalDate,
  sex: z.enum(['', 'F', 'M']),
  schoolId: zId.nullable(),
  classLevel: z.string().max(10),
  className: zShortText,
  diet: zDiet,
  leavesAlone: z.boolean(),
  imageConsent: z.boolean(),
  /** Commune or country. */
  birthPlace: zShortText.default(''),
  swimming: zSwimming.default(''),
  needs: z.array(z.enum(childNeeds)).default([]),
  needsNote: z.string().trim().max(1000, '1 000 caractères au plus').default(''),
})

const zFamilyLink = z.object({ id: zId, number: z.number().int(), name: z.string() })

export const zPickupContact = z.object({
  id: zId,
  familyId: zId,
  fullName: z.string(),
  relationship: z.string(),
  phone: z.string(),
  mayCollect: z.boolean(),
  emergency: z.boolean(),
  forbidden: z.boolean(),
  note: z.string(),
  /** Of a forbidden person: the nature of the decision and its date. */
  decision: z.string(),
  decidedOn: zLocalDate.nullable(),
})
export type PickupContact = z.output<typeof zPickupContact>

export const zChild = z.object({
  id: zId,
  /** The day of the desk, for ages and validities. */
  today: zLocalDate,
  version: zVersion,
  firstName: z.string(),
  lastName: z.string(),
  birthDate: zLocalDate.nullable(),
  sex: z.enum(['', 'F', 'M']),
  schoolId: zId.nullable(),
  schoolName: z.string(),
  classLevel: z.string(),
  className: z.string(),
  diet: z.string(),
  leavesAlone: z.boolean(),
  imageConsent: z.boolean(),
  birthPlace: z.string(),
  swimming: zSwimming,
  needs: z.array(z.enum(childNeeds)),
  needsNote: z.string(),
  /** '2026-2027', the year for which school and class hold; '' when not said. */
  schoolYear: z.string(),
  isArchived: z.boolean(),
  /** Address of the picture, changed with it; null without one. */
  photo: z.string().nullable(),
  /** The present ones; a kind that was never asked is absent. */
  authorisations: z.array(zAuthorisation),
  families: z.array(zFamilyLink),
  contacts: z.array(zPickupContact),
})
export type Child = z.output<typeof zChild>

const onChild = (
  childId: number,
  familyId: number | null,
  summary: Record<string, string | boolean | string[]> = {},
) => ({
  entity: 'child',
  id: childId,
  familyId,
  summary,
})
const zTarget = z.object({ childId: zId, familyId: zId })
const zContactFields = z.object({
  fullName: zName,
  relationship: zShortText,
  phone: z.string().trim().max(30),
  mayCollect: z.boolean(),
  emergency: z.boolean(),
  forbidden: z.boolean(),
  note: zText,
  decision: zShortText.default(''),
  decidedOn: zLocalDate.nullable().default(null),
})
const zNamed = z.object({ name: z.string() })

/**
 * Children, their school, who may collect them; their health is in `healthContract`. `familyId` in a command
 * says from which family's file the agent acts: it is where the history shows the act.
 */
export const childrenContract = {
  'children.ofFamily': query({
    permission: 'families.read',
    input: z.object({ familyId: zId }),
    output: z.array(zChild),
  }),
  'children.get': query({ permission: 'families.read', input: z.object({ id: zId }), output: zChild }),
  /** What a child's form offers. */
  'children.choices': query({
    permission: 'families.read',
    input: zNothing,
    output: z.object({ schools: z.array(z.object({ id: zId, name: z.string() })), diets: z.array(z.string()) }),
  }),
  'children.create': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, child: zChildFields }),
    output: z.object({ id: zId }),
    audit: (input, output) =>
      onChild(output.id, input.familyId, { name: `${input.child.firstName} ${input.child.lastName}` }),
  }),
  'children.update': command({
    permission: 'families.write',
    input: zTarget.extend({ version: zVersion, child: zChildFields }),
    output: z.object({ changed: z.array(z.string()) }),
    audit: (input, output) =>
      onChild(input.childId, input.familyId, { name: input.child.firstName, changed: output.changed }),
  }),
  /** Shared custody: the child of one family becomes a child of a second one too. */
  'children.link': command({
    permission: 'families.write',
    input: zTarget,
    output: zNamed,
    audit: (input, output) => onChild(input.childId, input.familyId, { name: output.name }),
  }),
  'children.unlink': command({
    permission: 'families.write',
    input: zTarget,
    output: zNamed,
    audit: (input, output) => onChild(input.childId, input.familyId, { name: output.name }),
  }),
  'children.saveContact': command({
    permission: 'families.write',
    input: zTarget.extend({ contactId: zId.nullable(), contact: zContactFields }),
    output: zNamed,
    audit: (input, output) =>
      onChild(input.childId, input.familyId, {
        name: output.name,
        contact: input.contact.fullName,
        forbidden: input.contact.forbidden,
      }),
  }),
  'children.removeContact': command({
    permission: 'families.write',
    input: zTarget.extend({ contactId: zId }),
    output: z.object({ name: z.string(), contact: z.string() }),
    audit: (input, output) => onChild(input.childId, input.familyId, output),
  }),
  /** Everything that was ever authorised or refused, the latest first. */
  'children.authorisations': query({
    permission: 'families.read',
    input: z.object({ childId: zId }),
    output: z.array(zAuthorisation.extend({ isCurrent: z.boolean() })),
  }),
  'children.saveAuthorisations': command({
    permission: 'families.write',
    input: zTarget.extend({
      since: zLocalDate,
      /** Who said so: a parent, a signed sheet. */
      decidedBy: zShortText,
      values: z.partialRecord(z.enum(authorisationKinds), z.boolean()),
    }),
    output: z.object({ name: z.string(), changed: z.array(z.string()) }),
    audit: (input, output) =>
      onChild(input.childId, input.familyId, { name: output.name, changed: output.changed, since: input.since }),
  }),
  /** A square picture made small by the browser, in base64. */
  'children.savePhoto': command({
    permission: 'families.write',
    input: zTarget.extend({ photo: z.base64().max(400_000, 'Photo trop lourde\u00A0: 300 ko au plus') }),
    output: zNamed,
    audit: (input, output) => onChild(input.childId, input.familyId, { name: output.name }),
  }),
  'children.removePhoto': command({
    permission: 'families.write',
    input: zTarget,
    output: zNamed,
    audit: (input, output) => onChild(input.childId, input.familyId, { name: output.name }),
  }),
  /** A child who left the town's schools: kept, shown apart. */
  'children.archive': command({
    permission: 'families.write',
    input: zTarget.extend({ version: zVersion, archived: z.boolean() }),
    output: zNamed,
    audit: (input, output) => onChild(input.childId, input.familyId, { name: output.name, archived: input.archived }),
  }),
}
