import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import { activityFor, saveActivity } from '../activities'
import { loadTariffBook } from './tariff-book'

interface Copy {
  id: number
  name: string
  structureId: number
  validFrom: LocalDate
  validTo: LocalDate
  withTariffs: boolean
}

/** Copies an activity with its groups and slots; the tariffs in force at its last day become those of the copy. */
export async function copyActivity(ctx: Ctx, { id, withTariffs, ...changes }: Copy): Promise<number> {
  const source = await activityFor(ctx, id)
  const { groups, slots } = source
  const copyId = await saveActivity(ctx, {
    ...source,
    ...changes,
    portalOpensAt: null,
    id: null,
    version: 0,
    groups: groups.map(({ name, classLevels }) => ({ id: null, name, classLevels: [...classLevels] })),
    slots: slots.map((slot) => ({ ...slot, id: null })),
  })
  if (withTariffs) await copyTariffs(ctx, id, copyId, changes.validFrom)
  return copyId
}

async function copyTariffs(ctx: Ctx, sourceId: number, copyId: number, validFrom: LocalDate) {
  const source = await activityFor(ctx, sourceId)
  const copy = await activityFor(ctx, copyId)
  const tariffs = (await loadTariffBook(ctx)).byActivity.get(sourceId) ?? []
  const last = new Map(
    tariffs.map((tariff) => [`${tariff.slotId} ${tariff.definition.weekdays?.join() ?? ''}`, tariff]),
  )
  for (const { slotId, name, definition } of last.values()) {
    const slotName = source.slots.find((slot) => slot.id === slotId)?.name
    const newSlotId =
      slotId === null ? null : (copy.slots.find((slot) => slot.name === slotName)?.id ?? refuse('internal'))
    await ctx.db.insert('tariff', {
      activityId: copyId,
      slotId: newSlotId,
      name,
      definition: JSON.stringify(definition),
      validFrom,
      validTo: null,
      version: 1,
    })
  }
}
