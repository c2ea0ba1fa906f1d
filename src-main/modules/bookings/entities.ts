import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, json, date, instant, optional, initially } = column

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
    /** Rank in the waiting list is by `waitingPriority` (highest first), then `waitingSince`, then id. */
    waitingSince: optional(instant()),
    waitingPriority: initially(int(), 0),
    /** Waits with its brothers and sisters of the same slot and date: all of them, or none. */
    together: initially(bool(), false),
    /** End of an offer of the waiting list, or of the hold of a place that waits for its payment. */
    holdUntil: optional(instant()),
    late: bool(),
    requestId: optional(text()),
    reason: text(),
    /** Paper received with a declared absence. */
    uploadId: optional(text()),
    /** Who collected the child. */
    collectedBy: initially(text(), ''),
    /** The day cancelled for everybody that freed it. */
    cancellationId: optional(int()),
    memo: text(),
    arrivedAt: optional(text()),
    leftAt: optional(text()),
    changedAt: instant(),
    changedBy: text(),
    version: int(),
  },
  {
    unique: [['enrolmentId', 'slotId', 'date']],
    index: [
      ['activityId', 'date'],
      ['groupId', 'date'],
      ['childId', 'date'],
      ['familyId', 'date'],
      ['requestId'],
      ['state', 'holdUntil'],
      ['cancellationId'],
    ],
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

/** The weeks that a child comes, agreed for a period; a change is a new line that says which one it follows. */
export const CareContractTable = table(
  'care_contract',
  {
    id: id(),
    enrolmentId: int(),
    startDate: date(),
    endDate: date(),
    /** Weekdays × slots, with hours where the care is by the hour (`ContractWeek` of rules/care-contract). */
    week: json(),
    followsId: optional(int()),
    note: text(),
    createdAt: instant(),
    createdBy: text(),
    version: int(),
  },
  { index: [['enrolmentId', 'startDate']], references: { enrolmentId: 'enrolment', followsId: 'care_contract' } },
)
export type CareContractRow = RowOf<typeof CareContractTable>

/** Days when a child of a contract does not come, told beforehand. */
export const ChildLeaveTable = table(
  'child_leave',
  {
    id: id(),
    enrolmentId: int(),
    fromDate: date(),
    toDate: date(),
    note: text(),
    createdAt: instant(),
    createdBy: text(),
  },
  { index: [['enrolmentId', 'fromDate']], references: { enrolmentId: 'enrolment' } },
)
export type ChildLeaveRow = RowOf<typeof ChildLeaveTable>

/** Days cancelled for everybody of a structure, an activity, a group or a class: closure, strike, outing. */
export const DayCancellationTable = table(
  'day_cancellation',
  {
    id: id(),
    kind: text<'closure' | 'strike' | 'outing'>(),
    label: text(),
    fromDate: date(),
    toDate: date(),
    /** `CancellationScope` of contract/staff/cancellations, as JSON. */
    scope: json(),
    closureId: optional(int()),
    /** What puts every day back, as JSON; empty once it was used. */
    undo: json(),
    bookings: int(),
    families: int(),
    /** Families are told from this moment on; until then, it can be taken back. */
    tellAt: instant(),
    createdAt: instant(),
    createdBy: text(),
    undoneAt: optional(instant()),
    version: int(),
  },
  { index: [['fromDate']] },
)
export type DayCancellationRow = RowOf<typeof DayCancellationTable>
