import type { Reply } from '../../src-shared/contract/operation'
import { ApiError } from './errors'

export type Transport = (operation: string, input: unknown, signal?: AbortSignal) => Promise<Reply>

function isReply(body: unknown): body is Reply {
  return typeof body === 'object' && body !== null && 'ok' in body
}

/** The line is cut, or what came back is no reply. */
export function unreachable(cause: unknown): ApiError {
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
