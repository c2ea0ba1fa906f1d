import type { Instant } from '../../../../src-shared/kernel/instant'
import type { Db } from '../../../database/db'
import type { TestGatewayOrderRow } from '../entities'

export type Order = Omit<TestGatewayOrderRow, 'expiresAt'> & { expiresAt: Instant }
export type Decision = 'paid' | 'refused' | 'cancelled'

export function orderByReference(db: Db, reference: string): Promise<Order | undefined> {
  return db.one<Order>`select * from test_gateway_order where reference = ${reference}`
}

export function orderOfAttempt(db: Db, attemptId: string): Promise<Order | undefined> {
  return db.one<Order>`select * from test_gateway_order where attempt_id = ${attemptId}`
}

export async function insertOrder(db: Db, order: Order): Promise<void> {
  await db.run`insert into test_gateway_order
      (reference, attempt_id, amount_cents, label, status, return_path, expires_at, decided_at)
    values (${order.reference}, ${order.attemptId}, ${order.amountCents}, ${order.label}, ${order.status},
      ${order.returnPath}, ${order.expiresAt}, ${order.decidedAt}) on conflict (attempt_id) do nothing`
}

/** Decides an order that waits; what is decided stays so. */
export async function decideOrder(db: Db, reference: string, decision: Decision, now: Instant): Promise<boolean> {
  const changed = await db.run`update test_gateway_order set status = ${decision}, decided_at = ${now}
    where reference = ${reference} and status = 'waiting' and expires_at > ${now}`
  return changed === 1
}
