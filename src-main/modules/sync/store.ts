import { createHash } from 'node:crypto'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Db } from '../../database/db'

export interface PeerRow {
  id: number
  /** What the OTHER side is. */
  side: 'desk' | 'portal'
  name: string
  url: string
  tokenHash: string
  tokenSealed: string
  pairedAt: Instant
  revokedAt: Instant | null
  lastSuccessAt: Instant | null
  lastError: string
}

export const hashText = (text: string) => createHash('sha256').update(text).digest('hex')

export const livePeers = (db: Db) => db.rows<PeerRow>`select * from sync_peer where revoked_at is null order by id`

export const peerByToken = (db: Db, token: string) =>
  db.one<PeerRow>`select * from sync_peer where token_hash = ${hashText(token)} and revoked_at is null`

export async function readCursor(db: Db, name: string): Promise<number> {
  const row = await db.one<{ value: string }>`select value from sync_cursor where name = ${name}`
  return Number(row?.value ?? 0)
}

export async function writeCursor(db: Db, name: string, value: number): Promise<void> {
  await db.run`insert into sync_cursor (name, value) values (${name}, ${String(value)})
    on conflict (name) do update set value = ${String(value)}`
}

export async function noteSuccess(db: Db, peerId: number, now: Instant): Promise<void> {
  await db.run`update sync_peer set last_success_at = ${now}, last_error = '' where id = ${peerId}`
}

export async function noteFailure(db: Db, peerId: number, sentence: string): Promise<void> {
  await db.run`update sync_peer set last_error = ${sentence} where id = ${peerId}`
}

export interface ViewRow {
  key: string
  hash: string
  body: string
  deleted: boolean | number
  seq: number
}

export const viewsSince = (db: Db, since: number, limit: number) =>
  db.rows<ViewRow>`select key, hash, body, deleted, seq from sync_view where seq > ${since} order by seq limit ${limit}`

/** Takes `count` marks: deleted here, so that a change made while they are built marks its view again. */
export async function takeDirtyKeys(db: Db, count: number): Promise<string[]> {
  const rows = await db.rows<{ key: string }>`select key from view_dirty order by key limit ${count}`
  const keys = rows.map((row) => row.key)
  if (keys.length > 0) await db.run`delete from view_dirty where key in ${keys}`
  return keys
}

export async function markDirty(db: Db, keys: readonly string[]): Promise<void> {
  for (const key of keys) await db.run`insert into view_dirty (key) values (${key}) on conflict (key) do nothing`
}

export async function countDirty(db: Db): Promise<number> {
  return Number((await db.one<{ n: number }>`select count(*) as n from view_dirty`)?.n ?? 0)
}

const series = 'sync-view'

/** Takes `count` numbers in a row; whoever commits first has the lower ones, so that a cursor never jumps over a view. */
async function takeNumbers(db: Db, count: number): Promise<number> {
  const row = await db.one<{ next: number }>`insert into number_series (series, next_number)
    values (${series}, ${count + 1}) on conflict (series) do update set next_number = number_series.next_number + ${count}
    returning next_number as next`
  return Number(row?.next ?? count + 1) - count
}

/** Keeps built views; only those whose content changed get a new number. Returns how many did. */
export async function keepViews(db: Db, built: readonly { key: string; body: string | null }[]): Promise<number> {
  if (built.length === 0) return 0
  const known = new Map(
    (
      await db.rows<{
        key: string
        hash: string
      }>`select key, hash from sync_view where key in ${built.map((v) => v.key)}`
    ).map((row) => [row.key, row.hash]),
  )
  const changed = built
    .map((view) => ({ ...view, hash: hashText(view.body ?? '') }))
    .filter((view) => known.get(view.key) !== view.hash && (view.body !== null || known.has(view.key)))
  if (changed.length === 0) return 0
  let seq = await takeNumbers(db, changed.length)
  for (const { key, hash, body } of changed) {
    const deleted = body === null
    await db.run`insert into sync_view (key, hash, body, deleted, seq) values (${key}, ${hash}, ${body ?? 'null'}, ${deleted}, ${seq})
      on conflict (key) do update set hash = ${hash}, body = ${body ?? 'null'}, deleted = ${deleted}, seq = ${seq}`
    seq++
  }
  return changed.length
}

/** Sends these views again: the copy on the other side is not what was sent. */
export async function renumberViews(db: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  let seq = await takeNumbers(db, keys.length)
  for (const key of keys) await db.run`update sync_view set seq = ${seq++} where key = ${key}`
}

export async function fingerprintsOf(db: Db, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{
    key: string
    hash: string
  }>`select key, hash from sync_view where key in ${keys} and deleted = ${false}`
  return new Map(rows.map((row) => [row.key, row.hash]))
}
