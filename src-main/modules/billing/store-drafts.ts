import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Db } from '../../database/db'
import { joinSql, sql, type Sql } from '../../database/sql'

export interface NotBilledRow {
  childId: number
  activityId: number
  date: LocalDate
  state: string
  reason: string
}

/** Bookings of a family that its draft leaves out, those of an earlier invoice aside. */
export function bookingsNotBilled(
  db: Db,
  { runId, familyId, from, to }: { runId: number; familyId: number; from: LocalDate; to: LocalDate },
): Promise<NotBilledRow[]> {
  return db.rows<NotBilledRow>`select b.child_id, b.activity_id, b.date, b.state, b.reason from booking b
    where b.family_id = ${familyId} and b.date between ${from} and ${to}
      and b.state not in ('waiting', 'refused', 'requested')
      and not exists (select 1 from charge c where c.booking_id = b.id and (c.run_id = ${runId} or c.invoice_id is not null))
    order by b.date, b.child_id`
}

export interface DraftRow {
  familyId: number
  familyName: string
  familyNumber: number
  totalCents: number
  charges: number
}

function draftWhere(runId: number, search: string, visible: Sql): Sql {
  const words = search.split(' ').filter((word) => word !== '')
  const named = words.map((word) => sql`f.search_text like ${`%${word}%`}`)
  return joinSql([sql`c.run_id = ${runId} and c.invoice_id is null`, visible, ...named], ' and ')
}

/** Drafts of a run by family name, a page of them. */
export async function draftRows(
  db: Db,
  runId: number,
  { search, visible, offset, limit }: { search: string; visible: Sql; offset: number; limit: number },
): Promise<{ total: number; rows: DraftRow[] }> {
  const where = draftWhere(runId, search, visible)
  const [count] = await db.rowsOf<{ n: number }>(
    sql`select count(distinct c.family_id) as n from charge c join family f on f.id = c.family_id where ${where}`,
  )
  const rows = await db.rowsOf<DraftRow>(sql`select f.id as family_id, f.name as family_name, f.number as family_number,
      sum(c.amount_cents) as total_cents, count(*) as charges
    from charge c join family f on f.id = c.family_id where ${where}
    group by f.id, f.name, f.number order by f.name, f.id limit ${limit} offset ${offset}`)
  return {
    total: Number(count?.n ?? 0),
    rows: rows.map((row) => ({ ...row, totalCents: Number(row.totalCents), charges: Number(row.charges) })),
  }
}
