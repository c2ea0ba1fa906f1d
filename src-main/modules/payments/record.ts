import type { PaymentView } from '../../../src-shared/contract/staff/payments'
import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { cents, sumCents, type Cents } from '../../../src-shared/kernel/money'
import { allocateOldestFirst, type Allocation, type Due } from '../../../src-shared/rules/allocation'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { dueInvoices, type DueInvoice } from '../billing'
import { familyIsVisible } from '../families'
import type { PaymentRow } from './entities'
import { addAllocation, insertPayment, markCancelled, paymentsWithCredit, takeReceiptNumber } from './store'
import { readPayment } from './views'

export interface PaymentToRecord {
  familyId: number
  method: PaymentRow['method']
  amountCents: Cents
  receivedOn: LocalDate
  reference: string
  payerName: string
  /** By hand; when left out, the oldest due date first. What is left is the family's credit. */
  allocations?: readonly { invoiceId: number; amountCents: Cents }[]
  /** The online attempt that it comes from. */
  attemptId?: string
}

/** Records money received, with its receipt number and what it settles. */
export async function recordPayment(ctx: Ctx, payment: PaymentToRecord): Promise<PaymentView> {
  const { allocations, attemptId = null, ...row } = payment
  if (row.receivedOn > ctx.today) refuse('payment.future-date')
  await openAccount(ctx, row.familyId)
  const dues = await dueInvoices(ctx, row.familyId)
  const parts = allocations ? checkedByHand(allocations, dues, row.amountCents) : oldestFirst(row.amountCents, dues)
  const receiptNumber = await takeReceiptNumber(ctx.db)
  const createdBy = actorName(ctx.actor)
  const id = await insertPayment(ctx.db, { ...row, attemptId, receiptNumber, createdBy, createdAt: ctx.now })
  for (const part of parts) await addAllocation(ctx.db, id, part.id, part.amountCents)
  await accountChanged(ctx, row.familyId)
  return readPayment(ctx, id)
}

/** Cancels a payment: it stays in the lists with its reason, and settles nothing any more. */
export async function cancelPayment(ctx: Ctx, id: number, reason: string): Promise<PaymentView> {
  const { familyId } = await readPayment(ctx, id)
  await openAccount(ctx, familyId)
  if (!(await markCancelled(ctx.db, id, actorName(ctx.actor), ctx.now, reason))) refuse('payment.already-cancelled')
  await accountChanged(ctx, familyId)
  return readPayment(ctx, id)
}

/** Gives what a family paid in advance to what it owes; refuses when there is nothing to give or to pay. */
export async function useCredit(ctx: Ctx, familyId: number): Promise<{ amountCents: Cents; references: string[] }> {
  await openAccount(ctx, familyId)
  const dues = await dueInvoices(ctx, familyId)
  let left: Due<number>[] = dues.map((due) => ({ id: due.id, dueOn: due.dueOn, remainingCents: due.remainingCents }))
  const given: Allocation<number>[] = []
  for (const { id, leftCents } of await paymentsWithCredit(ctx.db, familyId)) {
    const { allocations } = allocateOldestFirst(cents(leftCents), left)
    for (const part of allocations) await addAllocation(ctx.db, id, part.id, part.amountCents)
    left = left.map((due) => without(due, allocations))
    given.push(...allocations)
  }
  if (given.length === 0) refuse('payment.no-credit')
  await accountChanged(ctx, familyId)
  const settled = new Set(given.map(({ id }) => id))
  return {
    amountCents: sumCents(given.map(({ amountCents }) => amountCents)),
    references: dues.filter(({ id }) => settled.has(id)).map(({ reference }) => reference),
  }
}

function without(due: Due<number>, allocations: readonly Allocation<number>[]): Due<number> {
  const part = allocations.find(({ id }) => id === due.id)
  return part ? { ...due, remainingCents: cents(due.remainingCents - part.amountCents) } : due
}

function oldestFirst(amountCents: Cents, dues: readonly DueInvoice[]): Allocation<number>[] {
  return allocateOldestFirst(amountCents, dues).allocations
}

function checkedByHand(
  allocations: readonly { invoiceId: number; amountCents: Cents }[],
  dues: readonly DueInvoice[],
  amountCents: Cents,
): Allocation<number>[] {
  const dueById = new Map(dues.map((due) => [due.id, due]))
  const parts = new Map<number, Cents>()
  for (const { invoiceId, amountCents: part } of allocations) {
    const due = dueById.get(invoiceId) ?? refuse('payment.invoice-not-due', { invoiceId })
    const whole = cents((parts.get(invoiceId) ?? 0) + part)
    if (whole > due.remainingCents) refuse('payment.allocation-too-large', { reference: due.reference })
    parts.set(invoiceId, whole)
  }
  if (sumCents(parts.values()) > amountCents) refuse('payment.allocations-exceed-amount')
  return [...parts].map(([id, part]) => ({ id, amountCents: part }))
}

/** Two payments of a family at once: the second waits, and reads what the first has settled. */
async function openAccount(ctx: Ctx, familyId: number): Promise<void> {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
  await ctx.db.lock(`account/${familyId}`)
}

async function accountChanged(ctx: Ctx, familyId: number): Promise<void> {
  await ctx.touch(`account/${familyId}`)
  ctx.afterCommit(() => ctx.services.publish({ type: 'payments' }))
}
