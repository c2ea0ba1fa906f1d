import { z } from 'zod'
import { isSchoolYear, type SchoolYear } from '../kernel/school-year'
import { classLevels } from '../labels/child'
import { zId, zLocalDate, zLocalTime, zName, zShortText } from './schemas'

/** What parents send of the yearly file, of places and of enrolments: the payloads of their requests. */

export const zSchoolYear = z.custom<SchoolYear>(
  (value) => typeof value === 'string' && isSchoolYear(value),
  'Année scolaire attendue, comme 2026-2027',
)
export const zClassLevel = z.enum(classLevels)
/** 1 = Monday, as `isoWeekday`. */
export const zWeekday = z.number().int().min(1).max(7)

/** Sections read again (« rien n’a changé »), and the word that the file is ready. */
export const zRegistrationPayload = z.object({
  schoolYear: zSchoolYear,
  confirmations: z.array(z.string().max(60)).max(100),
  submitted: z.boolean(),
})
export type RegistrationPayload = z.output<typeof zRegistrationPayload>

export const enrolmentModes = ['regular', 'occasional'] as const
export type EnrolmentMode = (typeof enrolmentModes)[number]

/** One slot of a usual week. */
export const zWeekSlot = z.object({ weekday: zWeekday, slotId: zId })
export type WeekSlot = z.output<typeof zWeekSlot>

/** Enrol a child in an activity: on the same days each week, or day by day on the calendar. */
export const zEnrolmentPayload = z
  .object({
    childId: zId,
    activityId: zId,
    mode: z.enum(enrolmentModes),
    /** Of a regular enrolment; empty otherwise. */
    week: z.array(zWeekSlot).max(60),
    startDate: zLocalDate,
    message: z.string().trim().max(1000, '1 000 caractères au plus').default(''),
  })
  .refine(({ mode, week }) => mode === 'occasional' || week.length > 0, {
    path: ['week'],
    error: 'Choisissez au moins un jour.',
  })
  .refine(({ mode, week }) => mode === 'regular' || week.length === 0, {
    path: ['week'],
    error: 'Les jours se choisissent ensuite sur le calendrier.',
  })
export type EnrolmentPayload = z.output<typeof zEnrolmentPayload>

const zWishes = z
  .array(zId)
  .min(1, 'Choisissez au moins un établissement.')
  .max(3, 'Trois vœux au plus.')
  .refine((ids) => new Set(ids).size === ids.length, 'Un même établissement est choisi deux fois.')

/** A child that the file does not know yet. */
export const zNewChild = z.object({
  firstName: zName,
  lastName: zName,
  sex: z.enum(['F', 'M', '']).default(''),
  birthDate: zLocalDate,
})

const needsAChild = { path: ['childId'], error: 'Choisissez un enfant, ou indiquez son nom.' }
const zMessage = z.string().trim().max(1000, '1 000 caractères au plus').default('')

export const zSchoolPayload = z
  .object({
    childId: zId.nullable(),
    newChild: zNewChild.nullable(),
    schoolYear: zSchoolYear,
    classLevel: zClassLevel,
    currentSchool: zShortText.default(''),
    wishes: zWishes,
    message: zMessage,
  })
  .refine(({ childId, newChild }) => (childId === null) !== (newChild === null), needsAChild)
export type SchoolPayload = z.output<typeof zSchoolPayload>

/** A day of care, with its hours. */
export const zCareDay = z
  .object({ weekday: zWeekday, from: zLocalTime, to: zLocalTime })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'L’heure de départ précède l’arrivée.' })
export type CareDay = z.output<typeof zCareDay>

/** A child of the nursery may not be born yet: the expected date stands for the birth date. */
export const zNurseryChild = z
  .object({
    firstName: z.string().trim().max(100, '100 caractères au plus').default(''),
    lastName: zName,
    sex: z.enum(['F', 'M', '']).default(''),
    birthDate: zLocalDate.nullable(),
    expectedBirth: zLocalDate.nullable(),
  })
  .refine(({ birthDate, expectedBirth }) => (birthDate === null) !== (expectedBirth === null), {
    path: ['birthDate'],
    error: 'Indiquez la date de naissance, ou la date prévue.',
  })
  .refine(({ firstName, birthDate }) => birthDate === null || firstName !== '', {
    path: ['firstName'],
    error: 'À renseigner',
  })

export const zNurseryPayload = z
  .object({
    childId: zId.nullable(),
    newChild: zNurseryChild.nullable(),
    wishes: zWishes,
    wishedStart: zLocalDate,
    weekly: z.array(zCareDay).min(1, 'Choisissez au moins un jour.').max(7),
    message: zMessage,
  })
  .refine(({ childId, newChild }) => (childId === null) !== (newChild === null), needsAChild)
export type NurseryPayload = z.output<typeof zNurseryPayload>

export const preEnrolmentStatuses = ['complete', 'committee', 'waiting', 'admitted', 'refused', 'withdrawn'] as const
export type PreEnrolmentStatus = (typeof preEnrolmentStatuses)[number]

/** A section of the yearly file, as the rule left it. */
export const zFileSection = z.object({
  key: z.string(),
  kind: z.enum([
    'guardians',
    'child-identity',
    'child-health',
    'child-authorisations',
    'child-contacts',
    'tax',
    'bank',
    'documents',
    'rules',
  ]),
  /** The child of a child's section. */
  personId: zId.nullable(),
  name: z.string(),
  state: z.enum(['done', 'to-confirm', 'missing']),
  confirmedAt: z.string().nullable(),
  missing: z.array(z.object({ code: z.string(), what: z.string(), why: z.string() })),
  /** Worth doing, and stops nothing. */
  advice: z.array(z.object({ code: z.string(), what: z.string(), why: z.string() })),
})
export type FileSectionView = z.output<typeof zFileSection>
