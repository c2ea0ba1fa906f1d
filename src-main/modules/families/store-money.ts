import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import type { BankAccountRow, FamilyIncomeRow, MandateRow } from './entities'

type Income = Omit<FamilyIncomeRow, 'validFrom' | 'validTo'> & { validFrom: LocalDate; validTo: LocalDate | null }

/** The latest begun first. */
export function incomeRows(ctx: Ctx, familyId: number): Promise<Income[]> {
  return ctx.db
    .rows<Income>`select * from family_income where family_id = ${familyId} order by valid_from desc, id desc`
}

/** The account in use; closed ones stay for the mandates that named them. */
export function openBankAccount(ctx: Ctx, familyId: number): Promise<BankAccountRow | undefined> {
  return ctx.db.one<BankAccountRow>`select * from bank_account
    where family_id = ${familyId} and ended_at is null order by id desc limit 1`
}

export function mandateRows(ctx: Ctx, familyId: number): Promise<MandateRow[]> {
  return ctx.db.rows<MandateRow>`select * from mandate where family_id = ${familyId}
    order by case when status = 'active' then 0 else 1 end, signed_on desc, id desc`
}

/** The next reference of a family: its number and a count, so that a town reads it. References are never used twice. */
export async function nextMandateReference(ctx: Ctx, familyNumber: number): Promise<string> {
  const prefix = `RIB-${String(familyNumber).padStart(6, '0')}-`
  const rows = await ctx.db.rows<{ reference: string }>`select reference from mandate
    where reference >= ${prefix} and reference < ${`${prefix}~`}`
  const last = Math.max(0, ...rows.map(({ reference }) => Number(reference.slice(prefix.length)) || 0))
  return `${prefix}${last + 1}`
}
