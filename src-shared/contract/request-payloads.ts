import { z } from 'zod'
import { zDocumentPayload } from './documents'
import { zFilePayload } from './file/subjects'
import { zEnrolmentPayload, zNurseryPayload, zRegistrationPayload, zSchoolPayload } from './registration'
import { zBookingPayload } from './requests'

/** What a signed-in family sends with each kind of request: validated where it is typed, where it travels, where it is received. */
export const requestPayloads = {
  booking: zBookingPayload,
  file: zFilePayload,
  document: zDocumentPayload,
  enrolment: zEnrolmentPayload,
  'school-enrolment': zSchoolPayload,
  'nursery-enrolment': zNurseryPayload,
  'yearly-file': zRegistrationPayload,
}

export type FamilyRequestKind = keyof typeof requestPayloads
export type PayloadOf<K extends FamilyRequestKind> = z.output<(typeof requestPayloads)[K]>

/** A request as it is sent: its kind and what that kind asks. */
export const zSentRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('booking'), payload: requestPayloads.booking }),
  z.object({ kind: z.literal('file'), payload: requestPayloads.file }),
  z.object({ kind: z.literal('document'), payload: requestPayloads.document }),
  z.object({ kind: z.literal('enrolment'), payload: requestPayloads.enrolment }),
  z.object({ kind: z.literal('school-enrolment'), payload: requestPayloads['school-enrolment'] }),
  z.object({ kind: z.literal('nursery-enrolment'), payload: requestPayloads['nursery-enrolment'] }),
  z.object({ kind: z.literal('yearly-file'), payload: requestPayloads['yearly-file'] }),
])
export type SentRequest = z.output<typeof zSentRequest>
