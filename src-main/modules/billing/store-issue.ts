import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { Db } from '../../database/db'
import type { ChargeToGroup } from './rules/lines'

export interface FamilyTotal {
  familyId: number
  totalCents: number
}

/** Families with a draft in a run, by id; those already issued have no draft charge left. */
export async function draftTotals(db: Db, runId: number, afterId: number, limit: number): Promise<FamilyTotal[]> {
  const rows = await db.rows<FamilyTotal>`select family_id, sum(amount_cents) as total_cents from charge
    where run_id = ${runId} and invoice_id is null and family_id > ${afterId}
    group by family_id order by family_id limit ${limit}`
  return rows.map(({ familyId, totalCents }) => ({ familyId, totalCents: Number(totalCents) }))
}

export function draftCharges(db: Db, runId: number, familyIds: readonly number[]): Promise<ChargeToGroup[]> {
  return db.rows<ChargeToGroup>`select id, family_id, child_id, activity_id, slot_id, date, amount_cents, meal_cents,
      explanation, reverses_id
    from charge where run_id = ${runId} and family_id in ${[...familyIds]} and invoice_id is null
    order by family_id, child_id, activity_id, slot_id, date, id`
}

export interface InvoiceToInsert extends Record<string, string | number | null> {
  kind: 'invoice' | 'credit-note'
  series: string
  number: number
  reference: string
  familyId: number
  runId: number | null
  period: string
  issuedOn: string
  dueOn: string
  totalCents: number
  cancelsId: number | null
  cancelledAt: string | null
  publishedAt: string | null
  recipient: string
}

/** Inserts invoices of one series with consecutive numbers; returns the id of each number. */
export async function insertInvoices(db: Db, rows: readonly InvoiceToInsert[]): Promise<Map<number, number>> {
  const [first] = rows
  const last = rows.at(-1)
  if (!first || !last) return new Map()
  await db.insertMany('invoice', rows)
  const found = await db.rows<{ id: number; number: number }>`select id, number from invoice
    where series = ${first.series} and number between ${first.number} and ${last.number}`
  return new Map(found.map(({ id, number }) => [number, id]))
}

/**
 * Ties the charges of these families to the invoice that the run just made for each: all of them, a family is issued once a
 * run. No `invoice_id is null` here: PostgreSQL would go through the index of every charge without invoice.
 */
export async function closeCharges(db: Db, runId: number, familyIds: readonly number[]): Promise<number> {
  return db.run`update charge set invoice_id = i.id from invoice i
    where i.run_id = ${runId} and i.family_id in ${[...familyIds]} and i.kind = 'invoice' and charge.family_id = i.family_id
      and charge.run_id = ${runId} and charge.family_id in ${[...familyIds]}`
}

export interface PayerRow {
  familyId: number
  number: number
  name: string
  addressLine1: string
  addressLine2: string
  postalCode: string
  city: string
  invoiceDelivery: 'portal' | 'email' | 'paper'
  directDebit: boolean
  civility: string | null
  firstName: string | null
  lastName: string | null
}

/** Who an invoice is sent to: the family, and its account holder. */
export function payerRows(db: Db, familyIds: readonly number[]): Promise<PayerRow[]> {
  return db.rows<PayerRow>`select f.id as family_id, f.number, f.name, f.address_line1, f.address_line2, f.postal_code, f.city,
      f.invoice_delivery, f.direct_debit, p.civility, p.first_name, p.last_name
    from family f
      left join family_member m on m.family_id = f.id and m.role = 'guardian' and m.account_holder = ${true}
      left join person p on p.id = m.person_id
    where f.id in ${[...familyIds]} order by f.id, m.position, m.id`
}

export interface ChildRow {
  childId: number
  firstName: string
  lastName: string
  birthDate: LocalDate | null
  classLevel: string | null
  schoolName: string | null
}

export function childRows(db: Db, childIds: readonly number[]): Promise<ChildRow[]> {
  return db.rows<ChildRow>`select p.id as child_id, p.first_name, p.last_name, p.birth_date, c.class_level, s.name as school_name
    from person p left join child c on c.id = p.id left join structure s on s.id = c.school_id
    where p.id in ${[...childIds]}`
}

export interface ToPublish {
  id: number
  familyId: number
  reference: string
  period: YearMonth
  totalCents: number
  dueOn: LocalDate
  invoiceDelivery: 'portal' | 'email' | 'paper'
  directDebit: boolean
}

/** A cancelled invoice is not shown to a family that never saw it. */
export function unpublishedInvoices(db: Db, runId: number, limit: number): Promise<ToPublish[]> {
  return db.rows<ToPublish>`select i.id, i.family_id, i.reference, i.period, i.total_cents, i.due_on, f.invoice_delivery, f.direct_debit
    from invoice i join family f on f.id = i.family_id
    where i.run_id = ${runId} and i.published_at is null and i.cancelled_at is null order by i.id limit ${limit}`
}

export async function markPublished(db: Db, ids: readonly number[], at: string): Promise<void> {
  await db.run`update invoice set published_at = ${at} where id in ${[...ids]}`
}

export async function countInvoices(db: Db, runId: number): Promise<{ all: number; published: number }> {
  const row = await db.one<{ all: number; published: number }>`select count(*) as "all",
      sum(case when published_at is null then 0 else 1 end) as published from invoice where run_id = ${runId}`
  return { all: Number(row?.all ?? 0), published: Number(row?.published ?? 0) }
}

/**
 * PostgreSQL checks the foreign key of each charge with a plan made when the table of invoices was empty: it reads the
 * whole of it for each row until it learns that it grew. Other engines have nothing to learn.
 */
export async function learnSize(db: Db): Promise<void> {
  if (db.engine === 'postgres') await db.run`analyze invoice`
}
