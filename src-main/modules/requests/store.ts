import { z } from 'zod'
import {
  zBookingPayload,
  zItemOutcome,
  type BookingPayload,
  type ItemOutcome,
} from '../../../src-shared/contract/requests'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Db } from '../../database/db'
import { joinSql, rawSql, sql, type Sql } from '../../database/sql'
import type { StateChange } from '../bookings'
import type { RequestRow } from './entities'

/** What is kept of the answer: the outcome of each item, and the way back for a minute. */
export interface StoredOutcome {
  items: ItemOutcome[]
  /** Outcomes as they were before the decision. */
  previous: ItemOutcome[]
  undo: StateChange[]
}

const zStored = z.object({
  items: z.array(zItemOutcome).default([]),
  previous: z.array(zItemOutcome).default([]),
  undo: z.array(z.custom<StateChange>((value) => typeof value === 'object' && value !== null)).default([]),
})

/** A request, with its JSON read through its schemas. */
export type RequestRecord = Omit<
  RequestRow,
  'payload' | 'outcome' | 'kind' | 'submittedAt' | 'receivedAt' | 'decidedAt'
> & {
  kind: 'booking'
  payload: BookingPayload
  outcome: StoredOutcome
  submittedAt: Instant
  receivedAt: Instant
  decidedAt: Instant | null
}

export function recordOf(row: RequestRow): RequestRecord {
  const outcome: unknown = JSON.parse(row.outcome)
  return {
    ...row,
    kind: 'booking',
    payload: zBookingPayload.parse(JSON.parse(row.payload)),
    outcome: zStored.parse(Array.isArray(outcome) ? { items: outcome } : outcome),
    submittedAt: row.submittedAt as Instant,
    receivedAt: row.receivedAt as Instant,
    decidedAt: row.decidedAt as Instant | null,
  }
}

export async function findRequest(db: Db, id: string): Promise<RequestRecord | null> {
  const row = await db.one<RequestRow>`select * from request where id = ${id}`
  return row ? recordOf(row) : null
}

/** False when the id is already there: somebody sent the same request before, or at the same time. */
export async function insertRequest(db: Db, row: RequestRow): Promise<boolean> {
  const inserted =
    await db.run`insert into request (id, kind, family_id, account_id, author_name, payload, submitted_at, received_at,
      origin, status, outcome, reason, decided_at, decided_by, version)
    values (${row.id}, ${row.kind}, ${row.familyId}, ${row.accountId}, ${row.authorName}, ${row.payload}, ${row.submittedAt},
      ${row.receivedAt}, ${row.origin}, ${row.status}, ${row.outcome}, ${row.reason}, ${row.decidedAt}, ${row.decidedBy}, ${row.version})
    on conflict (id) do nothing`
  return inserted === 1
}

type Answer = Pick<RequestRow, 'status' | 'reason' | 'decidedAt' | 'decidedBy'> & { outcome: StoredOutcome }

/** Writes an answer; the version was raised by whoever took the request. */
export async function writeAnswer(
  db: Db,
  id: string,
  { status, outcome, reason, decidedAt, decidedBy }: Answer,
): Promise<void> {
  await db.run`update request set status = ${status}, outcome = ${JSON.stringify(outcome)}, reason = ${reason},
    decided_at = ${decidedAt}, decided_by = ${decidedBy} where id = ${id}`
}

/** Takes a request in this state and version, so that two agents never answer it both. */
export async function takeRequest(
  db: Db,
  id: string,
  version: number,
  statuses: readonly RequestRow['status'][],
): Promise<boolean> {
  const taken = await db.run`update request set version = version + 1
    where id = ${id} and version = ${version} and status in ${[...statuses]}`
  return taken === 1
}

/** Pending requests of a family, none of whose bookings waits for an answer any more. */
export async function emptiedRequests(db: Db, familyId: number): Promise<RequestRecord[]> {
  const rows =
    await db.rows<RequestRow>`select r.* from request r where r.family_id = ${familyId} and r.status = 'pending'
    and not exists (select 1 from booking b where b.request_id = r.id
      and b.state in ('requested', 'cancellation-requested', 'absence-requested'))`
  return rows.map(recordOf)
}

