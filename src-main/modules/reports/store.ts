import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Db } from '../../database/db'
import { sql, type Sql } from '../../database/sql'

export interface Span {
  from: LocalDate
  to: LocalDate
  activityIds: readonly number[]
}

export interface BookingCount {
  activityId: number
  slotId: number
  date: LocalDate
  state: StoredState
  n: number
}

export async function bookingCounts(db: Db, { from, to, activityIds }: Span): Promise<BookingCount[]> {
  const rows = await db.rows<BookingCount>`select activity_id, slot_id, date, state, count(*) as n from booking
    where date between ${from} and ${to} and activity_id in ${[...activityIds]}
    group by activity_id, slot_id, date, state`
  return rows.map((row) => ({ ...row, n: Number(row.n) }))
}

const welcomed: readonly StoredState[] = ['booked', 'present', 'present-unbooked', 'outside-contract']

/** Children who came or are expected: by activity (a row each), and in all (activity 0), each counted once. */
export async function childCounts(db: Db, { from, to, activityIds }: Span): Promise<Map<number, number>> {
  const where = sql`where date between ${from} and ${to} and activity_id in ${[...activityIds]} and state in ${[...welcomed]}`
  const rows = await db.rowsOf<{ activityId: number; n: number }>(sql`select activity_id, count(distinct child_id) as n
    from booking ${where} group by activity_id`)
  const [all] = await db.rowsOf<{ n: number }>(sql`select count(distinct child_id) as n from booking ${where}`)
  return new Map([[0, Number(all?.n ?? 0)], ...rows.map((row): [number, number] => [row.activityId, Number(row.n)])])
}

export interface OpeningCount {
  activityId: number
  slotId: number
  date: LocalDate
  places: number
  unlimited: number
  taken: number
}

export async function openingCounts(db: Db, { from, to, activityIds }: Span): Promise<OpeningCount[]> {
  const rows = await db.rows<OpeningCount>`select activity_id, slot_id, date, coalesce(sum(capacity), 0) as places,
      sum(case when capacity is null then 1 else 0 end) as unlimited, sum(taken) as taken
    from opening where date between ${from} and ${to} and activity_id in ${[...activityIds]}
    group by activity_id, slot_id, date order by date`
  return rows.map((row) => ({
    ...row,
    places: Number(row.places),
    unlimited: Number(row.unlimited),
    taken: Number(row.taken),
  }))
}

export interface InvoiceFact {
  id: number
  familyId: number
  totalCents: number
  paidCents: number
}

const standing: Sql = sql`i.kind = 'invoice' and i.cancelled_at is null`
const paid: Sql = sql`(select coalesce(sum(l.amount_cents), 0) from allocation l join payment p on p.id = l.payment_id
  where l.invoice_id = i.id and p.cancelled_at is null)`

/** Invoices of a month that count: what a credit note cancels is owed by nobody. */
export async function invoiceFacts(db: Db, period: YearMonth): Promise<InvoiceFact[]> {
  const rows = await db.rows<InvoiceFact>`select i.id, i.family_id, i.total_cents, ${paid} as paid_cents
    from invoice i where i.period = ${period} and ${standing} order by i.id`
  return rows.map((row) => ({ ...row, paidCents: Number(row.paidCents) }))
}

export interface LineSum {
  invoiceId: number
  activityId: number
  quantity: number
  amountCents: number
}

export async function lineSums(db: Db, period: YearMonth): Promise<LineSum[]> {
  const rows = await db.rows<LineSum>`select l.invoice_id, l.activity_id, sum(l.quantity) as quantity,
      sum(l.amount_cents) as amount_cents
    from invoice_line l join invoice i on i.id = l.invoice_id
    where i.period = ${period} and ${standing} group by l.invoice_id, l.activity_id order by l.invoice_id, l.activity_id`
  return rows.map((row) => ({ ...row, quantity: Number(row.quantity), amountCents: Number(row.amountCents) }))
}

export interface OverdueFact {
  familyId: number
  dueOn: LocalDate
  remainingCents: number
}

/** Invoices whose due date has passed and that are not paid in full, of the families that the caller sees. */
export async function overdueFacts(db: Db, today: LocalDate, visible: Sql): Promise<OverdueFact[]> {
  const rows = await db.rows<OverdueFact>`select i.family_id, i.due_on, i.total_cents - ${paid} as remaining_cents
    from invoice i join family f on f.id = i.family_id
    where ${standing} and i.due_on < ${today} and i.total_cents > ${paid} and ${visible}`
  return rows.map((row) => ({ ...row, remainingCents: Number(row.remainingCents) }))
}

export interface BillingFact {
  status: 'draft' | 'issuing' | 'issued'
  issuedAt: Instant | null
  draftCents: number
}

/** The last run of a month, and what its draft has priced that no invoice holds yet. */
export async function billingFact(db: Db, period: YearMonth): Promise<BillingFact | undefined> {
  const row =
    await db.one<BillingFact>`select r.status, r.issued_at, (select coalesce(sum(c.amount_cents), 0) from charge c
      where c.run_id = r.id and c.invoice_id is null) as draft_cents
    from billing_run r where r.period = ${period} order by r.id desc limit 1`
  return row ? { ...row, draftCents: Number(row.draftCents) } : undefined
}
