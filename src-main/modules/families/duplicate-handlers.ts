import type { duplicatesContract, MergeRecord } from '../../../src-shared/contract/staff/duplicates'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { listDuplicates } from './duplicates'
import type { FileMergeRow } from './entities'
import { previewMerge } from './merge'
import { runMerge } from './merge-run'
import { isUndoable, seesMerge, undoMerge } from './merge-undo'
import { familyIdsOfPerson } from './store'
import { writeDistinct } from './store-duplicates'

async function recentMerges(ctx: Ctx, limit: number): Promise<MergeRecord[]> {
  const rows = await ctx.db.rows<FileMergeRow>`select * from file_merge order by merged_at desc, id desc limit ${limit}`
  const records: MergeRecord[] = []
  for (const row of rows) {
    if (!(await seesMerge(ctx, row))) continue
    const { id, kind, keptId, keptLabel, removedLabel, mergedBy, undoneBy } = row
    const familyId = kind === 'family' ? keptId : ((await familyIdsOfPerson(ctx, keptId))[0] ?? keptId)
    records.push({
      ...{ id, kind, keptId, familyId, keptLabel, removedLabel, mergedBy, undoneBy },
      mergedAt: row.mergedAt as Instant,
      undoneAt: row.undoneAt as Instant | null,
      undoable: isUndoable(ctx, row),
    })
  }
  return records
}

export const duplicatesHandlers: Handlers<typeof duplicatesContract, StaffActor> = {
  'duplicates.list': (ctx, { kind, limit }) => listDuplicates(ctx, kind, limit),
  'duplicates.distinct': async (ctx, { kind, leftId, rightId }) => {
    await writeDistinct(ctx, kind, leftId, rightId)
    return { done: true }
  },
  'merges.preview': (ctx, pair) => previewMerge(ctx, pair),
  'merges.run': (ctx, input) => runMerge(ctx, input),
  'merges.recent': (ctx, { limit }) => recentMerges(ctx, limit),
  'merges.undo': (ctx, { id }) => undoMerge(ctx, id),
}
