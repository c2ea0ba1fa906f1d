import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, json, date, instant, optional, initially } = column

/** A detail that most rows do not fill. */
const detail = <T extends string = string>() => initially(text<T | ''>(), '')

/** What belongs to a child beyond the person; same id as the person. */
export const ChildTable = table(
  'child',
  {
    id: column.key(),
    schoolId: optional(int()),
    /** TPS PS MS GS CP CE1 CE2 CM1 CM2, or '' before school. */
    classLevel: text(),
    className: text(),
    /** What is eaten, never why: '', 'no-pork', 'no-meat', 'vegetarian'… (list of the town). */
    diet: text(),
    /** Present values of two authorisations, for lists; their history is in `authorisation`. */
    leavesAlone: bool(),
    imageConsent: bool(),
    /** '2026-2027': the year for which school and class hold. */
    schoolYear: detail(),
    /** What welcoming the child asks (glasses, hearing aid…), as sealed JSON; never the nature of a handicap. */
    needsSealed: detail(),
    swimming: detail<'learning' | 'swims'>(),
    /** Left the schools of the town. */
    archivedAt: optional(instant()),
    version: int(),
  },
  { index: [['schoolId'], ['classLevel']], references: { id: 'person', schoolId: 'structure' } },
)
export type ChildRow = RowOf<typeof ChildTable>

/** Health texts are encrypted field by field (AES-256-GCM); names end in `Sealed`. */
export const HealthRecordTable = table(
  'health_record',
  {
    childId: column.key(),
    doctorSealed: text(),
    doctorPhoneSealed: detail(),
    /** What to do or to avoid. */
    notesSealed: text(),
    insurerSealed: detail(),
    insuranceNumberSealed: detail(),
    insuranceValidTo: optional(date()),
    insuranceDocumentId: optional(text()),
    /** When an agent saw the health booklet, and who. */
    vaccinesSeenOn: optional(date()),
    vaccinesSeenBy: detail(),
    /** First day on which a required dose is missing; null = all given, or nothing known. In clear, for the list of renewals. */
    vaccinesDueOn: optional(date()),
    version: int(),
  },
  { references: { childId: 'child' } },
)

export const AllergyTable = table(
  'allergy',
  {
    id: id(),
    childId: int(),
    kind: initially(text<'food' | 'drug' | 'asthma' | 'other'>(), 'other'),
    severity: text<'mild' | 'severe'>(),
    labelSealed: text(),
    instructionSealed: text(),
    onAttendance: bool(),
    onMeals: bool(),
    onOutings: initially(bool(), true),
  },
  { index: [['childId']], references: { childId: 'child' } },
)

/** PAI: what to do and where the kit is; validity in clear so that expiries can be listed without opening them. */
export const CarePlanTable = table(
  'care_plan',
  {
    id: id(),
    childId: int(),
    validFrom: date(),
    validTo: date(),
    instructionSealed: text(),
    kitPlaceSealed: text(),
    onMeals: bool(),
    /** The signed protocol, among the documents. */
    documentId: optional(text()),
  },
  { index: [['childId'], ['validTo']], references: { childId: 'child' } },
)

/** A medicine given while the child is in the town's care, on prescription. */
export const TreatmentTable = table(
  'treatment',
  {
    id: id(),
    childId: int(),
    nameSealed: text(),
    doseSealed: text(),
    scheduleSealed: text(),
    validFrom: date(),
    validTo: optional(date()),
    onAttendance: bool(),
    onMeals: bool(),
    onOutings: bool(),
    documentId: optional(text()),
  },
  { index: [['childId']], references: { childId: 'child' } },
)

/** One disease of one child: `contentSealed` holds the disease, the dates of the doses and where they were read. */
export const VaccinationTable = table(
  'vaccination',
  { id: id(), childId: int(), contentSealed: text() },
  { index: [['childId']], references: { childId: 'child' } },
)

/** Append-only: what was authorised when, by whom. One row of each kind is current. */
export const AuthorisationTable = table(
  'authorisation',
  {
    id: id(),
    childId: int(),
    kind: text<'leave-alone' | 'image' | 'outings' | 'bath' | 'emergency-care' | 'transport'>(),
    granted: bool(),
    since: date(),
    decidedBy: text(),
    recordedAt: instant(),
    isCurrent: bool(),
  },
  { index: [['childId', 'kind']], references: { childId: 'child' } },
)

/** A small square picture, sealed. */
export const ChildPhotoTable = table(
  'child_photo',
  { childId: column.key(), contentType: text(), contentSealed: text(), updatedAt: instant() },
  { references: { childId: 'child' } },
)

/** A change of school year, kept whole so that it can be undone. */
export const SchoolYearChangeTable = table(
  'school_year_change',
  {
    id: id(),
    schoolYear: text(),
    /** What was asked: school changes and children kept down. */
    choices: json(),
    moved: int(),
    status: text<'running' | 'done' | 'undoing' | 'undone'>(),
    startedAt: instant(),
    startedBy: text(),
    finishedAt: optional(instant()),
    jobId: optional(int()),
  },
  { index: [['schoolYear']] },
)

export const SchoolYearChangeRowTable = table(
  'school_year_change_row',
  { id: id(), changeId: int(), childId: int(), before: json(), after: json() },
  { index: [['changeId']], references: { changeId: 'school_year_change', childId: 'child' } },
)

export const PickupContactTable = table(
  'pickup_contact',
  {
    id: id(),
    childId: int(),
    familyId: int(),
    fullName: text(),
    relationship: text(),
    phone: text(),
    mayCollect: bool(),
    emergency: bool(),
    /** Court decision: seen by staff at the gate, never by the other family. */
    forbidden: bool(),
    note: text(),
    /** Of a forbidden person: 'décision de justice' or another nature, and its date. */
    decision: detail(),
    decidedOn: optional(date()),
  },
  { index: [['childId'], ['familyId']], references: { childId: 'child', familyId: 'family' } },
)
