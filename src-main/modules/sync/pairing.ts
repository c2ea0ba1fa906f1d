import { randomInt } from 'node:crypto'
import { syncProtocol, zPairingAnswer, zPairingCall } from '../../../src-shared/contract/sync'
import { AppError, refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { Ctx, Services } from '../../kernel/context'
import { inWrite } from '../../kernel/context'
import { systemActor } from '../../kernel/actor'
import { newToken } from '../accounts'
import { hashText } from './store'

const codeMinutes = 15
// No letter or figure that can be taken for another: 31^9 codes, 10 tries a quarter of an hour.
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const codeLength = 9
const triesPerCode = 10

const plainCode = (code: string) => code.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** A one-time code, kept as a hash. A new one cancels those before it. */
export async function createPairingCode(ctx: Ctx): Promise<{ code: string; expiresAt: Instant }> {
  const letters = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('')
  const expiresAt = addMinutesToInstant(ctx.now, codeMinutes)
  await ctx.db.run`delete from pairing_code`
  await ctx.db.run`delete from rate_limit where bucket = 'pairing'`
  await ctx.db
    .run`insert into pairing_code (code_hash, expires_at, used_at) values (${hashText(letters)}, ${expiresAt}, ${null})`
  return { code: letters.replace(/(...)(?=.)/g, '$1-'), expiresAt }
}

/** Answers whoever typed the code: a token of 256 bits, kept here as a hash. `otherSide` = what the caller is. */
export async function answerPairing(
  services: Services,
  raw: unknown,
  { otherSide, ownName }: { otherSide: 'desk' | 'portal'; ownName: string },
): Promise<{ token: string; name: string }> {
  const call = zPairingCall.safeParse(raw)
  if (!call.success) return refuse('request.malformed')
  if (call.data.protocol !== syncProtocol) {
    refuse('sync.protocol-mismatch', { ours: call.data.protocol, theirs: syncProtocol })
  }
  const token = newToken()
  const accepted = await inWrite({ services, actor: systemActor }, async (ctx) => {
    const tries = await ctx.db.one<{ count: number }>`insert into rate_limit (bucket, window_start, count)
      values ('pairing', ${ctx.now}, 1) on conflict (bucket) do update set count = rate_limit.count + 1 returning count`
    if (Number(tries?.count) > triesPerCode) return false
    const used = await ctx.db.run`update pairing_code set used_at = ${ctx.now}
      where code_hash = ${hashText(plainCode(call.data.code))} and used_at is null and expires_at > ${ctx.now}`
    if (used === 0) return false
    await insertPeer(ctx, {
      side: otherSide,
      name: call.data.name,
      url: '',
      tokenHash: hashText(token),
      tokenSealed: '',
    })
    return true
  })
  if (!accepted) refuse('sync.wrong-code')
  return { token, name: ownName }
}

interface NewPeer {
  side: 'desk' | 'portal'
  name: string
  url: string
  tokenHash: string
  tokenSealed: string
}

async function insertPeer(ctx: Ctx, peer: NewPeer): Promise<number> {
  return ctx.db.insert('sync_peer', {
    ...peer,
    pairedAt: ctx.now,
    revokedAt: null,
    lastSuccessAt: null,
    lastError: '',
  })
}

/** https, or this machine. */
export function checkAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : refuse('sync.insecure-address')
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) refuse('sync.insecure-address')
  return url.origin
}

/** Calls the other side with the code that it shows, and keeps the token sealed. */
export async function pairWith(
  services: Services,
  { url, code, side, ownName }: { url: string; code: string; side: 'desk' | 'portal'; ownName: string },
): Promise<void> {
  const address = checkAddress(url)
  const body = { protocol: syncProtocol, code: plainCode(code), name: ownName }
  const { token, name } = zPairingAnswer.parse(await postJson(`${address}/sync/v1/pair`, body, null))
  await inWrite({ services, actor: systemActor }, async (ctx) => {
    const id = await insertPeer(ctx, { side, name, url: address, tokenHash: '', tokenSealed: '' })
    const tokenSealed = services.cipher.seal(token, `sync_peer.token/${id}`)
    await ctx.db.run`update sync_peer set token_sealed = ${tokenSealed} where id = ${id}`
  })
}

const timeoutMs = 30_000

/** Posts JSON to the other side; a refusal comes back as the same code, silence as `sync.unreachable`. */
export async function postJson(url: string, body: unknown, token: string | null): Promise<unknown> {
  let response: Response
  let answer: unknown
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    })
    answer = await response.json()
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new AppError('sync.unreachable', { reason: cause instanceof Error ? cause.message : String(cause) })
  }
  if (response.ok) return answer
  throw refusalOf(answer)
}

function refusalOf(answer: unknown): AppError {
  const error = (answer as { error?: { code?: string; details?: Record<string, unknown> } }).error
  const known = ['sync.protocol-mismatch', 'sync.not-paired', 'sync.wrong-code', 'request.too-many'] as const
  const code = known.find((one) => one === error?.code)
  return code ? new AppError(code, error?.details ?? {}) : new AppError('sync.unreadable')
}
