import { z } from 'zod'
import { command, query } from '../operation'
import { zCents, zDone, zId, zInstant, zLocalDate, zPage, zShortText, zVersion, zYearMonth } from '../schemas'

/** What a run may find wrong, and whether it stops the family's invoice until somebody decides (domain rule 18). */
export const anomalyKinds = {
  'missing-departure': 'blocking',
  unpriced: 'blocking',
  'zero-invoice': 'blocking',
  'no-quotient': 'check',
  'present-unbooked': 'check',
  'unusual-invoice': 'check',
  'no-attendance': 'check',
} as const
export type AnomalyKind = keyof typeof anomalyKinds

export const zAnomalyDecision = z.enum(['accepted', 'waived'])
export type AnomalyDecision = z.output<typeof zAnomalyDecision>

export const zAnomaly = z.object({
  /** The same thing found by the next computation has the same key: its decision stays. */
  key: z.string(),
  kind: z.enum(Object.keys(anomalyKinds) as [AnomalyKind, ...AnomalyKind[]]),
  severity: z.enum(['blocking', 'check']),
  familyId: zId.nullable(),
  familyName: z.string(),
  childName: z.string(),
  activityId: zId.nullable(),
  activityName: z.string(),
  bookingId: zId.nullable(),
  date: zLocalDate.nullable(),
  /** Bookings concerned. */
  count: z.number().int(),
  amountCents: zCents.nullable(),
  /** What the family is billed on average. */
  usualCents: zCents.nullable(),
  decision: zAnomalyDecision.nullable(),
})
export type Anomaly = z.output<typeof zAnomaly>

const zRun = z.object({
  id: zId,
  version: zVersion,
  period: zYearMonth,
  status: z.enum(['draft', 'issuing', 'issued']),
  dueOn: zLocalDate,
  draftedAt: zInstant.nullable(),
  issuedAt: zInstant.nullable(),
  publishedAt: zInstant.nullable(),
  jobId: zId.nullable(),
  /** Of the draft, then of what was issued. */
  invoices: z.number().int(),
  charges: z.number().int(),
  totalCents: zCents,
  /** Families whose amount is in their favour: carried over to the next run. */
  carriedOver: z.number().int(),
  /** Families that an undecided anomaly stops. */
  blockedFamilies: z.number().int(),
  /** Bookings changed since the draft was computed. */
  changedSince: z.number().int(),
  onPortal: z.number().int(),
  onPaper: z.number().int(),
  paidCents: zCents,
})
export type BillingRunView = z.output<typeof zRun>

export const zRunComparison = z.object({
  previousPeriod: zYearMonth,
  /** Days with something open, in the month and in the one before. */
  days: z.number().int(),
  previousDays: z.number().int(),
  previousTotalCents: zCents,
  activities: z.array(
    z.object({
      activityId: zId,
      name: z.string(),
      amountCents: zCents,
      days: z.number().int(),
      previousCents: zCents,
      previousDays: z.number().int(),
    }),
  ),
})
export type RunComparison = z.output<typeof zRunComparison>

export const zInvoiceLineView = z.object({
  childName: z.string(),
  activityName: z.string(),
  slotName: z.string(),
  dates: z.array(zLocalDate),
  quantity: z.number().int(),
  unitCents: zCents,
  amountCents: zCents,
  mealCents: zCents,
  explanation: z.string(),
})
export type InvoiceLineView = z.output<typeof zInvoiceLineView>

/** What a family was billed in the months before, for a small chart. */
const zHistory = z.array(z.object({ period: zYearMonth, totalCents: zCents }))

export const zDraftInvoice = z.object({
  familyId: zId,
  familyNumber: z.number().int(),
  familyName: z.string(),
  totalCents: zCents,
  dueOn: zLocalDate,
  lines: z.array(zInvoiceLineView),
  /** Bookings of the month that are not billed, and why. */
  notBilled: z.array(
    z.object({
      childName: z.string(),
      activityName: z.string(),
      date: zLocalDate,
      state: z.string(),
      reason: z.string(),
    }),
  ),
  history: zHistory,
  anomalies: z.array(zAnomaly),
})
export type DraftInvoice = z.output<typeof zDraftInvoice>

export const zInvoiceRow = z.object({
  id: zId,
  reference: z.string(),
  kind: z.enum(['invoice', 'credit-note']),
  familyId: zId,
  familyName: z.string(),
  familyNumber: z.number().int(),
  period: zYearMonth,
  issuedOn: zLocalDate,
  dueOn: zLocalDate,
  totalCents: zCents,
  remainingCents: zCents,
  cancelledAt: zInstant.nullable(),
  publishedAt: zInstant.nullable(),
})
export type InvoiceRowView = z.output<typeof zInvoiceRow>

export const zInvoiceView = zInvoiceRow.extend({
  lines: z.array(zInvoiceLineView),
  history: zHistory,
  /** Of a credit note: the invoice that it cancels; of a cancelled invoice: its credit note. */
  linked: z.object({ id: zId, reference: z.string() }).nullable(),
  reason: z.string(),
})
export type InvoiceView = z.output<typeof zInvoiceView>

