import type { TariffFields } from '../../../src-shared/contract/staff/pricing'
import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { describeTariffProblem, validateTariff } from '../../../src-shared/rules/pricing'
import type { Ctx } from '../../kernel/context'
import { activityFor } from '../activities'
import { overlappingTariff, tariffRow, updateTariff } from './store'

/** Creates (id null) or changes a tariff. A later price never touches what is already invoiced. */
export async function saveTariff(
  ctx: Ctx,
  { id, version, ...fields }: TariffFields & { id: number | null; version: number },
): Promise<number> {
  const activity = await activityFor(ctx, fields.activityId)
  const { slotId, validFrom, validTo, definition } = fields
  if (slotId !== null && !activity.slots.some((slot) => slot.id === slotId)) refuse('record.not-found')
  if (validTo !== null && validTo < validFrom)
    refuse('activity.wrong-period', { fields: { validTo: 'Après le début' } })
  const problems = validateTariff(definition)
  if (problems.length > 0) refuse('tariff.incomplete', { problems: problems.map(describeTariffProblem).join(' ') })

  // Two agents saving at once could each miss the other's tariff.
  await ctx.db.lock(`tariffs/${fields.activityId}`)
  const other = await overlappingTariff(ctx.db, { ...fields, exceptId: id })
  if (other) refuse('tariff.overlap', { name: other.name })
  const columns = { ...fields, definition: JSON.stringify(definition) }
  await ctx.touch(`activity/${fields.activityId}`)
  if (id === null) return ctx.db.insert('tariff', { ...columns, version: 1 })
  const before = await tariffRow(ctx.db, id)
  if (before?.activityId !== fields.activityId) refuse('record.not-found')
  if ((await updateTariff(ctx.db, id, version, columns)) === 0) refuse('record.changed-meanwhile')
  return id
}

export async function removeTariff(ctx: Ctx, { id, version }: { id: number; version: number }): Promise<void> {
  const row = (await tariffRow(ctx.db, id)) ?? refuse('record.not-found')
  await activityFor(ctx, row.activityId)
  if ((row.validFrom as LocalDate) <= ctx.today) refuse('tariff.in-force')
  const removed = await ctx.db.run`delete from tariff where id = ${id} and version = ${version}`
  if (removed === 0) refuse('record.changed-meanwhile')
  await ctx.touch(`activity/${row.activityId}`)
}
