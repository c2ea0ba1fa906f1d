import { z } from 'zod'
import { command, query } from '../operation'
import { zId, zLocalDate, zName, zNothing, zShortText, zText, zVersion } from '../schemas'

export const zChildFields = z.object({
  firstName: zName,
  lastName: zName,
  birthDate: zLocalDate,
  sex: z.enum(['', 'F', 'M']),
  schoolId: zId.nullable(),
  classLevel: z.string().max(10),
  className: zShortText,
  diet: z.string().max(40),
  leavesAlone: z.boolean(),
  imageConsent: z.boolean(),
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
  families: z.array(zFamilyLink),
  contacts: z.array(zPickupContact),
})
export type Child = z.output<typeof zChild>

const zLine = (max: number) => z.string().trim().min(1, 'À renseigner').max(max, `${max} caractères au plus`)
const zAllergyFields = z.object({
  severity: z.enum(['mild', 'severe']),
  label: zLine(100),
  instruction: zText,
  onAttendance: z.boolean(),
  onMeals: z.boolean(),
})
const zCarePlanFields = z.object({
  validFrom: zLocalDate,
  validTo: zLocalDate,
  instruction: zLine(2000),
  kitPlace: zShortText,
  onMeals: z.boolean(),
})
export const zHealth = z.object({
  childId: zId,
  version: zVersion,
  doctor: z.string(),
  notes: z.string(),
  allergies: z.array(zAllergyFields.extend({ id: zId, label: z.string() })),
  carePlans: z.array(zCarePlanFields.extend({ id: zId, instruction: z.string() })),
})
export type Health = z.output<typeof zHealth>

export const zFamilyHealthMark = z.object({
  childId: zId,
  alerts: z.array(z.string()),
  carePlanUntil: zLocalDate.nullable(),
})

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
})
const zNamed = z.object({ name: z.string() })

/**
 * Children, their school, who may collect them, and their health behind its own permission. `familyId` in a command
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
    output: z.object({ schools: z.array(z.object({ id: zId, name: z.string() })) }),
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
  /** Alerts of a family's children, for its page; each reading is traced. */
  'children.healthOfFamily': query({
    permission: 'health.read',
    input: z.object({ familyId: zId }),
    output: z.array(zFamilyHealthMark),
    audit: (input) => ({ entity: 'health', id: '', familyId: input.familyId }),
  }),
  'children.health': query({
    permission: 'health.read',
    input: z.object({ childId: zId }),
    output: zHealth,
    audit: (input) => ({ entity: 'health', id: input.childId }),
  }),
  'children.saveHealth': command({
    permission: 'health.write',
    input: zTarget.extend({ version: zVersion, doctor: zShortText, notes: zText }),
    output: zNamed,
    audit: (input, output) => onChild(input.childId, input.familyId, { name: output.name }),
  }),
  'children.saveAllergy': command({
    permission: 'health.write',
    input: zTarget.extend({ allergyId: zId.nullable(), allergy: zAllergyFields }),
    output: zNamed,
    audit: (input, output) => onChild(input.childId, input.familyId, { name: output.name }),
  }),
  'children.removeAllergy': command({
    permission: 'health.write',
    input: zTarget.extend({ allergyId: zId }),
    output: zNamed,
    audit: (input, output) => onChild(input.childId, input.familyId, { name: output.name }),
  }),
  'children.saveCarePlan': command({
    permission: 'health.write',
    input: zTarget.extend({ carePlanId: zId.nullable(), carePlan: zCarePlanFields }),
    output: zNamed,
    audit: (input, output) =>
      onChild(input.childId, input.familyId, { name: output.name, validTo: input.carePlan.validTo }),
  }),
  'children.removeCarePlan': command({
    permission: 'health.write',
    input: zTarget.extend({ carePlanId: zId }),
    output: zNamed,
    audit: (input, output) => onChild(input.childId, input.familyId, { name: output.name }),
  }),
}
