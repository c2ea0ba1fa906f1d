import type {
  AccessView,
  AccountView,
  BookingsView,
  FamilyView,
  NewsView,
} from '../../../src-shared/contract/portal/views'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'

/** Readings that the views are built from: only the columns that may leave the office. */

export type FamilyHead = Pick<FamilyView, 'id' | 'number' | 'name' | 'resident' | 'invoiceDelivery' | 'directDebit'> & {
  addressLine1: string
  addressLine2: string
  postalCode: string
  city: string
}

export function findFamily(db: Db, id: number): Promise<FamilyHead | undefined> {
  return db.one<FamilyHead>`select id, number, name, address_line1, address_line2, postal_code, city, resident, invoice_delivery,
    direct_debit from family where id = ${id}`
}

export type GuardianRow = FamilyView['guardians'][number]

export function guardianRows(db: Db, familyId: number): Promise<GuardianRow[]> {
  return db.rows<GuardianRow>`select p.id as person_id, p.civility, p.first_name, p.last_name, p.email, p.phone, p.mobile, p.accepts_email,
      p.accepts_sms, m.account_holder, p.birth_date, p.birth_name
    from family_member m join person p on p.id = m.person_id
    where m.family_id = ${familyId} and m.role = 'guardian' order by m.account_holder desc, m.position, p.id`
}

export type ChildRow = Omit<FamilyView['children'][number], 'pickups'>

export function childRows(db: Db, familyId: number): Promise<ChildRow[]> {
  return db.rows<ChildRow>`select p.id, p.first_name, p.last_name, p.birth_date, c.school_id, coalesce(s.name, '') as school_name,
      c.class_level, c.diet, c.leaves_alone, c.image_consent
    from family_member m join person p on p.id = m.person_id join child c on c.id = p.id left join structure s on s.id = c.school_id
    where m.family_id = ${familyId} and m.role = 'child' order by p.birth_date, p.id`
}

export type PickupRow = FamilyView['children'][number]['pickups'][number] & { childId: number }

/** People named by this family; what a court forbids is for the gate only. */
export function pickupRows(db: Db, familyId: number): Promise<PickupRow[]> {
  return db.rows<PickupRow>`select child_id, full_name, relationship, phone, may_collect, emergency from pickup_contact
    where family_id = ${familyId} and forbidden = ${false} order by id`
}

export function enrolmentRows(db: Db, familyId: number): Promise<FamilyView['enrolments']> {
  return db.rows<
    FamilyView['enrolments'][number]
  >`select id, child_id, activity_id, group_id, start_date, end_date from enrolment
    where family_id = ${familyId} order by child_id, activity_id, start_date, id`
}

export function quotientRows(db: Db, familyId: number): Promise<FamilyView['quotients']> {
  return db.rows<FamilyView['quotients'][number]>`select kind, value, valid_from, valid_to from family_quotient
    where family_id = ${familyId} order by valid_from, id`
}

export type BookingRow = BookingsView['bookings'][number] & { id: number }

/** `invoiced`: on an invoice that no credit note has undone. */
export function bookingRows(db: Db, familyId: number, from: LocalDate, to: LocalDate): Promise<BookingRow[]> {
  return db.rows<BookingRow>`select b.id, b.enrolment_id, b.slot_id, b.date, b.state, b.late, b.reason, b.changed_at, b.hold_until,
      case when b.state <> 'waiting' then null else (select count(*) from booking w where w.group_id = b.group_id
        and w.slot_id = b.slot_id and w.date = b.date and w.state = 'waiting'
        and (w.waiting_priority > b.waiting_priority or (w.waiting_priority = b.waiting_priority
          and (w.waiting_since < b.waiting_since or (w.waiting_since = b.waiting_since and w.id <= b.id))))) end as rank,
      (select coalesce(sum(case when c.reverses_id is null then 1 else -1 end), 0) from charge c
        where c.booking_id = b.id and c.invoice_id is not null) as invoiced
    from booking b where b.family_id = ${familyId} and b.date between ${from} and ${to} order by b.date, b.id`
}

export function leaveRows(db: Db, familyId: number, from: LocalDate, to: LocalDate): Promise<BookingsView['leaves']> {
  return db.rows`select l.enrolment_id, l.from_date as "from", l.to_date as "to" from child_leave l
    join enrolment e on e.id = l.enrolment_id
    where e.family_id = ${familyId} and l.from_date <= ${to} and l.to_date >= ${from} order by l.id`
}

export interface OpeningRow {
  groupId: number
  slotId: number
  date: LocalDate
  capacity: number | null
  taken: number
}

export function openingRows(db: Db, activityId: number, from: LocalDate, to: LocalDate): Promise<OpeningRow[]> {
  return db.rows<OpeningRow>`select group_id, slot_id, date, capacity, taken from opening
    where activity_id = ${activityId} and date between ${from} and ${to}`
}

