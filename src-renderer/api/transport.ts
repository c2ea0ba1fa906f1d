import type { Reply } from '../../src-shared/contract/operation'
import type { ServerEvent } from '../../src-shared/contract/events'
import { ApiError } from './errors'

/** What the preload script of the desktop shell puts on the window. */
export interface DesktopBridge {
  call(operation: string, input: unknown): Promise<Reply>
  onEvent?(listener: (event: ServerEvent) => void): () => void
}

declare global {
  interface Window {
    ribambelle?: DesktopBridge
  }
}

export type Transport = (operation: string, input: unknown, signal?: AbortSignal) => Promise<Reply>

function isReply(body: unknown): body is Reply {
  return typeof body === 'object' && body !== null && 'ok' in body
}

function unreachable(cause: unknown): ApiError {
  return new ApiError('unavailable', 'network.unreachable', { cause: String(cause) })
}

async function readReply(response: Response): Promise<Reply> {
  const body: unknown = await response.json().catch((cause: unknown) => {
    // a proxy's HTML page, or a connection cut in the middle of the answer
    throw unreachable(cause)
  })
  if (!isReply(body)) throw unreachable(response.status)
  return body
}

export const httpTransport: Transport = async (operation, input, signal) => {
  const response = await fetch(`/rpc/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-ribambelle': '1' },
    credentials: 'same-origin',
    body: JSON.stringify(input ?? {}),
    signal: signal ?? null,
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw unreachable(cause)
  })
  return readReply(response)
}

function bridgeTransport(bridge: DesktopBridge): Transport {
  return async (operation, input) => {
    const reply = await bridge.call(operation, input ?? {}).catch((cause: unknown) => {
      throw unreachable(cause)
    })
    return reply
  }
}

/** IPC inside the desktop shell, HTTP everywhere else. */
export function pickTransport(): Transport {
  return window.ribambelle ? bridgeTransport(window.ribambelle) : httpTransport
}
