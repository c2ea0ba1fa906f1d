import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { firstDay, lastDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import type { Db } from '../../database/db'
import { sql } from '../../database/sql'

/** What a month is billed by activity: its issued invoices that stand, and the draft of a run. */
export async function amountsByActivity(db: Db, period: YearMonth, runId: number | null): Promise<Map<number, number>> {
  const rows = await db.rows<{ activityId: number; amount: number }>`select l.activity_id, sum(l.amount_cents) as amount
    from invoice i join invoice_line l on l.invoice_id = i.id
    where i.period = ${period} and i.kind = 'invoice' and i.cancelled_at is null group by l.activity_id`
  const amounts = new Map(rows.map(({ activityId, amount }) => [activityId, Number(amount)]))
  if (runId === null) return amounts
  const drafts = await db.rowsOf<{
    activityId: number
    amount: number
  }>(sql`select activity_id, sum(amount_cents) as amount
    from charge where run_id = ${runId} and invoice_id is null group by activity_id`)
  for (const { activityId, amount } of drafts) amounts.set(activityId, (amounts.get(activityId) ?? 0) + Number(amount))
  return amounts
}

/** Days on which each activity has something open. */
export async function openDays(db: Db, from: LocalDate, to: LocalDate): Promise<Map<number, number>> {
  const rows = await db.rows<{
    activityId: number
    n: number
  }>`select activity_id, count(distinct date) as n from opening
    where date between ${from} and ${to} group by activity_id`
  return new Map(rows.map(({ activityId, n }) => [activityId, Number(n)]))
}

/** Days of school meals or, in a town without any, days with anything open: the length of a month for who compares two. */
export async function runOpenDays(db: Db, period: YearMonth, previous: YearMonth) {
  const count = async (month: YearMonth, onlyMeals: boolean) => {
    const kind = onlyMeals ? sql`and a.kind = 'meal'` : sql``
    const [row] = await db.rowsOf<{ n: number }>(sql`select count(distinct o.date) as n from opening o
      join activity a on a.id = o.activity_id where o.date between ${firstDay(month)} and ${lastDay(month)} ${kind}`)
    return Number(row?.n ?? 0)
  }
  const onlyMeals = (await count(period, true)) > 0 && (await count(previous, true)) > 0
  return { days: await count(period, onlyMeals), previousDays: await count(previous, onlyMeals) }
}
