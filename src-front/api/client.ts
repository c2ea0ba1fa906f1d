import type { ErrorKind } from '../../src-shared/errors'
import type { Contract, InputOf, OutputOf } from '../../src-shared/contract/operation'
import { ApiError } from './errors'
import type { Transport } from './transport'
import { createUseCommand } from './use-command'
import { createUseQuery } from './use-query'

export interface CallOptions {
  signal?: AbortSignal
}

export type Call<C extends Contract> = <K extends keyof C & string>(
  operation: K,
  input: InputOf<C, K>,
  options?: CallOptions,
) => Promise<OutputOf<C, K>>

/** The way to the program for one front: `C` is its contract, `pickTransport` is asked at the first call. */
export function createClient<C extends Contract>(pickTransport: () => Transport) {
  let transport: Transport | undefined
  const unauthenticatedListeners = new Set<() => void>()

  /** Tests put a server of their own here. */
  function setTransport(next: Transport | undefined) {
    transport = next
  }

  /** Called when a session has ended under a screen. Returns the function that stops listening. */
  function onUnauthenticated(listener: () => void): () => void {
    unauthenticatedListeners.add(listener)
    return () => unauthenticatedListeners.delete(listener)
  }

  /**
   * Asks the program. Resolves with the value of the reply; rejects with an `ApiError`, or with the browser's
   * AbortError when `options.signal` was aborted.
   */
  async function call<K extends keyof C & string>(
    operation: K,
    input: InputOf<C, K>,
    options: CallOptions = {},
  ): Promise<OutputOf<C, K>> {
    transport ??= pickTransport()
    const reply = await transport(operation, input, options.signal)
    // the program has parsed its output with the same schema before it replied
    if (reply.ok) return reply.value as OutputOf<C, K>
    const { kind, code, details } = reply.error
    if (kind === 'unauthenticated') unauthenticatedListeners.forEach((listener) => listener())
    throw new ApiError(kind as ErrorKind, code, details)
  }

  return {
    call,
    setTransport,
    onUnauthenticated,
    useQuery: createUseQuery<C>(call),
    useCommand: createUseCommand<C>(call),
  }
}
