import { z } from 'zod'
import { preEnrolmentStatuses, zFileSection, zSchoolYear } from '../registration'
import { zId, zInstant, zLocalDate, zLocalTime } from '../schemas'

/** Views of registration (see views.ts). Staff's points and notes stay in the office. */

export const zRegistrationView = z.object({
  year: zSchoolYear,
  dueOn: zLocalDate.nullable(),
  sections: z.array(zFileSection),
  percent: z.number().int(),
  complete: z.boolean(),
  missing: z.array(z.string()),
  submittedAt: zInstant.nullable(),
  submittedBy: z.string(),
  exempted: z.boolean(),
  /** The portal shows only how to complete the file. */
  limitsAccess: z.boolean(),
  /** Years for which nothing can be booked until the file is complete. */
  stopsBookingIn: z.array(zSchoolYear),
  dossiers: z.array(
    z.object({
      id: zId,
      kind: z.enum(['school', 'nursery']),
      childName: z.string(),
      schoolYear: zSchoolYear,
      classLevel: z.string(),
      wishedStart: zLocalDate.nullable(),
      wishes: z.array(z.string()),
      status: z.enum(preEnrolmentStatuses),
      committeeDate: zLocalDate.nullable(),
      rank: z.number().int().nullable(),
      structureName: z.string(),
      admittedFrom: zLocalDate.nullable(),
      reason: z.string(),
      submittedAt: zInstant,
      decidedAt: zInstant.nullable(),
    }),
  ),
  /** Enrolments with the same days each week. */
  regularEnrolments: z.array(zId),
})
export type RegistrationView = z.output<typeof zRegistrationView>

const zPlace = z.object({ id: zId, name: z.string(), address: z.string() })

/** What families may ask to be enrolled in. */
export const zOfferView = z.object({
  /** School years that receive pre-enrolments, the nearest first. */
  schoolYears: z.array(zSchoolYear),
  schools: z.array(zPlace),
  nurseries: z.array(zPlace),
  activities: z.array(
    z.object({
      id: zId,
      name: z.string(),
      kind: z.enum(['before-after-school', 'meal', 'leisure', 'sport', 'nursery']),
      structureName: z.string(),
      decision: z.enum(['automatic', 'agent']),
      modes: z.enum(['both', 'regular', 'occasional']),
      validFrom: zLocalDate,
      validTo: zLocalDate,
      minAgeMonths: z.number().int().nullable(),
      maxAgeMonths: z.number().int().nullable(),
      residentsOnly: z.boolean(),
      classLevels: z.array(z.string()),
      slots: z.array(
        z.object({
          id: zId,
          name: z.string(),
          startTime: zLocalTime,
          endTime: zLocalTime,
          /** Weekdays on which it opens, 1 = Monday. */
          weekdays: z.array(z.number().int()),
        }),
      ),
    }),
  ),
})
export type OfferView = z.output<typeof zOfferView>
