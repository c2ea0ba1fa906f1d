import type { PaymentProgress } from '../../../src-shared/contract/portal/payments'
import { AppError, refuse } from '../../../src-shared/errors'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { joinFrench } from '../../../src-shared/format/text'
import { formatMonth } from '../../../src-shared/format/date'
import { systemActor, type ParentActor } from '../../kernel/actor'
import { inRead, inWrite, type Ctx, type ManualCtx, type Services } from '../../kernel/context'
import { readTown } from '../organisation'
import { beginAttempt, expireAttempt, settleAttempt, type Settlement } from './attempts'
import { gatewayNamed, gatewayOf } from './gateways'
import { findAttempt, keepReference, paymentOfAttempt, pendingSince, type Attempt } from './store-attempts'
import { testPageOf } from './test-gateway/gateway'
import { readPayment } from './views'

/** Page of the portal that a payment service sends the browser back to. */
export const returnPath = (attemptId: string): string => `/paiement/${attemptId}`

/** Begins a payment and says where the browser goes. The service is asked outside any unit of work. */
export async function beginPayment(
  ctx: ManualCtx<ParentActor>,
  { id, invoiceIds }: { id: string; invoiceIds: readonly number[] },
): Promise<{ id: string; redirectUrl: string }> {
  const { familyId, accountId } = ctx.actor
  const attempt = await ctx.write((unit) => beginAttempt(unit, { id, familyId, accountId, invoiceIds }))
  if (attempt.status !== 'pending') return { id, redirectUrl: returnPath(id) }
  const town = await ctx.read(readTown)
  const gateway = gatewayOf(ctx.services, town) ?? refuse('payment.online-unavailable')
  const months = joinFrench(attempt.invoices.map(({ period }) => formatMonth(period)))
  const { amountCents, expiresAt } = attempt
  const order = { attemptId: id, amountCents, expiresAt, label: `${town.name}, ${months}`, returnPath: returnPath(id) }
  try {
    const { reference, redirectUrl } = await gateway.begin(order)
    await ctx.write(({ db }) => keepReference(db, id, reference))
    return { id, redirectUrl }
  } catch (error) {
    ctx.services.log.bug(error, { during: 'payments.begin', attemptId: id })
    return refuse('payment.gateway-unreachable')
  }
}

/** How a payment stands, for the family that began it; anybody else's does not exist. */
export async function readProgress(ctx: Ctx<ParentActor>, id: string): Promise<PaymentProgress> {
  const attempt = await findAttempt(ctx.db, id)
  if (!attempt || attempt.familyId !== ctx.actor.familyId) return refuse('record.not-found')
  const { status, amountCents, invoices, createdAt, expiresAt, mode } = attempt
  return {
    ...{ id, status, amountCents, expiresAt, isTest: mode === 'test', startedAt: createdAt },
    invoices: invoices.map(({ id: invoiceId, reference, period, amountCents: part }) => {
      return { id: invoiceId, reference, period, amountCents: part }
    }),
    redirectUrl: status === 'pending' && mode === 'test' ? await testPageOf(ctx, id) : null,
    receipt: await receiptOf(ctx, id),
  }
}

async function receiptOf(ctx: Ctx, attemptId: string): Promise<PaymentProgress['receipt']> {
  const id = await paymentOfAttempt(ctx.db, attemptId)
  if (id === null) return null
  const { receiptReference, receivedOn, creditCents, cancelledAt } = await readPayment(ctx, id)
  return cancelledAt === null ? { id, reference: receiptReference, paidOn: receivedOn, creditCents } : null
}

/** Receives what a payment service sends. Refuses what is not signed, and what is not the payment that was begun. */
export async function receiveNotification(
  services: Services,
  name: string,
  body: string,
  signature: string,
): Promise<Settlement> {
  const answer = gatewayNamed(services, name)?.readNotification(body, signature) ?? null
  if (!answer) {
    services.log.warn('payment notification refused: not signed', { gateway: name })
    return refuse('payment.notification-refused')
  }
  try {
    return await inWrite({ services, actor: systemActor }, async (ctx) => {
      const attempt = await findAttempt(ctx.db, answer.attemptId)
      if (attempt?.gateway !== name) refuse('record.not-found')
      return settleAttempt(ctx, answer)
    })
  } catch (error) {
    if (error instanceof AppError) {
      services.log.warn('payment notification refused', { code: error.code, attemptId: answer.attemptId })
    }
    throw error
  }
}

const patienceMinutes = 1

/**
 * Asks the payment service about attempts that it has not spoken of: a lost notification, a desk that was off, a browser that
 * never came back. Returns how many were closed.
 */
export async function reconcileAttempts(services: Services): Promise<number> {
  const unit = { services, actor: systemActor }
  const open = await inRead(unit, ({ db, now }) => pendingSince(db, addMinutesToInstant(now, -patienceMinutes)))
  let closed = 0
  for (const attempt of open) {
    try {
      if (await reconcile(services, attempt)) closed += 1
    } catch (error) {
      // One attempt that cannot be closed must not keep the others open.
      services.log.bug(error, { during: 'payments.reconcile', attemptId: attempt.id })
    }
  }
  return closed
}

async function reconcile(services: Services, attempt: Attempt): Promise<boolean> {
  const unit = { services, actor: systemActor }
  const answer = await gatewayNamed(services, attempt.gateway)?.ask(attempt.id)
  const { mode } = await inRead(unit, readTown)
  const believed = attempt.mode === 'production' || mode === 'demonstration'
  if (answer && answer.status !== 'pending' && believed) {
    const settlement = await inWrite(unit, (ctx) => settleAttempt(ctx, answer))
    return settlement === 'settled' || settlement === 'closed'
  }
  if (attempt.expiresAt > services.clock.now() || answer?.status === 'pending') return false
  return inWrite(unit, (ctx) => expireAttempt(ctx, attempt))
}

export interface Reconciler {
  stop(): Promise<void>
}

/** Reconciles now and again until stopped. */
export function startReconciler(services: Services, everyMs = 30_000): Reconciler {
  let running: Promise<unknown> = Promise.resolve()
  const run = () => {
    running = running
      .then(() => reconcileAttempts(services))
      .catch((error: unknown) => services.log.bug(error, { during: 'payments.reconcile' }))
  }
  const timer = setInterval(run, everyMs)
  timer.unref()
  run()
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
