import { column, table, type RowOf } from '../../database/table'

const { id, int, text, date, instant, optional } = column

/** child × family (payer) × activity × group, dated. The payer stands here, not on the child. */
export const EnrolmentTable = table(
  'enrolment',
  {
    id: id(),
    childId: int(),
    familyId: int(),
    activityId: int(),
    groupId: int(),
    status: text<'active' | 'ended'>(),
    startDate: date(),
    endDate: optional(date()),
    createdAt: instant(),
    version: int(),
  },
  {
    index: [['childId'], ['familyId'], ['activityId', 'groupId']],
    references: { childId: 'child', familyId: 'family', activityId: 'activity', groupId: 'activity_group' },
  },
)
export type EnrolmentRow = RowOf<typeof EnrolmentTable>
