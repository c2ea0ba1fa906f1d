import { z } from 'zod'
import { command, query } from '../operation'
import { zId, zLocalDate, zVersion } from '../schemas'

export const zEnrolment = z.object({
  id: zId,
  version: zVersion,
  childId: zId,
  childFirstName: z.string(),
  familyId: zId,
  familyNumber: z.number().int(),
  familyName: z.string(),
  activityId: zId,
  activityName: z.string(),
  structureId: zId,
  structureName: z.string(),
  groupId: zId,
  groupName: z.string(),
  status: z.enum(['active', 'ended']),
  startDate: zLocalDate,
  endDate: zLocalDate.nullable(),
})
export type EnrolmentView = z.output<typeof zEnrolment>

export const zEnrolmentChoice = z.object({
  activityId: zId,
  activityName: z.string(),
  structureName: z.string(),
  validFrom: zLocalDate,
  validTo: zLocalDate,
  groups: z.array(z.object({ id: zId, name: z.string(), classLevels: z.array(z.string()) })),
})
export type EnrolmentChoice = z.output<typeof zEnrolmentChoice>

/** A child × a family that pays × an activity × a group, dated. */
export const enrolmentsContract = {
  'enrolments.list': query({
    permission: 'families.read',
    input: z.object({ familyId: zId.optional(), childId: zId.optional() }),
    output: z.array(zEnrolment),
  }),
  /** Activities that are open to enrolment from today on, with their groups. */
  'enrolments.choices': query({
    permission: 'families.read',
    input: z.object({}),
    output: z.array(zEnrolmentChoice),
  }),
  'enrolments.create': command({
    permission: 'families.write',
    input: z.object({
      childId: zId,
      familyId: zId,
      activityId: zId,
      groupId: zId,
      startDate: zLocalDate,
      endDate: zLocalDate.nullable(),
    }),
    output: z.object({ id: zId, activityName: z.string(), childName: z.string() }),
    audit: (input, output) => ({
      entity: 'enrolment',
      id: output.id,
      familyId: input.familyId,
      summary: { name: output.childName, activity: output.activityName, startDate: input.startDate },
    }),
  }),
  /** What still holds a place, or waits for one, after a day: asked before ending an enrolment. */
  'enrolments.bookingsAfter': query({
    permission: 'families.read',
    input: z.object({ id: zId, date: zLocalDate }),
    output: z.object({ count: z.number().int().nonnegative(), last: zLocalDate.nullable() }),
  }),
}
