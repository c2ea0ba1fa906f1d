import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Db } from '../../database/db'

export interface AdultRow {
  personId: number
  civility: 'M' | 'Mme' | ''
  firstName: string
  lastName: string
  birthName: string
  birthDate: LocalDate | null
  sex: 'F' | 'M' | ''
  birthCommuneCode: string
  birthCountryCode: string
}

export function adultsOf(db: Db, familyId: number): Promise<AdultRow[]> {
  return db.rows<AdultRow>`select p.id as person_id, p.civility, p.first_name, p.last_name, p.birth_name, p.birth_date,
      p.sex, p.birth_commune_code, p.birth_country_code
    from family_member m join person p on p.id = m.person_id
    where m.family_id = ${familyId} and m.role = 'guardian' order by m.position, p.id`
}

export interface ConsentRow {
  personId: number
  given: string
  givenAt: Instant
  recordedBy: string
}

export function consentsOf(db: Db, familyId: number): Promise<ConsentRow[]> {
  return db.rows<ConsentRow>`select person_id, given, given_at, recorded_by from quotient_consent
    where family_id = ${familyId} and withdrawn_at is null order by id desc`
}

export interface LookupRow {
  id: number
  outcome: string
  provider: 'caf' | 'msa' | ''
  value: number | null
  month: string
  askedAt: Instant
  quotientId: number | null
}

/** The last question about a family, whatever came of it. */
export function lastLookup(db: Db, familyId: number): Promise<LookupRow | undefined> {
  return db.one<LookupRow>`select id, outcome, provider, value, month, asked_at, quotient_id from quotient_lookup
    where family_id = ${familyId} order by id desc limit 1`
}

export function lookupOf(db: Db, familyId: number, id: number): Promise<LookupRow | undefined> {
  return db.one<LookupRow>`select id, outcome, provider, value, month, asked_at, quotient_id from quotient_lookup
    where family_id = ${familyId} and id = ${id}`
}

/** Families that agreed and were not asked about since `before`, the longest waiting first. */
export function dueForRefresh(
  db: Db,
  before: Instant,
  limit: number,
): Promise<{ familyId: number; personId: number }[]> {
  return db.rows<{ familyId: number; personId: number }>`
    select c.family_id, min(c.person_id) as person_id from quotient_consent c
    join family f on f.id = c.family_id
    where c.withdrawn_at is null and f.archived_at is null
      and not exists (select 1 from quotient_lookup l where l.family_id = c.family_id and l.asked_at > ${before})
    group by c.family_id order by c.family_id limit ${limit}`
}
