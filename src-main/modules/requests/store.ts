import type { RequestKind, RequestStatus, RequestTopic } from '../../../src-shared/contract/requests'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import type { Db } from '../../database/db'
import { joinSql, rawSql, sql, type Sql } from '../../database/sql'
import { visibleFamilies } from '../families'
import type { RequestRow } from './entities'
import { outcomeText, recordOf, type RequestRecord, type StoredOutcome } from './record'

export async function findRequest(ctx: Ctx, id: string): Promise<RequestRecord | null> {
  const row = await ctx.db.one<RequestRow>`select * from request where id = ${id}`
  return row ? recordOf(ctx.services.cipher, row) : null
}

/** False when the id is already there: somebody sent the same request before, or at the same time. */
export async function insertRequest(db: Db, row: RequestRow): Promise<boolean> {
  const inserted =
    await db.run`insert into request (id, kind, family_id, account_id, author_name, topic, subject, person_id,
      title, about, payload, submitted_at, received_at, waiting_since, origin, status, outcome, exchanges, reason, decided_at,
      decided_by, assignee_id, automatic, version)
    values (${row.id}, ${row.kind}, ${row.familyId}, ${row.accountId}, ${row.authorName}, ${row.topic}, ${row.subject},
      ${row.personId}, ${row.title}, ${row.about}, ${row.payload}, ${row.submittedAt}, ${row.receivedAt},
      ${row.waitingSince}, ${row.origin}, ${row.status}, ${row.outcome}, ${row.exchanges}, ${row.reason},
      ${row.decidedAt}, ${row.decidedBy}, ${row.assigneeId}, ${row.automatic}, ${row.version})
    on conflict (id) do nothing`
  return inserted === 1
}

type Answer = Pick<RequestRow, 'status' | 'reason' | 'decidedAt' | 'decidedBy'> & {
  outcome: StoredOutcome
  automatic?: boolean
}

/** Writes an answer; the version was raised by whoever took the request. */
export async function writeAnswer(
  ctx: Ctx,
  { id, isSealed }: Pick<RequestRecord, 'id' | 'isSealed'>,
  { status, outcome, reason, decidedAt, decidedBy, automatic = false }: Answer,
): Promise<void> {
  const text = outcomeText(ctx.services.cipher, id, outcome, isSealed)
  await ctx.db.run`update request set status = ${status}, outcome = ${text}, reason = ${reason},
    decided_at = ${decidedAt}, decided_by = ${decidedBy}, automatic = ${automatic} where id = ${id}`
}

interface Conversation {
  status: RequestStatus
  exchanges: string
  waitingSince: Instant
  payload?: string
}

/** Writes what was asked in addition, or answered. */
export async function writeConversation(
  db: Db,
  id: string,
  { status, exchanges, waitingSince, payload }: Conversation,
): Promise<void> {
  await db.run`update request set status = ${status}, exchanges = ${exchanges}, waiting_since = ${waitingSince},
    decided_at = ${null} where id = ${id}`
  if (payload !== undefined) await db.run`update request set payload = ${payload} where id = ${id}`
}

export async function writeAssignee(db: Db, ids: readonly string[], assigneeId: number | null): Promise<void> {
  await db.run`update request set assignee_id = ${assigneeId} where id in ${[...ids]}`
}

/**
 * Takes a request in this state and version, so that two agents never answer it both. `decided_at` marks it as being
 * answered, until the answer is written in the same transaction.
 */
export async function takeRequest(
  ctx: Ctx,
  id: string,
  version: number,
  statuses: readonly RequestRow['status'][],
): Promise<boolean> {
  const taken = await ctx.db.run`update request set version = version + 1, decided_at = ${ctx.now}
    where id = ${id} and version = ${version} and status in ${[...statuses]}`
  return taken === 1
}

/** Pending booking requests of families that nobody is answering, none of whose bookings waits for an answer any more. */
export async function emptiedRequests(ctx: Ctx, familyIds: readonly number[]): Promise<RequestRecord[]> {
  const rows = await ctx.db.rows<RequestRow>`select r.* from request r where r.family_id in ${[...familyIds]}
    and r.kind = 'booking' and r.status = 'pending' and r.decided_at is null and not exists (select 1 from booking b where b.request_id = r.id
      and b.state in ('requested', 'cancellation-requested', 'absence-requested'))`
  return rows.map((row) => recordOf(ctx.services.cipher, row))
}

