import type { Ctx } from '../../../src-main/kernel/context'
import { insertActivity, insertGroup, insertSlot } from './activities'
import { insertStructure } from './town'

/** A multi-accueil with one group, that receives pre-enrolments. */
export async function addNursery(ctx: Ctx) {
  const name = 'Multi-accueil Les Lutins'
  const structureId = await insertStructure(ctx, { code: 'LUT', name, kind: 'nursery', position: 9 })
  const activityId = await insertActivity(ctx, { structureId, name: 'Multi-accueil', kind: 'nursery', position: 9 })
  const groupId = await insertGroup(ctx, activityId, 'Tous')
  const slot = { name: 'Journée', letter: 'J', icon: 'day', startTime: '07:30', endTime: '18:30' } as const
  await insertSlot(ctx, activityId, slot)
  return { structureId, activityId, groupId, name }
}
