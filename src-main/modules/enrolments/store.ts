import type { EnrolmentChoice, EnrolmentView } from '../../../src-shared/contract/staff/enrolments'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { OCCUPYING_STATES } from '../../../src-shared/rules/booking-transitions'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { joinSql, rawSql, sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'

export interface Enrolment {
  id: number
  childId: number
  familyId: number
  activityId: number
  groupId: number
  status: 'active' | 'ended'
  startDate: LocalDate
  endDate: LocalDate | null
  version: number
}

export interface EnrolmentFilter {
  familyId?: number
  childId?: number
  activityId?: number
  /** Enrolments that hold on at least one day of the period. */
  from: LocalDate
  to: LocalDate
}

/** Enrolments of a family, a child or an activity that hold during a period. */
export function enrolmentsOf(ctx: Ctx, filter: EnrolmentFilter): Promise<Enrolment[]> {
  const conditions = [sql`start_date <= ${filter.to}`, sql`(end_date is null or end_date >= ${filter.from})`]
  if (filter.familyId !== undefined) conditions.push(sql`family_id = ${filter.familyId}`)
  if (filter.childId !== undefined) conditions.push(sql`child_id = ${filter.childId}`)
  if (filter.activityId !== undefined) conditions.push(sql`activity_id = ${filter.activityId}`)
  return ctx.db
    .rowsOf<Enrolment>(sql`select id, child_id, family_id, activity_id, group_id, status, start_date, end_date, version
    from enrolment where ${joinSql(conditions, ' and ')} order by id`)
}

/**
 * Until the end of the transaction, no booking is made on this enrolment: those that are being made are waited for (they
 * hold its row shared, see the board of the bookings). SQLite has one writer at a time.
 */
export async function holdEnrolment({ db }: Ctx, id: number): Promise<void> {
  if (db.engine === 'postgres') await db.rows`select id from enrolment where id = ${id} for update`
}

export function enrolmentViews(
  ctx: Ctx,
  filter: { familyId?: number | undefined; childId?: number | undefined; id?: number },
) {
  const conditions = [rawSql('1 = 1')]
  if (filter.familyId !== undefined) conditions.push(sql`e.family_id = ${filter.familyId}`)
  if (filter.childId !== undefined) conditions.push(sql`e.child_id = ${filter.childId}`)
  if (filter.id !== undefined) conditions.push(sql`e.id = ${filter.id}`)
  return ctx.db
    .rowsOf<EnrolmentView>(sql`select e.id, e.version, e.child_id, p.first_name as child_first_name, e.family_id,
      f.number as family_number, f.name as family_name, e.activity_id, a.name as activity_name, a.structure_id,
      s.name as structure_name, e.group_id, g.name as group_name, e.status, e.start_date, e.end_date
    from enrolment e join person p on p.id = e.child_id join family f on f.id = e.family_id
    join activity a on a.id = e.activity_id join structure s on s.id = a.structure_id
    join activity_group g on g.id = e.group_id
    where ${joinSql(conditions, ' and ')} order by p.birth_date, p.first_name, e.start_date, e.id`)
}

interface ActivityFacts {
  id: number
  name: string
  validFrom: LocalDate
  validTo: LocalDate
}

export const activityFacts = (ctx: Ctx, id: number) =>
  ctx.db
    .one<ActivityFacts>`select id, name, valid_from, valid_to from activity where id = ${id} and archived_at is null`

export async function groupIsOf(ctx: Ctx, groupId: number, activityId: number): Promise<boolean> {
  const found = await ctx.db.one`select id from activity_group where id = ${groupId} and activity_id = ${activityId}`
  return found !== undefined
}

interface ChoiceRow {
  activityId: number
  activityName: string
  structureName: string
  validFrom: LocalDate
  validTo: LocalDate
  groupId: number
  groupName: string
  classLevels: string
}

/** Activities not yet over, with their groups, in the structures of whoever asks. */
export async function enrolmentChoices(ctx: Ctx): Promise<EnrolmentChoice[]> {
  const structures = ctx.actor.kind === 'staff' ? ctx.actor.structureIds : null
  const own = structures === null ? rawSql('1 = 1') : sql`a.structure_id in ${structures}`
  const rows = await ctx.db
    .rowsOf<ChoiceRow>(sql`select a.id as activity_id, a.name as activity_name, s.name as structure_name,
      a.valid_from, a.valid_to, g.id as group_id, g.name as group_name, g.class_levels
    from activity a join structure s on s.id = a.structure_id join activity_group g on g.activity_id = a.id
    where a.archived_at is null and a.valid_to >= ${ctx.today} and ${own}
    order by s.position, a.position, a.name, a.id, g.position, g.id`)
  return [...groupBy(rows, ({ activityId }) => activityId).values()].map((groups) => {
    const [{ activityId, activityName, structureName, validFrom, validTo }] = groups as [ChoiceRow]
    return {
      activityId,
      activityName,
      structureName,
      validFrom,
      validTo,
      groups: groups.map((row) => ({
        id: row.groupId,
        name: row.groupName,
        classLevels: JSON.parse(row.classLevels) as string[],
      })),
    }
  })
}

const heldStates = [...OCCUPYING_STATES, 'waiting']

/** Bookings that still hold a place, or wait for one, after a day: whose they are, and where they stand. */
export function heldAfter(
  ctx: Ctx,
  enrolmentId: number,
  date: LocalDate,
): Promise<{ familyId: number; slotId: number; date: LocalDate }[]> {
  return ctx.db.rows`select family_id, slot_id, date from booking
    where enrolment_id = ${enrolmentId} and date > ${date} and state in ${heldStates} order by date, slot_id`
}

/** How many bookings still hold a place, or wait for one, after a day, and until when. */
export async function bookingsAfter(
  ctx: Ctx,
  enrolmentId: number,
  date: LocalDate,
): Promise<{ count: number; last: LocalDate | null }> {
  const row = await ctx.db.one<{ count: number; last: LocalDate | null }>`select count(*) as count, max(date) as last
    from booking where enrolment_id = ${enrolmentId} and date > ${date} and state in ${heldStates}`
  return { count: Number(row?.count ?? 0), last: row?.last ?? null }
}