export async function familyRequests(ctx: Ctx, familyId: number, from: Instant | null): Promise<RequestRecord[]> {
  const since = from === null ? rawSql('') : sql`and submitted_at >= ${from}`
  const rows = await ctx.db.rows<RequestRow>`select * from request where family_id = ${familyId} ${since}
    order by submitted_at desc, id`
  return rows.map((row) => recordOf(ctx.services.cipher, row))
}

/** Everything that a family ever asked about some subjects of its file. */
export async function requestsOnSubjects(
  ctx: Ctx,
  familyId: number,
  subjects: readonly string[],
): Promise<RequestRecord[]> {
  const rows = await ctx.db.rows<RequestRow>`select * from request where family_id = ${familyId} and kind = 'file'
    and subject in ${[...subjects]} order by submitted_at, id`
  return rows.map((row) => recordOf(ctx.services.cipher, row))
}

/** Requests of a family that an answer may still reach. */
export async function openRequests(ctx: Ctx, familyId: number, kind: RequestKind): Promise<RequestRecord[]> {
  const rows = await ctx.db.rows<RequestRow>`select * from request where family_id = ${familyId} and kind = ${kind}
    and status in ('pending', 'needs-more') order by submitted_at, id`
  return rows.map((row) => recordOf(ctx.services.cipher, row))
}

export interface InboxFilter {
  view: 'to-decide' | 'waiting-family' | 'decided'
  type: 'book' | 'cancel' | 'declare-absence' | 'waiting' | null
  kind: RequestKind | null
  topic: RequestTopic | null
  /** 'any', 'nobody', or an agent. */
  assignee: 'any' | 'nobody' | number
  /** Null = every structure. */
  structureIds: readonly number[] | null
  /** One structure was asked for by name: only what concerns it. */
  onlyStructure: boolean
  before: Instant | null
  after: Instant | null
  search: string
  limit: number
}

export type InboxRow = RequestRow & {
  familyNumber: number | null
  familyName: string | null
  assigneeFirstName: string | null
  assigneeLastName: string | null
}

// A parent's words for the states that a booking of the request is in.
const statesOfType = {
  book: ['requested', 'booked', 'refused'],
  cancel: ['cancellation-requested', 'cancelled'],
  'declare-absence': ['absence-requested', 'absent-excused', 'absent-billed'],
  waiting: ['waiting'],
}

const viewConditions = {
  'to-decide': sql`r.status = 'pending'`,
  'waiting-family': sql`r.status = 'needs-more'`,
  decided: sql`r.status not in ('pending', 'needs-more')`,
}

/** Bookings concern the structures of their days; the rest concerns whoever may see the family. */
function scopeOf(ctx: Ctx, structureIds: readonly number[] | null, onlyStructure: boolean): Sql | null {
  if (structureIds === null) return null
  const booked = sql`exists (select 1 from booking b join activity a on a.id = b.activity_id
      where b.request_id = r.id and a.structure_id in ${[...structureIds]})`
  if (onlyStructure) return booked
  return sql`(${booked} or (r.kind <> 'booking' and (r.family_id is null
      or exists (select 1 from family f where f.id = r.family_id and ${visibleFamilies(ctx)}))))`
}

function inboxConditions(ctx: Ctx, filter: Omit<InboxFilter, 'limit'>): Sql {
  const { view, type, kind, topic, assignee, before, after, search } = filter
  const conditions = [viewConditions[view]]
  if (type) {
    const states = statesOfType[type]
    conditions.push(sql`exists (select 1 from booking b where b.request_id = r.id and b.state in ${states})`)
  }
  if (kind) conditions.push(sql`r.kind = ${kind}`)
  if (topic) conditions.push(sql`r.topic = ${topic}`)
  if (assignee === 'nobody') conditions.push(sql`r.assignee_id is null`)
  else if (assignee !== 'any') conditions.push(sql`r.assignee_id = ${assignee}`)
  const scope = scopeOf(ctx, filter.structureIds, filter.onlyStructure)
  if (scope) conditions.push(scope)
  if (before) conditions.push(sql`r.waiting_since < ${before}`)
  if (after) conditions.push(sql`r.waiting_since >= ${after}`)
  for (const word of search.split(' ').filter(Boolean))
    conditions.push(sql`(f.search_text like ${`%${word}%`} or lower(r.author_name) like ${`%${word}%`})`)
  return joinSql(conditions, ' and ')
}

