import type { Ctx } from '../../kernel/context'
import { familyChanged, requireFamily } from './service'

/** What an agent writes down; it stands in the history, and parents never see it. */
export async function addNote(ctx: Ctx, familyId: number, text: string): Promise<number> {
  await requireFamily(ctx, familyId)
  const createdBy = ctx.actor.kind === 'staff' ? ctx.actor.name : ''
  const id = await ctx.db.insert('family_note', { familyId, text, createdAt: ctx.now, createdBy })
  await familyChanged(ctx, familyId)
  return id
}
