import type { ErrorKind } from '../../src-shared/errors'
import type { InputOf, OutputOf } from '../../src-shared/contract/operation'
import type { PortalContract } from '../../src-shared/contract/portal'
import { ApiError } from './errors'
import { pickTransport, type Transport } from './transport'

export type OperationName = keyof PortalContract & string
export type OperationInput<K extends OperationName> = InputOf<PortalContract, K>
export type OperationOutput<K extends OperationName> = OutputOf<PortalContract, K>

export interface CallOptions {
  signal?: AbortSignal
}

let transport: Transport | undefined
const unauthenticatedListeners = new Set<() => void>()

/** Tests put a server of their own here. */
export function setTransport(next: Transport | undefined) {
  transport = next
}

/** Called when a session has ended under a screen. Returns the function that stops listening. */
export function onUnauthenticated(listener: () => void): () => void {
  unauthenticatedListeners.add(listener)
  return () => unauthenticatedListeners.delete(listener)
}

/**
 * Asks the portal. Resolves with the value of the reply; rejects with an `ApiError`, or with the browser's
 * AbortError when `options.signal` was aborted.
 */
export async function call<K extends OperationName>(
  operation: K,
  input: OperationInput<K>,
  options: CallOptions = {},
): Promise<OperationOutput<K>> {
  transport ??= pickTransport()
  const reply = await transport(operation, input, options.signal)
  // the server has parsed its output with the same schema before it replied
  if (reply.ok) return reply.value as OperationOutput<K>
  const { kind, code, details } = reply.error
  if (kind === 'unauthenticated') unauthenticatedListeners.forEach((listener) => listener())
  throw new ApiError(kind as ErrorKind, code, details)
}
