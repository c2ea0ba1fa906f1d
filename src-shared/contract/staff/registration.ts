import { z } from 'zod'
import { command, query } from '../operation'
import {
  preEnrolmentStatuses,
  zCareDay,
  zFileSection,
  zNurseryPayload,
  zSchoolPayload,
  zSchoolYear,
  zWeekSlot,
} from '../registration'
import { zDone, zId, zInstant, zLocalDate, zPage, zShortText, zUuid, zVersion } from '../schemas'

const zYearSetting = z.object({
  year: zSchoolYear,
  /** From this day families fill in the file of that year. */
  opensOn: zLocalDate,
  /** Asked for before this day; null = no end. */
  dueOn: zLocalDate.nullable(),
})

export const zRegistrationSettings = z.object({
  years: z.array(zYearSetting).max(10),
  /** No booking on the portal for a year whose file is not complete. */
  blocksBooking: z.boolean(),
  /** Only the file itself, the requests and the invoices are open until it is complete. */
  limitsAccess: z.boolean(),
})
export type RegistrationSettings = z.output<typeof zRegistrationSettings>

export const fileFilters = ['all', 'complete', 'incomplete', 'not-started', 'not-sent', 'exempted'] as const
export type FileFilter = (typeof fileFilters)[number]

export const zFileLine = z.object({
  familyId: zId,
  familyNumber: z.number().int(),
  familyName: z.string(),
  children: z.array(z.string()),
  percent: z.number().int(),
  complete: z.boolean(),
  missing: z.array(z.string()),
  sentAt: zInstant.nullable(),
  sentCount: z.number().int(),
  submittedAt: zInstant.nullable(),
  exempted: z.boolean(),
})
export type FileLine = z.output<typeof zFileLine>

export const zRegistrationFile = zFileLine.extend({
  year: zSchoolYear,
  /** Years that have a file: those opened by the town and the present one, the latest first. */
  years: z.array(zSchoolYear),
  version: zVersion,
  submittedBy: z.string(),
  exemptionReason: z.string(),
  sections: z.array(zFileSection),
  /** What an incomplete file stops, today, for this family. */
  stopsBooking: z.boolean(),
  stopsAccess: z.boolean(),
})
export type RegistrationFile = z.output<typeof zRegistrationFile>

const zWish = z.object({ id: zId, name: z.string() })

export const zPreEnrolment = z.object({
  id: zId,
  version: zVersion,
  kind: z.enum(['school', 'nursery']),
  familyId: zId,
  familyNumber: z.number().int(),
  familyName: z.string(),
  resident: z.boolean(),
  /** Null = a child that the file does not know yet. */
  childId: zId.nullable(),
  firstName: z.string(),
  lastName: z.string(),
  sex: z.enum(['F', 'M', '']),
  birthDate: zLocalDate.nullable(),
  expectedBirth: zLocalDate.nullable(),
  schoolYear: zSchoolYear,
  classLevel: z.string(),
  currentSchool: z.string(),
  wishes: z.array(zWish),
  wishedStart: zLocalDate.nullable(),
  weekly: z.array(zCareDay),
  message: z.string(),
  status: z.enum(preEnrolmentStatuses),
  committeeDate: zLocalDate.nullable(),
  points: z.number().int().nullable(),
  priorityNote: z.string(),
  rank: z.number().int().nullable(),
  structureId: zId.nullable(),
  structureName: z.string(),
  admittedFrom: zLocalDate.nullable(),
  appliedAt: zInstant.nullable(),
  reason: z.string(),
  decidedAt: zInstant.nullable(),
  decidedBy: z.string(),
  requestId: zUuid.nullable(),
  submittedAt: zInstant,
})
export type PreEnrolment = z.output<typeof zPreEnrolment>

