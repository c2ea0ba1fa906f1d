import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { sql, type Sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'

export interface ChildPersonRow {
  id: number
  version: number
  firstName: string
  lastName: string
  birthDate: LocalDate | null
  sex: '' | 'F' | 'M'
  schoolId: number | null
  schoolName: string | null
  classLevel: string
  className: string
  diet: string
  leavesAlone: boolean
  imageConsent: boolean
}

export interface ContactRow {
  id: number
  childId: number
  familyId: number
  fullName: string
  relationship: string
  phone: string
  mayCollect: boolean
  emergency: boolean
  forbidden: boolean
  note: string
}

export interface ChildFamilyRow {
  childId: number
  id: number
  number: number
  name: string
}

function childrenWhere(ctx: Ctx, condition: Sql): Promise<ChildPersonRow[]> {
  return ctx.db
    .rowsOf<ChildPersonRow>(sql`select c.id, c.version, p.first_name, p.last_name, p.birth_date, p.sex, c.school_id,
      s.name as school_name, c.class_level, c.class_name, c.diet, c.leaves_alone, c.image_consent
    from child c join person p on p.id = c.id left join structure s on s.id = c.school_id
    where ${condition} order by p.birth_date, c.id`)
}

export const childrenById = (ctx: Ctx, ids: readonly number[]) => childrenWhere(ctx, sql`c.id in ${ids}`)

export const childrenInFamily = (ctx: Ctx, familyId: number) =>
  childrenWhere(
    ctx,
    sql`c.id in (select m.person_id from family_member m where m.family_id = ${familyId} and m.role = 'child')`,
  )

export const familiesOfChildren = (ctx: Ctx, childIds: readonly number[]) =>
  ctx.db.rows<ChildFamilyRow>`select m.person_id as child_id, f.id, f.number, f.name from family_member m
    join family f on f.id = m.family_id where m.person_id in ${childIds} and m.role = 'child' order by m.person_id, m.id`

export const contactsOf = (ctx: Ctx, childIds: readonly number[]) =>
  ctx.db
    .rows<ContactRow>`select * from pickup_contact where child_id in ${childIds} order by child_id, forbidden desc, id`

export const schoolRows = (ctx: Ctx) =>
  ctx.db.rows<{ id: number; name: string }>`select id, name from structure
    where kind = 'school' and archived_at is null order by position, name`

export async function hasActiveEnrolment(ctx: Ctx, childId: number, familyId: number): Promise<boolean> {
  const found = await ctx.db.one`select id from enrolment where child_id = ${childId} and family_id = ${familyId}
    and status = 'active' and (end_date is null or end_date >= ${ctx.today})`
  return found !== undefined
}

export interface HealthRow {
  childId: number
  version: number
  doctorSealed: string
  notesSealed: string
}
export interface AllergyRow {
  id: number
  childId: number
  severity: 'mild' | 'severe'
  labelSealed: string
  instructionSealed: string
  onAttendance: boolean
  onMeals: boolean
}
export interface CarePlanRow {
  id: number
  childId: number
  validFrom: LocalDate
  validTo: LocalDate
  instructionSealed: string
  kitPlaceSealed: string
  onMeals: boolean
}

export const healthRow = (ctx: Ctx, childId: number) =>
  ctx.db.one<HealthRow>`select * from health_record where child_id = ${childId}`

export const allergyRows = (ctx: Ctx, childIds: readonly number[]) =>
  ctx.db.rows<AllergyRow>`select * from allergy where child_id in ${childIds} order by child_id, severity desc, id`

export const carePlanRows = (ctx: Ctx, childIds: readonly number[]) =>
  ctx.db.rows<CarePlanRow>`select * from care_plan where child_id in ${childIds} order by child_id, valid_to desc, id`
