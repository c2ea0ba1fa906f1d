import { attendingStates } from '../../../src-shared/contract/staff/planning'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { LocalTime } from '../../../src-shared/kernel/local-time'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import { rawSql, sql } from '../../database/sql'
import { decisionText } from '../../../src-shared/labels/child'
import type { Db } from '../../database/db'

/** States of who is, or should have been, there; a refusal or a place that was given back is nobody's. */
export const expectedStates: readonly StoredState[] = [
  'requested',
  'awaiting-payment',
  'offered',
  'booked',
  'cancellation-requested',
  'absence-requested',
  'present',
  'present-unbooked',
  'outside-contract',
  'absent-excused',
  'absent-billed',
]

const inside: readonly StoredState[] = ['present', 'present-unbooked', 'outside-contract']

export interface AttendanceRow {
  enrolmentId: number
  childId: number
  familyId: number
  groupId: number
  firstName: string
  lastName: string
  birthDate: LocalDate | null
  classLevel: string
  diet: string
  leavesAlone: boolean
  state: StoredState
  version: number
  arrivedAt: LocalTime | null
  leftAt: LocalTime | null
  memo: string
  reason: string
}

export async function attendanceRows(db: Db, slotId: number, date: LocalDate): Promise<AttendanceRow[]> {
  const rows = await db.rows<AttendanceRow>`select b.enrolment_id, b.child_id, b.family_id, b.group_id, p.first_name,
      p.last_name, p.birth_date, c.class_level, c.diet, c.leaves_alone, b.state, b.version, b.arrived_at, b.left_at,
      b.memo, b.reason
    from booking b join person p on p.id = b.child_id join child c on c.id = b.child_id
    where b.slot_id = ${slotId} and b.date = ${date} and b.state in ${[...expectedStates]}
    order by p.last_name, p.first_name, b.id`
  return rows.map((row) => ({ ...row, leavesAlone: Boolean(row.leavesAlone) }))
}

export interface SheetRow extends Omit<AttendanceRow, 'enrolmentId' | 'version' | 'arrivedAt' | 'leftAt' | 'reason'> {
  activityId: number
  slotId: number
  date: LocalDate
  imageConsent: boolean
}

/** Who is expected in some activities between two days, both included: what a sheet to print shows. */
export async function sheetRows(
  db: Db,
  { activityIds, from, to }: { activityIds: readonly number[]; from: LocalDate; to: LocalDate },
): Promise<SheetRow[]> {
  const rows = await db.rows<SheetRow>`select b.activity_id, b.group_id, b.slot_id, b.date, b.child_id, b.family_id,
      p.first_name, p.last_name, p.birth_date, c.class_level, c.diet, c.leaves_alone, c.image_consent, b.state, b.memo
    from booking b join person p on p.id = b.child_id join child c on c.id = b.child_id
    where b.activity_id in ${[...activityIds]} and b.date between ${from} and ${to}
      and b.state in ${[...attendingStates]}
    order by p.last_name, p.first_name, b.child_id, b.date, b.id`
  return rows.map((row) => ({
    ...row,
    leavesAlone: Boolean(row.leavesAlone),
    imageConsent: Boolean(row.imageConsent),
  }))
}

export interface GateContactRow {
  childId: number
  familyId: number | null
  fullName: string
  relationship: string
  phone: string
  mayCollect: boolean
  emergency: boolean
  forbidden: boolean
  note: string
}

/** Parents of the children's families, then those whom the families named. */
export async function gateContacts(db: Db, childIds: readonly number[]): Promise<GateContactRow[]> {
  const parents = await db.rows<ParentRow>`select k.person_id as child_id, k.family_id, p.civility,
      p.first_name, p.last_name, p.mobile, p.phone
    from family_member k join family_member g on g.family_id = k.family_id and g.role = 'guardian'
    join person p on p.id = g.person_id
    where k.person_id in ${[...childIds]} and k.role = 'child' order by g.family_id, g.position, g.id`
  const named = await db.rows<NamedRow>`select child_id, family_id, full_name, relationship, phone, may_collect,
      emergency, forbidden, note, decision, decided_on
    from pickup_contact where child_id in ${[...childIds]} order by forbidden desc, id`
  return [...parents.map(parentContact), ...named.map(namedContact)]
}

