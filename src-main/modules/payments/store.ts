import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Cents } from '../../../src-shared/kernel/money'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { Db } from '../../database/db'
import { sql, type Sql } from '../../database/sql'
import type { PaymentRow } from './entities'

/** The next number of the receipts, taken in the transaction that uses it: a refused payment gives it back. */
export async function takeReceiptNumber(db: Db): Promise<number> {
  const row = await db.one<{ nextNumber: number }>`insert into number_series (series, next_number) values ('receipt', 2)
    on conflict (series) do update set next_number = number_series.next_number + 1 returning next_number`
  if (!row) throw new Error('the series of the receipts did not answer')
  return Number(row.nextNumber) - 1
}

export type NewPayment = Omit<PaymentRow, 'id' | 'cancelledAt' | 'cancelledBy' | 'cancelReason'>

export function insertPayment(db: Db, row: NewPayment): Promise<number> {
  return db.insert('payment', { ...row, cancelledAt: null, cancelledBy: null, cancelReason: null })
}

/** Adds to what a payment settles of an invoice. */
export async function addAllocation(db: Db, paymentId: number, invoiceId: number, amountCents: number): Promise<void> {
  await db.run`insert into allocation (payment_id, invoice_id, amount_cents) values (${paymentId}, ${invoiceId}, ${amountCents})
    on conflict (payment_id, invoice_id) do update set amount_cents = allocation.amount_cents + ${amountCents}`
}

export interface PaymentFact {
  id: number
  familyId: number
  familyNumber: number
  familyName: string
  method: PaymentRow['method']
  amountCents: Cents
  receivedOn: LocalDate
  receiptNumber: number
  reference: string
  payerName: string
  attemptId: string | null
  attemptMode: 'test' | 'production' | null
  createdBy: string
  createdAt: Instant
  cancelledAt: Instant | null
  cancelledBy: string | null
  cancelReason: string | null
}

export function paymentFacts(db: Db, where: Sql, limit = 2000): Promise<PaymentFact[]> {
  return db.rowsOf<PaymentFact>(sql`select p.id, p.family_id, f.number as family_number, f.name as family_name, p.method,
      p.amount_cents, p.received_on, p.receipt_number, p.reference, p.payer_name, p.attempt_id, t.mode as attempt_mode,
      p.created_by, p.created_at, p.cancelled_at, p.cancelled_by, p.cancel_reason
    from payment p join family f on f.id = p.family_id left join payment_attempt t on t.id = p.attempt_id
    where ${where} order by p.received_on desc, p.id desc limit ${limit}`)
}

/** Every payment of a family, cancelled ones too, the oldest first: an account leaves none out. */
export async function allPaymentFacts(db: Db, familyId: number): Promise<PaymentFact[]> {
  const row = await db.one<{ n: number }>`select count(*) as n from payment where family_id = ${familyId}`
  const facts = await paymentFacts(db, sql`p.family_id = ${familyId}`, Number(row?.n ?? 0))
  return facts.toReversed()
}

export interface AllocationFact {
  paymentId: number
  invoiceId: number
  reference: string
  period: YearMonth
  dueOn: LocalDate
  amountCents: Cents
}

/** What payments settle of invoices that stand; a cancelled invoice gives its part back. */
export function allocationFacts(db: Db, paymentIds: readonly number[]): Promise<AllocationFact[]> {
  return db.rows<AllocationFact>`select a.payment_id, a.invoice_id, i.reference, i.period, i.due_on, a.amount_cents
    from allocation a join invoice i on i.id = a.invoice_id
    where a.payment_id in ${[...paymentIds]} and i.cancelled_at is null order by a.payment_id, i.due_on, i.id`
}

/** False when it was cancelled before. */
export async function markCancelled(db: Db, id: number, by: string, at: Instant, reason: string): Promise<boolean> {
  const changed = await db.run`update payment set cancelled_at = ${at}, cancelled_by = ${by}, cancel_reason = ${reason}
    where id = ${id} and cancelled_at is null`
  return changed === 1
}

/** Payments of a family with something left of them, the oldest first. */
export async function paymentsWithCredit(db: Db, familyId: number): Promise<{ id: number; leftCents: number }[]> {
  const rows = await db.rows<{ id: number; leftCents: number }>`select p.id,
      p.amount_cents - (select coalesce(sum(a.amount_cents), 0) from allocation a join invoice i on i.id = a.invoice_id
        where a.payment_id = p.id and i.cancelled_at is null) as left_cents
    from payment p where p.family_id = ${familyId} and p.cancelled_at is null order by p.received_on, p.id`
  return rows.map((row) => ({ id: row.id, leftCents: Number(row.leftCents) })).filter(({ leftCents }) => leftCents > 0)
}
