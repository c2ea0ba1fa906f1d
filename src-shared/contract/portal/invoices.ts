import { z } from 'zod'
import { query } from '../operation'
import { zCents, zId, zLocalDate, zNothing } from '../schemas'
import { zAccountView } from './views'

const zInvoice = zAccountView.shape.invoices.element
const zInvoiceRow = zInvoice.omit({ lines: true }).extend({ overdue: z.boolean() })
export type InvoiceRow = z.output<typeof zInvoiceRow>

export const zStatementLine = z.object({
  date: zLocalDate,
  kind: z.enum(['invoice', 'credit-note', 'payment']),
  /** Period of an invoice, method of a payment. */
  label: z.string(),
  amountCents: zCents,
  balanceCents: zCents,
})

export const invoicesContract = {
  'invoices.list': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      today: zLocalDate,
      dueCents: zCents,
      creditCents: zCents,
      directDebit: z.boolean(),
      onlinePayment: z.boolean(),
      unpaid: z.array(zInvoiceRow),
      settled: z.array(zInvoiceRow),
      /** The latest first; the balance is what was owed after each line. */
      statement: z.array(zStatementLine),
    }),
  }),
  'invoices.get': query({
    permission: 'signed-in',
    input: z.object({ id: zId }),
    output: zInvoice.extend({ overdue: z.boolean(), directDebit: z.boolean(), onlinePayment: z.boolean() }),
  }),
}