interface ParentRow {
  childId: number
  familyId: number
  civility: string
  firstName: string
  lastName: string
  mobile: string
  phone: string
}

function parentContact(row: ParentRow): GateContactRow {
  const relationship = row.civility === 'Mme' ? 'mère' : row.civility === 'M' ? 'père' : 'responsable'
  return {
    ...{
      childId: row.childId,
      familyId: row.familyId,
      fullName: `${row.firstName} ${row.lastName}`,
    },
    ...{ relationship, phone: row.mobile || row.phone, mayCollect: true, emergency: true, forbidden: false, note: '' },
  }
}

type NamedRow = GateContactRow & { decision: string; decidedOn: LocalDate | null }

/** The decision that forbids somebody stands before what to do. */
const namedContact = ({ decision, decidedOn, note, ...row }: NamedRow): GateContactRow => ({
  ...row,
  note: decisionText({ decision, decidedOn, note }),
  mayCollect: Boolean(row.mayCollect),
  emergency: Boolean(row.emergency),
  forbidden: Boolean(row.forbidden),
})

export interface SlotCount {
  slotId: number
  state: StoredState
  isIn: boolean
  count: number
}

/** How many children each slot has on a day, by state, those who are in apart. */
export async function slotCounts(db: Db, date: LocalDate): Promise<SlotCount[]> {
  const rows = await db.rows<SlotCount>`select slot_id, state,
      case when left_at is null then 1 else 0 end as is_in, count(*) as count
    from booking where date = ${date} group by slot_id, state, case when left_at is null then 1 else 0 end`
  return rows.map((row) => ({
    ...row,
    isIn: Boolean(row.isIn) && inside.includes(row.state),
    count: Number(row.count),
  }))
}

export interface CandidateRow {
  enrolmentId: number
  childId: number
  groupId: number
  firstName: string
  lastName: string
  classLevel: string
  familyName: string
  version: number | null
}

/** Children enrolled in an activity on a day and not yet on the list of this slot. */
export function candidateRows(
  db: Db,
  { activityId, slotId, date }: { activityId: number; slotId: number; date: LocalDate },
): Promise<CandidateRow[]> {
  return db.rows<CandidateRow>`select e.id as enrolment_id, e.child_id, e.group_id, p.first_name, p.last_name,
      c.class_level, f.name as family_name, b.version
    from enrolment e join person p on p.id = e.child_id join child c on c.id = e.child_id
    join family f on f.id = e.family_id
    left join booking b on b.enrolment_id = e.id and b.slot_id = ${slotId} and b.date = ${date}
    where e.activity_id = ${activityId} and e.start_date <= ${date} and (e.end_date is null or e.end_date >= ${date})
      and (b.id is null or b.state not in ${[...expectedStates]})
    order by p.last_name, p.first_name, e.id`
}

export interface PresentRow {
  childId: number
  firstName: string
  lastName: string
  classLevel: string
  structureId: number
  structureName: string
  slotName: string
  arrivedAt: LocalTime | null
}

/** Noted present on a day and not gone, in some structures or in all: without an hour of arrival too, to be on the safe side. */
export function presentRows(db: Db, date: LocalDate, structureIds: readonly number[] | null): Promise<PresentRow[]> {
  const own = structureIds === null ? rawSql('1 = 1') : sql`s.id in ${[...structureIds]}`
  return db.rowsOf<PresentRow>(sql`select b.child_id, p.first_name, p.last_name, c.class_level, s.id as structure_id,
      s.name as structure_name, t.name as slot_name, b.arrived_at
    from booking b join slot t on t.id = b.slot_id join activity a on a.id = b.activity_id
    join structure s on s.id = a.structure_id join person p on p.id = b.child_id join child c on c.id = b.child_id
    where b.date = ${date} and b.state in ${[...inside]}
      and b.left_at is null and ${own}
    order by s.position, p.last_name, p.first_name, b.id`)
}
