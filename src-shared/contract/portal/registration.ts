import { z } from 'zod'
import { command, query } from '../operation'
import {
  enrolmentModes,
  zEnrolmentPayload,
  zNurseryPayload,
  zRegistrationPayload,
  zSchoolPayload,
  zWeekday,
} from '../registration'
import { requirementStatuses } from '../documents'
import { requestStatuses } from '../requests'
import { zId, zInstant, zLocalDate, zNothing, zUuid } from '../schemas'
import { zOfferView, zRegistrationView } from './views-registration'

/** A request on its way: its answer comes in the list of requests. */
const zSentRequest = z.object({ id: zUuid, status: z.enum([...requestStatuses, 'sent']), submittedAt: zInstant })
export type SentRequest = z.output<typeof zSentRequest>

const zOwnFile = zRegistrationView.extend({
  today: zLocalDate,
  /** Something confirmed here has not reached the office yet (hosted portal). */
  isOnItsWay: z.boolean(),
})
export type OwnFile = z.output<typeof zOwnFile>

const zOfferedActivity = zOfferView.shape.activities.element.extend({
  /** Of each child: whether it may be asked, and why not. */
  children: z.array(
    z.object({
      childId: zId,
      /** The enrolment that runs now or later. */
      enrolledFrom: zLocalDate.nullable(),
      pending: z.boolean(),
      blocks: z.array(z.object({ rule: z.string(), whatToDo: z.string() })),
      /** Documents that the activity asks of this child, with where they stand. */
      documents: z.array(z.object({ name: z.string(), explanation: z.string(), status: z.enum(requirementStatuses) })),
    }),
  ),
  modesOffered: z.array(z.enum(enrolmentModes)),
  weekdays: z.array(zWeekday),
})

export const registrationContract = {
  /** The yearly file of the family: sections, what is missing and why, places asked for. */
  'registration.read': query({ permission: 'signed-in', input: zNothing, output: zOwnFile }),
  /** Sections read again, and the word that the file is ready. The id is made by the browser. */
  'registration.confirm': command({
    permission: 'signed-in',
    input: zRegistrationPayload.extend({ id: zUuid }),
    output: zOwnFile,
    audit: ({ id, schoolYear, confirmations, submitted }) => ({
      entity: 'registration_file',
      id,
      summary: { year: schoolYear, confirmations, submitted },
    }),
  }),
  /** Activities that a child of the family may be enrolled in; schools and nurseries that receive pre-enrolments. */
  'registration.offer': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      today: zLocalDate,
      children: z.array(
        z.object({ id: zId, firstName: z.string(), lastName: z.string(), birthDate: zLocalDate.nullable() }),
      ),
      familyName: z.string(),
      schoolYears: zOfferView.shape.schoolYears,
      schools: zOfferView.shape.schools,
      nurseries: zOfferView.shape.nurseries,
      activities: z.array(zOfferedActivity),
    }),
  }),
  'enrolment.request': command({
    permission: 'signed-in',
    input: z.object({ id: zUuid, enrolment: zEnrolmentPayload }),
    output: zSentRequest,
    audit: ({ id, enrolment }) => ({
      entity: 'request',
      id,
      summary: { child: enrolment.childId, activity: enrolment.activityId, mode: enrolment.mode },
    }),
  }),
  'preEnrolment.school': command({
    permission: 'signed-in',
    input: z.object({ id: zUuid, form: zSchoolPayload }),
    output: zSentRequest,
    audit: ({ id, form }) => ({ entity: 'request', id, summary: { kind: 'school', year: form.schoolYear } }),
  }),
  'preEnrolment.nursery': command({
    permission: 'signed-in',
    input: z.object({ id: zUuid, form: zNurseryPayload }),
    output: zSentRequest,
    audit: ({ id }) => ({ entity: 'request', id, summary: { kind: 'nursery' } }),
  }),
}
