import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { AuthorisationKind } from '../../../src-shared/labels/child'
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
  birthPlace: string
  swimming: '' | 'learning' | 'swims'
  needsSealed: string
  schoolYear: string
  archivedAt: Instant | null
  photoAt: Instant | null
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
  decision: string
  decidedOn: LocalDate | null
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
      s.name as school_name, c.class_level, c.class_name, c.diet, c.leaves_alone, c.image_consent,
      p.birth_commune_name as birth_place, c.swimming, c.needs_sealed, c.school_year, c.archived_at,
      h.updated_at as photo_at
    from child c join person p on p.id = c.id left join structure s on s.id = c.school_id
      left join child_photo h on h.child_id = c.id
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

export interface AuthorisationRow {
  id: number
  childId: number
  kind: AuthorisationKind
  granted: boolean
  since: LocalDate
  decidedBy: string
  recordedAt: Instant
  isCurrent: boolean
}

export const authorisationRows = (ctx: Ctx, childIds: readonly number[]) =>
  ctx.db.rows<AuthorisationRow>`select * from authorisation where child_id in ${childIds} order by child_id, id`

export const photoRow = (ctx: Ctx, childId: number) =>
  ctx.db.one<{ contentType: string; contentSealed: string }>`select content_type, content_sealed from child_photo
    where child_id = ${childId}`

export interface AdultRow {
  firstName: string
  lastName: string
  sex: 'F' | 'M' | ''
  civility: string
  quality: string
  phone: string
  mobile: string
  workPhone: string
}

/** Adults of a family with their phones, the account holder first. */
export const adultsOf = (ctx: Ctx, familyId: number) =>
  ctx.db.rows<AdultRow>`select p.first_name, p.last_name, p.sex, p.civility, m.quality, p.phone, p.mobile, p.work_phone
    from family_member m join person p on p.id = m.person_id
    where m.family_id = ${familyId} and m.role = 'guardian' order by m.account_holder desc, m.position, m.id`
