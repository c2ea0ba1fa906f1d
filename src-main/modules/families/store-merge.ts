import { createHash } from 'node:crypto'
import { stableStringify } from '../../../src-shared/kernel/stable-json'
import { joinSql, rawSql, sql, type Sql } from '../../database/sql'
import { snakeCase } from '../../database/table'
import type { Ctx } from '../../kernel/context'
import type { Reference } from './merge-references'

export type Row = Record<string, unknown>
type Value = string | number | boolean | null
type Id = string | number

const name = (text: string) => rawSql(`"${snakeCase(text)}"`)
const idsAtOnce = 500

/** Rows of a table whose primary key is `id`, as they are. */
async function rowsById(ctx: Ctx, table: string, ids: readonly Id[]): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < ids.length; start += idsAtOnce)
    rows.push(
      ...(await ctx.db.rowsOf<Row>(
        sql`select * from ${name(table)} where id in ${ids.slice(start, start + idsAtOnce)} order by id`,
      )),
    )
  return rows
}

/** Ids of the rows that a merge would move: all that name the file, save those that the file kept already has. */
export async function movableIds(ctx: Ctx, reference: Reference, removedId: number, keptId: number): Promise<Id[]> {
  const { table, column, unique } = reference
  const same = (unique ?? []).map((other) => sql` and k.${name(other)} = r.${name(other)}`)
  const twice: Sql = unique
    ? sql` and not exists (select 1 from ${name(table)} k where k.${name(column)} = ${keptId}${joinSql(same, '')})`
    : rawSql('')
  const rows = await ctx.db.rowsOf<{ id: Id }>(
    sql`select r.id from ${name(table)} r where r.${name(column)} = ${removedId}${twice} order by r.id`,
  )
  return rows.map(({ id }) => id)
}

export async function pointTo(
  ctx: Ctx,
  { table, column }: Reference,
  ids: readonly Id[],
  target: number,
): Promise<void> {
  for (let start = 0; start < ids.length; start += idsAtOnce)
    await ctx.db.runOf(
      sql`update ${name(table)} set ${name(column)} = ${target} where id in ${ids.slice(start, start + idsAtOnce)}`,
    )
}

/** What some rows hold, reference apart: the same fingerprint later says that nobody touched them. */
export async function fingerprint(ctx: Ctx, { table, column }: Reference, ids: readonly Id[]): Promise<string> {
  const rows = (await rowsById(ctx, table, ids)).map((row) => ({ ...row, [column]: null, formerFamilyId: null }))
  return createHash('sha256').update(stableStringify(rows)).digest('hex')
}

/** One row by a key, or undefined. */
export function rowOf(ctx: Ctx, table: string, key: string, value: Id): Promise<Row | undefined> {
  return ctx.db.rowsOf<Row>(sql`select * from ${name(table)} where ${name(key)} = ${value}`).then(([row]) => row)
}

export async function writeRow(ctx: Ctx, table: string, key: string, value: Id, changes: Row): Promise<void> {
  const entries = Object.entries(changes)
  if (entries.length === 0) return
  const assignments = entries.map(([column, after]) => sql`${name(column)} = ${after}`)
  await ctx.db.runOf(sql`update ${name(table)} set ${joinSql(assignments, ', ')} where ${name(key)} = ${value}`)
}

export async function insertRow(ctx: Ctx, table: string, row: Row): Promise<void> {
  await ctx.db.insertMany(table, [row as Record<string, Value>])
}

export async function deleteRow(ctx: Ctx, table: string, key: string, value: Id): Promise<void> {
  await ctx.db.runOf(sql`delete from ${name(table)} where ${name(key)} = ${value}`)
}

/** How many rows lean on those: bookings of enrolments, parts of payments. A new one since forbids to undo. */
export async function countOn(ctx: Ctx, table: string, column: string, ids: readonly Id[]): Promise<number> {
  let count = 0
  for (let start = 0; start < ids.length; start += idsAtOnce) {
    const [row] = await ctx.db.rowsOf<{ total: number }>(
      sql`select count(*) as total from ${name(table)} where ${name(column)} in ${ids.slice(start, start + idsAtOnce)}`,
    )
    count += Number(row?.total ?? 0)
  }
  return count
}

export async function lastAuditId(ctx: Ctx): Promise<number> {
  const row = await ctx.db.one<{ last: number | null }>`select max(id) as last from audit_log`
  return Number(row?.last ?? 0)
}

/** Acts on a family since then, by their operation. */
export async function actsSince(ctx: Ctx, familyIds: readonly number[], auditId: number): Promise<string[]> {
  const rows = await ctx.db.rows<{ operation: string }>`select distinct operation from audit_log
    where family_id in ${familyIds} and id > ${auditId}`
  return rows.map(({ operation }) => operation)
}

/** Months in which a family has bookings: their views change with the family. */
export async function bookedMonths(ctx: Ctx, familyIds: readonly number[]): Promise<string[]> {
  const rows = await ctx.db.rows<{ month: string }>`select distinct substr(date, 1, 7) as month from booking
    where family_id in ${familyIds}`
  return rows.map(({ month }) => month)
}

/** Activities in which one child would be enrolled twice from today on. */
export async function doubleEnrolments(
  ctx: Ctx,
  of: 'family' | 'person',
  keptId: number,
  removedId: number,
): Promise<{ activity: string; child: string }[]> {
  const [mine, shared] = of === 'family' ? ['family_id', 'child_id'] : ['child_id', 'family_id']
  return ctx.db.rowsOf(sql`select distinct a.name as activity, p.first_name as child
    from enrolment l join enrolment r on r.activity_id = l.activity_id and r.${rawSql(shared ?? '')} = l.${rawSql(shared ?? '')}
    join activity a on a.id = l.activity_id join person p on p.id = l.child_id
    where l.${rawSql(mine ?? '')} = ${keptId} and r.${rawSql(mine ?? '')} = ${removedId}
      and l.status = 'active' and r.status = 'active'
      and (l.end_date is null or l.end_date >= ${ctx.today}) and (r.end_date is null or r.end_date >= ${ctx.today})`)
}

export async function pendingRequestsOn(ctx: Ctx, personId: number): Promise<number> {
  const row = await ctx.db.one<{ total: number }>`select count(*) as total from request
    where person_id = ${personId} and status in ${['pending', 'needs-more']}`
  return Number(row?.total ?? 0)
}

export async function draftRunsOf(ctx: Ctx, familyId: number): Promise<string[]> {
  const rows = await ctx.db.rows<{ period: string }>`select distinct r.period from charge c
    join billing_run r on r.id = c.run_id where c.family_id = ${familyId} and r.status <> 'issued'`
  return rows.map(({ period }) => period)
}

export const pendingPayments = async (ctx: Ctx, familyId: number): Promise<number> => {
  const row = await ctx.db.one<{ total: number }>`select count(*) as total from payment_attempt
    where family_id = ${familyId} and status = 'pending'`
  return Number(row?.total ?? 0)
}
