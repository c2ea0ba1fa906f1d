import { z } from 'zod'
import { command } from '../operation'
import { cancellationsContract } from './cancellations'
import { careContractsContract } from './care-contracts'
import { zId, zLocalDate, zVersion } from '../schemas'

export const zEndEnrolment = z.object({
  id: zId,
  version: zVersion,
  /** The last day, included. */
  endDate: zLocalDate,
  /**
   * What becomes of bookings after it: cancelled with their places given back, or kept, and the enrolment then ends after
   * the last of them. Without a choice the act is refused while there are some.
   */
  bookings: z.enum(['keep', 'free']).optional(),
})
export type EndEnrolment = z.output<typeof zEndEnrolment>

export const zEndedEnrolment = z.object({
  familyId: zId,
  activityName: z.string(),
  childName: z.string(),
  endDate: zLocalDate,
  freed: z.number().int().nonnegative(),
})
export type EndedEnrolment = z.output<typeof zEndedEnrolment>

export const bookingsContract = {
  ...careContractsContract,
  ...cancellationsContract,
  'enrolments.end': command({
    permission: 'families.write',
    input: zEndEnrolment,
    output: zEndedEnrolment,
    audit: (input, output) => ({
      entity: 'enrolment',
      id: input.id,
      familyId: output.familyId,
      summary: {
        name: output.childName,
        activity: output.activityName,
        endDate: output.endDate,
        ...(output.freed > 0 ? { freed: output.freed } : {}),
      },
    }),
  }),
}
