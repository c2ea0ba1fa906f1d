import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Db } from '../../database/db'
import { sql, type Sql } from '../../database/sql'

/** What was paid on an invoice `i`: a cancelled payment pays nothing. */
export const paidOnInvoice: Sql = sql`(select coalesce(sum(l.amount_cents), 0) from allocation l
  join payment p on p.id = l.payment_id where l.invoice_id = i.id and p.cancelled_at is null)`

export interface StandingInvoiceRow {
  id: number
  reference: string
  familyId: number
  period: string
  issuedOn: LocalDate
  dueOn: LocalDate
  totalCents: number
  paidCents: number
  publishedAt: string | null
}

/** Invoices that count: issued, and not cancelled by a credit note; the oldest due date first. */
export async function standingInvoices(db: Db, familyId: number): Promise<StandingInvoiceRow[]> {
  const rows = await db.rows<StandingInvoiceRow>`select i.id, i.reference, i.family_id, i.period, i.issued_on, i.due_on,
      i.total_cents, ${paidOnInvoice} as paid_cents, i.published_at
    from invoice i where i.family_id = ${familyId} and i.kind = 'invoice' and i.cancelled_at is null
    order by i.due_on, i.id`
  return rows.map((row) => ({ ...row, paidCents: Number(row.paidCents) }))
}

export interface AccountDocumentRow {
  id: number
  kind: 'invoice' | 'credit-note'
  reference: string
  period: string
  issuedOn: LocalDate
  dueOn: LocalDate
  /** Negative for a credit note. */
  totalCents: number
  cancelsReference: string | null
}

/** Every invoice and credit note of a family, cancelled ones too: what an account is made of, the oldest first. */
export function accountDocumentRows(db: Db, familyId: number): Promise<AccountDocumentRow[]> {
  return db.rows<AccountDocumentRow>`select i.id, i.kind, i.reference, i.period, i.issued_on, i.due_on, i.total_cents,
      o.reference as cancels_reference
    from invoice i left join invoice o on o.id = i.cancels_id
    where i.family_id = ${familyId} order by i.issued_on, i.id`
}

/** What a family paid and that settles no standing invoice. */
export async function unallocatedCents(db: Db, familyId: number): Promise<number> {
  const row = await db.one<{ received: number; allocated: number }>`select
      (select coalesce(sum(p.amount_cents), 0) from payment p where p.family_id = ${familyId} and p.cancelled_at is null) as received,
      (select coalesce(sum(l.amount_cents), 0) from allocation l join payment p on p.id = l.payment_id
        join invoice i on i.id = l.invoice_id
        where p.family_id = ${familyId} and p.cancelled_at is null and i.cancelled_at is null) as allocated`
  return Number(row?.received ?? 0) - Number(row?.allocated ?? 0)
}
