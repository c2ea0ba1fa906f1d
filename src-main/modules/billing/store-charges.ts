import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Db } from '../../database/db'
import { sql, type Sql } from '../../database/sql'
import type { BillableBooking, DraftCharge } from './types'

/** Of a run: the first day and the last day that it may bill, and the months that count between them. */
export interface Window {
  from: LocalDate
  to: LocalDate
  months: YearMonth[]
}

export async function removeDraftCharges(db: Db, runId: number): Promise<void> {
  await db.run`delete from charge where run_id = ${runId} and invoice_id is null`
}

export async function countFamiliesToBill(db: Db, { from, to }: Window): Promise<number> {
  const row = await db.one<{
    n: number
  }>`select count(distinct family_id) as n from booking where date between ${from} and ${to}`
  return Number(row?.n ?? 0)
}

export async function familiesToBill(db: Db, { from, to }: Window, afterId: number, limit: number): Promise<number[]> {
  const rows = await db.rows<{ familyId: number }>`select distinct family_id from booking
    where family_id > ${afterId} and date between ${from} and ${to} order by family_id limit ${limit}`
  return rows.map(({ familyId }) => familyId)
}

/** A charge that stands on an invoice and that nothing has reversed since. */
const liveCharge: Sql = sql`c.booking_id = b.id and c.invoice_id is not null and c.reverses_id is null
  and not exists (select 1 from charge r where r.booking_id = c.booking_id and r.reverses_id = c.id and r.invoice_id is not null)`

/**
 * Bookings of these families that a run must price: those of no invoice, in a state that a tariff may bill, and those
 * that somebody touched since they were billed. Since the day, not the second: a change is stamped when its transaction begins,
 * and may be committed after a draft that did not see it. One that changed nothing owes nothing.
 */
export async function billableBookings(
  db: Db,
  familyIds: readonly number[],
  { from, to, months }: Window,
  states: readonly StoredState[],
): Promise<BillableBooking[]> {
  const rows =
    await db.rows<BillableBooking>`select b.id, b.family_id, b.child_id, b.activity_id, b.slot_id, b.date, b.state,
      b.late, b.arrived_at, b.left_at, c.id as charge_id, c.amount_cents as charge_amount_cents,
      c.meal_cents as charge_meal_cents, c.explanation as charge_explanation
    from booking b left join charge c on ${liveCharge} left join billing_run run on run.id = c.run_id
    where b.family_id in ${[...familyIds]} and b.date between ${from} and ${to}
      and substr(b.date, 1, 7) in ${months}
      and ((c.id is null and b.state in ${[...states]}) or b.changed_at >= substr(run.drafted_at, 1, 10))
    order by b.family_id, b.child_id, b.date, b.id`
  return rows.map((row) => ({ ...row, late: Boolean(row.late) }))
}

export function insertCharges(db: Db, charges: readonly DraftCharge[]): Promise<void> {
  return db.insertMany(
    'charge',
    charges.map((charge) => ({ ...charge })),
  )
}

export interface ActivityMarks {
  activityId: number
  bookings: number
  /** Still 'booked' on a day that is over. */
  unmarked: number
  marked: number
}

/** How far the attendance of a month is written down, by activity. */
export async function marksByActivity(
  db: Db,
  from: LocalDate,
  to: LocalDate,
  today: LocalDate,
): Promise<ActivityMarks[]> {
  const rows = await db.rows<ActivityMarks>`select activity_id, count(*) as bookings,
      sum(case when state = 'booked' and date < ${today} then 1 else 0 end) as unmarked,
      sum(case when state in ('present', 'present-unbooked', 'absent-billed') then 1 else 0 end) as marked
    from booking where date between ${from} and ${to} group by activity_id order by activity_id`
  return rows.map(({ activityId, bookings, unmarked, marked }) => ({
    activityId,
    bookings: Number(bookings),
    unmarked: Number(unmarked),
    marked: Number(marked),
  }))
}

/** What each of these families is billed on average, over the invoices of the months before. */
export async function averageInvoices(
  db: Db,
  familyIds: readonly number[],
  from: YearMonth,
  before: YearMonth,
): Promise<Map<number, { averageCents: number; count: number }>> {
  const rows = await db.rows<{
    familyId: number
    total: number
    n: number
  }>`select family_id, sum(total_cents) as total, count(*) as n
    from invoice where family_id in ${[...familyIds]} and kind = 'invoice' and cancelled_at is null
      and period >= ${from} and period < ${before} group by family_id`
  return new Map(
    rows.map(({ familyId, total, n }) => [
      familyId,
      { averageCents: Math.round(Number(total) / Number(n)), count: Number(n) },
    ]),
  )
}

/** Names for the sentences of the anomalies. */
export async function namesOf(db: Db, familyIds: readonly number[], childIds: readonly number[]) {
  const families = await db.rows<{
    id: number
    name: string
  }>`select id, name from family where id in ${[...familyIds]}`
  const children = await db.rows<{ id: number; name: string }>`select id, first_name || ' ' || last_name as name
    from person where id in ${[...childIds]}`
  return {
    familyName: new Map(families.map(({ id, name }) => [id, name])),
    childName: new Map(children.map(({ id, name }) => [id, name])),
  }
}
