import { viewSchemas, type ViewKey, type ViewKind, type ViewTypes } from '../../../../src-shared/contract/portal/views'
import type { Database } from '../../../database/database'
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
const viewsKept = 20_000

interface Kept {
  version: string
  views: Map<string, AnyView>
}

const kept = new WeakMap<Database, Kept>()

function keptUnder(database: Database, version: string): Map<string, AnyView> {
  const known = kept.get(database)
  if (known?.version === version && known.views.size < viewsKept) return known.views
  const views = new Map<string, AnyView>()
  kept.set(database, { version, views })
  return views
}

/** Views built on demand from the modules; one that was built stays good until somebody commits anything. */
export const liveViews: ViewSource = {
  get: async <const Keys extends readonly ViewKey[]>(ctx: Ctx, ...keys: Keys) => {
    // What a transaction has not committed is neither kept for others nor hidden from itself by what was kept.
    const views = isInTransaction(ctx.db)
      ? new Map<string, AnyView>()
      : keptUnder(ctx.services.database, await dataVersion(ctx.db))
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
      if (parsed.size >= viewsKept) parsed.clear()
      parsed.set(row.key, { body: row.body, view })
      return view
    }) as ViewsOf<Keys>
  },
}
