import { monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { Db } from '../../database/db'
import { joinSql, rawSql, sql, type Sql } from '../../database/sql'
import type { InvoiceLineRow, InvoiceRow } from './entities'
import { paidOnInvoice } from './store-balance'

export function invoiceById(db: Db, id: number): Promise<InvoiceRow | undefined> {
  return db.one<InvoiceRow>`select * from invoice where id = ${id}`
}

export type InvoiceWithPaid = InvoiceRow & { paidCents: number; cancelsReference: string | null }

/** Invoices with what was paid on them and, for a credit note, what it cancels. */
export async function invoicesById(db: Db, ids: readonly number[]): Promise<InvoiceWithPaid[]> {
  const rows =
    await db.rows<InvoiceWithPaid>`select i.*, ${paidOnInvoice} as paid_cents, o.reference as cancels_reference
    from invoice i left join invoice o on o.id = i.cancels_id
    where i.id in ${[...ids]}`
  return rows.map((row) => ({ ...row, paidCents: Number(row.paidCents) }))
}

/** The credit notes of these invoices. */
export async function creditNotesOf(
  db: Db,
  invoiceIds: readonly number[],
): Promise<Map<number, { id: number; reference: string }>> {
  const rows = await db.rows<{
    cancelsId: number
    id: number
    reference: string
    familyId: number
  }>`select n.cancels_id, n.id, n.reference
    from invoice i join invoice n on n.family_id = i.family_id and n.cancels_id = i.id where i.id in ${[...invoiceIds]}`
  return new Map(rows.map(({ cancelsId, id, reference }) => [cancelsId, { id, reference }]))
}

export function linesOf(db: Db, invoiceIds: readonly number[]): Promise<InvoiceLineRow[]> {
  return db.rows<InvoiceLineRow>`select * from invoice_line where invoice_id in ${[...invoiceIds]} order by invoice_id, position`
}

/** False when somebody cancelled it first. */
export async function markCancelled(db: Db, id: number, at: string): Promise<boolean> {
  return (await db.run`update invoice set cancelled_at = ${at} where id = ${id} and cancelled_at is null`) === 1
}

export async function copyLinesReversed(db: Db, fromId: number, toId: number): Promise<void> {
  await db.run`insert into invoice_line (invoice_id, position, child_id, child_name, activity_id, activity_name, slot_name, dates,
      quantity, unit_cents, amount_cents, meal_cents, explanation)
    select n.id, l.position, l.child_id, l.child_name, l.activity_id, l.activity_name, l.slot_name, l.dates,
      l.quantity, 0 - l.unit_cents, 0 - l.amount_cents, 0 - l.meal_cents, l.explanation
    from invoice_line l join invoice n on n.id = ${toId} where l.invoice_id = ${fromId}`
}

/**
 * Reverses the charges of an invoice on its credit note; says which months of bookings it frees. What the invoice itself
 * reversed is owed again: it comes back as a charge of the run that first billed it, so that the next run sees it change.
 */
export async function reverseCharges(db: Db, invoiceId: number, creditNoteId: number): Promise<YearMonth[]> {
  const dates = await db.rows<{ date: LocalDate }>`select distinct date from charge where invoice_id = ${invoiceId}`
  await db.run`insert into charge (run_id, booking_id, family_id, child_id, activity_id, slot_id, date, amount_cents, meal_cents,
      explanation, reverses_id, invoice_id)
    select coalesce(x.run_id, c.run_id), c.booking_id, c.family_id, c.child_id, c.activity_id, c.slot_id, c.date,
      0 - c.amount_cents, 0 - c.meal_cents, c.explanation, case when c.reverses_id is null then c.id end, n.id
    from charge c left join charge x on x.id = c.reverses_id join invoice n on n.id = ${creditNoteId}
    where c.invoice_id = ${invoiceId}`
  return [...new Set(dates.map(({ date }) => monthOf(date)))]
}

export interface InvoiceFilter {
  period: YearMonth | null
  familyId: number | null
  search: string
  status: 'all' | 'due' | 'paid' | 'cancelled'
  visible: Sql
}

export type InvoiceListRow = Omit<InvoiceWithPaid, 'cancelsReference'> & { familyName: string; familyNumber: number }

const owed = sql`(i.total_cents - ${paidOnInvoice})`
const standing = rawSql(`i.kind = 'invoice' and i.cancelled_at is null`)

function conditionOf({ period, familyId, search, status, visible }: InvoiceFilter): Sql {
  const conditions: Sql[] = [visible]
  if (period !== null) conditions.push(sql`i.period = ${period}`)
  if (familyId !== null) conditions.push(sql`i.family_id = ${familyId}`)
  for (const word of search.split(' ').filter((one) => one !== '')) {
    conditions.push(sql`(f.search_text like ${`%${word}%`} or lower(i.reference) like ${`%${word}%`})`)
  }
  if (status === 'due') conditions.push(sql`${standing} and ${owed} > 0`)
  if (status === 'paid') conditions.push(sql`${standing} and ${owed} <= 0`)
  if (status === 'cancelled') conditions.push(rawSql(`(i.cancelled_at is not null or i.kind = 'credit-note')`))
  return joinSql(conditions, ' and ')
}

export async function searchInvoices(
  db: Db,
  filter: InvoiceFilter,
  offset: number,
  limit: number,
): Promise<InvoiceListRow[]> {
  const rows =
    await db.rowsOf<InvoiceListRow>(sql`select i.*, ${paidOnInvoice} as paid_cents, f.name as family_name, f.number as family_number
    from invoice i join family f on f.id = i.family_id where ${conditionOf(filter)}
    order by i.period desc, f.name, f.id, i.id limit ${limit} offset ${offset}`)
  return rows.map((row) => ({ ...row, paidCents: Number(row.paidCents) }))
}

export async function invoiceSums(db: Db, filter: InvoiceFilter) {
  const [row] = await db.rowsOf<{ n: number; total: number; remaining: number }>(sql`select count(*) as n,
      coalesce(sum(case when ${standing} then i.total_cents else 0 end), 0) as total,
      coalesce(sum(case when ${standing} and ${owed} > 0 then ${owed} else 0 end), 0) as remaining
    from invoice i join family f on f.id = i.family_id where ${conditionOf(filter)}`)
  return {
    total: Number(row?.n ?? 0),
    totalCents: Number(row?.total ?? 0),
    remainingCents: Number(row?.remaining ?? 0),
  }
}

/** Standing invoices of a run that are sent on paper, or all of them, by name: the order of the post room. */
export async function invoiceIdsOfRun(db: Db, runId: number, onlyPaper: boolean): Promise<number[]> {
  const paper = onlyPaper ? sql`and f.invoice_delivery = 'paper'` : sql``
  const rows = await db.rowsOf<{ id: number }>(sql`select i.id from invoice i join family f on f.id = i.family_id
    where i.run_id = ${runId} and i.kind = 'invoice' and i.cancelled_at is null ${paper} order by f.name, f.id`)
  return rows.map(({ id }) => id)
}

/** Standing invoices of a family in the months before one. */
export async function invoiceHistory(db: Db, familyId: number, from: YearMonth, to: YearMonth) {
  const rows = await db.rows<{ period: YearMonth; total: number }>`select period, sum(total_cents) as total from invoice
    where family_id = ${familyId} and kind = 'invoice' and cancelled_at is null and period >= ${from} and period <= ${to}
    group by period order by period`
  return rows.map(({ period, total }) => ({ period, total: Number(total) }))
}
