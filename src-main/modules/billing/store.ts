import type { Instant } from '../../../src-shared/kernel/instant'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { Db } from '../../database/db'
import { joinSql, sql, type Sql } from '../../database/sql'
import type { BillingRunRow } from './entities'
import type { Run, RunFindings } from './types'

export async function runById(db: Db, id: number): Promise<Run | undefined> {
  const row = await db.one<BillingRunRow>`select * from billing_run where id = ${id}`
  return row ? asRun(row) : undefined
}

/** Runs of a month, the latest first: the first one, then those that complete it. */
export async function runsOfPeriod(db: Db, period: YearMonth): Promise<Run[]> {
  const rows = await db.rows<BillingRunRow>`select * from billing_run where period = ${period} order by id desc`
  return rows.map(asRun)
}

/** The run that is not issued yet: there is one at most in the town. */
export async function openRun(db: Db): Promise<Run | undefined> {
  const row = await db.one<BillingRunRow>`select * from billing_run where status <> 'issued' order by id limit 1`
  return row ? asRun(row) : undefined
}

function asRun({ anomalies, ...row }: BillingRunRow): Run {
  return { ...row, findings: JSON.parse(anomalies) as RunFindings } as Run
}

export async function issuedPeriods(db: Db, from: YearMonth, to: YearMonth): Promise<YearMonth[]> {
  const rows = await db.rows<{ period: YearMonth }>`select distinct period from billing_run
    where status = 'issued' and period >= ${from} and period <= ${to}`
  return rows.map(({ period }) => period)
}

type RunChange = Partial<
  Pick<BillingRunRow, 'status' | 'dueOn' | 'draftedAt' | 'issuedAt' | 'publishedAt' | 'jobId'>
> & {
  findings?: RunFindings
}

/** Writes what is given; with a version, only if nobody changed the run since. */
export async function changeRun(db: Db, id: number, change: RunChange, version?: number): Promise<boolean> {
  const sets: Sql[] = [sql`version = version + 1`]
  if (change.status !== undefined) sets.push(sql`status = ${change.status}`)
  if (change.dueOn !== undefined) sets.push(sql`due_on = ${change.dueOn}`)
  if (change.draftedAt !== undefined) sets.push(sql`drafted_at = ${change.draftedAt}`)
  if (change.issuedAt !== undefined) sets.push(sql`issued_at = ${change.issuedAt}`)
  if (change.publishedAt !== undefined) sets.push(sql`published_at = ${change.publishedAt}`)
  if (change.jobId !== undefined) sets.push(sql`job_id = ${change.jobId}`)
  if (change.findings !== undefined) sets.push(sql`anomalies = ${JSON.stringify(change.findings)}`)
  const seen = version === undefined ? sql`` : sql`and version = ${version}`
  return (await db.runOf(sql`update billing_run set ${joinSql(sets, ', ')} where id = ${id} ${seen}`)) === 1
}

/** How many bookings of these months changed after a draft was computed. */
export async function changedSince(db: Db, from: string, to: string, since: Instant): Promise<number> {
  const row = await db.one<{ n: number }>`select count(*) as n from booking
    where date between ${from} and ${to} and changed_at > ${since}`
  return Number(row?.n ?? 0)
}

/** How many invoices of a month were cancelled after a run began. */
export async function cancelledSince(db: Db, period: YearMonth, since: Instant): Promise<number> {
  const row = await db.one<{ n: number }>`select count(*) as n from invoice
    where period = ${period} and kind = 'invoice' and cancelled_at > ${since}`
  return Number(row?.n ?? 0)
}

/** The next `count` numbers of a series; taken in the transaction that uses them, so that none is ever lost. */
export async function takeNumbers(db: Db, series: string, count: number): Promise<number> {
  await db.run`insert into number_series (series, next_number) values (${series}, 1) on conflict (series) do nothing`
  await db.run`update number_series set next_number = next_number + ${count} where series = ${series}`
  const row = await db.one<{ nextNumber: number }>`select next_number from number_series where series = ${series}`
  if (!row) throw new Error(`number series ${series} is missing`)
  return row.nextNumber - count
}