const joins = rawSql(
  'from request r left join family f on f.id = r.family_id left join staff s on s.id = r.assignee_id',
)

export async function inboxRows(ctx: Ctx, filter: InboxFilter): Promise<{ rows: InboxRow[]; total: number }> {
  const where = inboxConditions(ctx, filter)
  const order = rawSql(filter.view === 'decided' ? 'r.decided_at desc, r.id' : 'r.waiting_since, r.id')
  const rows = await ctx.db.rowsOf<InboxRow>(
    sql`select r.*, f.number as family_number, f.name as family_name, s.first_name as assignee_first_name, s.last_name as assignee_last_name ${joins}
      where ${where} order by ${order} limit ${filter.limit}`,
  )
  const [count] = await ctx.db.rowsOf<{ n: number }>(sql`select count(*) as n ${joins} where ${where}`)
  return { rows, total: Number(count?.n ?? 0) }
}

export async function inboxCount(
  ctx: Ctx,
  view: InboxFilter['view'],
  structureIds: readonly number[] | null,
): Promise<number> {
  const scope = scopeOf(ctx, structureIds, false)
  const where = scope ? sql`${viewConditions[view]} and ${scope}` : viewConditions[view]
  const [count] = await ctx.db.rowsOf<{ n: number }>(sql`select count(*) as n from request r where ${where}`)
  return Number(count?.n ?? 0)
}

export interface WaitingRow {
  kind: RequestKind
  topic: RequestTopic
  /** Of a booking; nothing else is opened. */
  payload: string
  waitingSince: Instant
}

/** What waits for an agent, the longest first, in as little as counting it takes. */
export function waitingRows(
  ctx: Ctx,
  structureIds: readonly number[] | null,
  onlyStructure: boolean,
): Promise<WaitingRow[]> {
  const scope = scopeOf(ctx, structureIds, onlyStructure)
  const where = scope ? sql`r.status = 'pending' and ${scope}` : sql`r.status = 'pending'`
  return ctx.db.rowsOf<WaitingRow>(sql`select r.kind, r.topic, r.waiting_since,
    case when r.kind = 'booking' then r.payload else '' end as payload from request r where ${where}
    order by r.waiting_since, r.id`)
}

/** Whether this person sees the request: see `scopeOf`. */
export async function isInScope(ctx: Ctx, id: string, structureIds: readonly number[] | null): Promise<boolean> {
  const scope = scopeOf(ctx, structureIds, false)
  if (!scope) return true
  return (await ctx.db.rowsOf(sql`select r.id from request r where r.id = ${id} and ${scope}`)).length > 0
}

/** Whose account a request was sent with; null for nobody's. */
export async function personOfAccount(db: Db, accountId: number | null): Promise<number | null> {
  const row = await db.one<{ personId: number }>`select person_id from portal_account where id = ${accountId}`
  return row?.personId ?? null
}

export interface AgentRow {
  id: number
  firstName: string
  lastName: string
  role: string
}

/** Everybody of the staff who may sign in, by name. */
export function agentRows(db: Db): Promise<AgentRow[]> {
  return db.rows<AgentRow>`select id, first_name, last_name, role from staff where disabled = ${false}
    order by last_name, first_name`
}

export async function agentName(db: Db, id: number): Promise<string> {
  const row = await db.one<AgentRow>`select id, first_name, last_name, role from staff where id = ${id}`
  return row ? `${row.firstName} ${row.lastName}` : ''
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

/** Requests that closed by themselves and whose bookings wait again: somebody took a change of the planning back. */
export async function refilledRequests(ctx: Ctx, familyIds: readonly number[]): Promise<RequestRecord[]> {
  const rows = await ctx.db.rows<RequestRow>`select r.* from request r where r.family_id in ${[...familyIds]}
    and r.kind = 'booking' and r.status in ('withdrawn', 'partly-accepted') and r.decided_by = ''
    and exists (select 1 from booking b where b.request_id = r.id
      and b.state in ('requested', 'cancellation-requested', 'absence-requested'))`
  return rows.map((row) => recordOf(ctx.services.cipher, row))
}
