import { formatMonth } from '../../../src-shared/format/date'
import { paymentMethodLabels } from '../../../src-shared/labels/payment'
import { refuse } from '../../../src-shared/errors'
import type { Ctx, ManualCtx } from '../../kernel/context'
import type { FileReply } from '../../kernel/files'
import { renderReceipt } from '../../print/receipt'
import type { ReceiptDocument } from '../../print/types'
import { balanceOf } from '../billing'
import { familyIsVisible } from '../families'
import { printFamily, printTown } from './print-town'
import { readPayment } from './views'

/** The receipt of a payment, as it is printed. A cancelled payment has none. */
export async function receiptDocument(ctx: Ctx, paymentId: number): Promise<ReceiptDocument> {
  const payment = await readPayment(ctx, paymentId)
  if (payment.cancelledAt !== null) refuse('payment.already-cancelled')
  const { dueCents } = await balanceOf(ctx, payment.familyId)
  return {
    town: await printTown(ctx),
    family: await printFamily(ctx, payment.familyId),
    receipt: {
      reference: payment.receiptReference,
      paidOn: payment.receivedOn,
      amountCents: payment.amountCents,
      method: paymentMethodLabels[payment.method],
      ...(payment.reference ? { methodReference: payment.reference } : {}),
      payerName: payment.payerName || 'non précisé',
      isTest: payment.isTest,
    },
    allocations: payment.allocations.map(({ reference, period, amountCents }) => ({
      label: `Facture n°\u00a0${reference}, ${formatMonth(period)}`,
      amountCents,
    })),
    creditCents: payment.creditCents,
    remainingDueCents: dueCents,
  }
}

/** The receipt as a file; `familyId` when only that family's may be read. */
export async function receiptPdf(ctx: ManualCtx, paymentId: number, familyId?: number): Promise<FileReply> {
  if (!Number.isSafeInteger(paymentId)) refuse('record.not-found')
  const document = await ctx.read(async (unit) => {
    const payment = await readPayment(unit, paymentId)
    if (familyId === undefined ? !(await familyIsVisible(unit, payment.familyId)) : payment.familyId !== familyId) {
      refuse('record.not-found')
    }
    return receiptDocument(unit, paymentId)
  })
  const body = await renderReceipt(document)
  return { contentType: 'application/pdf', fileName: `recu-${document.receipt.reference}.pdf`, body, inline: true }
}