/** What an agent decides of a place asked for; each leaves the family told, but `committee` and `complete`. */
export const zPreEnrolmentDecision = z.discriminatedUnion('decision', [
  /** Back to the study. */
  z.object({ decision: z.literal('complete') }),
  z.object({ decision: z.literal('committee'), committeeDate: zLocalDate }),
  z.object({ decision: z.literal('waiting') }),
  z.object({
    decision: z.literal('admitted'),
    structureId: zId,
    from: zLocalDate,
    /** Of a school: the class level; of a nursery: the activity and the group that receive the child. */
    classLevel: z.string().max(10).default(''),
    activityId: zId.nullable().default(null),
    groupId: zId.nullable().default(null),
    /** Of a child that was not born when it was asked. */
    firstName: z.string().trim().max(100).default(''),
    birthDate: zLocalDate.nullable().default(null),
  }),
  z.object({ decision: z.literal('refused'), reason: z.string().trim().min(1, 'À renseigner').max(500) }),
  z.object({ decision: z.literal('withdrawn'), reason: z.string().trim().max(500).default('') }),
])
export type PreEnrolmentDecision = z.output<typeof zPreEnrolmentDecision>

export const zEnrolmentSetting = z.object({
  activityId: zId,
  activityName: z.string(),
  structureName: z.string(),
  kind: z.enum(['before-after-school', 'meal', 'leisure', 'sport', 'nursery']),
  decision: z.enum(['closed', 'automatic', 'agent']),
  modes: z.enum(['both', 'regular', 'occasional']),
})
export type EnrolmentSetting = z.output<typeof zEnrolmentSetting>

