import type { CancellationInput, CancellationScope } from '../../../src-shared/contract/staff/cancellations'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Db } from '../../database/db'
import { joinSql, sql, type Sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import type { CellRef } from './board'
import type { DayCancellationRow } from './entities'

type Where = Pick<CancellationInput, 'fromDate' | 'toDate' | 'scope'>

/** Conditions on `alias`, a booking or an opening, and on the activity `a`. */
function within({ actor }: Ctx, { fromDate, toDate, scope }: Where, alias: 'b' | 'o'): Sql {
  const column = (name: 'date' | 'activity_id' | 'group_id' | 'slot_id') =>
    ({
      date: alias === 'b' ? sql`b.date` : sql`o.date`,
      activity_id: alias === 'b' ? sql`b.activity_id` : sql`o.activity_id`,
      group_id: alias === 'b' ? sql`b.group_id` : sql`o.group_id`,
      slot_id: alias === 'b' ? sql`b.slot_id` : sql`o.slot_id`,
    })[name]
  const conditions = [sql`${column('date')} between ${fromDate} and ${toDate}`]
  if (scope.structureId !== null) conditions.push(sql`a.structure_id = ${scope.structureId}`)
  if (scope.activityIds.length > 0) conditions.push(sql`${column('activity_id')} in ${scope.activityIds}`)
  if (scope.groupIds.length > 0) conditions.push(sql`${column('group_id')} in ${scope.groupIds}`)
  if (scope.slotIds.length > 0) conditions.push(sql`${column('slot_id')} in ${scope.slotIds}`)
  if (actor.kind === 'staff' && actor.structureIds !== null)
    conditions.push(sql`a.structure_id in ${[...actor.structureIds]}`)
  return joinSql(conditions, ' and ')
}

export interface ConcernedRow extends CellRef {
  id: number
  childId: number
  childName: string
  familyId: number
  familyName: string
  activityName: string
  slotName: string
  includesMeal: boolean
  state: StoredState
}

/** Every booking that stands on the days concerned, attended ones included, by date. */
export async function concernedRows(ctx: Ctx, where: Where): Promise<ConcernedRow[]> {
  const { classLevels } = where.scope
  const ofClass = classLevels.length > 0 ? sql`and c.class_level in ${classLevels}` : sql``
  const rows = await ctx.db.rowsOf<ConcernedRow>(sql`select b.id, b.enrolment_id, b.slot_id, b.date, b.child_id,
      p.first_name as child_name, b.family_id, f.name as family_name, a.name as activity_name, s.name as slot_name,
      s.includes_meal, b.state
    from booking b join activity a on a.id = b.activity_id join slot s on s.id = b.slot_id
    join child c on c.id = b.child_id join person p on p.id = b.child_id join family f on f.id = b.family_id
    where ${within(ctx, where, 'b')} and b.state not in ('cancelled', 'refused') ${ofClass} order by b.date, b.id`)
  return rows.map((row) => ({ ...row, includesMeal: Boolean(row.includesMeal) }))
}

export interface OpeningCopy {
  id: number
  activityId: number
  groupId: number
  slotId: number
  date: LocalDate
  capacity: number | null
  taken: number
  staffPlanned: number | null
}

/** Openings of the days concerned, held until the end of the transaction: nobody books them meanwhile. */
export function heldOpenings(ctx: Ctx, where: Where): Promise<OpeningCopy[]> {
  const hold = ctx.db.engine === 'postgres' ? sql`for update of o` : sql``
  return ctx.db.rowsOf<OpeningCopy>(sql`select o.id, o.activity_id, o.group_id, o.slot_id, o.date, o.capacity, o.taken,
      o.staff_planned from opening o join activity a on a.id = o.activity_id
    where ${within(ctx, where, 'o')} order by o.id ${hold}`)
}

export async function removeEmptyOpenings(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await db.run`delete from opening where id in ${[...ids]} and taken = 0`
}

export function cancellationsBetween(db: Db, from: LocalDate, to: LocalDate): Promise<DayCancellationRow[]> {
  return db.rows<DayCancellationRow>`select * from day_cancellation
    where from_date <= ${to} and to_date >= ${from} order by from_date desc, id desc`
}

export function cancellationById(db: Db, id: number): Promise<DayCancellationRow | undefined> {
  return db.one<DayCancellationRow>`select * from day_cancellation where id = ${id}`
}

export const scopeOf = (row: DayCancellationRow): CancellationScope => JSON.parse(row.scope) as CancellationScope
