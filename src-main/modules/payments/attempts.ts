import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { sumCents } from '../../../src-shared/kernel/money'
import { allocateOldestFirst } from '../../../src-shared/rules/allocation'
import { formatMonth } from '../../../src-shared/format/date'
import { formatEuros } from '../../../src-shared/format/money'
import { writeAudit, type Ctx } from '../../kernel/context'
import { dueInvoices } from '../billing'
import { familyHeader } from '../families'
import { emailFamily } from '../messaging'
import { readTown } from '../organisation'
import type { GatewayAnswer } from './gateway'
import { gatewayOf } from './gateways'
import { recordPayment } from './record'
import {
  accountName,
  closeAttempt,
  findAttempt,
  insertAttempt,
  paymentOfAttempt,
  pendingOfFamily,
  type Attempt,
  type AttemptStatus,
} from './store-attempts'

/** Time to pay; afterwards the attempt is closed and its invoices can be paid again. */
export const attemptMinutes = 30

export interface AttemptToBegin {
  /** Made by the browser: the same id twice is one attempt. */
  id: string
  familyId: number
  accountId: number
  invoiceIds: readonly number[]
}

/** Writes down that a parent goes to pay these invoices, for what remains of each now. */
export async function beginAttempt(
  ctx: Ctx,
  { id, familyId, accountId, invoiceIds }: AttemptToBegin,
): Promise<Attempt> {
  await ctx.db.lock(`account/${familyId}`)
  const known = await findAttempt(ctx.db, id)
  if (known) return sameAttempt(known, familyId, invoiceIds)
  const gateway = gatewayOf(ctx.services, await readTown(ctx)) ?? refuse('payment.online-unavailable')
  if ((await familyHeader(ctx, familyId)).directDebit) refuse('payment.direct-debit')
  const invoices = await invoicesToPay(ctx, familyId, invoiceIds)
  await refuseSecondAttempt(ctx, familyId, invoiceIds)
  const attempt: Attempt = {
    ...{ id, familyId, accountId, gateway: gateway.name, mode: gateway.mode, invoices },
    ...{
      amountCents: sumCents(invoices.map(({ amountCents }) => amountCents)),
      status: 'pending',
      gatewayReference: '',
    },
    ...{ createdAt: ctx.now, expiresAt: addMinutesToInstant(ctx.now, attemptMinutes), settledAt: null },
  }
  await insertAttempt(ctx.db, attempt)
  return attempt
}

function sameAttempt(known: Attempt, familyId: number, invoiceIds: readonly number[]): Attempt {
  if (known.familyId !== familyId) refuse('record.not-found')
  const asked = [...new Set(invoiceIds)].toSorted((a, b) => a - b)
  const begun = known.invoices.map(({ id }) => id).toSorted((a, b) => a - b)
  if (asked.join() !== begun.join()) refuse('payment.attempt-differs')
  return known
}

async function invoicesToPay(ctx: Ctx, familyId: number, invoiceIds: readonly number[]): Promise<Attempt['invoices']> {
  const dues = await dueInvoices(ctx, familyId, { onlyPublished: true })
  const wanted = new Set(invoiceIds)
  const found = dues.filter(({ id }) => wanted.has(id))
  // An invoice of somebody else is answered like one that does not exist.
  if (found.length < wanted.size) refuse('record.not-found')
  return found.map(({ id, reference, period, dueOn, remainingCents }) => {
    return { id, reference, period, dueOn, amountCents: remainingCents }
  })
}

async function refuseSecondAttempt(ctx: Ctx, familyId: number, invoiceIds: readonly number[]): Promise<void> {
  const pending = await pendingOfFamily(ctx.db, familyId)
  const other = pending.find(({ invoices }) => invoices.some(({ id }) => invoiceIds.includes(id)))
  if (other) refuse('payment.attempt-pending', { attemptId: other.id, expiresAt: other.expiresAt })
}

export type Settlement = 'settled' | 'closed' | 'already-known' | 'ignored'

/**
 * Believes what the payment service says of an attempt, once: a success makes one payment whatever came before
 * (the money is there), anything else only closes an attempt that was still open.
 */
export async function settleAttempt(ctx: Ctx, answer: GatewayAnswer): Promise<Settlement> {
  const found = (await findAttempt(ctx.db, answer.attemptId)) ?? refuse('record.not-found')
  await ctx.db.lock(`account/${found.familyId}`)
  const attempt = (await findAttempt(ctx.db, answer.attemptId)) ?? found
  if (answer.status === 'pending') return 'ignored'
  if (!matches(attempt, answer)) refuse('payment.notification-mismatch', { attemptId: attempt.id })
  const { mode } = await readTown(ctx)
  if (attempt.mode === 'test' && mode === 'production') refuse('payment.test-in-production', { attemptId: attempt.id })
  return answer.status === 'paid'
    ? receive(ctx, attempt, answer.reference)
    : close(ctx, attempt, answer.status, answer.reference)
}

