import type { Ctx } from '../../src-main/kernel/context'

interface InvoiceOptions {
  familyId: number
  childId: number
  activityId: number
  number: number
  totalCents?: number
  dueOn?: string
  published?: boolean
}

/** An issued invoice of 12 meals, as the billing run writes it. */
export async function insertInvoice(ctx: Ctx, options: InvoiceOptions): Promise<number> {
  const { familyId, childId, activityId, number, totalCents = 2940, dueOn = '2026-12-20', published = true } = options
  const id = await ctx.db.insert('invoice', {
    kind: 'invoice',
    series: '2026',
    number,
    reference: `2026-${String(number).padStart(5, '0')}`,
    familyId,
    runId: null,
    period: '2026-11',
    issuedOn: '2026-12-01',
    dueOn,
    totalCents,
    cancelsId: null,
    cancelledAt: null,
    publishedAt: published ? ctx.now : null,
    recipient: JSON.stringify({
      ...{
        number: 1001,
        name: 'Mme Sarah Berthelot',
        addressLines: ['Mme Sarah Berthelot', '12 rue des Tilleuls', '99120 Aubrelles'],
      },
      ...{ quotientText: 'QF CAF 612', delivery: 'portal', directDebit: false, childFacts: {} },
    }),
  })
  await ctx.db.insert('invoice_line', {
    invoiceId: id,
    position: 1,
    childId,
    childName: 'Enfant',
    activityId,
    activityName: 'Restauration Jean-Zay',
    slotName: 'Midi',
    dates: JSON.stringify(['2026-11-02', '2026-11-03']),
    quantity: 12,
    unitCents: 245,
    amountCents: totalCents,
    mealCents: 0,
    explanation: 'QF 612, tranche de 401 à 800 : 2,45 €',
  })
  return id
}

export async function insertPayment(
  ctx: Ctx,
  { familyId, invoiceId, amountCents }: { familyId: number; invoiceId: number; amountCents: number },
) {
  const paymentId = await ctx.db.insert('payment', {
    familyId,
    method: 'card',
    amountCents,
    receivedOn: '2026-12-02',
    receiptNumber: 1,
    reference: '',
    payerName: 'Sarah Berthelot',
    attemptId: null,
    createdAt: ctx.now,
    createdBy: 'test',
    cancelledAt: null,
  })
  await ctx.db.insert('allocation', { paymentId, invoiceId, amountCents })
  return paymentId
}
