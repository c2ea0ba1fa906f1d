import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Quotient } from '../../../src-shared/rules/quotient'
import type { Ctx } from '../../kernel/context'
import { sql, type Sql } from '../../database/sql'
import type { FamilyRow, PersonRow, Quality } from './entities'
import { searchTextOf } from './search-text'

export interface GuardianRow extends PersonRow {
  accountHolder: boolean
  familyId: number
  quality: Quality | ''
  parentalAuthority: boolean
  login: string | null
  lastSignInAt: Instant | null
  loginDisabled: boolean | null
}

export function findFamily(ctx: Ctx, id: number): Promise<FamilyRow | undefined> {
  return ctx.db.one<FamilyRow>`select * from family where id = ${id}`
}

/**
 * Families that this person may see: all of them, or those with a child enrolled in (or at school in) a structure of
 * theirs, and those enrolled nowhere yet.
 */
export function visibleFamilies(ctx: Ctx): Sql {
  const structures = ctx.actor.kind === 'staff' ? ctx.actor.structureIds : null
  if (structures === null) return sql`1 = 1`
  return sql`(exists (select 1 from enrolment e join activity a on a.id = e.activity_id
      where e.family_id = f.id and a.structure_id in ${structures})
    or exists (select 1 from family_member m join child c on c.id = m.person_id
      where m.family_id = f.id and c.school_id in ${structures})
    or not exists (select 1 from enrolment e where e.family_id = f.id))`
}

export async function isVisible(ctx: Ctx, id: number): Promise<boolean> {
  const found = await ctx.db.rowsOf(sql`select f.id from family f where f.id = ${id} and ${visibleFamilies(ctx)}`)
  return found.length > 0
}

export function guardianRows(ctx: Ctx, familyIds: readonly number[]): Promise<GuardianRow[]> {
  return ctx.db.rows<GuardianRow>`select p.*, m.family_id, m.account_holder, m.quality, m.parental_authority, a.login,
      a.last_sign_in_at, a.disabled as login_disabled
    from family_member m join person p on p.id = m.person_id left join portal_account a on a.person_id = p.id
    where m.family_id in ${familyIds} and m.role = 'guardian' order by m.family_id, m.position, m.id`
}

/** Everybody of the family, adults first. */
export function memberPeople(
  ctx: Ctx,
  familyId: number,
): Promise<
  (PersonRow & { role: 'guardian' | 'child'; custody: string; custodySince: LocalDate | null; custodyDay: number })[]
> {
  return ctx.db.rows`select p.*, m.role, m.custody, m.custody_since, m.custody_day
    from family_member m join person p on p.id = m.person_id
    where m.family_id = ${familyId} order by m.role desc, m.position, m.id`
}

/** The families of some people, this one left out. */
export function otherFamiliesOf(
  ctx: Ctx,
  personIds: readonly number[],
  familyId: number,
): Promise<{ personId: number; id: number; number: number; name: string }[]> {
  return ctx.db.rows`select m.person_id, f.id, f.number, f.name from family_member m join family f on f.id = m.family_id
    where m.person_id in ${personIds} and f.id <> ${familyId} and f.archived_at is null order by f.number`
}

export async function quotientRows(
  ctx: Ctx,
  familyIds: readonly number[],
): Promise<(Quotient & { familyId: number })[]> {
  return ctx.db.rows<Quotient & { familyId: number }>`
    select id, family_id, kind, value, valid_from, valid_to, source from family_quotient
    where family_id in ${familyIds} order by family_id, valid_from desc, id desc`
}

export async function nextFamilyNumber(ctx: Ctx): Promise<number> {
  // Two agents create a family at once: the second waits, and reads the number of the first.
  await ctx.db.lock('family.number')
  const row = await ctx.db.one<{ last: number | null }>`select max(number) as last from family`
  return Number(row?.last ?? 0) + 1
}

/** Rewrites what the search compares, after a change of the family or of one of its members. */
export async function refreshSearchText(ctx: Ctx, familyIds: readonly number[]): Promise<void> {
  for (const familyId of familyIds) {
    const family = await findFamily(ctx, familyId)
    if (!family) continue
    const people = await ctx.db.rows<PersonRow>`select p.* from person p join family_member m on m.person_id = p.id
      where m.family_id = ${familyId} order by m.position, m.id`
    const merged = await ctx.db.rows<{ number: number }>`select number from family where merged_into_id = ${familyId}`
    const formerNumbers = merged.map(({ number }) => number)
    const text = searchTextOf({ ...family, formerNumbers, people })
    await ctx.db.run`update family set search_text = ${text} where id = ${familyId}`
  }
}

export async function familyIdsOfPerson(ctx: Ctx, personId: number): Promise<number[]> {
  const rows = await ctx.db.rows<{
    familyId: number
  }>`select family_id from family_member where person_id = ${personId} order by family_id`
  return rows.map((row) => row.familyId)
}

/** Families for which a person answers: what their account may open. */
export async function familyIdsOfGuardian(ctx: Ctx, personId: number): Promise<number[]> {
  const rows = await ctx.db.rows<{ familyId: number }>`select family_id from family_member
    where person_id = ${personId} and role = 'guardian' order by family_id`
  return rows.map((row) => row.familyId)
}

export function similarFamilies(
  ctx: Ctx,
  guardian: { firstName: string; lastName: string; email: string; mobile: string },
): Promise<{ id: number; number: number; name: string }[]> {
  return ctx.db.rows`select distinct f.id, f.number, f.name from family f
    join family_member m on m.family_id = f.id and m.role = 'guardian' join person p on p.id = m.person_id
    where (p.email <> '' and p.email = ${guardian.email})
      or (lower(p.first_name) = lower(${guardian.firstName}) and lower(p.last_name) = lower(${guardian.lastName}))
    order by f.number limit 3`
}

/** Ended quotients first are of no use: what counts today, for a page of the list. */
export function quotientsOn(
  ctx: Ctx,
  familyIds: readonly number[],
  date: LocalDate,
): Promise<{ familyId: number; value: number }[]> {
  return ctx.db.rows`select family_id, value from family_quotient where family_id in ${familyIds}
    and valid_from <= ${date} and (valid_to is null or valid_to >= ${date}) order by valid_from, id`
}