function matches(attempt: Attempt, answer: GatewayAnswer): boolean {
  const sameReference = attempt.gatewayReference === '' || attempt.gatewayReference === answer.reference
  return sameReference && attempt.amountCents === answer.amountCents
}

const anyButPaid: readonly AttemptStatus[] = ['pending', 'refused', 'cancelled', 'expired']

async function receive(ctx: Ctx, attempt: Attempt, reference: string): Promise<Settlement> {
  const { id, familyId, amountCents } = attempt
  if ((await paymentOfAttempt(ctx.db, id)) !== null) return 'already-known'
  if (!(await closeAttempt(ctx.db, { id, from: anyButPaid, to: 'paid', reference, at: ctx.now })))
    return 'already-known'
  if (attempt.status !== 'pending') {
    ctx.services.log.warn('online payment received after its attempt was closed', {
      attemptId: id,
      was: attempt.status,
    })
  }
  const payment = await recordPayment(ctx, {
    ...{ familyId, method: 'online', amountCents, receivedOn: ctx.today, reference, attemptId: id },
    payerName: await accountName(ctx.db, attempt.accountId),
    allocations: await partsOf(ctx, attempt),
  })
  const summary = { amountCents, receipt: payment.receiptReference, mode: attempt.mode }
  await writeAudit(ctx, 'payments.settle', { entity: 'payment', id: payment.id, familyId, summary })
  await confirmByEmail(ctx, attempt, payment.receiptReference)
  return 'settled'
}

/** What the attempt was for, as far as it is still owed; the rest stays the family's credit. */
async function partsOf(ctx: Ctx, attempt: Attempt) {
  const wanted = new Set(attempt.invoices.map(({ id }) => id))
  const dues = (await dueInvoices(ctx, attempt.familyId)).filter(({ id }) => wanted.has(id))
  const { allocations } = allocateOldestFirst(attempt.amountCents, dues)
  return allocations.map(({ id, amountCents }) => ({ invoiceId: id, amountCents }))
}

async function confirmByEmail(ctx: Ctx, attempt: Attempt, receipt: string): Promise<void> {
  const town = await readTown(ctx)
  const lines = attempt.invoices.map(({ reference, period, amountCents }) => {
    return `- facture ${reference}, ${formatMonth(period)} : ${formatEuros(amountCents)}`
  })
  const test = attempt.mode === 'test' ? ['Ceci est un paiement de test : aucune somme n’a été débitée.', ''] : []
  const text = [
    ...[
      'Bonjour,',
      '',
      ...test,
      `Nous avons bien reçu votre paiement en ligne de ${formatEuros(attempt.amountCents)}.`,
    ],
    ...['', ...lines, '', `Votre reçu ${receipt} est sur le portail, page « Factures ».`, '', town.name],
  ].join('\n')
  await emailFamily(ctx, {
    dedupeKey: `payment/${attempt.id}`,
    kind: 'payment-received',
    familyId: attempt.familyId,
    subject: `Paiement reçu : ${formatEuros(attempt.amountCents)}`,
    text,
  })
}

async function close(ctx: Ctx, attempt: Attempt, to: 'refused' | 'cancelled', reference: string): Promise<Settlement> {
  const { id, familyId, amountCents } = attempt
  if (!(await closeAttempt(ctx.db, { id, from: ['pending'], to, reference, at: ctx.now }))) {
    if (attempt.status === to) return 'already-known'
    ctx.services.log.warn('payment notification ignored', { attemptId: id, is: attempt.status, announced: to })
    return 'ignored'
  }
  await writeAudit(ctx, 'payments.close', {
    entity: 'payment_attempt',
    id,
    familyId,
    summary: { amountCents, status: to },
  })
  ctx.afterCommit(() => ctx.services.publish({ type: 'payments' }))
  return 'closed'
}

/** Closes an attempt whose time is over and that the service never received. */
export async function expireAttempt(ctx: Ctx, attempt: Attempt): Promise<boolean> {
  const { id, familyId, amountCents, gatewayReference } = attempt
  const closed = await closeAttempt(ctx.db, {
    id,
    from: ['pending'],
    to: 'expired',
    reference: gatewayReference,
    at: ctx.now,
  })
  if (closed) {
    await writeAudit(ctx, 'payments.expire', { entity: 'payment_attempt', id, familyId, summary: { amountCents } })
    ctx.afterCommit(() => ctx.services.publish({ type: 'payments' }))
  }
  return closed
}