export const registrationContract = {
  'registration.list': query({
    permission: 'families.read',
    input: zPage.extend({
      year: zSchoolYear.nullable().default(null),
      filter: z.enum(fileFilters).default('all'),
      search: z.string().trim().max(100).default(''),
    }),
    output: z.object({
      year: zSchoolYear,
      years: z.array(zSchoolYear),
      lines: z.array(zFileLine),
      total: z.number().int(),
      counts: z.record(z.enum(fileFilters), z.number().int()),
    }),
  }),
  'registration.read': query({
    permission: 'families.read',
    input: z.object({ familyId: zId, year: zSchoolYear.nullable().default(null) }),
    output: zRegistrationFile,
  }),
  /** An agent read the sections again with the family, on paper or by telephone. */
  'registration.confirm': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, year: zSchoolYear, sections: z.array(z.string().max(60)).min(1).max(100) }),
    output: zRegistrationFile,
    audit: ({ familyId, year, sections }) => ({
      entity: 'registration_file',
      id: familyId,
      familyId,
      summary: { year, sections },
    }),
  }),
  /** Opens the portal and the bookings of a family in spite of its file, or closes them again. */
  'registration.exempt': command({
    permission: 'families.write',
    input: z.object({ familyId: zId, year: zSchoolYear, exempted: z.boolean(), reason: zShortText }),
    output: zRegistrationFile,
    audit: ({ familyId, year, exempted, reason }) => ({
      entity: 'registration_file',
      id: familyId,
      familyId,
      summary: { year, exempted, reason },
    }),
  }),
  /** Asks families to fill in their file: those given, or all whose file is not complete. A job writes the e-mails. */
  'registration.send': command({
    permission: 'families.write',
    input: z.object({
      year: zSchoolYear,
      familyIds: z.array(zId).min(1).max(5000).nullable(),
      message: z.string().trim().max(1000, '1 000 caractères au plus').default(''),
    }),
    output: z.object({ jobId: zId, families: z.number().int() }),
    audit: ({ year }, { families }) => ({ entity: 'registration_file', summary: { year, families } }),
  }),
  'registration.settings': query({
    permission: 'families.read',
    input: z.object({}),
    output: z.object({ version: zVersion, settings: zRegistrationSettings, activities: z.array(zEnrolmentSetting) }),
  }),
  'registration.saveSettings': command({
    permission: 'settings.manage',
    input: z.object({ version: zVersion, settings: zRegistrationSettings }),
    output: zDone,
    audit: ({ settings }) => ({
      entity: 'town',
      id: 1,
      summary: { blocksBooking: settings.blocksBooking, limitsAccess: settings.limitsAccess },
    }),
  }),
  'registration.saveEnrolmentSetting': command({
    permission: 'activities.write',
    input: zEnrolmentSetting.pick({ activityId: true, decision: true, modes: true }),
    output: zDone,
    audit: ({ activityId, decision, modes }) => ({ entity: 'activity', id: activityId, summary: { decision, modes } }),
  }),
  'preEnrolments.list': query({
    permission: 'families.read',
    input: z.object({
      kind: z.enum(['school', 'nursery']),
      status: z.enum(preEnrolmentStatuses).nullable().default(null),
      year: zSchoolYear.nullable().default(null),
      structureId: zId.nullable().default(null),
      search: z.string().trim().max(100).default(''),
      familyId: zId.nullable().default(null),
    }),
    output: z.object({
      years: z.array(zSchoolYear),
      structures: z.array(zWish),
      /** By status, whatever the filter; `pending` = requests that an agent has not received yet. */
      counts: z.record(z.string(), z.number().int()),
      lines: z.array(zPreEnrolment),
    }),
  }),
  'preEnrolments.read': query({
    permission: 'families.read',
    input: z.object({ id: zId }),
    output: z.object({
      dossier: zPreEnrolment,
      today: zLocalDate,
      structures: z.array(zWish),
      /** Of a nursery: activities and groups that may receive the child. */
      activities: z.array(
        z.object({
          id: zId,
          name: z.string(),
          structureId: zId,
          groups: z.array(z.object({ id: zId, name: z.string() })),
        }),
      ),
    }),
  }),
  /** Points and the note that orders the list; only staff read them. */
  'preEnrolments.note': command({
    permission: 'families.write',
    input: z.object({
      id: zId,
      version: zVersion,
      points: z.number().int().min(0).max(9999).nullable(),
      priorityNote: z.string().trim().max(1000, '1 000 caractères au plus'),
    }),
    output: z.object({ dossier: zPreEnrolment }),
    audit: ({ id, points }, { dossier }) => ({
      entity: 'pre_enrolment',
      id,
      familyId: dossier.familyId,
      summary: { points },
    }),
  }),
  'preEnrolments.decide': command({
    permission: 'requests.decide',
    input: z.object({ id: zId, version: zVersion, answer: zPreEnrolmentDecision }),
    output: z.object({ dossier: zPreEnrolment }),
    audit: ({ id, answer }, { dossier }) => ({
      entity: 'pre_enrolment',
      id,
      familyId: dossier.familyId,
      summary: { decision: answer.decision, structure: dossier.structureName, reason: dossier.reason },
    }),
  }),
  /** The waiting list in this order; refuses when it is no longer the list that was read. */
  'preEnrolments.order': command({
    permission: 'requests.decide',
    input: z.object({ kind: z.enum(['school', 'nursery']), ids: z.array(zId).min(1).max(1000) }),
    output: zDone,
    audit: ({ kind, ids }) => ({ entity: 'pre_enrolment', summary: { kind, order: ids } }),
  }),
  /** Admissions whose year has begun change the school of their child. */
  'preEnrolments.apply': command({
    permission: 'requests.decide',
    input: z.object({ year: zSchoolYear }),
    output: z.object({ applied: z.number().int() }),
    audit: ({ year }, { applied }) => ({ entity: 'pre_enrolment', summary: { year, applied } }),
  }),
  /** A paper form, typed by an agent. */
  'preEnrolments.create': command({
    permission: 'families.write',
    input: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('school'), familyId: zId, form: zSchoolPayload }),
      z.object({ kind: z.literal('nursery'), familyId: zId, form: zNurseryPayload }),
    ]),
    output: z.object({ id: zId }),
    audit: ({ kind, familyId }, { id }) => ({ entity: 'pre_enrolment', id, familyId, summary: { kind } }),
  }),
  /** The usual week of a child's enrolments; an occasional one has none. */
  'registration.patterns': query({
    permission: 'families.read',
    input: z.object({ familyId: zId }),
    output: z.array(z.object({ enrolmentId: zId, week: z.array(zWeekSlot) })),
  }),
}
