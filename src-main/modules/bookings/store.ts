import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { OCCUPYING_STATES } from '../../../src-shared/rules/booking-transitions'
import type { Db } from '../../database/db'
import { rawSql, sql } from '../../database/sql'
import type { BookingFact, EnrolmentFact } from './types'

const bookingColumns =
  rawSql(`b.id, b.enrolment_id, b.child_id, b.family_id, b.activity_id, b.group_id, b.slot_id, b.date, b.state,
  b.waiting_since, b.waiting_priority, b.together, b.hold_until, b.late, b.request_id, b.reason, b.memo, b.arrived_at, b.left_at, b.version`)

const asFact = <T extends BookingFact>(row: T): T => ({
  ...row,
  late: Boolean(row.late),
  together: Boolean(row.together),
})

/** With `lock`, none of them ends before the end of the transaction; two bookings do not wait for each other. */
export async function enrolmentFacts(db: Db, ids: readonly number[], lock: boolean): Promise<EnrolmentFact[]> {
  if (lock && db.engine === 'postgres')
    await db.rows`select id from enrolment where id in ${[...ids]} order by id for share`
  const rows =
    await db.rows<EnrolmentFact>`select e.id, e.child_id, e.family_id, e.activity_id, e.group_id, e.start_date, e.end_date,
      p.first_name as child_name, p.birth_date, c.school_id, c.class_level, f.resident as is_resident
    from enrolment e join person p on p.id = e.child_id join child c on c.id = e.child_id join family f on f.id = e.family_id
    where e.id in ${[...ids]}`
  return rows.map((row) => ({ ...row, isResident: Boolean(row.isResident) }))
}

export interface OpeningFact {
  id: number
  activityId: number
  groupId: number
  slotId: number
  date: LocalDate
  capacity: number | null
  taken: number
}

/**
 * Openings of these slots on these dates, over every group. With `lock`, nobody else moves them before the end of the
 * transaction: always in the order of their ids, so that two families never wait for each other.
 */
export function openingFacts(
  db: Db,
  slotIds: readonly number[],
  dates: readonly LocalDate[],
  lock: boolean,
): Promise<OpeningFact[]> {
  const forUpdate = rawSql(lock && db.engine === 'postgres' ? 'for update' : '')
  return db.rows<OpeningFact>`select id, activity_id, group_id, slot_id, date, capacity, taken from opening
    where slot_id in ${[...slotIds]} and date in ${[...dates]} order by id ${forUpdate}`
}

export async function bookingFacts(
  db: Db,
  enrolmentIds: readonly number[],
  dates: readonly LocalDate[],
): Promise<BookingFact[]> {
  const rows = await db.rows<BookingFact>`select ${bookingColumns} from booking b
    where b.enrolment_id in ${[...enrolmentIds]} and b.date in ${[...dates]}`
  return rows.map(asFact)
}

export type WaitingFact = BookingFact & { childName: string; startDate: LocalDate; endDate: LocalDate | null }

/** Head of a line that is read where few places are freed at once: a long line never travels whole for one booking. */
export const lineHead = 60

/**
 * Who waits for these slots on these dates, in the order of the line: everybody, or the head of each group (one more, to know
 * that the line goes on).
 */
export async function waitingFacts(
  db: Db,
  activityIds: readonly number[],
  slotIds: readonly number[],
  dates: readonly LocalDate[],
  whole: boolean,
): Promise<WaitingFact[]> {
  const inLine = sql`b.activity_id in ${[...activityIds]} and b.date in ${[...dates]} and b.slot_id in ${[...slotIds]}
    and b.state = 'waiting'`
  const head = whole
    ? sql``
    : sql`and b.id in (select h.id from (select b.id, row_number() over (partition by b.group_id, b.slot_id, b.date
        order by b.waiting_priority desc, b.waiting_since, b.id) as place from booking b where ${inLine}) h
        where h.place <= ${lineHead + 1})`
  const rows = await db.rows<WaitingFact>`select ${bookingColumns}, p.first_name as child_name, e.start_date, e.end_date
    from booking b join enrolment e on e.id = b.enrolment_id join person p on p.id = b.child_id
    where ${inLine} ${head} order by b.waiting_priority desc, b.waiting_since, b.id`
  return rows.map(asFact)
}

/** How many of a group's line pass before a booking that waits, or would. */
export async function waitingBefore(
  db: Db,
  { id, groupId, slotId, date, waitingPriority, waitingSince }: BookingFact,
): Promise<number> {
  const row = await db.one<{
    n: number
  }>`select count(*) as n from booking where group_id = ${groupId} and slot_id = ${slotId}
    and date = ${date} and state = 'waiting' and id <> ${id} and (waiting_priority > ${waitingPriority}
      or (waiting_priority = ${waitingPriority} and (waiting_since < ${waitingSince}
        or (waiting_since = ${waitingSince} and (id < ${id} or ${id} = 0)))))`
  return Number(row?.n ?? 0)
}