export function newsRows(db: Db): Promise<NewsView['items']> {
  return db.rows<NewsView['items'][number]>`select id, title, body, published_at from news
    where published_at is not null order by published_at desc, id desc limit 20`
}

type InvoiceRow = Omit<
  AccountView['invoices'][number],
  'lines' | 'remainingCents' | 'cancelled' | 'paidOn' | 'paidBy'
> & {
  cancelledAt: string | null
  cancelsId: number | null
  allocatedCents: number
}

/** Published invoices and credit notes, with what has been paid on each. */
export function invoiceRows(db: Db, familyId: number): Promise<InvoiceRow[]> {
  return db.rows<InvoiceRow>`select i.id, i.kind, i.reference, i.period, i.issued_on, i.due_on, i.total_cents, i.cancelled_at,
      i.cancels_id, (select coalesce(sum(a.amount_cents), 0) from allocation a join payment p on p.id = a.payment_id
        where a.invoice_id = i.id and p.cancelled_at is null) as allocated_cents
    from invoice i where i.family_id = ${familyId} and i.published_at is not null order by i.issued_on desc, i.id desc`
}

export type InvoiceLineRow = Omit<AccountView['invoices'][number]['lines'][number], 'dates'> & {
  invoiceId: number
  dates: string
}

export function invoiceLineRows(db: Db, familyId: number): Promise<InvoiceLineRow[]> {
  return db.rows<InvoiceLineRow>`select l.invoice_id, l.child_id, l.child_name, l.activity_name, l.slot_name, l.dates, l.quantity,
      l.unit_cents, l.amount_cents, l.explanation
    from invoice_line l join invoice i on i.id = l.invoice_id
    where i.family_id = ${familyId} and i.published_at is not null order by l.invoice_id, l.position, l.id`
}

export type PaymentRow = AccountView['payments'][number]

export function paymentRows(db: Db, familyId: number): Promise<PaymentRow[]> {
  return db.rows<PaymentRow>`select id, received_on, method, amount_cents, receipt_number, payer_name from payment
    where family_id = ${familyId} and cancelled_at is null order by received_on desc, id desc`
}

export interface SettlementRow {
  invoiceId: number
  amountCents: number
  receivedOn: LocalDate
  method: PaymentRow['method']
}

export function settlementRows(db: Db, familyId: number): Promise<SettlementRow[]> {
  return db.rows<SettlementRow>`select a.invoice_id, a.amount_cents, p.received_on, p.method
    from allocation a join payment p on p.id = a.payment_id
    where p.family_id = ${familyId} and p.cancelled_at is null order by p.received_on, p.id`
}

export type AccountRow = Omit<AccessView['accounts'][number], 'familyIds'> & { familyIds: string }

/** Accounts of the guardians of a family; whoever no longer is one has no account there. */
export function accountRows(db: Db, familyId: number): Promise<AccountRow[]> {
  return db.rows<AccountRow>`select a.id, a.person_id, a.login, a.email, a.display_name, a.password_hash, a.family_ids, a.disabled,
      a.must_change_password, a.temporary_until, a.pending_email, a.step, a.welcomed_at, a.version
    from portal_account a join family_member m on m.person_id = a.person_id
    where m.family_id = ${familyId} and m.role = 'guardian' order by a.id`
}

type LinkRow = AccessView['links'][number]

/** Links and codes of these accounts that may still be used. */
export function linkRows(db: Db, accountIds: readonly number[], now: Instant): Promise<LinkRow[]> {
  return db.rows<LinkRow>`select token_hash as hash, purpose, account_id, email, created_at, expires_at from access_token
    where account_id in ${[...accountIds]} and used_at is null and expires_at > ${now} and purpose <> 'registration'
    order by created_at, token_hash`
}

/** Files of a family that are papers of health. */
export async function healthFilesOf(db: Db, familyId: number): Promise<Set<string>> {
  const rows = await db.rows<{ uploadId: string }>`select d.upload_id from document d
    join document_type t on t.id = d.type_id where d.family_id = ${familyId} and t.health = ${true}`
  return new Set(rows.map(({ uploadId }) => uploadId))
}

export function replicaRows(db: Db, keys: readonly string[]): Promise<{ key: string; body: string }[]> {
  return db.rows<{ key: string; body: string }>`select key, body from sync_view
    where key in ${[...keys]} and deleted = ${false}`
}

/**
 * A text that is the same as long as nobody has committed anything: what was read under it may be kept. SQLite counts the
 * commits of other connections; on PostgreSQL the same snapshot sees the same rows.
 */
export async function dataVersion(db: Db): Promise<string> {
  if (db.engine === 'sqlite') return String((await db.one<{ dataVersion: number }>`pragma data_version`)?.dataVersion)
  return (await db.one<{ snapshot: string }>`select pg_current_snapshot()::text as snapshot`)?.snapshot ?? ''
}

/** Whether this door stands inside a transaction, whose rows may never be committed. */
export function isInTransaction(db: Db): boolean {
  return db.manager.queryRunner !== undefined
}
