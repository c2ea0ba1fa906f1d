import type { PaymentView } from '../../../src-shared/contract/staff/payments'
import { refuse } from '../../../src-shared/errors'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { subtractCents, sumCents } from '../../../src-shared/kernel/money'
import { sql } from '../../database/sql'
import type { Ctx } from '../../kernel/context'
import { allocationFacts, paymentFacts, type AllocationFact, type PaymentFact } from './store'

/** 'R-001042': the number of a receipt as it is written and read aloud. */
export const receiptReference = (receiptNumber: number): string => `R-${String(receiptNumber).padStart(6, '0')}`

export async function paymentViews(ctx: Ctx, facts: readonly PaymentFact[]): Promise<PaymentView[]> {
  const allocations = groupBy(
    await allocationFacts(
      ctx.db,
      facts.map(({ id }) => id),
    ),
    ({ paymentId }) => paymentId,
  )
  return facts.map((fact) => viewOf(fact, allocations.get(fact.id) ?? []))
}

function viewOf(fact: PaymentFact, allocations: readonly AllocationFact[]): PaymentView {
  const { receiptNumber, attemptId: _, attemptMode, cancelledBy, cancelReason, ...rest } = fact
  return {
    ...rest,
    receiptReference: receiptReference(receiptNumber),
    isTest: attemptMode === 'test',
    cancelledBy: cancelledBy ?? '',
    cancelReason: cancelReason ?? '',
    allocations: allocations.map(({ invoiceId, reference, period, amountCents }) => {
      return { invoiceId, reference, period, amountCents }
    }),
    creditCents: subtractCents(fact.amountCents, sumCents(allocations.map(({ amountCents }) => amountCents))),
  }
}

/** A payment with what it settles; refuses `record.not-found`. */
export async function readPayment(ctx: Ctx, id: number): Promise<PaymentView> {
  const [view] = await paymentViews(ctx, await paymentFacts(ctx.db, sql`p.id = ${id}`))
  return view ?? refuse('record.not-found')
}
