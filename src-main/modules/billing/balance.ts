import { cents, subtractCents, sumCents } from '../../../src-shared/kernel/money'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { Ctx } from '../../kernel/context'
import { accountDocumentRows, standingInvoices, unallocatedCents } from './store-balance'
import type { Balance, DueInvoice } from './types'

/** Every invoice that counts of a family, paid ones too, the oldest due date first. Cancelled ones never appear (rule 19). */
export async function invoicesOfFamily(ctx: Ctx, familyId: number): Promise<DueInvoice[]> {
  const rows = await standingInvoices(ctx.db, familyId)
  return rows.map(({ publishedAt, ...row }) => {
    const totalCents = cents(row.totalCents)
    const paidCents = cents(row.paidCents)
    const remainingCents = subtractCents(totalCents, paidCents)
    return {
      ...row,
      period: row.period as YearMonth,
      totalCents,
      paidCents,
      remainingCents,
      isOverdue: remainingCents > 0 && row.dueOn < ctx.today,
      isPublished: publishedAt !== null,
    }
  })
}

/** Invoices with something left to pay, the oldest due date first: the order in which a payment is allocated. */
export async function dueInvoices(
  ctx: Ctx,
  familyId: number,
  options: { onlyPublished?: boolean } = {},
): Promise<DueInvoice[]> {
  const all = await invoicesOfFamily(ctx, familyId)
  return all.filter(({ remainingCents, isPublished }) => remainingCents > 0 && (isPublished || !options.onlyPublished))
}

/**
 * Every invoice and credit note of a family, cancelled ones too. Their sum, less what was paid, is what `balanceOf` says is
 * due less what it says was paid in advance.
 */
export async function accountDocuments(ctx: Ctx, familyId: number) {
  const rows = await accountDocumentRows(ctx.db, familyId)
  return rows.map((row) => ({ ...row, period: row.period as YearMonth, totalCents: cents(row.totalCents) }))
}

/** What a family owes and what it paid in advance. Computed each time, never stored. */
export async function balanceOf(ctx: Ctx, familyId: number): Promise<Balance> {
  const invoices = await dueInvoices(ctx, familyId)
  return {
    dueCents: sumCents(invoices.map(({ remainingCents }) => remainingCents)),
    overdueCents: sumCents(invoices.filter(({ isOverdue }) => isOverdue).map(({ remainingCents }) => remainingCents)),
    creditCents: cents(await unallocatedCents(ctx.db, familyId)),
    invoices,
  }
}
