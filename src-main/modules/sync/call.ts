import { bytesPerHalf } from '../../../src-shared/contract/sync'
import { AppError, refuse, type ErrorCode } from '../../../src-shared/errors'

const timeoutMs = 30_000

/** https, or this machine. */
export function checkAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : refuse('sync.insecure-address')
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) refuse('sync.insecure-address')
  return url.origin
}

/** Posts JSON to the other side; a refusal comes back as the same code, silence as `sync.unreachable`. */
export async function postJson(
  url: string,
  body: unknown,
  token: string | null,
  signal?: AbortSignal,
): Promise<unknown> {
  const { response, text } = await reach(url, body, token, signal)
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    // A captive page, a proxy, another program at this address.
    refuse('sync.unreadable')
  }
  if (response.ok) return answer
  throw refusalOf(answer)
}

async function reach(url: string, body: unknown, token: string | null, signal?: AbortSignal) {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      redirect: 'error',
    })
    return { response, text: await readBounded(response) }
  } catch (error) {
    if (error instanceof AppError) throw error
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new AppError('sync.unreachable', { reason: reasonOf(cause) })
  }
}

/** What the network says, in the words of the person who reads it. */
function reasonOf(cause: unknown): string {
  const { code, name } = (cause ?? {}) as { code?: string; name?: string }
  if (name === 'TimeoutError') return 'pas de réponse en 30 secondes'
  if (code === 'ECONNREFUSED') return 'rien n’écoute à cette adresse'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'adresse inconnue, ou pas de connexion à Internet'
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return 'connexion coupée'
  if (code?.startsWith('CERT') || code?.includes('SIGNED')) return 'certificat https refusé'
  return cause instanceof Error ? cause.message : String(cause)
}

/** The other side is trusted with its words, not with this program's memory. */
async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.byteLength
    if (size > bytesPerHalf) throw new AppError('sync.unreadable')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const travelling: readonly ErrorCode[] = [
  'sync.protocol-mismatch',
  'sync.not-paired',
  'sync.wrong-code',
  'sync.other-desk',
  'sync.view-unreadable',
  'request.too-many',
  'internal',
]

function refusalOf(answer: unknown): AppError {
  const { error } = (answer ?? {}) as { error?: { code?: string; details?: Record<string, unknown> } }
  const code = travelling.find((one) => one === error?.code)
  return code ? new AppError(code, error?.details ?? {}) : new AppError('sync.unreadable')
}
