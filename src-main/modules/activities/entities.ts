import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, json, date, instant, optional } = column

export const ActivityTable = table(
  'activity',
  {
    id: id(),
    structureId: int(),
    name: text(),
    kind: text<'before-after-school' | 'meal' | 'leisure' | 'sport' | 'nursery'>(),
    /** Supervision setting, see rules/supervision. */
    supervision: text(),
    validationMode: text<'automatic' | 'agent' | 'payment'>(),
    cancellationMode: text<'free' | 'agent' | 'forbidden'>(),
    /** `DeadlineRule` of rules/deadline, as JSON. */
    bookingDeadline: json(),
    /** Empty = the booking rule. */
    cancelDeadline: optional(json()),
    lateBooking: text<'refused' | 'surcharge'>(),
    lateSurchargeCents: int(),
    waitingList: bool(),
    minAgeMonths: optional(int()),
    maxAgeMonths: optional(int()),
    residentsOnly: bool(),
    validFrom: date(),
    validTo: date(),
    portalOpensAt: optional(instant()),
    onPortal: bool(),
    /** `BookingPolicy` of contract/booking-policy, as JSON; empty = its defaults. */
    bookingPolicy: optional(json()),
    position: int(),
    archivedAt: optional(instant()),
    version: int(),
  },
  { index: [['structureId']], references: { structureId: 'structure' } },
)
export type ActivityRow = RowOf<typeof ActivityTable>

export const ActivityGroupTable = table(
  'activity_group',
  {
    id: id(),
    activityId: int(),
    name: text(),
    /** JSON list of class levels received; empty list = all. */
    classLevels: json(),
    position: int(),
  },
  { index: [['activityId']], references: { activityId: 'activity' } },
)
export type ActivityGroupRow = RowOf<typeof ActivityGroupTable>

/** The bookable unit (Matin, Midi, Soir, Journée…). */
export const SlotTable = table(
  'slot',
  {
    id: id(),
    activityId: int(),
    name: text(),
    /** One letter for a grid head. */
    letter: text(),
    icon: text<'morning' | 'meal' | 'evening' | 'day' | 'half-day' | 'sport'>(),
    startTime: text(),
    endTime: text(),
    includesMeal: bool(),
    /** Places over all groups of the activity; null = only the groups count. */
    capacityOverGroups: optional(int()),
    position: int(),
  },
  { index: [['activityId']], references: { activityId: 'activity' } },
)
export type SlotRow = RowOf<typeof SlotTable>

/**
 * (group, slot, date) exists = open. `taken` counts the bookings that occupy a place and moves in the same
 * transaction as they do, by an update that tests `capacity`: a place is never taken from a count read earlier.
 */
export const OpeningTable = table(
  'opening',
  {
    id: id(),
    activityId: int(),
    groupId: int(),
    slotId: int(),
    date: date(),
    capacity: optional(int()),
    taken: int(),
    /** Adults planned, for supervision; null = not planned yet. */
    staffPlanned: optional(int()),
  },
  {
    unique: [['groupId', 'slotId', 'date']],
    index: [['activityId', 'date'], ['slotId', 'date'], ['date']],
    references: { activityId: 'activity', groupId: 'activity_group', slotId: 'slot' },
  },
)
export type OpeningRow = RowOf<typeof OpeningTable>

/** Exceptional closures, with the word families read. A structure's, or everybody's when `structureId` is null. */
export const ClosureTable = table(
  'closure',
  { id: id(), structureId: optional(int()), fromDate: date(), toDate: date(), label: text() },
  { index: [['fromDate']] },
)
export type ClosureRow = RowOf<typeof ClosureTable>
