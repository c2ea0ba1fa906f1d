import { refuse } from '../../../src-shared/errors'
import { yearOf } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { Ctx } from '../../kernel/context'
import { referenceOf } from './issue'
import type { Recipient } from './recipient'
import { isRunning } from './runs'
import { changeRun, openRun, takeNumbers } from './store'
import { copyLinesReversed, invoiceById, markCancelled, reverseCharges } from './store-invoices'

/**
 * Cancels an invoice by a credit note of the whole of it: never deleted, never edited. Its bookings may be billed again by
 * the next run, and what was paid on it becomes credit of the family.
 */
export async function cancelInvoice(ctx: Ctx, id: number, reason: string) {
  await ctx.db.lock(`invoice/${id}`)
  const invoice = (await invoiceById(ctx.db, id)) ?? refuse('record.not-found')
  if (invoice.kind !== 'invoice') refuse('invoice.not-cancellable')
  if (invoice.cancelledAt !== null) refuse('invoice.cancelled')
  await leaveOpenDraft(ctx, invoice.familyId)
  const series = `A${yearOf(ctx.today)}`
  const number = await takeNumbers(ctx.db, series, 1)
  const recipient: Recipient = { ...(JSON.parse(invoice.recipient) as Recipient), reason }
  const creditNoteId = await ctx.db.insert('invoice', {
    kind: 'credit-note',
    series,
    number,
    reference: referenceOf(series, number),
    familyId: invoice.familyId,
    runId: null,
    period: invoice.period,
    issuedOn: ctx.today,
    dueOn: ctx.today,
    totalCents: 0 - invoice.totalCents,
    cancelsId: id,
    cancelledAt: null,
    publishedAt: invoice.publishedAt === null ? null : ctx.now,
    recipient: JSON.stringify(recipient),
  })
  if (!(await markCancelled(ctx.db, id, ctx.now))) refuse('invoice.cancelled')
  await copyLinesReversed(ctx.db, id, creditNoteId)
  const months = await reverseCharges(ctx.db, id, creditNoteId)
  await ctx.db.run`delete from allocation where invoice_id = ${id}`
  await ctx.touch(`account/${invoice.familyId}`, ...months.map((month) => `bookings/${invoice.familyId}/${month}`))
  ctx.afterCommit(() => {
    ctx.services.publish({ type: 'billing', period: invoice.period })
    ctx.services.publish({ type: 'families', familyId: invoice.familyId })
  })
  return {
    id: creditNoteId,
    reference: referenceOf(series, number),
    invoiceReference: invoice.reference,
    familyId: invoice.familyId,
    period: invoice.period as YearMonth,
    amountCents: cents(invoice.totalCents),
  }
}

/** A draft may already correct the very charges that the credit note reverses: it is computed again before it is issued. */
async function leaveOpenDraft(ctx: Ctx, familyId: number): Promise<void> {
  const open = await openRun(ctx.db)
  if (!open) return
  if (open.status === 'issuing') refuse('billing.run-issuing')
  // A computation that has passed this family would end as if its charges were still there.
  if (await isRunning(ctx, open)) refuse('job.already-running')
  await ctx.db.run`delete from charge where run_id = ${open.id} and family_id = ${familyId} and invoice_id is null`
  if (!(await changeRun(ctx.db, open.id, { draftedAt: null }, open.version))) refuse('record.changed-meanwhile')
  ctx.afterCommit(() => ctx.services.publish({ type: 'billing', period: open.period }))
}
