import { randomUUID } from 'node:crypto'
import {
  fingerprintsPerHalf,
  itemsPerHalf,
  syncProtocol,
  zSyncItem,
  type DeskHalf,
  type PortalHalf,
  type SyncItem,
  type SyncView,
} from '../../../src-shared/contract/sync'
import { parseViewKey, viewSchemas, zAccessView } from '../../../src-shared/contract/portal/views'
import { refuse } from '../../../src-shared/errors'
import { systemActor } from '../../kernel/actor'
import { inRead, inWrite, type Ctx, type Services } from '../../kernel/context'
import { readCursor, writeCursor } from './store'

const cursorName = 'views'

type ItemToSend = SyncItem extends infer T ? (T extends SyncItem ? Omit<T, 'id'> : never) : never

/** Puts an item on its way, in the transaction of the parent's click: nothing is lost if the program stops just after. */
export async function sendLater(ctx: Ctx, item: ItemToSend): Promise<void> {
  const body = JSON.stringify({ ...item, id: randomUUID() })
  const id = (JSON.parse(body) as SyncItem).id
  const last = await ctx.db.one<{ n: number }>`select coalesce(max(position), 0) as n from sync_outbox`
  await ctx.db.run`insert into sync_outbox (id, kind, body, created_at, acknowledged_at, position)
    values (${id}, ${item.kind}, ${body}, ${ctx.now}, ${null}, ${Number(last?.n ?? 0) + 1})`
  ctx.afterCommit(() => ctx.services.wake('sync'))
}

/** The portal's half: its cursor, what waits to be received, and a few fingerprints, a different few each time. */
export async function portalHalf(services: Services, compareAfter: string | null): Promise<PortalHalf> {
  return inRead({ services, actor: systemActor }, async ({ db }) => {
    const rows = await db.rows<{ body: string }>`select body from sync_outbox where acknowledged_at is null
      order by position limit ${itemsPerHalf}`
    const prints =
      compareAfter === null
        ? []
        : await db.rows<{ key: string; hash: string }>`select key, hash from sync_view where key > ${compareAfter}
            order by key limit ${fingerprintsPerHalf}`
    return {
      protocol: syncProtocol,
      from: 'portal',
      since: await readCursor(db, cursorName),
      items: rows.map(({ body }) => zSyncItem.parse(JSON.parse(body))),
      fingerprints: prints.map(({ key, hash }): [string, string] => [key, hash]),
    }
  })
}

/** Takes the desk's half in one transaction: views, what they mean for accounts, acknowledgements and the cursor, or nothing. */
export async function receiveDeskHalf(services: Services, half: DeskHalf): Promise<void> {
  await inWrite({ services, actor: systemActor }, async (ctx) => {
    // An answer that arrives late and twice must not take the portal back.
    const since = await readCursor(ctx.db, cursorName)
    if (half.next >= since) {
      for (const view of half.views) await keepCopy(ctx, view)
      await writeCursor(ctx.db, cursorName, half.next)
    }
    for (const { id, refusal } of half.acks) await acknowledge(ctx, id, refusal)
  })
}

async function keepCopy(ctx: Ctx, { key, hash, body }: SyncView): Promise<void> {
  const parsed = parseViewKey(key)
  // A newer desk may send a kind of view that this portal does not show yet.
  if (!parsed) return
  if (body === null) {
    await ctx.db.run`delete from sync_view where key = ${key}`
    return
  }
  const read = viewSchemas[parsed.kind].safeParse(body)
  if (!read.success) refuse('sync.view-unreadable', { key })
  // The text is kept as it was hashed by the desk, so that copies can be compared.
  const text = JSON.stringify(body)
  await ctx.db.run`insert into sync_view (key, hash, body, deleted, seq) values (${key}, ${hash}, ${text}, ${false}, 0)
    on conflict (key) do update set hash = ${hash}, body = ${text}`
  if (parsed.kind === 'access') await keepAccounts(ctx, zAccessView.parse(body))
}

/** Signing in lives here: accounts are written where sessions are. A newer password set here would win by its version. */
async function keepAccounts(ctx: Ctx, { accounts }: ReturnType<typeof zAccessView.parse>): Promise<void> {
  for (const { id, personId, login, email, displayName, passwordHash, familyIds, disabled, version } of accounts) {
    const families = JSON.stringify(familyIds)
    await ctx.db.run`insert into portal_account
      (id, person_id, login, email, display_name, password_hash, family_ids, disabled, failed_count, locked_until, last_sign_in_at, version)
      values (${id}, ${personId}, ${login}, ${email}, ${displayName}, ${passwordHash}, ${families}, ${disabled}, 0, ${null}, ${null}, ${version})
      on conflict (id) do update set person_id = ${personId}, login = ${login}, email = ${email}, display_name = ${displayName},
        password_hash = ${passwordHash}, family_ids = ${families}, disabled = ${disabled}, version = ${version}`
  }
}

async function acknowledge(ctx: Ctx, id: string, refusal: string | null): Promise<void> {
  const row = await ctx.db.one<{
    body: string
  }>`select body from sync_outbox where id = ${id} and acknowledged_at is null`
  if (!row) return
  const body = JSON.stringify({ ...(JSON.parse(row.body) as SyncItem), refusal })
  await ctx.db.run`update sync_outbox set acknowledged_at = ${ctx.now}, body = ${body} where id = ${id}`
}

export type KeptItem = SyncItem & { refusal: string | null; acknowledged: boolean }

/** What a family sent from here, the oldest first, with what the desk answered so far. */
export async function itemsOfFamily(ctx: Ctx, familyId: number): Promise<KeptItem[]> {
  const rows = await ctx.db.rows<{ body: string; acknowledgedAt: string | null }>`
    select body, acknowledged_at from sync_outbox order by position`
  return rows.flatMap((row) => {
    const raw = JSON.parse(row.body) as { familyId: number; refusal?: string | null }
    if (raw.familyId !== familyId) return []
    const acknowledged = row.acknowledgedAt !== null
    return [{ ...zSyncItem.parse(raw), refusal: raw.refusal ?? null, acknowledged }]
  })
}

/** How many things wait for the desk, and since when it last answered. */
export async function waitingItems(ctx: Ctx): Promise<number> {
  return Number(
    (await ctx.db.one<{ n: number }>`select count(*) as n from sync_outbox where acknowledged_at is null`)?.n ?? 0,
  )
}
