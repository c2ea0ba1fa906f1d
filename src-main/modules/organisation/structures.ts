import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { activeActivityNames, isCodeTaken, nextStructurePosition, updateStructure } from './store'
import type { Structure } from './town'

type StructureFields = Omit<Structure, 'id' | 'position' | 'isArchived' | 'version'>

/** Creates (id null) or changes a structure. */
export async function saveStructure(
  ctx: Ctx,
  { id, version, ...fields }: StructureFields & { id: number | null; version: number },
): Promise<number> {
  if (await isCodeTaken(ctx.db, fields.code, id))
    refuse('structure.code-taken', { fields: { code: 'Code déjà utilisé' } })
  await ctx.touch('town')
  if (id === null) {
    const position = await nextStructurePosition(ctx.db)
    return ctx.db.insert('structure', { ...fields, position, archivedAt: null, version: 1 })
  }
  if ((await updateStructure(ctx.db, id, version, fields)) === 0) refuse('record.changed-meanwhile')
  return id
}

/** An archived structure leaves the choices; what it did stays readable. */
export async function archiveStructure(
  ctx: Ctx,
  { id, version, archived }: { id: number; version: number; archived: boolean },
): Promise<void> {
  const names = archived ? await activeActivityNames(ctx.db, id) : []
  if (names.length > 0) refuse('structure.has-activities', { names: names.join(', ') })
  const archivedAt = archived ? ctx.now : null
  if ((await updateStructure(ctx.db, id, version, { archivedAt })) === 0) refuse('record.changed-meanwhile')
  await ctx.touch('town')
}

export async function orderStructures(ctx: Ctx, ids: readonly number[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    await ctx.db.run`update structure set position = ${index + 1} where id = ${id}`
  }
  await ctx.touch('town')
}
