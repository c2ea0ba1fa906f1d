import { isCommand } from '../../../src-shared/contract/commands'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'
import type { FileMergeRow } from './entities'
import { countLeaning, zMoves, type Moves } from './merge-journal'
import { touchPortal } from './merge-run'
import { familyIdsOfPerson, isVisible, refreshSearchText } from './store'
import { actsSince, deleteRow, fingerprint, insertRow, pointTo, rowOf, writeRow } from './store-merge'

const minutesToUndo = 24 * 60

export const isUndoable = (ctx: Ctx, row: FileMergeRow) =>
  row.undoneAt === null && ctx.now <= addMinutesToInstant(row.mergedAt as Instant, minutesToUndo)

/** Puts everything back as it was; refuses when a part of it has changed since, and says which. */
export async function undoMerge(
  ctx: Ctx,
  id: number,
): Promise<{ familyId: number; keptLabel: string; removedLabel: string }> {
  await ctx.db.lock('merge')
  const row = await ctx.db.one<FileMergeRow>`select * from file_merge where id = ${id}`
  if (!row || !(await seesMerge(ctx, row))) refuse('record.not-found')
  if (row.undoneAt !== null) refuse('merge.undone')
  if (!isUndoable(ctx, row)) refuse('merge.too-late')
  const moves = zMoves.parse(JSON.parse(row.moves))
  const what = await changedSince(ctx, row, moves)
  if (what !== null) refuse('merge.changed-since', { what })
  await putBack(ctx, row, moves)
  const by = ctx.actor.kind === 'staff' ? ctx.actor.name : ''
  await ctx.db.run`update file_merge set undone_at = ${ctx.now}, undone_by = ${by} where id = ${id}`
  await refreshSearchText(ctx, moves.familyIds)
  await touchPortal(ctx, moves.familyIds)
  const familyId = row.kind === 'family' ? row.keptId : (moves.familyIds[0] ?? 0)
  return { familyId, keptLabel: row.keptLabel, removedLabel: row.removedLabel }
}

export async function seesMerge(ctx: Ctx, row: FileMergeRow): Promise<boolean> {
  const ids = row.kind === 'family' ? [row.keptId] : await familyIdsOfPerson(ctx, row.keptId)
  for (const familyId of ids) if (await isVisible(ctx, familyId)) return true
  return false
}

/** What was touched since the merge, in plain words; null = nothing. */
async function changedSince(ctx: Ctx, row: FileMergeRow, moves: Moves): Promise<string | null> {
  const kept = await rowOf(ctx, row.kind, 'id', row.keptId)
  if (Number(kept?.['version'] ?? -1) !== moves.keptVersion) return 'la fiche gardée'
  const acts = await actsSince(ctx, moves.familyIds, moves.auditId)
  if (acts.some((operation) => operation !== 'merges.run' && isCommand(operation))) return 'le dossier'
  for (const { table, column, ids, fingerprint: print } of moves.rows) {
    if (print === '') continue
    if ((await fingerprint(ctx, { table, column, how: 'move' }, ids)) !== print) return labels[table] ?? 'le dossier'
  }
  for (const leaning of moves.leaning)
    if ((await countLeaning(ctx, moves, leaning)) !== leaning.count) return labels[leaning.table] ?? 'le dossier'
  return null
}

const labels: Readonly<Record<string, string>> = {
  booking: 'les réservations',
  enrolment: 'les inscriptions',
  invoice: 'les factures',
  charge: 'les prestations',
  payment: 'les règlements',
  allocation: 'les règlements',
  request: 'les demandes',
  document: 'les pièces',
}

async function putBack(ctx: Ctx, { removedId }: FileMergeRow, moves: Moves): Promise<void> {
  for (const { table, column, ids } of moves.rows.toReversed()) {
    await pointTo(ctx, { table, column, how: 'move' }, ids, removedId)
    if (table === 'invoice')
      await ctx.db
        .run`update invoice set former_family_id = 0 where former_family_id = ${removedId} and family_id = ${removedId}`
  }
  for (const { table, key, id } of moves.added.toReversed()) await deleteRow(ctx, table, key, id)
  for (const { table, key, id, before } of moves.changes.toReversed()) {
    const row = (await rowOf(ctx, table, key, id)) ?? {}
    // A version never goes back: a screen opened meanwhile must not write over what is put back.
    const version = 'version' in before ? { version: Number(row['version']) + 1 } : {}
    await writeRow(ctx, table, key, id, { ...before, ...version })
  }
  for (const { table, row } of moves.removed.toReversed()) await insertRow(ctx, table, row)
  // Whoever was moved to the family kept while signed in signs in again, to their own.
  await ctx.db.run`delete from portal_session where family_id in ${moves.familyIds}`
}
