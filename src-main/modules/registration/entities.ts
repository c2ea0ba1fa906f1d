import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, json, date, instant, optional } = column

/** The yearly file of a family (DIU). What it holds stands in the file itself: here, only what the year adds to it. */
export const RegistrationFileTable = table(
  'registration_file',
  {
    id: id(),
    familyId: int(),
    /** '2026-2027' */
    schoolYear: text(),
    /** When the town last asked the family to fill it in, and how often. */
    sentAt: optional(instant()),
    sentCount: int(),
    /** When a parent last said that it is ready, and who. */
    submittedAt: optional(instant()),
    submittedBy: text(),
    /** An agent opens the portal and the bookings of a family whose file is not complete. */
    exempted: bool(),
    exemptionReason: text(),
    version: int(),
  },
  { unique: [['familyId', 'schoolYear']], index: [['schoolYear']], references: { familyId: 'family' } },
)
export type RegistrationFileRow = RowOf<typeof RegistrationFileTable>

/** « Rien n’a changé »: what was read again for the year, by whom. */
export const RegistrationConfirmationTable = table(
  'registration_confirmation',
  {
    id: id(),
    fileId: int(),
    /** Key of a section: 'guardians', 'child-health/12'… */
    section: text(),
    confirmedAt: instant(),
    confirmedBy: text(),
  },
  { unique: [['fileId', 'section']], references: { fileId: 'registration_file' } },
)

export type RegistrationConfirmationRow = RowOf<typeof RegistrationConfirmationTable>

/** A place asked for in a school or a nursery, instructed until its decision. */
export const PreEnrolmentTable = table(
  'pre_enrolment',
  {
    id: id(),
    kind: text<'school' | 'nursery'>(),
    familyId: int(),
    /** Null until admitted when the child was not in the file yet. */
    childId: optional(int()),
    firstName: text(),
    lastName: text(),
    sex: text<'F' | 'M' | ''>(),
    birthDate: optional(date()),
    /** Of a child to be born. */
    expectedBirth: optional(date()),
    /** The school year asked for; of a nursery, the one of the start wished. */
    schoolYear: text(),
    classLevel: text(),
    currentSchool: text(),
    /** JSON list of structure ids, in the order wished. */
    wishes: json(),
    wishedStart: optional(date()),
    /** JSON list of { weekday, from, to }. */
    weekly: json(),
    message: text(),
    status: text<'complete' | 'committee' | 'waiting' | 'admitted' | 'refused' | 'withdrawn'>(),
    committeeDate: optional(date()),
    points: optional(int()),
    priorityNote: text(),
    /** Place in the waiting list, from 1. */
    rank: optional(int()),
    /** Of an admission: where, from when. */
    structureId: optional(int()),
    admittedFrom: optional(date()),
    /** When the admission changed the file of the child: at once, or when its year begins. */
    appliedAt: optional(instant()),
    reason: text(),
    decidedAt: optional(instant()),
    decidedBy: text(),
    requestId: optional(text()),
    submittedAt: instant(),
    version: int(),
  },
  {
    index: [['familyId'], ['kind', 'schoolYear', 'status'], ['childId'], ['requestId']],
    references: { familyId: 'family', childId: 'child', structureId: 'structure' },
  },
)
export type PreEnrolmentRow = RowOf<typeof PreEnrolmentTable>

/** How parents ask to be enrolled in an activity; without a row, they ask an agent, in both ways. */
export const EnrolmentSettingTable = table(
  'enrolment_setting',
  {
    activityId: column.key(),
    decision: text<'closed' | 'automatic' | 'agent'>(),
    modes: text<'both' | 'regular' | 'occasional'>(),
  },
  { references: { activityId: 'activity' } },
)
export type EnrolmentSettingRow = RowOf<typeof EnrolmentSettingTable>

/** The usual week of a regular enrolment; an enrolment without a row is occasional. */
export const EnrolmentPatternTable = table(
  'enrolment_pattern',
  {
    enrolmentId: column.key(),
    /** JSON list of { weekday, slotId }. */
    week: json(),
    createdAt: instant(),
  },
  { references: { enrolmentId: 'enrolment' } },
)
export type EnrolmentPatternRow = RowOf<typeof EnrolmentPatternTable>
