import {
  itemsPerHalf,
  syncProtocol,
  viewsPerHalf,
  type Ack,
  type DeskHalf,
  type PortalHalf,
  type SyncItem,
  type SyncView,
} from '../../../src-shared/contract/sync'
import { AppError } from '../../../src-shared/errors'
import type { ParentActor } from '../../kernel/actor'
import { systemActor } from '../../kernel/actor'
import { inRead, inWrite, writeAudit, type Ctx, type Services } from '../../kernel/context'
import { buildViewOf } from '../portal'
import { submitRequest, withdrawRequest } from '../requests'
import { countDirty, fingerprintsOf, keepViews, markDirty, renumberViews, takeDirtyKeys, viewsSince } from './store'
import { allViewKeys } from './view-keys'

const viewsPerUnit = 40
const unitsPerTurn = 25

/** Builds the views that changed, a few at a time, each few in a transaction of its own. Returns whether any is left. */
export async function refreshViews(services: Services, units = unitsPerTurn): Promise<boolean> {
  for (let turn = 0; turn < units; turn++) {
    const built = await inWrite({ services, actor: systemActor }, async (ctx) => {
      const keys = await takeDirtyKeys(ctx.db, viewsPerUnit)
      await keepViews(ctx.db, await buildAll(ctx, keys))
      return keys.length
    })
    if (built < viewsPerUnit) return false
  }
  return true
}

async function buildAll(ctx: Ctx, keys: readonly string[]) {
  const built: { key: string; body: string | null }[] = []
  for (const key of keys) {
    const view = await buildViewOf(ctx, key)
    if (view !== undefined) built.push({ key, body: view === null ? null : JSON.stringify(view) })
  }
  return built
}

/** Marks everything to be built and compared again: at a first pairing, and every night in case a change was missed. */
export async function markEverything(services: Services): Promise<number> {
  return inWrite({ services, actor: systemActor }, async (ctx) => {
    const keys = await allViewKeys(ctx)
    await markDirty(ctx.db, keys)
    return keys.length
  })
}

/** Receives what a portal has to say, item by item: one that is refused holds up none of the others. */
export async function receiveItems(services: Services, items: readonly SyncItem[]): Promise<Ack[]> {
  const acks: Ack[] = []
  for (const item of items.slice(0, itemsPerHalf)) acks.push({ id: item.id, refusal: await receiveOne(services, item) })
  return acks
}

async function receiveOne(services: Services, item: SyncItem): Promise<string | null> {
  const actor: ParentActor = {
    kind: 'parent',
    accountId: item.accountId,
    personId: 0,
    familyId: item.familyId,
    name: item.authorName,
  }
  try {
    await inWrite({ services, actor }, async (ctx) => {
      await checkAuthor(ctx, item)
      await applyItem(ctx, item)
      await writeAudit(ctx, `sync.${item.kind}`, { entity: 'request', id: item.requestId, familyId: item.familyId })
    })
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    services.log.warn('an item of the exchange was refused', { item: item.id, code: error.code })
    return error.code
  }
}

/** The portal is trusted with its sessions, not with inventing who may speak for a family. */
async function checkAuthor(ctx: Ctx, { accountId, familyId }: SyncItem) {
  const account = await ctx.db.one<{ familyIds: string; disabled: boolean }>`
    select family_ids, disabled from portal_account where id = ${accountId}`
  const families = account ? (JSON.parse(account.familyIds) as number[]) : []
  if (!families.includes(familyId)) throw new AppError('record.not-found')
}

async function applyItem(ctx: Ctx, item: SyncItem) {
  const { requestId, familyId, accountId, authorName, at } = item
  if (item.kind === 'withdrawal') {
    await withdrawRequest(ctx, { id: requestId, familyId })
    return
  }
  const { payload } = item
  await submitRequest(ctx, {
    ...{ id: requestId, kind: 'booking', familyId, accountId, authorName, payload },
    ...{ submittedAt: at, origin: 'hosted-portal' },
  })
}

/** The desk's half for a portal that stands at `since`. */
export async function deskHalf(services: Services, since: number, acks: Ack[]): Promise<DeskHalf> {
  const isMoreToBuild = await refreshViews(services)
  return inRead({ services, actor: systemActor }, async ({ db }) => {
    const rows = await viewsSince(db, since, viewsPerHalf)
    const views: SyncView[] = rows.map(({ key, hash, body, deleted }) => ({
      key,
      hash,
      body: deleted ? null : (JSON.parse(body) as unknown),
    }))
    const more = rows.length === viewsPerHalf || isMoreToBuild || (await countDirty(db)) > 0
    return { protocol: syncProtocol, from: 'desk', acks, views, next: Number(rows.at(-1)?.seq ?? since), more }
  })
}

/** Compares copies: a view that differs, or that the desk does not know, is sent again (or taken away). */
export async function compareCopies(services: Services, fingerprints: PortalHalf['fingerprints']): Promise<number> {
  if (fingerprints.length === 0) return 0
  return inWrite({ services, actor: systemActor }, async (ctx) => {
    const ours = await fingerprintsOf(
      ctx.db,
      fingerprints.map(([key]) => key),
    )
    const different = fingerprints.filter(([key, hash]) => ours.get(key) !== hash).map(([key]) => key)
    await renumberViews(ctx.db, different)
    return different.length
  })
}
