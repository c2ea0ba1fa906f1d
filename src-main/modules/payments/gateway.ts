import type { Instant } from '../../../src-shared/kernel/instant'
import type { Cents } from '../../../src-shared/kernel/money'

/** What is asked of a payment service: to receive this sum, under our own id, before this moment. */
export interface GatewayOrder {
  attemptId: string
  amountCents: Cents
  label: string
  /** Path of the portal that the browser comes back to. */
  returnPath: string
  expiresAt: Instant
}

export type GatewayStatus = 'pending' | 'paid' | 'refused' | 'cancelled'

/** What a payment service says of a payment. */
export interface GatewayAnswer {
  attemptId: string
  reference: string
  amountCents: number
  status: GatewayStatus
}

/**
 * A payment service. Its methods are slow (another machine answers): never inside a unit of work. `begin` may be called
 * again with the same attempt, and then answers the same.
 */
export interface Gateway {
  name: string
  mode: 'test' | 'production'
  begin(order: GatewayOrder): Promise<{ reference: string; redirectUrl: string }>
  /** What it knows of an attempt; null when it never heard of it. */
  ask(attemptId: string): Promise<GatewayAnswer | null>
  /** Reads what it sends server to server; null when its signature is not right. */
  readNotification(body: string, signature: string): GatewayAnswer | null
}