const zRunAct = z.object({ id: zId, version: zVersion })
const zStarted = z.object({ jobId: zId })

export const billingContract = {
  /** Where a month stands: its runs (the latest first) and what the check finds before any draft. */
  'billing.month': query({
    permission: 'billing.read',
    input: z.object({ period: zYearMonth }),
    output: z.object({
      runs: z.array(zRun),
      /** Another month whose run is not issued: it must be finished or discarded first. */
      openElsewhere: z.object({ id: zId, period: zYearMonth }).nullable(),
      /** Families that an issue left, blocked or in their favour, or bookings added since. */
      toComplete: z.boolean(),
      check: z.object({
        bookings: z.number().int(),
        marked: z.number().int(),
        families: z.number().int(),
        activities: z.array(
          z.object({
            activityId: zId,
            name: z.string(),
            bookings: z.number().int(),
            unmarked: z.number().int(),
            marked: z.number().int(),
          }),
        ),
      }),
    }),
  }),
  'billing.anomalies': query({
    permission: 'billing.read',
    input: z.object({ runId: zId }),
    output: z.array(zAnomaly),
  }),
  'billing.comparison': query({
    permission: 'billing.read',
    input: z.object({ runId: zId }),
    output: zRunComparison,
  }),
  'billing.drafts': query({
    permission: 'billing.read',
    input: zPage.extend({ runId: zId, search: zShortText.default('') }),
    output: z.object({
      total: z.number().int(),
      rows: z.array(
        z.object({
          familyId: zId,
          familyName: z.string(),
          familyNumber: z.number().int(),
          totalCents: zCents,
          charges: z.number().int(),
        }),
      ),
    }),
  }),
  'billing.draft': query({
    permission: 'billing.read',
    input: z.object({ runId: zId, familyId: zId }),
    output: zDraftInvoice,
  }),
  'billing.invoices': query({
    permission: 'billing.read',
    input: zPage.extend({
      period: zYearMonth.nullable().default(null),
      familyId: zId.nullable().default(null),
      search: zShortText.default(''),
      status: z.enum(['all', 'due', 'paid', 'cancelled']).default('all'),
    }),
    output: z.object({
      total: z.number().int(),
      totalCents: zCents,
      remainingCents: zCents,
      rows: z.array(zInvoiceRow),
    }),
  }),
  'billing.invoice': query({
    permission: 'billing.read',
    input: z.object({ id: zId }),
    output: zInvoiceView,
  }),
  'billing.createRun': command({
    permission: 'billing.write',
    input: z.object({ period: zYearMonth }),
    output: z.object({ id: zId, jobId: zId }),
    audit: ({ period }, { id }) => ({ entity: 'billing_run', id, summary: { period } }),
  }),
  'billing.recompute': command({
    permission: 'billing.write',
    input: zRunAct,
    output: zStarted,
    audit: ({ id }) => ({ entity: 'billing_run', id }),
  }),
  'billing.discard': command({
    permission: 'billing.write',
    input: zRunAct,
    output: zDone,
    audit: ({ id }) => ({ entity: 'billing_run', id }),
  }),
  'billing.decide': command({
    permission: 'billing.write',
    input: z.object({
      runId: zId,
      keys: z.array(z.string().max(60)).min(1).max(5000),
      decision: zAnomalyDecision.nullable(),
    }),
    output: z.object({ jobId: zId.nullable() }),
    audit: ({ runId, keys, decision }) => ({
      entity: 'billing_run',
      id: runId,
      summary: { anomalies: keys.slice(0, 20), count: keys.length, decision: decision ?? 'none' },
    }),
  }),
  /** E-mails the families that pay the maximum tariff for want of a quotient. */
  'billing.askQuotients': command({
    permission: 'billing.write',
    input: z.object({ runId: zId }),
    output: z.object({ families: z.number().int(), emails: z.number().int(), unreachable: z.array(z.string()) }),
    audit: ({ runId }, { families, emails }) => ({ entity: 'billing_run', id: runId, summary: { families, emails } }),
  }),
  'billing.issue': command({
    permission: 'billing.write',
    input: zRunAct.extend({ dueOn: zLocalDate }),
    output: zStarted,
    audit: ({ id, dueOn }) => ({ entity: 'billing_run', id, summary: { dueOn } }),
  }),
  'billing.publish': command({
    permission: 'billing.write',
    input: zRunAct,
    output: zStarted,
    audit: ({ id }) => ({ entity: 'billing_run', id }),
  }),
  'billing.cancelInvoice': command({
    permission: 'billing.write',
    input: z.object({ id: zId, reason: z.string().trim().min(1, 'À renseigner').max(200, '200 caractères au plus') }),
    output: z.object({
      id: zId,
      reference: z.string(),
      invoiceReference: z.string(),
      familyId: zId,
      amountCents: zCents,
    }),
    audit: ({ id, reason }, { reference, invoiceReference, familyId, amountCents }) => ({
      entity: 'invoice',
      id,
      familyId,
      summary: { invoice: invoiceReference, creditNote: reference, amountCents, reason },
    }),
  }),
}
