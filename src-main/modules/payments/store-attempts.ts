import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Cents } from '../../../src-shared/kernel/money'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { Db } from '../../database/db'
import { sql, type Sql } from '../../database/sql'
import type { PaymentAttemptRow } from './entities'

export interface AttemptInvoice {
  id: number
  reference: string
  period: YearMonth
  dueOn: LocalDate
  amountCents: Cents
}
export type AttemptStatus = PaymentAttemptRow['status']
export type Attempt = Omit<PaymentAttemptRow, 'invoices' | 'amountCents' | 'createdAt' | 'expiresAt' | 'settledAt'> & {
  invoices: AttemptInvoice[]
  amountCents: Cents
  createdAt: Instant
  expiresAt: Instant
  settledAt: Instant | null
}

const asAttempt = (row: PaymentAttemptRow): Attempt =>
  ({ ...row, invoices: JSON.parse(row.invoices) as AttemptInvoice[] }) as Attempt

async function attemptsWhere(db: Db, where: Sql): Promise<Attempt[]> {
  return (
    await db.rowsOf<PaymentAttemptRow>(sql`select * from payment_attempt where ${where} order by created_at, id`)
  ).map(asAttempt)
}

export async function findAttempt(db: Db, id: string): Promise<Attempt | undefined> {
  return (await attemptsWhere(db, sql`id = ${id}`))[0]
}

export function pendingOfFamily(db: Db, familyId: number): Promise<Attempt[]> {
  return attemptsWhere(db, sql`family_id = ${familyId} and status = 'pending'`)
}

/** Attempts that no notification has closed since that moment. */
export function pendingSince(db: Db, before: Instant): Promise<Attempt[]> {
  return attemptsWhere(db, sql`status = 'pending' and created_at <= ${before}`)
}

export async function insertAttempt(db: Db, attempt: Attempt): Promise<void> {
  const { id, familyId, accountId, gateway, mode, amountCents, status, createdAt, expiresAt } = attempt
  await db.run`insert into payment_attempt (id, family_id, account_id, gateway, mode, invoices, amount_cents, status,
      gateway_reference, created_at, expires_at, settled_at)
    values (${id}, ${familyId}, ${accountId}, ${gateway}, ${mode}, ${JSON.stringify(attempt.invoices)}, ${amountCents},
      ${status}, '', ${createdAt}, ${expiresAt}, ${null})`
}

export async function keepReference(db: Db, id: string, reference: string): Promise<void> {
  await db.run`update payment_attempt set gateway_reference = ${reference} where id = ${id} and gateway_reference = ''`
}

/** Closes an attempt; false when somebody closed it before, or when it is in none of these states. */
export async function closeAttempt(
  db: Db,
  change: { id: string; from: readonly AttemptStatus[]; to: AttemptStatus; reference: string; at: Instant },
): Promise<boolean> {
  const changed = await db.run`update payment_attempt set status = ${change.to}, settled_at = ${change.at},
      gateway_reference = ${change.reference}
    where id = ${change.id} and status in ${[...change.from]}`
  return changed === 1
}

export async function paymentOfAttempt(db: Db, attemptId: string): Promise<number | null> {
  const row = await db.one<{ id: number }>`select id from payment where attempt_id = ${attemptId}`
  return row?.id ?? null
}

export async function accountName(db: Db, accountId: number): Promise<string> {
  const row = await db.one<{ displayName: string }>`select display_name from portal_account where id = ${accountId}`
  return row?.displayName ?? ''
}

export interface AttemptFact extends Attempt {
  familyName: string
  familyNumber: number
}

export async function attemptFacts(db: Db, where: Sql): Promise<AttemptFact[]> {
  const rows = await db.rowsOf<PaymentAttemptRow & { familyName: string; familyNumber: number }>(
    sql`select t.*, f.name as family_name, f.number as family_number from payment_attempt t join family f on f.id = t.family_id
      where ${where} order by t.created_at desc, t.id limit 500`,
  )
  return rows.map((row) => ({ ...asAttempt(row), familyName: row.familyName, familyNumber: row.familyNumber }))
}
