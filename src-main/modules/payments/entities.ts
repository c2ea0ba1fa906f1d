import { column, table, type RowOf } from '../../database/table'

const { id, int, text, json, date, instant, optional } = column

export const PaymentTable = table(
  'payment',
  {
    id: id(),
    familyId: int(),
    method: text<'cash' | 'cheque' | 'card' | 'transfer' | 'online' | 'direct-debit'>(),
    amountCents: int(),
    receivedOn: date(),
    receiptNumber: int(),
    reference: text(),
    payerName: text(),
    /** The online attempt that this payment comes from: at most one payment per attempt. */
    attemptId: optional(text()),
    createdAt: instant(),
    createdBy: text(),
    cancelledAt: optional(instant()),
    cancelledBy: optional(text()),
    cancelReason: optional(text()),
  },
  {
    unique: [['attemptId'], ['receiptNumber']],
    index: [['familyId'], ['receivedOn']],
    references: { familyId: 'family' },
  },
)
export type PaymentRow = RowOf<typeof PaymentTable>

/** Which invoice a payment settles; what is not allocated is the family's credit. */
export const AllocationTable = table(
  'allocation',
  { id: id(), paymentId: int(), invoiceId: int(), amountCents: int() },
  {
    unique: [['paymentId', 'invoiceId']],
    index: [['invoiceId']],
    references: { paymentId: 'payment', invoiceId: 'invoice' },
  },
)

/** An online payment begun on a portal. */
export const PaymentAttemptTable = table(
  'payment_attempt',
  {
    id: column.uuid(),
    familyId: int(),
    accountId: int(),
    gateway: text(),
    mode: text<'test' | 'production'>(),
    /** JSON: [{invoiceId, reference, amountCents}] as they were when the parent clicked. */
    invoices: json(),
    amountCents: int(),
    status: text<'pending' | 'paid' | 'refused' | 'cancelled' | 'expired'>(),
    gatewayReference: text(),
    createdAt: instant(),
    expiresAt: instant(),
    settledAt: optional(instant()),
  },
  { index: [['familyId'], ['status']] },
)
export type PaymentAttemptRow = RowOf<typeof PaymentAttemptTable>

/** The books of the test gateway: what another payment service keeps on its side. Nothing but the test gateway reads it. */
export const TestGatewayOrderTable = table(
  'test_gateway_order',
  {
    reference: column.textKey(),
    attemptId: text(),
    amountCents: int(),
    label: text(),
    status: text<'waiting' | 'paid' | 'refused' | 'cancelled'>(),
    returnPath: text(),
    expiresAt: instant(),
    decidedAt: optional(instant()),
  },
  { unique: [['attemptId']] },
)
export type TestGatewayOrderRow = RowOf<typeof TestGatewayOrderTable>
