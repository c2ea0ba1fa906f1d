import { parseViewKey, viewSchemas, type ViewKey } from '../../../src-shared/contract/portal/views'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import { systemActor } from '../../kernel/actor'
import { inRead, inWrite, type Ctx, type Services } from '../../kernel/context'
import { buildView, forHostedPortal, sealView } from '../portal'
import {
  clearDirty,
  forgetTombstones,
  keepViews,
  keptViewKeys,
  livePeers,
  markDirty,
  readMark,
  takeDirtyKeys,
  writeMark,
} from './store'
import { allViewKeys, replicable, withDependents } from './view-keys'

const marksPerUnit = 40
const unitsPerTurn = 25

/** Builds the views that changed, a few at a time, each few in a transaction of its own. Returns whether any is left. */
export async function refreshViews(services: Services, units = unitsPerTurn): Promise<boolean> {
  for (let turn = 0; turn < units; turn++) {
    const taken = await inWrite({ services, actor: systemActor }, async (ctx) => {
      // One builder at a time: a view built earlier must not be written over one built later.
      await ctx.db.lock('sync-refresh')
      const marks = await takeDirtyKeys(ctx.db, marksPerUnit)
      const seal = (key: string, body: string) => sealView(services.cipher, key, body)
      await keepViews(ctx.db, await buildAll(ctx, await withDependents(ctx, marks)), seal)
      return marks.length
    })
    if (taken < marksPerUnit) return false
  }
  return true
}

async function buildAll(ctx: Ctx, keys: readonly string[]): Promise<{ key: string; body: string | null }[]> {
  const known = keys.map(parseViewKey).filter((key): key is ViewKey => key !== null)
  const held = await replicable(ctx, known)
  const built: { key: string; body: string | null }[] = []
  for (const key of known) {
    const here = held.has(key.key) ? await buildView(ctx, key) : null
    const view = here && (await forHostedPortal(ctx, key, here))
    // Through its schema: what is not declared there never leaves the office, whatever the builder read.
    built.push({ key: key.key, body: view === null ? null : JSON.stringify(viewSchemas[key.kind].parse(view)) })
  }
  return built
}

/** Marks everything to be built and compared again, what should not be held any more included. */
export async function markEverythingIn(ctx: Ctx): Promise<number> {
  const keys = [...new Set([...(await allViewKeys(ctx)), ...(await keptViewKeys(ctx.db))])]
  await markDirty(ctx.db, keys)
  await writeMark(ctx.db, markedAt, ctx.now)
  return keys.length
}

export const markEverything = (services: Services) => inWrite({ services, actor: systemActor }, markEverythingIn)

const markedAt = 'marked-at'
const hoursBetween = 20

/** Once a day, whenever the desk is switched on: heals what a missed mark left. A desk without portal forgets its marks. */
export async function tendViews(services: Services): Promise<void> {
  const unit = { services, actor: systemActor }
  const { peers, last } = await inRead(unit, async ({ db }) => ({
    peers: await livePeers(db),
    last: (await readMark(db, markedAt)) as Instant | null,
  }))
  if (peers.length === 0) {
    await inWrite(unit, ({ db }) => clearDirty(db))
    return
  }
  if (last === null || addMinutesToInstant(last, hoursBetween * 60) <= services.clock.now()) {
    await inWrite(unit, ({ db }) => forgetTombstones(db, peers))
    await markEverything(services)
    services.wake('sync')
  }
}
