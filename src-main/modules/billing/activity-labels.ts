import type { Ctx } from '../../kernel/context'
import { loadActivities } from '../activities'
import { listStructures } from '../organisation'

/** Name of each activity; where several have the same (a canteen in each school), with the name of its structure. */
export async function activityLabels(ctx: Ctx): Promise<Map<number, string>> {
  const activities = await loadActivities(ctx)
  const structureName = new Map((await listStructures(ctx)).map(({ id, name }) => [id, name]))
  const uses = new Map<string, number>()
  for (const { name } of activities) uses.set(name, (uses.get(name) ?? 0) + 1)
  return new Map(
    activities.map(({ id, name, structureId }) => {
      const structure = structureName.get(structureId)
      return [id, (uses.get(name) ?? 0) > 1 && structure ? `${name}, ${structure}` : name]
    }),
  )
}
