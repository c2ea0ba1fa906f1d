import { z } from 'zod'
import { allergyKinds } from '../../labels/child'
import { diseases } from '../../rules/vaccination'
import { command, query } from '../operation'
import { zId, zLocalDate, zNothing, zShortText, zText, zVersion } from '../schemas'

const zLine = (max: number) => z.string().trim().min(1, 'À renseigner').max(max, `${max} caractères au plus`)
const zDocumentId = z.uuid().nullable().default(null)

export const zAllergyFields = z.object({
  kind: z.enum(allergyKinds).default('other'),
  severity: z.enum(['mild', 'severe']),
  label: zLine(100),
  instruction: zText,
  onAttendance: z.boolean(),
  onMeals: z.boolean(),
  onOutings: z.boolean().default(true),
})
export const zCarePlanFields = z.object({
  validFrom: zLocalDate,
  validTo: zLocalDate,
  instruction: zLine(2000),
  kitPlace: zShortText,
  onMeals: z.boolean(),
  documentId: zDocumentId,
})
export const zTreatmentFields = z.object({
  name: zLine(200),
  dose: zShortText,
  schedule: zLine(200),
  validFrom: zLocalDate,
  validTo: zLocalDate.nullable(),
  onAttendance: z.boolean().default(true),
  onMeals: z.boolean().default(false),
  onOutings: z.boolean().default(true),
  documentId: zDocumentId,
})
export const zHealthRecordFields = z.object({
  doctor: zShortText,
  doctorPhone: z.string().trim().max(30).default(''),
  /** What to do or to avoid. */
  notes: zText,
  insurer: zShortText.default(''),
  insuranceNumber: z.string().trim().max(60).default(''),
  insuranceValidTo: zLocalDate.nullable().default(null),
})
export const zVaccinationFields = z.object({
  disease: z.enum(diseases),
  dates: z.array(zLocalDate).max(8, 'Huit doses au plus'),
  certified: z.boolean().default(false),
})

const zVaccinationStatus = z.object({
  cohort: z.enum(['before-2018', 'from-2018', 'from-2023-07']),
  diseases: z.array(
    z.object({
      disease: z.enum(diseases),
      dates: z.array(zLocalDate),
      certified: z.boolean(),
      doses: z.number().int(),
      state: z.enum(['complete', 'on-time', 'missing']),
      dueOn: zLocalDate.nullable(),
    }),
  ),
  status: z.enum(['up-to-date', 'to-complete', 'not-provided']),
  completeBefore: zLocalDate.nullable(),
  dueOn: zLocalDate.nullable(),
  nextBoosterOn: zLocalDate.nullable(),
})

/** Read back as it was written: what is shown is never refused. */
export const zHealth = z.object({
  childId: zId,
  version: zVersion,
  doctor: z.string(),
  doctorPhone: z.string(),
  notes: z.string(),
  insurer: z.string(),
  insuranceNumber: z.string(),
  insuranceValidTo: zLocalDate.nullable(),
  allergies: z.array(zAllergyFields.extend({ id: zId, label: z.string() })),
  carePlans: z.array(zCarePlanFields.extend({ id: zId, instruction: z.string(), documentId: z.string().nullable() })),
  treatments: z.array(
    zTreatmentFields.extend({ id: zId, name: z.string(), schedule: z.string(), documentId: z.string().nullable() }),
  ),
  /** null without a birth date. */
  vaccination: zVaccinationStatus.nullable(),
  vaccinesSeenOn: zLocalDate.nullable(),
  vaccinesSeenBy: z.string(),
})
export type Health = z.output<typeof zHealth>

export const zFamilyHealthMark = z.object({
  childId: zId,
  alerts: z.array(z.string()),
  carePlanUntil: zLocalDate.nullable(),
})

const zRenewal = z.object({
  kind: z.enum(['care-plan', 'vaccines', 'vaccines-missing', 'insurance']),
  childId: zId,
  childName: z.string(),
  familyId: zId,
  familyName: z.string(),
  schoolName: z.string(),
  classLevel: z.string(),
  /** The day it ends, is due, or by which it must be given. */
  on: zLocalDate,
  isOver: z.boolean(),
})
export type HealthRenewal = z.output<typeof zRenewal>

const zTarget = z.object({ childId: zId, familyId: zId })
const zNamed = z.object({ name: z.string() })
const named = (
  input: { childId: number; familyId: number },
  summary: Record<string, string | number | boolean | null>,
) => ({ entity: 'child', id: input.childId, familyId: input.familyId, summary })

/**
 * What a child's health asks of those who receive it. Behind its own permission, each reading traced; the audit log says that
 * something changed, never what it is.
 */
export const healthContract = {
  /** Alerts of a family's children, for its page. */
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
    input: zTarget.extend({ version: zVersion }).extend(zHealthRecordFields.shape),
    output: zNamed,
    audit: (input, output) => named(input, { name: output.name }),
  }),
  'children.saveAllergy': command({
    permission: 'health.write',
    input: zTarget.extend({ allergyId: zId.nullable(), allergy: zAllergyFields }),
    output: zNamed,
    audit: (input, output) => named(input, { name: output.name }),
  }),
  'children.removeAllergy': command({
    permission: 'health.write',
    input: zTarget.extend({ allergyId: zId }),
    output: zNamed,
    audit: (input, output) => named(input, { name: output.name }),
  }),
  'children.saveCarePlan': command({
    permission: 'health.write',
    input: zTarget.extend({ carePlanId: zId.nullable(), carePlan: zCarePlanFields }),
    output: zNamed,
    audit: (input, output) => named(input, { name: output.name, validTo: input.carePlan.validTo }),
  }),
  'children.removeCarePlan': command({
    permission: 'health.write',
    input: zTarget.extend({ carePlanId: zId }),
    output: zNamed,
    audit: (input, output) => named(input, { name: output.name }),
  }),
  'children.saveTreatment': command({
    permission: 'health.write',
    input: zTarget.extend({ treatmentId: zId.nullable(), treatment: zTreatmentFields }),
    output: zNamed,
    audit: (input, output) => named(input, { name: output.name }),
  }),
  'children.removeTreatment': command({
    permission: 'health.write',
    input: zTarget.extend({ treatmentId: zId }),
    output: zNamed,
    audit: (input, output) => named(input, { name: output.name }),
  }),
  /** The doses of every disease, as the health booklet shows them. */
  'children.saveVaccinations': command({
    permission: 'health.write',
    input: zTarget.extend({
      vaccinations: z.array(zVaccinationFields).max(diseases.length),
      /** The day an agent saw the booklet or a certificate; null = not seen. */
      seenOn: zLocalDate.nullable(),
    }),
    output: zNamed,
    audit: (input, output) => named(input, { name: output.name, seenOn: input.seenOn }),
  }),
  /** Care plans that end, vaccines that are missing, insurances that are over: the children enrolled now. */
  'health.renewals': query({
    permission: 'health.read',
    input: z.object({ structureId: zId.nullable().default(null) }),
    output: z.object({ today: zLocalDate, rows: z.array(zRenewal), total: z.number().int() }),
    audit: (_input, output) => ({ entity: 'health', id: 'renewals', summary: { rows: output.total } }),
  }),
  /** How many there are, and of whom nothing is said: no trace. */
  'health.renewalCount': query({
    permission: 'health.read',
    input: zNothing,
    output: z.object({ over: z.number().int(), soon: z.number().int() }),
  }),
}
