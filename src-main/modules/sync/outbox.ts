import { randomUUID } from 'node:crypto'
import { charactersPerHalf, itemsPerHalf, zSyncItem, type Ack, type SyncItem } from '../../../src-shared/contract/sync'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import type { Cipher } from '../../kernel/cipher'
import type { Ctx } from '../../kernel/context'
import type { Db } from '../../database/db'
import { readUpload } from '../documents'
import { uploadsOf } from './received-papers'

/** What parents did here and the office has to know: kept until it says that it has it, and a month more. */

type ItemToSend = SyncItem extends infer T ? (T extends SyncItem ? Omit<T, 'id'> : never) : never

const keptDays = 30

type Reader = Pick<Ctx, 'db' | 'services'>

/** Puts an item on its way, in the transaction of the parent's click: nothing is lost if the program stops just after. */
export async function sendLater(ctx: Ctx, item: ItemToSend): Promise<void> {
  const id = randomUUID()
  const { kind, familyId, requestId } = item
  const body = closeItem(ctx.services.cipher, id, JSON.stringify({ ...item, id }), kind)
  const last = await ctx.db.one<{ n: number }>`select coalesce(max(position), 0) as n from sync_outbox`
  await ctx.db.run`insert into sync_outbox
    (id, kind, family_id, request_id, body, created_at, acknowledged_at, refusal, position)
    values (${id}, ${kind}, ${familyId}, ${requestId}, ${body}, ${ctx.now}, ${null}, '', ${Number(last?.n ?? 0) + 1})`
  ctx.afterCommit(() => ctx.services.wake('sync'))
}

/** What may hold health data or bank details is sealed until the office has it. */
function closeItem(cipher: Cipher, id: string, text: string, kind: SyncItem['kind']): string {
  return kind === 'request' || kind === 'completion' ? cipher.seal(text, placeOf(id)) : text
}

const placeOf = (id: string) => `sync_outbox.body/${id}`

interface Kept {
  id: string
  body: string
}

function openItem(cipher: Cipher, { id, body }: Kept): SyncItem {
  // An item is JSON: its text never begins like a sealed value.
  const text = body.startsWith('v1.') ? cipher.open(body, placeOf(id)) : body
  return zSyncItem.parse(JSON.parse(text))
}

export async function itemsToSend({ db, services }: Reader): Promise<SyncItem[]> {
  const rows = await db.rows<Kept>`select id, body from sync_outbox where acknowledged_at is null
    order by position, created_at, id limit ${itemsPerHalf}`
  let characters = 0
  const items: SyncItem[] = []
  for (const row of rows) {
    const item = openItem(services.cipher, row)
    characters += row.body.length + (item.kind === 'upload' ? Math.ceil(item.size / 3) * 4 : 0)
    if (items.length > 0 && characters > charactersPerHalf) break
    items.push(item.kind === 'upload' ? { ...item, bytes: await bytesOf({ db, services }, item.requestId) } : item)
  }
  return items
}

/**
 * A file is kept once, sealed: it is put in its item as it leaves. One that is no longer on the disk leaves empty, and is
 * refused as such: the exchange goes on, and the family is told.
 */
async function bytesOf(reader: Reader, uploadId: string): Promise<string> {
  try {
    return (await readUpload(reader, uploadId))?.toString('base64') ?? ''
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!isGone) throw error
    reader.services.log.bug(error, { during: 'exchange', upload: uploadId })
    return ''
  }
}

export async function countWaiting(db: Db): Promise<number> {
  const row = await db.one<{ n: number }>`select count(*) as n from sync_outbox where acknowledged_at is null`
  return Number(row?.n ?? 0)
}

/** The desk has it, or refuses it for good: it is not sent again. Of a refused file, neither is what joins it. */
export async function acknowledge(ctx: Ctx, { id, refusal }: Ack): Promise<void> {
  const { db, now } = ctx
  const done = await db.run`update sync_outbox set acknowledged_at = ${now}, refusal = ${refusal ?? ''}
    where id = ${id} and acknowledged_at is null`
  if (done === 0 || refusal === null) return
  const row = await db.one<{ kind: string; familyId: number; requestId: string }>`select kind, family_id, request_id
    from sync_outbox where id = ${id}`
  if (row?.kind !== 'upload') return
  for (const { item, isAcknowledged } of await itemsOfFamily(ctx, row.familyId))
    if (!isAcknowledged && uploadsOf(item).includes(row.requestId)) await acknowledge(ctx, { id: item.id, refusal })
}

/** The desk was put back as it had been: what it received since then is sent again, and has an effect once all the same. */
export async function sendAllAgain({ db }: Ctx): Promise<void> {
  await db.run`update sync_outbox set acknowledged_at = ${null}, refusal = '' where acknowledged_at is not null`
}

export async function forgetOldItems({ db, now }: Ctx): Promise<void> {
  await db.run`delete from sync_outbox where acknowledged_at < ${addMinutesToInstant(now, -keptDays * 24 * 60)}`
}

export interface KeptItem {
  item: SyncItem
  isAcknowledged: boolean
  /** Code of a refusal for good; empty when there is none. */
  refusal: string
}

/** What a family sent from here, the oldest first, with what the desk answered so far. */
export async function itemsOfFamily({ db, services }: Reader, familyId: number): Promise<KeptItem[]> {
  const rows = await db.rows<Kept & { acknowledgedAt: string | null; refusal: string }>`
    select id, body, acknowledged_at, refusal from sync_outbox where family_id = ${familyId} order by position, created_at, id`
  return rows.map(({ acknowledgedAt, refusal, ...row }) => {
    return { item: openItem(services.cipher, row), isAcknowledged: acknowledgedAt !== null, refusal }
  })
}

/** What waits to be received, of one kind. */
export async function itemsOfKind(db: Db, kind: SyncItem['kind']): Promise<SyncItem[]> {
  const rows = await db.rows<{ body: string }>`select body from sync_outbox
    where acknowledged_at is null and kind = ${kind} order by position, created_at, id`
  return rows.map(({ body }) => zSyncItem.parse(JSON.parse(body)))
}

export async function isKnownRequest(db: Db, requestId: string): Promise<boolean> {
  return (
    (await db.one<{ id: string }>`select id from sync_outbox where request_id = ${requestId} limit 1`) !== undefined
  )
}