export async function familyRequests(db: Db, familyId: number, from: Instant): Promise<RequestRecord[]> {
  const rows = await db.rows<RequestRow>`select * from request where family_id = ${familyId} and submitted_at >= ${from}
    order by submitted_at desc, id`
  return rows.map(recordOf)
}

export interface InboxFilter {
  pending: boolean
  type: 'book' | 'cancel' | 'declare-absence' | 'waiting' | null
  /** Null = every structure. */
  structureIds: readonly number[] | null
  before: Instant | null
  after: Instant | null
  search: string
  limit: number
}

export type InboxRow = RequestRow & { familyNumber: number; familyName: string }

// A parent's words for the states that a booking of the request is in.
const statesOfType = {
  book: ['requested', 'booked', 'refused'],
  cancel: ['cancellation-requested', 'cancelled'],
  'declare-absence': ['absence-requested', 'absent-excused', 'absent-billed'],
  waiting: ['waiting'],
}

function inboxConditions(filter: Omit<InboxFilter, 'limit'>): Sql {
  const { pending, type, structureIds, before, after, search } = filter
  const conditions = [pending ? sql`r.status = 'pending'` : sql`r.status <> 'pending'`]
  if (type) {
    const states = statesOfType[type]
    conditions.push(sql`exists (select 1 from booking b where b.request_id = r.id and b.state in ${states})`)
  }
  if (structureIds) {
    conditions.push(sql`exists (select 1 from booking b join activity a on a.id = b.activity_id
      where b.request_id = r.id and a.structure_id in ${[...structureIds]})`)
  }
  if (before) conditions.push(sql`r.submitted_at <= ${before}`)
  if (after) conditions.push(sql`r.submitted_at >= ${after}`)
  for (const word of search.split(' ').filter(Boolean)) conditions.push(sql`f.search_text like ${`%${word}%`}`)
  return joinSql(conditions, ' and ')
}

export async function inboxRows(db: Db, filter: InboxFilter): Promise<{ rows: InboxRow[]; total: number }> {
  const where = inboxConditions(filter)
  const order = rawSql(filter.pending ? 'r.submitted_at, r.id' : 'r.decided_at desc, r.id')
  const from = sql`from request r join family f on f.id = r.family_id where ${where}`
  const rows = await db.rowsOf<InboxRow>(
    sql`select r.*, f.number as family_number, f.name as family_name ${from} order by ${order} limit ${filter.limit}`,
  )
  const [count] = await db.rowsOf<{ n: number }>(sql`select count(*) as n ${from}`)
  return { rows, total: Number(count?.n ?? 0) }
}

export async function inboxCount(db: Db, pending: boolean, structureIds: readonly number[] | null): Promise<number> {
  const where = inboxConditions({ pending, structureIds, type: null, before: null, after: null, search: '' })
  const [count] = await db.rowsOf<{ n: number }>(sql`select count(*) as n from request r where ${where}`)
  return Number(count?.n ?? 0)
}

export interface EnrolmentName {
  id: number
  childId: number
  childName: string
  activityId: number
  groupId: number
}

export async function enrolmentNames(db: Db, ids: readonly number[]): Promise<Map<number, EnrolmentName>> {
  const rows =
    await db.rows<EnrolmentName>`select e.id, e.child_id, p.first_name as child_name, e.activity_id, e.group_id
    from enrolment e join person p on p.id = e.child_id where e.id in ${[...new Set(ids)]}`
  return new Map(rows.map((row) => [row.id, row]))
}

export interface PlaceRow {
  groupId: number
  slotId: number
  date: LocalDate
  taken: number
  capacity: number | null
}

export function placesOn(db: Db, slotIds: readonly number[], dates: readonly LocalDate[]): Promise<PlaceRow[]> {
  return db.rows<PlaceRow>`select group_id, slot_id, date, taken, capacity from opening
    where slot_id in ${[...new Set(slotIds)]} and date in ${[...new Set(dates)]}`
}

export interface ChildRow {
  id: number
  firstName: string
  birthDate: LocalDate | null
  classLevel: string
}

export function familyChildren(db: Db, familyId: number): Promise<ChildRow[]> {
  return db.rows<ChildRow>`select p.id, p.first_name, p.birth_date, c.class_level
    from family_member m join person p on p.id = m.person_id join child c on c.id = p.id
    where m.family_id = ${familyId} and m.role = 'child' order by p.birth_date, p.id`
}
