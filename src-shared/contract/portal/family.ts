import { z } from 'zod'
import { query } from '../operation'
import { zLocalDate, zNothing } from '../schemas'
import { zFamilyView } from './views'

const zEnrolmentRow = z.object({
  activityName: z.string(),
  structureName: z.string(),
  groupName: z.string(),
  startDate: zFamilyView.shape.enrolments.element.shape.startDate,
  endDate: zFamilyView.shape.enrolments.element.shape.endDate,
})

export const familyContract = {
  /** The household as the office knows it, without anything that staff keep for themselves. */
  'family.read': query({
    permission: 'signed-in',
    input: zNothing,
    output: zFamilyView.omit({ id: true, enrolments: true, children: true }).extend({
      children: z.array(zFamilyView.shape.children.element.extend({ enrolments: z.array(zEnrolmentRow) })),
      quotient: zFamilyView.shape.quotients.element.nullable(),
      today: zLocalDate,
    }),
  }),
}
