import type { Db } from '../../database/db'
import { paidOnInvoice } from './store-balance'

export interface DraftSummary {
  /** Families whose invoice can be issued. */
  families: number
  totalCents: number
  charges: number
  /** Families whose amount is in their favour: left for the next run. */
  carriedOver: number
}

/** What a draft amounts to, without the families that an anomaly stops when they are given. */
export async function draftSummary(
  db: Db,
  runId: number,
  exceptFamilies: readonly number[] = [],
): Promise<DraftSummary> {
  const row = await db.one<DraftSummary>`select
      coalesce(sum(case when total >= 0 then 1 else 0 end), 0) as families,
      coalesce(sum(case when total >= 0 then total else 0 end), 0) as total_cents,
      coalesce(sum(n), 0) as charges,
      coalesce(sum(case when total < 0 then 1 else 0 end), 0) as carried_over
    from (select family_id, sum(amount_cents) as total, count(*) as n from charge
      where run_id = ${runId} and invoice_id is null and family_id not in ${notNone(exceptFamilies)} group by family_id) as drafts`
  return {
    families: Number(row?.families ?? 0),
    totalCents: Number(row?.totalCents ?? 0),
    charges: Number(row?.charges ?? 0),
    carriedOver: Number(row?.carriedOver ?? 0),
  }
}

// `not in (null)` is true of nothing: an empty list becomes an id that no family has.
const notNone = (ids: readonly number[]) => (ids.length === 0 ? [0] : [...ids])

export interface IssuedSummary {
  invoices: number
  totalCents: number
  charges: number
  onPaper: number
  paidCents: number
}

/** What a run issued; invoices cancelled since are left out. */
export async function issuedSummary(db: Db, runId: number): Promise<IssuedSummary> {
  const row = await db.one<IssuedSummary>`select count(*) as invoices, coalesce(sum(i.total_cents), 0) as total_cents,
      coalesce(sum(case when f.invoice_delivery = 'paper' then 1 else 0 end), 0) as on_paper,
      coalesce(sum(${paidOnInvoice}), 0) as paid_cents
    from invoice i join family f on f.id = i.family_id
    where i.run_id = ${runId} and i.kind = 'invoice' and i.cancelled_at is null`
  const charges = await db.one<{ n: number }>`select count(*) as n from charge c
    where c.run_id = ${runId} and c.invoice_id is not null and c.reverses_id is null`
  return {
    invoices: Number(row?.invoices ?? 0),
    totalCents: Number(row?.totalCents ?? 0),
    charges: Number(charges?.n ?? 0),
    onPaper: Number(row?.onPaper ?? 0),
    paidCents: Number(row?.paidCents ?? 0),
  }
}

/** How the families of a draft want their invoices. */
export async function draftOnPaper(db: Db, runId: number): Promise<number> {
  const row = await db.one<{ n: number }>`select count(*) as n from family f where f.invoice_delivery = 'paper'
    and f.id in (select c.family_id from charge c where c.run_id = ${runId} and c.invoice_id is null)`
  return Number(row?.n ?? 0)
}
