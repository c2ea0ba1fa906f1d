import { z } from 'zod'
import { cents, type Cents } from '../../kernel/money'
import { command, query } from '../operation'
import { zCents, zId, zInstant, zLocalDate, zShortText, zYearMonth } from '../schemas'

/** Ways to pay that an agent types at the counter. */
export const counterMethods = ['cheque', 'cash', 'card', 'transfer'] as const
export const paymentMethods = [...counterMethods, 'online', 'direct-debit'] as const
export type CounterMethod = (typeof counterMethods)[number]
export type PaymentMethod = (typeof paymentMethods)[number]

const maxAmount: Cents = cents(10_000_000)
const zAmount = zCents.refine((amount) => amount > 0 && amount <= maxAmount, 'Montant attendu, jusqu’à 100 000 €')

const zDue = z.object({
  invoiceId: zId,
  reference: z.string(),
  period: zYearMonth,
  dueOn: zLocalDate,
  totalCents: zCents,
  remainingCents: zCents,
  isOverdue: z.boolean(),
})
export type DueView = z.output<typeof zDue>

export const zPayment = z.object({
  id: zId,
  familyId: zId,
  familyNumber: z.number().int(),
  familyName: z.string(),
  method: z.enum(paymentMethods),
  amountCents: zCents,
  receivedOn: zLocalDate,
  receiptReference: z.string(),
  reference: z.string(),
  payerName: z.string(),
  /** Made through the test gateway: no money came. */
  isTest: z.boolean(),
  createdBy: z.string(),
  createdAt: zInstant,
  cancelledAt: zInstant.nullable(),
  cancelledBy: z.string(),
  cancelReason: z.string(),
  allocations: z.array(z.object({ invoiceId: zId, reference: z.string(), period: zYearMonth, amountCents: zCents })),
  /** Of this payment, what settles no invoice. */
  creditCents: zCents,
})
export type PaymentView = z.output<typeof zPayment>

export const zAttemptStatus = z.enum(['pending', 'paid', 'refused', 'cancelled', 'expired'])

const zMethodTotal = z.object({ method: z.enum(paymentMethods), count: z.number().int(), amountCents: zCents })

/** Money received: at the counter, and online. */
export const paymentsContract = {
  /** What the counter needs of a family: what it owes, what it paid in advance, its last payments. */
  'payments.account': query({
    permission: 'payments.read',
    input: z.object({ familyId: zId }),
    output: z.object({
      family: z.object({
        id: zId,
        number: z.number().int(),
        name: z.string(),
        address: z.string(),
        directDebit: z.boolean(),
        payers: z.array(z.string()),
      }),
      dueCents: zCents,
      overdueCents: zCents,
      creditCents: zCents,
      dues: z.array(zDue),
      payments: z.array(zPayment),
      /** An online payment begun and not finished: the same sum could come twice. */
      pendingOnline: z.object({ amountCents: zCents, startedAt: zInstant, expiresAt: zInstant }).nullable(),
    }),
  }),
  'payments.record': command({
    permission: 'payments.write',
    input: z.object({
      familyId: zId,
      method: z.enum(counterMethods),
      amountCents: zAmount,
      receivedOn: zLocalDate,
      reference: zShortText.default(''),
      payerName: zShortText.default(''),
      /** By hand; when left out, the oldest invoices first. */
      allocations: z
        .array(z.object({ invoiceId: zId, amountCents: zAmount }))
        .max(200)
        .optional(),
    }),
    output: zPayment,
    audit: ({ familyId, method, amountCents }, { id, receiptReference }) => ({
      entity: 'payment',
      id,
      familyId,
      summary: { method, amountCents, receipt: receiptReference },
    }),
  }),
  /** Takes back a payment typed by mistake or rejected by the bank. It stays visible, and its invoices are due again. */
  'payments.cancel': command({
    permission: 'payments.write',
    input: z.object({
      id: zId,
      reason: z.string().trim().min(1, 'À renseigner').max(200, '200 caractères au plus'),
    }),
    output: zPayment,
    audit: ({ id, reason }, { familyId, amountCents, receiptReference }) => ({
      entity: 'payment',
      id,
      familyId,
      summary: { amountCents, receipt: receiptReference, reason },
    }),
  }),
  /** Allocates what a family paid in advance to what it owes, oldest first. */
  'payments.useCredit': command({
    permission: 'payments.write',
    input: z.object({ familyId: zId }),
    output: z.object({ amountCents: zCents, references: z.array(z.string()) }),
    audit: ({ familyId }, { amountCents, references }) => ({
      entity: 'payment',
      familyId,
      summary: { amountCents, invoices: references },
    }),
  }),
  /** Payments received on these days, the last typed first, with their totals (cancelled ones are shown, not counted). */
  'payments.list': query({
    permission: 'payments.read',
    input: z.object({ from: zLocalDate, to: zLocalDate, method: z.enum(paymentMethods).nullable().default(null) }),
    output: z.object({ rows: z.array(zPayment), totals: z.array(zMethodTotal), totalCents: zCents }),
  }),
  /** Online payments begun lately, whatever became of them. */
  'payments.attempts': query({
    permission: 'payments.read',
    input: z.object({ from: zLocalDate, to: zLocalDate }),
    output: z.array(
      z.object({
        id: z.string(),
        familyId: zId,
        familyName: z.string(),
        familyNumber: z.number().int(),
        amountCents: zCents,
        status: zAttemptStatus,
        isTest: z.boolean(),
        invoices: z.array(z.string()),
        createdAt: zInstant,
        settledAt: zInstant.nullable(),
      }),
    ),
  }),
}
