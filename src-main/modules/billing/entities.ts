import { column, table, type RowOf } from '../../database/table'

const { id, int, text, json, date, instant, optional, initially } = column

/** What is owed for one booking, before and after invoicing. Never edited once `invoiceId` is set: reversed. */
export const ChargeTable = table(
  'charge',
  {
    id: id(),
    runId: int(),
    bookingId: optional(int()),
    familyId: int(),
    childId: int(),
    activityId: int(),
    slotId: int(),
    date: date(),
    amountCents: int(),
    mealCents: int(),
    /** `PriceExplanation` as JSON; the same text serves every charge priced alike. */
    explanation: json(),
    reversesId: optional(int()),
    invoiceId: optional(int()),
  },
  {
    index: [['runId', 'familyId'], ['bookingId'], ['familyId', 'date'], ['invoiceId']],
    references: { runId: 'billing_run', familyId: 'family', invoiceId: 'invoice' },
  },
)
export type ChargeRow = RowOf<typeof ChargeTable>

/** A month's billing: draft, then issued. One open run a period. */
export const BillingRunTable = table(
  'billing_run',
  {
    id: id(),
    period: text(),
    status: text<'draft' | 'issuing' | 'issued'>(),
    dueOn: date(),
    createdAt: instant(),
    draftedAt: optional(instant()),
    issuedAt: optional(instant()),
    publishedAt: optional(instant()),
    jobId: optional(int()),
    /** Anomalies found by the check, as JSON, with what was decided of each. */
    anomalies: json(),
    version: int(),
  },
  { index: [['period']] },
)
export type BillingRunRow = RowOf<typeof BillingRunTable>

export const InvoiceTable = table(
  'invoice',
  {
    id: id(),
    kind: text<'invoice' | 'credit-note'>(),
    series: text(),
    number: int(),
    reference: text(),
    familyId: int(),
    /** The family it was issued to, when its file was merged into another since; 0 = it never was. */
    formerFamilyId: initially(int(), 0),
    runId: optional(int()),
    period: text(),
    issuedOn: date(),
    dueOn: date(),
    totalCents: int(),
    /** The invoice that a credit note cancels. */
    cancelsId: optional(int()),
    cancelledAt: optional(instant()),
    publishedAt: optional(instant()),
    /** Name, address, QF as they were at issue, as JSON. */
    recipient: json(),
  },
  {
    unique: [
      ['series', 'number'],
      ['runId', 'familyId', 'kind', 'formerFamilyId'],
    ],
    index: [['familyId'], ['period'], ['reference']],
    references: { familyId: 'family' },
  },
)
export type InvoiceRow = RowOf<typeof InvoiceTable>

/** Snapshot lines: child × slot × unit price, with the dates and why this price. */
export const InvoiceLineTable = table(
  'invoice_line',
  {
    id: id(),
    invoiceId: int(),
    position: int(),
    childId: int(),
    childName: text(),
    activityId: int(),
    activityName: text(),
    slotName: text(),
    /** JSON list of dates. */
    dates: json(),
    quantity: int(),
    unitCents: int(),
    amountCents: int(),
    mealCents: int(),
    explanation: text(),
  },
  { index: [['invoiceId']], references: { invoiceId: 'invoice' } },
)
export type InvoiceLineRow = RowOf<typeof InvoiceLineTable>

/** Gap-free numbering: the next number of a series, taken in the transaction that uses it. */
export const NumberSeriesTable = table('number_series', { series: column.textKey(), nextNumber: int() })