export interface SiblingCell {
  familyId: number
  slotId: number
  date: LocalDate
  childId: number
}

/** Which children of these families hold a place in these slots on these dates. */
export function siblingCells(
  db: Db,
  familyIds: readonly number[],
  slotIds: readonly number[],
  dates: readonly LocalDate[],
): Promise<SiblingCell[]> {
  return db.rows<SiblingCell>`select distinct family_id, slot_id, date, child_id from booking
    where family_id in ${[...familyIds]} and slot_id in ${[...slotIds]} and date in ${[...dates]}
      and state in ${[...OCCUPYING_STATES]}`
}

/** Which of these bookings stand on an invoice that has not been cancelled. */
export async function invoicedBookings(db: Db, bookingIds: readonly number[]): Promise<Set<number>> {
  if (bookingIds.length === 0) return new Set()
  const rows = await db.rows<{ bookingId: number }>`select distinct c.booking_id from charge c
    where c.booking_id in ${[...bookingIds]} and c.invoice_id is not null and c.reverses_id is null
      and not exists (select 1 from charge r
        where r.booking_id = c.booking_id and r.reverses_id = c.id and r.invoice_id is not null)`
  return new Set(rows.map(({ bookingId }) => bookingId))
}

/** Whether anything was priced from a booking: its row must then stay. */
export async function hasCharges(db: Db, bookingId: number): Promise<boolean> {
  return (await db.one`select id from charge where booking_id = ${bookingId} limit 1`) !== undefined
}

/** Takes a place if one is left; the test and the taking are one statement. `force` takes it in any case. */
export async function takePlace(db: Db, openingId: number, force: boolean): Promise<boolean> {
  const limit = force ? rawSql('') : sql`and (capacity is null or taken < capacity)`
  return (await db.run`update opening set taken = taken + 1 where id = ${openingId} ${limit}`) === 1
}

export async function freePlace(db: Db, openingId: number): Promise<void> {
  await db.run`update opening set taken = taken - 1 where id = ${openingId}`
}

export type BookingWrite = Omit<BookingFact, 'id' | 'version'> & { changedAt: string; changedBy: string }

export function insertBooking(db: Db, row: BookingWrite): Promise<number> {
  return db.insert('booking', { ...row, version: 1 })
}

/** False when somebody changed the booking since it was read. */
export async function updateBooking(db: Db, id: number, version: number, row: BookingWrite): Promise<boolean> {
  const changed = await db.run`update booking set group_id = ${row.groupId}, state = ${row.state},
      waiting_since = ${row.waitingSince}, waiting_priority = ${row.waitingPriority}, together = ${row.together},
      hold_until = ${row.holdUntil}, late = ${row.late}, request_id = ${row.requestId}, reason = ${row.reason},
      memo = ${row.memo}, arrived_at = ${row.arrivedAt}, left_at = ${row.leftAt}, changed_at = ${row.changedAt},
      changed_by = ${row.changedBy}, version = version + 1
    where id = ${id} and version = ${version}`
  return changed === 1
}

export async function deleteBooking(db: Db, id: number, version: number): Promise<boolean> {
  return (await db.run`delete from booking where id = ${id} and version = ${version}`) === 1
}

export async function bookingsOfRequest(db: Db, requestId: string): Promise<BookingFact[]> {
  const rows =
    await db.rows<BookingFact>`select ${bookingColumns} from booking b where b.request_id = ${requestId} order by b.date, b.id`
  return rows.map(asFact)
}

export async function familyBookings(db: Db, familyId: number, from: LocalDate, to: LocalDate): Promise<BookingFact[]> {
  const rows = await db.rows<BookingFact>`select ${bookingColumns} from booking b
    where b.family_id = ${familyId} and b.date between ${from} and ${to} order by b.date, b.child_id, b.slot_id`
  return rows.map(asFact)
}

/** Rank of waiting bookings among those of their group, slot and date. */
export function waitingRankRows(db: Db, bookingIds: readonly number[]): Promise<{ id: number; rank: number }[]> {
  return db.rows<{ id: number; rank: number }>`select b.id, count(*) as rank
    from booking b join booking w on w.group_id = b.group_id and w.slot_id = b.slot_id and w.date = b.date and w.state = 'waiting'
      and (w.waiting_priority > b.waiting_priority or (w.waiting_priority = b.waiting_priority
        and (w.waiting_since < b.waiting_since or (w.waiting_since = b.waiting_since and w.id <= b.id))))
    where b.id in ${[...bookingIds]} and b.state = 'waiting' group by b.id`
}
