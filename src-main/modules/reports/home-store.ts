import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Db } from '../../database/db'
import { rawSql, sql, type Sql } from '../../database/sql'

const ownStructures = (structureIds: readonly number[] | null): Sql =>
  structureIds === null ? rawSql('1 = 1') : sql`a.structure_id in ${[...structureIds]}`

export interface SlotStateRow {
  slotId: number
  state: StoredState
  isGone: boolean
  isUnder6: boolean
  count: number
}

/** Bookings of a day by slot, state and age; `sixYearsBefore` is the last birthday of those who are six. */
export async function slotStates(db: Db, date: LocalDate, sixYearsBefore: LocalDate): Promise<SlotStateRow[]> {
  const rows = await db.rows<SlotStateRow>`select slot_id, state, is_gone, is_under6, count(*) as count from (
      select b.slot_id, b.state, case when b.left_at is null then 0 else 1 end as is_gone,
        case when p.birth_date > ${sixYearsBefore} then 1 else 0 end as is_under6
      from booking b join person p on p.id = b.child_id where b.date = ${date}) t
    group by slot_id, state, is_gone, is_under6`
  return rows.map((row) => ({
    ...row,
    isGone: Boolean(row.isGone),
    isUnder6: Boolean(row.isUnder6),
    count: Number(row.count),
  }))
}

export interface MealRow {
  structureId: number
  diet: string
  hasCarePlan: boolean
  count: number
}

/** Children who eat on a day, once each, by place and diet; those whose care plan concerns meals apart. */
export async function mealRows(
  db: Db,
  date: LocalDate,
  states: readonly StoredState[],
  structureIds: readonly number[] | null,
): Promise<MealRow[]> {
  const rows = await db.rowsOf<MealRow>(sql`select structure_id, diet, has_care_plan, count(*) as count from (
      select distinct a.structure_id, b.child_id, c.diet,
        case when exists (select 1 from care_plan k where k.child_id = b.child_id and k.on_meals = ${true}
          and k.valid_from <= ${date} and k.valid_to >= ${date}) then 1 else 0 end as has_care_plan
      from booking b join slot s on s.id = b.slot_id join activity a on a.id = b.activity_id
      join child c on c.id = b.child_id
      where b.date = ${date} and s.includes_meal = ${true} and b.state in ${[...states]} and ${ownStructures(structureIds)}) t
    group by structure_id, diet, has_care_plan`)
  return rows.map((row) => ({ ...row, hasCarePlan: Boolean(row.hasCarePlan), count: Number(row.count) }))
}

export interface OpenInvoiceRow {
  familyId: number
  dueOn: LocalDate
  restCents: number
}

/** Invoices that stand and are not paid in full. A cancelled payment pays nothing. */
export async function openInvoices(db: Db): Promise<OpenInvoiceRow[]> {
  const rows =
    await db.rows<OpenInvoiceRow>`select i.family_id, i.due_on, i.total_cents - coalesce(paid.amount, 0) as rest_cents
    from invoice i left join (select l.invoice_id, sum(l.amount_cents) as amount from allocation l
      join payment p on p.id = l.payment_id where p.cancelled_at is null group by l.invoice_id) paid on paid.invoice_id = i.id
    where i.kind = 'invoice' and i.cancelled_at is null and i.total_cents - coalesce(paid.amount, 0) > 0`
  return rows.map((row) => ({ ...row, restCents: Number(row.restCents) }))
}

/** The last day before this one on which something was booked. */
export async function lastBookedDay(
  db: Db,
  before: LocalDate,
  structureIds: readonly number[] | null,
): Promise<LocalDate | null> {
  const row = await db.rowsOf<{ date: LocalDate | null }>(sql`select max(b.date) as date from booking b
    join activity a on a.id = b.activity_id where b.date < ${before} and b.state in ('booked', 'present', 'present-unbooked')
      and ${ownStructures(structureIds)}`)
  return row[0]?.date ?? null
}

export interface IncompleteRow {
  structureId: number
  slotId: number
  missingDepartures: number
  notMarked: number
}

/** What nobody noted on a day: departures of those who arrived, and those who are neither there nor absent. */
export async function incompleteRows(
  db: Db,
  date: LocalDate,
  structureIds: readonly number[] | null,
): Promise<IncompleteRow[]> {
  const rows = await db.rowsOf<IncompleteRow>(sql`select a.structure_id, b.slot_id,
      sum(case when b.state = 'booked' then 0 else 1 end) as missing_departures,
      sum(case when b.state = 'booked' then 1 else 0 end) as not_marked
    from booking b join activity a on a.id = b.activity_id
    where b.date = ${date} and ${ownStructures(structureIds)} and (b.state = 'booked'
      or (b.state in ('present', 'present-unbooked') and b.arrived_at is not null and b.left_at is null))
    group by a.structure_id, b.slot_id order by a.structure_id, b.slot_id`)
  return rows.map((row) => ({
    ...row,
    missingDepartures: Number(row.missingDepartures),
    notMarked: Number(row.notMarked),
  }))
}

export interface RunFacts {
  status: 'draft' | 'issuing' | 'issued'
  dueOn: LocalDate
  draftedAt: Instant | null
  issuedAt: Instant | null
  publishedAt: Instant | null
  anomalies: string
}

/** The latest run of a month. */
export const runOf = (db: Db, period: string) =>
  db.one<RunFacts>`select status, due_on, drafted_at, issued_at, published_at, anomalies from billing_run
    where period = ${period} order by id desc limit 1`

/** Whether any invoice of a month is still to be paid. */
export async function monthIsPaid(db: Db, period: string): Promise<boolean> {
  const row = await db.one<{ total: number; paid: number }>`select
      (select coalesce(sum(i.total_cents), 0) from invoice i
        where i.period = ${period} and i.kind = 'invoice' and i.cancelled_at is null) as total,
      (select coalesce(sum(l.amount_cents), 0) from allocation l join payment p on p.id = l.payment_id
        join invoice i on i.id = l.invoice_id
        where i.period = ${period} and i.kind = 'invoice' and i.cancelled_at is null and p.cancelled_at is null) as paid`
  return Number(row?.paid ?? 0) >= Number(row?.total ?? 0)
}

export interface EndingPlanRow {
  childId: number
  familyId: number
  firstName: string
  lastName: string
  validTo: LocalDate
  comesToday: boolean
}

/** The latest care plan of each enrolled child, when it ends before a day. */
export async function endingCarePlans(
  db: Db,
  { today, until, structureIds }: { today: LocalDate; until: LocalDate; structureIds: readonly number[] | null },
): Promise<EndingPlanRow[]> {
  const rows = await db.rowsOf<EndingPlanRow>(sql`select k.child_id, min(e.family_id) as family_id, p.first_name,
      p.last_name, k.valid_to,
      case when exists (select 1 from booking b where b.child_id = k.child_id and b.date = ${today}
        and b.state in ('booked', 'present', 'present-unbooked')) then 1 else 0 end as comes_today
    from (select child_id, max(valid_to) as valid_to from care_plan group by child_id) k
    join person p on p.id = k.child_id join enrolment e on e.child_id = k.child_id
    join activity a on a.id = e.activity_id
    where k.valid_to <= ${until} and e.start_date <= ${until} and (e.end_date is null or e.end_date >= ${today})
      and ${ownStructures(structureIds)}
    group by k.child_id, p.first_name, p.last_name, k.valid_to order by k.valid_to, p.last_name`)
  return rows.map((row) => ({ ...row, comesToday: Boolean(row.comesToday) }))
}
