import { z } from 'zod'
import { manualCommand, query } from '../operation'
import { zCents, zId, zInstant, zLocalDate, zUuid, zYearMonth } from '../schemas'

export const zPaymentStatus = z.enum(['pending', 'paid', 'refused', 'cancelled', 'expired'])

/** An online payment as its author reads it. What it says comes from the payment service, never from the browser. */
export const zPaymentProgress = z.object({
  id: zUuid,
  status: zPaymentStatus,
  isTest: z.boolean(),
  amountCents: zCents,
  invoices: z.array(z.object({ id: zId, reference: z.string(), period: zYearMonth, amountCents: zCents })),
  startedAt: zInstant,
  expiresAt: zInstant,
  /** Where to go on with a payment that is not finished; null once it is. */
  redirectUrl: z.string().nullable(),
  receipt: z.object({ id: zId, reference: z.string(), paidOn: zLocalDate, creditCents: zCents }).nullable(),
})
export type PaymentProgress = z.output<typeof zPaymentProgress>

export const paymentsContract = {
  /** The id is made by the browser when the button appears: clicked twice, it begins one payment and answers the same. */
  'payments.begin': manualCommand({
    permission: 'signed-in',
    input: z.object({ id: zUuid, invoiceIds: z.array(zId).min(1).max(24) }),
    output: z.object({ id: zUuid, redirectUrl: z.string() }),
    audit: ({ id, invoiceIds }) => ({ entity: 'payment_attempt', id, summary: { invoices: invoiceIds } }),
  }),
  'payments.status': query({
    permission: 'signed-in',
    input: z.object({ id: zUuid }),
    output: zPaymentProgress,
  }),
}
