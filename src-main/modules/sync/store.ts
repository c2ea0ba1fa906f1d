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

export async function readMark(db: Db, name: string): Promise<string | null> {
  return (await db.one<{ value: string }>`select value from sync_cursor where name = ${name}`)?.value ?? null
}

export async function writeMark(db: Db, name: string, value: string | null): Promise<void> {
  if (value === null) await db.run`delete from sync_cursor where name = ${name}`
  else {
    await db.run`insert into sync_cursor (name, value) values (${name}, ${value})
      on conflict (name) do update set value = ${value}`
  }
}

export const readCursor = async (db: Db, name: string) => Number((await readMark(db, name)) ?? 0)
export const writeCursor = (db: Db, name: string, value: number) => writeMark(db, name, String(value))

export async function noteSuccess(db: Db, peerId: number, now: Instant): Promise<void> {
  await db.run`update sync_peer set last_success_at = ${now}, last_error = '' where id = ${peerId}`
}

export async function noteFailure(db: Db, peerId: number, sentence: string): Promise<void> {
  await db.run`update sync_peer set last_error = ${sentence} where id = ${peerId}`
}

/** Ends a pairing: its token is worth nothing from now on. */
export async function revokePeer(db: Db, id: number, now: Instant): Promise<boolean> {
  const changed = await db.run`update sync_peer set revoked_at = ${now}, token_hash = '', token_sealed = ''
    where id = ${id} and revoked_at is null`
  return changed === 1
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

export async function countViewsSince(db: Db, since: number): Promise<number> {
  return Number((await db.one<{ n: number }>`select count(*) as n from sync_view where seq > ${since}`)?.n ?? 0)
}

/** Takes the marks of `count` views: away from here, so that a change made while they are built marks them again. */
export async function takeDirtyKeys(db: Db, count: number): Promise<string[]> {
  const rows = await db.rows<{ key: string }>`select distinct key from view_dirty order by key limit ${count}`
  const keys = rows.map((row) => row.key)
  if (keys.length > 0) await db.run`delete from view_dirty where key in ${keys}`
  return keys
}

export async function markDirty(db: Db, keys: readonly string[]): Promise<void> {
  await db.insertMany(
    'view_dirty',
    keys.map((key) => ({ key })),
  )
}

export async function countDirty(db: Db): Promise<number> {
  return Number((await db.one<{ n: number }>`select count(distinct key) as n from view_dirty`)?.n ?? 0)
}

export async function clearDirty(db: Db): Promise<void> {
  await db.run`delete from view_dirty`
}

export async function keptViewKeys(db: Db): Promise<string[]> {
  return (await db.rows<{ key: string }>`select key from sync_view where deleted = ${false}`).map(({ key }) => key)
}

/** Where this portal said it stands. */
export const sinceName = (peerId: number) => `portal-since/${peerId}`

/** A view that went away need not be told once every portal knows; the comparison of copies catches an older one. */
export async function forgetTombstones(db: Db, peers: readonly PeerRow[]): Promise<void> {
  let known = Number.MAX_SAFE_INTEGER
  for (const { id } of peers) known = Math.min(known, await readCursor(db, sinceName(id)))
  await db.run`delete from sync_view where deleted = ${true} and seq <= ${Math.min(known, 2_000_000_000)} and seq > 0`
}

const series = 'sync-view'

/** Takes `count` numbers in a row; whoever commits first has the lower ones, so that a cursor never jumps over a view. */
async function takeNumbers(db: Db, count: number): Promise<number> {
  const row = await db.one<{ next: number }>`insert into number_series (series, next_number)
    values (${series}, ${count + 1}) on conflict (series) do update set next_number = number_series.next_number + ${count}
    returning next_number as next`
  return Number(row?.next ?? count + 1) - count
}

const chunk = 500

async function knownHashes(db: Db, keys: readonly string[]): Promise<Map<string, string>> {
  const known = new Map<string, string>()
  for (let from = 0; from < keys.length; from += chunk) {
    const rows = await db.rows<{ key: string; hash: string }>`select key, hash from sync_view
      where key in ${keys.slice(from, from + chunk)}`
    for (const { key, hash } of rows) known.set(key, hash)
  }
  return known
}

/** Keeps built views, the fingerprint taken before `seal`; only those whose content changed get a new number. Returns how many did. */
export async function keepViews(
  db: Db,
  built: readonly { key: string; body: string | null }[],
  seal: (key: string, body: string) => string,
): Promise<number> {
  const known = await knownHashes(
    db,
    built.map(({ key }) => key),
  )
  const changed = built
    .map((view) => ({ ...view, hash: hashText(view.body ?? '') }))
    .filter((view) => known.get(view.key) !== view.hash && (view.body !== null || known.has(view.key)))
  if (changed.length === 0) return 0
  let seq = await takeNumbers(db, changed.length)
  for (const { key, hash, body } of changed) {
    const deleted = body === null
    const text = body === null ? 'null' : seal(key, body)
    await db.run`insert into sync_view (key, hash, body, deleted, seq) values (${key}, ${hash}, ${text}, ${deleted}, ${seq})
      on conflict (key) do update set hash = ${hash}, body = ${text}, deleted = ${deleted}, seq = ${seq}`
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

/** Makes a place for views that somebody has a copy of and that were never built here: the next build takes them away. */
export async function expectViews(db: Db, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await db.run`insert into sync_view (key, hash, body, deleted, seq) values (${key}, '', 'null', ${true}, 0)
      on conflict (key) do nothing`
  }
  await markDirty(db, keys)
}

export async function viewsOfKeys(db: Db, keys: readonly string[]): Promise<Map<string, Omit<ViewRow, 'body'>>> {
  if (keys.length === 0) return new Map()
  const rows = await db.rows<
    Omit<ViewRow, 'body'>
  >`select key, hash, deleted, seq from sync_view where key in ${[...keys]}`
  return new Map(rows.map((row) => [row.key, row]))
}
