import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import { familyChanged, requireFamily } from './service'
import { incomeRows } from './store-money'

export interface NewIncome {
  year: number
  euros: number
  sharesHundredths: number
  validFrom: LocalDate
  validTo: LocalDate | null
  source: string
  documentId: string | null
}

/** Adds a dated income beside the others: the earlier ones stay, so that a past day keeps its price. */
export async function addIncome(ctx: Ctx, familyId: number, income: NewIncome): Promise<number> {
  await requireFamily(ctx, familyId)
  const { year, validFrom, validTo } = income
  if (validTo !== null && validTo < validFrom) refuse('income.dates-reversed')
  const present = await incomeRows(ctx, familyId)
  if (present.some((row) => row.year === year && row.validFrom === validFrom)) refuse('income.same-year')
  const checkedBy = ctx.actor.kind === 'staff' ? ctx.actor.name : ''
  const id = await ctx.db.insert('family_income', { familyId, ...income, checkedBy, createdAt: ctx.now })
  await familyChanged(ctx, familyId)
  return id
}

export async function removeIncome(ctx: Ctx, familyId: number, id: number): Promise<{ year: number }> {
  await requireFamily(ctx, familyId)
  const found = (await incomeRows(ctx, familyId)).find((income) => income.id === id) ?? refuse('record.not-found')
  await ctx.db.run`delete from family_income where id = ${id}`
  await familyChanged(ctx, familyId)
  return { year: found.year }
}
