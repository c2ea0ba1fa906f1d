import type { Ctx } from '../../kernel/context'
import { snakeCase } from '../../database/table'
import type { MergePair } from './merge'
import type { Journal } from './merge-journal'
import { rowOf, type Row } from './store-merge'

/** Sealed texts are bound to their row: what goes over to another child is sealed again for it. */
function resealed(ctx: Ctx, table: string, row: Row, from: number, to: number): Row {
  const { cipher } = ctx.services
  const entries = Object.entries(row).map(([column, value]) => {
    if (!column.endsWith('Sealed') || typeof value !== 'string') return [column, value]
    const place = `${table}.${snakeCase(column.slice(0, -'Sealed'.length))}`
    return [column, cipher.seal(cipher.open(value, `${place}/${from}`), `${place}/${to}`)]
  })
  return Object.fromEntries(entries) as Row
}

/** School and class, health record, needs and photograph of two files of one child. */
export async function mergeChildren(
  ctx: Ctx,
  journal: Journal,
  { keptId, removedId }: MergePair,
  { school, takesHealth }: { school: Row; takesHealth: boolean },
): Promise<void> {
  const [kept, removed] = [await rowOf(ctx, 'child', 'id', keptId), await rowOf(ctx, 'child', 'id', removedId)]
  if (!kept || !removed) return
  const takesNeeds = removed['needsSealed'] !== '' && (kept['needsSealed'] === '' || takesHealth)
  const { needsSealed } = resealed(ctx, 'child', { needsSealed: removed['needsSealed'] }, removedId, keptId)
  const version = Number(kept['version']) + 1
  await journal.change(ctx, 'child', 'id', keptId, { ...school, ...(takesNeeds ? { needsSealed } : {}), version })
  // Lists of the school read the children who are not archived.
  await journal.change(ctx, 'child', 'id', removedId, { archivedAt: removed['archivedAt'] ?? ctx.now })
  await carry(ctx, journal, 'health_record', keptId, removedId, takesHealth)
  await carry(ctx, journal, 'child_photo', keptId, removedId, false)
}

/** The one row of a child, where the other has none or theirs was chosen. */
async function carry(
  ctx: Ctx,
  journal: Journal,
  table: string,
  keptId: number,
  removedId: number,
  replaces: boolean,
): Promise<void> {
  const [mine, theirs] = [await rowOf(ctx, table, 'childId', keptId), await rowOf(ctx, table, 'childId', removedId)]
  if (!theirs || (mine && !replaces)) return
  const row = { ...resealed(ctx, table, theirs, removedId, keptId), childId: keptId }
  if (mine) await journal.change(ctx, table, 'childId', keptId, { ...row, version: Number(mine['version']) + 1 })
  else await journal.add(ctx, table, 'childId', keptId, row)
}
