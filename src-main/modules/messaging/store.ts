import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'
import { joinSql, rawSql, sql, type Sql } from '../../database/sql'
import type { OutboxRow } from './entities'

export type NewMessage = Pick<OutboxRow, 'dedupeKey' | 'kind' | 'familyId' | 'toAddress' | 'subject' | 'bodyText'> & {
  createdAt: Instant
  nextAttemptAt: Instant
}

/** The id, or null when a message with the same key exists already. */
export async function insertMessage(db: Db, row: NewMessage): Promise<number | null> {
  const [inserted] = await db.rows<{ id: number }>`insert into outbox_message
    (dedupe_key, kind, family_id, to_address, subject, body_text, body_html, status, attempts, next_attempt_at, last_error, created_at)
    values (${row.dedupeKey}, ${row.kind}, ${row.familyId}, ${row.toAddress}, ${row.subject}, ${row.bodyText}, '', 'pending', 0,
      ${row.nextAttemptAt}, '', ${row.createdAt})
    on conflict (dedupe_key) do nothing returning id`
  return inserted?.id ?? null
}

/** Messages whose time has come; on PostgreSQL those that another process is taking are passed over. */
export function dueMessages(db: Db, now: Instant, limit: number): Promise<OutboxRow[]> {
  const skip = rawSql(db.engine === 'postgres' ? 'for update skip locked' : '')
  return db.rows<OutboxRow>`select * from outbox_message where status = 'pending' and next_attempt_at <= ${now}
    order by next_attempt_at, id limit ${limit} ${skip}`
}

/** Takes messages for a while: whoever took them and died leaves them to be taken again. */
export async function leaseMessages(db: Db, ids: readonly number[], until: Instant): Promise<void> {
  await db.run`update outbox_message set attempts = attempts + 1, next_attempt_at = ${until} where id in ${[...ids]}`
}

export async function markSent(db: Db, id: number, at: Instant): Promise<void> {
  await db.run`update outbox_message set status = 'sent', sent_at = ${at}, last_error = '' where id = ${id}`
}

export async function markFailure(db: Db, id: number, reason: string, nextAttemptAt: Instant | null): Promise<void> {
  await (nextAttemptAt === null
    ? db.run`update outbox_message set status = 'failed', last_error = ${reason} where id = ${id} and status = 'pending'`
    : db.run`update outbox_message set last_error = ${reason}, next_attempt_at = ${nextAttemptAt} where id = ${id} and status = 'pending'`)
}

export async function nextDue(db: Db): Promise<Instant | null> {
  const row = await db.one<{
    at: Instant | null
  }>`select min(next_attempt_at) as at from outbox_message where status = 'pending'`
  return row?.at ?? null
}

export async function askAgain(db: Db, id: number, now: Instant): Promise<boolean> {
  const changed = await db.run`update outbox_message set status = 'pending', attempts = 0, next_attempt_at = ${now}
    where id = ${id} and status <> 'sent'`
  return changed === 1
}

/** Takes back messages that have not left yet. */
export async function deleteWaiting(db: Db, keyPrefix: string): Promise<number> {
  return db.run`delete from outbox_message where status = 'pending' and attempts = 0
    and substr(dedupe_key, 1, ${keyPrefix.length}) = ${keyPrefix}`
}

export async function countMatching(db: Db, keyPrefix: string): Promise<number> {
  const row = await db.one<{ n: number }>`select count(*) as n from outbox_message
    where substr(dedupe_key, 1, ${keyPrefix.length}) = ${keyPrefix}`
  return Number(row?.n ?? 0)
}

interface OutboxFilter {
  status: OutboxRow['status'] | null
  search: string
  /** Families that the caller may see, as a condition on `f`. */
  visible: Sql
  offset: number
  limit: number
}

export async function listOutbox(db: Db, { status, search, visible, offset, limit }: OutboxFilter) {
  const conditions: Sql[] = [visible]
  if (status) conditions.push(sql`m.status = ${status}`)
  if (search !== '') {
    const pattern = `%${search.toLowerCase()}%`
    conditions.push(
      sql`(lower(m.subject) like ${pattern} or lower(m.to_address) like ${pattern} or lower(f.name) like ${pattern})`,
    )
  }
  const where = joinSql(conditions, ' and ')
  const from = sql`from outbox_message m left join family f on f.id = m.family_id where ${where}`
  const rows = await db.rowsOf<OutboxRow & { familyName: string | null }>(
    sql`select m.*, f.name as family_name ${from} order by m.created_at desc, m.id desc limit ${limit} offset ${offset}`,
  )
  const [total] = await db.rowsOf<{ n: number }>(sql`select count(*) as n ${from}`)
  const counts = await db.rowsOf<{ status: OutboxRow['status']; n: number }>(sql`select m.status, count(*) as n
    from outbox_message m left join family f on f.id = m.family_id where ${visible} group by m.status`)
  return { rows, total: Number(total?.n ?? 0), counts }
}
