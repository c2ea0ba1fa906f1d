import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, date, optional } = column

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
    leavesAlone: bool(),
    imageConsent: bool(),
    version: int(),
  },
  { index: [['schoolId']], references: { id: 'person', schoolId: 'structure' } },
)
export type ChildRow = RowOf<typeof ChildTable>

/** Health texts are encrypted field by field (AES-256-GCM); names end in `Sealed`. */
export const HealthRecordTable = table(
  'health_record',
  { childId: column.key(), doctorSealed: text(), notesSealed: text(), version: int() },
  { references: { childId: 'child' } },
)

export const AllergyTable = table(
  'allergy',
  {
    id: id(),
    childId: int(),
    severity: text<'mild' | 'severe'>(),
    labelSealed: text(),
    instructionSealed: text(),
    onAttendance: bool(),
    onMeals: bool(),
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
  },
  { index: [['childId'], ['validTo']], references: { childId: 'child' } },
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
  },
  { index: [['childId'], ['familyId']], references: { childId: 'child', familyId: 'family' } },
)
