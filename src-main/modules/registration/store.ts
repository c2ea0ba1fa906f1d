import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { SchoolYear } from '../../../src-shared/kernel/school-year'
import type { Db } from '../../database/db'
import { joinSql, rawSql, sql, type Sql } from '../../database/sql'
import type { RegistrationFileRow } from './entities'

export type FileRow = Omit<RegistrationFileRow, 'schoolYear' | 'sentAt' | 'submittedAt'> & {
  schoolYear: SchoolYear
  sentAt: Instant | null
  submittedAt: Instant | null
}

/** Ids of a list are cut, so that a town of any size stays within what one statement may carry. */
const idsAtOnce = 500

export async function inSlices<T>(ids: readonly number[], read: (slice: number[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = []
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const slice = ids.slice(from, from + idsAtOnce)
    if (slice.length > 0) found.push(...(await read(slice)))
  }
  return found
}

export interface FamilyFacts {
  id: number
  number: number
  name: string
  addressLine1: string
  city: string
  directDebit: boolean
  archivedAt: string | null
}

export const familyFacts = (db: Db, ids: readonly number[]) =>
  inSlices(
    ids,
    (slice) => db.rows<FamilyFacts>`select id, number, name, address_line1, city, direct_debit, archived_at
      from family where id in ${slice}`,
  )

export interface GuardianFacts {
  familyId: number
  firstName: string
  lastName: string
  phone: string
  mobile: string
  email: string
}

export const guardianFacts = (db: Db, ids: readonly number[]) =>
  inSlices(
    ids,
    (slice) => db.rows<GuardianFacts>`select m.family_id, p.first_name, p.last_name, p.phone, p.mobile, p.email
      from family_member m join person p on p.id = m.person_id
      where m.family_id in ${slice} and m.role = 'guardian' order by m.family_id, m.position, m.id`,
  )

export interface ChildFacts {
  familyId: number
  id: number
  firstName: string
  birthDate: LocalDate | null
  schoolId: number | null
  doctorSealed: string | null
}

/** Children who are still with the town, the eldest first. */
export const childFacts = (db: Db, ids: readonly number[]) =>
  inSlices(
    ids,
    (slice) => db.rows<ChildFacts>`select m.family_id, p.id, p.first_name, p.birth_date, c.school_id, h.doctor_sealed
      from family_member m join person p on p.id = m.person_id join child c on c.id = p.id
      left join health_record h on h.child_id = c.id
      where m.family_id in ${slice} and m.role = 'child' and c.archived_at is null
      order by m.family_id, p.birth_date, p.id`,
  )

/** Children for whom this family named somebody to call. */
export const emergencyFacts = (db: Db, ids: readonly number[]) =>
  inSlices(
    ids,
    (slice) => db.rows<{ familyId: number; childId: number }>`select distinct family_id, child_id from pickup_contact
      where family_id in ${slice} and emergency = ${true} and forbidden = ${false}`,
  )

export const quotientFacts = (db: Db, ids: readonly number[], on: LocalDate) =>
  inSlices(
    ids,
    (slice) => db.rows<{ familyId: number }>`select distinct family_id from family_quotient
      where family_id in ${slice} and valid_from <= ${on} and (valid_to is null or valid_to >= ${on})`,
  )

export const bankFacts = (db: Db, ids: readonly number[]) =>
  inSlices(
    ids,
    (slice) => db.rows<{ familyId: number }>`select distinct family_id from bank_account
      where family_id in ${slice} and ended_at is null`,
  )

export interface ConfirmationFact {
  familyId: number
  section: string
  confirmedAt: Instant
}

export const confirmationFacts = (db: Db, ids: readonly number[], year: SchoolYear) =>
  inSlices(
    ids,
    (slice) => db.rows<ConfirmationFact>`select f.family_id, c.section, c.confirmed_at
      from registration_confirmation c join registration_file f on f.id = c.file_id
      where f.family_id in ${slice} and f.school_year = ${year}`,
  )

export const fileRows = async (db: Db, ids: readonly number[], year: SchoolYear) =>
  (
    await inSlices(
      ids,
      (slice) =>
        db.rows<FileRow>`select * from registration_file where family_id in ${slice} and school_year = ${year}`,
    )
  ).map((row) => ({ ...row, exempted: Boolean(row.exempted) }))

/** The file of a family and year, made at its first use. */
export async function fileFor(db: Db, familyId: number, year: SchoolYear): Promise<FileRow> {
  await db.run`insert into registration_file (family_id, school_year, sent_at, sent_count, submitted_at, submitted_by,
      exempted, exemption_reason, version)
    values (${familyId}, ${year}, ${null}, ${0}, ${null}, ${''}, ${false}, ${''}, ${1})
    on conflict (family_id, school_year) do nothing`
  const [row] = await fileRows(db, [familyId], year)
  if (!row) throw new Error('a registration file that was just written is not there')
  return row
}

export async function confirmSections(
  db: Db,
  fileId: number,
  sections: readonly string[],
  { at, by }: { at: Instant; by: string },
): Promise<void> {
  for (const section of sections) {
    await db.run`insert into registration_confirmation (file_id, section, confirmed_at, confirmed_by)
      values (${fileId}, ${section}, ${at}, ${by})
      on conflict (file_id, section) do update set confirmed_at = ${at}, confirmed_by = ${by}`
  }
}

/** Families in use with a child, that the caller may see, by name. */
export async function familiesWithChildren(db: Db, visible: Sql, words: readonly string[]): Promise<number[]> {
  const matching =
    words.length === 0
      ? rawSql('1 = 1')
      : joinSql(
          words.map((word) => sql`f.search_text like ${`%${word}%`}`),
          ' and ',
        )
  const rows = await db.rowsOf<{ id: number }>(sql`select f.id from family f where f.archived_at is null and ${visible}
    and exists (select 1 from family_member m where m.family_id = f.id and m.role = 'child') and ${matching}
    order by f.name, f.number`)
  return rows.map(({ id }) => id)
}
