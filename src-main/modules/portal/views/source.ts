import { viewSchemas, type ViewKey, type ViewKind, type ViewTypes } from '../../../../src-shared/contract/portal/views'
import type { Database } from '../../../database/database'
import type { Db } from '../../../database/db'
import type { Ctx } from '../../../kernel/context'
import { dataVersion, isInTransaction, replicaRows } from '../store'
import { buildView } from './build'
import { openView } from './sealing'

type ViewsOf<Keys extends readonly ViewKey[]> = {
  [I in keyof Keys]: Keys[I] extends ViewKey<infer K> ? ViewTypes[K] | null : never
}

/** Where the portal's handlers read: nothing else of the desk is open to them. Views are shared: never modify one. */
export interface ViewSource {
  /** One view for each key, in the same order; null for what does not exist. */
  get<const Keys extends readonly ViewKey[]>(ctx: Ctx, ...keys: Keys): Promise<ViewsOf<Keys>>
}

type AnyView = ViewTypes[ViewKind] | null
const thingsKept = 20_000

interface Kept {
  version: string
  things: Map<string, unknown>
}

const kept = new WeakMap<Database, Kept>()
const versions = new WeakMap<Db, Promise<string>>()

/** One version for a whole reading: what it keeps is as fresh as its beginning, or fresher. */
function versionOf(db: Db): Promise<string> {
  let version = versions.get(db)
  if (!version) versions.set(db, (version = dataVersion(db)))
  return version
}

/** What was read stays good until somebody commits anything; what a transaction reads is its own, and is not kept. */
async function keptThings({ db, services }: Ctx): Promise<Map<string, unknown>> {
  if (isInTransaction(db)) return new Map()
  const version = await versionOf(db)
  const known = kept.get(services.database)
  if (known?.version === version && known.things.size < thingsKept) return known.things
  const things = new Map<string, unknown>()
  kept.set(services.database, { version, things })
  return things
}

/** Reads something once for all who ask under this name, until somebody commits anything; `undefined` is not kept. */
export async function readOnce<T>(ctx: Ctx, name: string, read: () => Promise<T>): Promise<T> {
  const things = await keptThings(ctx)
  const known = things.get(name)
  if (known !== undefined) return known as T
  const thing = await read()
  if (thing !== undefined) things.set(name, thing)
  return thing
}

/** Views built on demand from the modules. */
export const liveViews: ViewSource = {
  get: async <const Keys extends readonly ViewKey[]>(ctx: Ctx, ...keys: Keys) => {
    const views = (await keptThings(ctx)) as Map<string, AnyView>
    const found: AnyView[] = []
    for (const key of keys) {
      let view = views.get(key.key)
      if (view === undefined) {
        view = await buildView(ctx, key)
        views.set(key.key, view)
      }
      found.push(view)
    }
    return found as ViewsOf<Keys>
  },
}

const parsed = new Map<string, { body: string; view: AnyView }>()

/** Views received from the office, kept in a table; each text is parsed once. */
export const replicaViews: ViewSource = {
  get: async <const Keys extends readonly ViewKey[]>(ctx: Ctx, ...keys: Keys) => {
    const rows = new Map(
      (
        await replicaRows(
          ctx.db,
          keys.map(({ key }) => key),
        )
      ).map((row) => [row.key, row]),
    )
    return keys.map((key) => {
      const row = rows.get(key.key)
      if (!row) return null
      const known = parsed.get(row.key)
      if (known?.body === row.body) return known.view
      const view = viewSchemas[key.kind].parse(JSON.parse(openView(ctx.services.cipher, row.key, row.body)))
      if (parsed.size >= thingsKept) parsed.clear()
      parsed.set(row.key, { body: row.body, view })
      return view
    }) as ViewsOf<Keys>
  },
}
