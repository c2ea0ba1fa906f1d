import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, date, instant, optional } = column

/** One slot on one date for one enrolment, with its state (rules/booking-state). */
export const BookingTable = table(
  'booking',
  {
    id: id(),
    enrolmentId: int(),
    childId: int(),
    familyId: int(),
    activityId: int(),
    groupId: int(),
    slotId: int(),
    date: date(),
    state: text(),
    /** Rank in the waiting list is by `waitingSince`, then id. */
    waitingSince: optional(instant()),
    late: bool(),
    requestId: optional(text()),
    reason: text(),
    memo: text(),
    arrivedAt: optional(text()),
    leftAt: optional(text()),
    changedAt: instant(),
    changedBy: text(),
    version: int(),
  },
  {
    unique: [['enrolmentId', 'slotId', 'date']],
    index: [['activityId', 'date'], ['groupId', 'date'], ['childId', 'date'], ['familyId', 'date'], ['requestId']],
    references: {
      enrolmentId: 'enrolment',
      childId: 'child',
      familyId: 'family',
      activityId: 'activity',
      groupId: 'activity_group',
      slotId: 'slot',
    },
  },
)
export type BookingRow = RowOf<typeof BookingTable>
