import { randomInt, randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { syncProtocol, zPairingAnswer, zPairingCall } from '../../../src-shared/contract/sync'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import { systemActor } from '../../kernel/actor'
import { inRead, inWrite, type Ctx, type Services } from '../../kernel/context'
import { newToken } from '../accounts'
import { checkAddress, postJson } from './call'
import { markEverythingIn } from './refresh'
import { hashText, livePeers, readMark, revokePeer, writeMark } from './store'

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

type Side = 'desk' | 'portal'

/** Names the data of an office: on a desk its own, made once; on a portal those that it holds copies of. */
const deskMark = 'desk-id'

async function ownDeskId(ctx: Ctx): Promise<string> {
  const known = await readMark(ctx.db, deskMark)
  if (known) return known
  const id = randomUUID()
  await writeMark(ctx.db, deskMark, id)
  return id
}

type PairingCall = z.output<typeof zPairingCall>

function readCall(raw: unknown, ownSide: Side): PairingCall {
  const call = zPairingCall.safeParse(raw)
  if (!call.success) return refuse('request.malformed')
  const { protocol } = call.data
  if (protocol !== syncProtocol) {
    const isDesk = ownSide === 'desk'
    refuse('sync.protocol-mismatch', {
      desk: isDesk ? syncProtocol : protocol,
      portal: isDesk ? protocol : syncProtocol,
    })
  }
  return call.data
}

/** Answers whoever typed the code: a token of 256 bits, kept here as a hash. `ownSide` = what this program is. */
export async function answerPairing(
  services: Services,
  raw: unknown,
  { ownSide, ownName }: { ownSide: Side; ownName: string },
): Promise<z.output<typeof zPairingAnswer>> {
  const call = readCall(raw, ownSide)
  const token = newToken()
  const answer = await inWrite({ services, actor: systemActor }, async (ctx) => {
    // Answered and not thrown: the count of tries is kept whatever the outcome.
    if (!(await useCode(ctx, call.code))) return 'sync.wrong-code'
    const desk = ownSide === 'desk' ? await ownDeskId(ctx) : await adoptDesk(ctx, call.desk)
    if (desk === null || (ownSide === 'desk' && call.desk !== null && call.desk !== desk)) return 'sync.other-desk'
    const otherSide = ownSide === 'desk' ? 'portal' : 'desk'
    await addPeer(ctx, { side: otherSide, name: call.name, url: '', tokenHash: hashText(token), tokenSealed: '' })
    if (ownSide === 'desk') await markEverythingIn(ctx)
    ctx.afterCommit(() => services.publish({ type: 'sync' }))
    return { token, name: ownName, desk }
  })
  return typeof answer === 'string' ? refuse(answer) : answer
}

async function useCode(ctx: Ctx, code: string): Promise<boolean> {
  const tries = await ctx.db.one<{ count: number }>`insert into rate_limit (bucket, window_start, count)
    values ('pairing', ${ctx.now}, 1) on conflict (bucket) do update set count = rate_limit.count + 1 returning count`
  if (Number(tries?.count) > triesPerCode) return false
  const used = await ctx.db.run`update pairing_code set used_at = ${ctx.now}
    where code_hash = ${hashText(plainCode(code))} and used_at is null and expires_at > ${ctx.now}`
  return used === 1
}

/** A portal keeps the copies of one office: null when it already has those of another. */
async function adoptDesk(ctx: Ctx, desk: string | null): Promise<string | null> {
  const known = await readMark(ctx.db, deskMark)
  if (desk === null || (known !== null && known !== desk)) return null
  await writeMark(ctx.db, deskMark, desk)
  return desk
}

interface NewPeer {
  /** What the other side is. */
  side: Side
  name: string
  url: string
  tokenHash: string
  tokenSealed: string
}

/** A portal listens to one desk: a new pairing ends the one before. A desk may have several portals. */
async function addPeer(ctx: Ctx, peer: NewPeer): Promise<number> {
  if (peer.side === 'desk') {
    for (const { id } of await livePeers(ctx.db)) await revokePeer(ctx.db, id, ctx.now)
  }
  return ctx.db.insert('sync_peer', {
    ...peer,
    pairedAt: ctx.now,
    revokedAt: null,
    lastSuccessAt: null,
    lastError: '',
  })
}

interface PairingOrder {
  url: string
  code: string
  /** What this program is. */
  ownSide: Side
  ownName: string
}

/** Calls the other side with the code that it shows, and keeps the token sealed. */
export async function pairWith(services: Services, { url, code, ownSide, ownName }: PairingOrder): Promise<void> {
  const address = checkAddress(url)
  const unit = { services, actor: systemActor }
  const known =
    ownSide === 'desk' ? await inWrite(unit, ownDeskId) : await inRead(unit, ({ db }) => readMark(db, deskMark))
  const body = { protocol: syncProtocol, code: plainCode(code), name: ownName, desk: known }
  const raw = await postJson(`${address}/sync/v1/pair`, body, null)
  const answer = zPairingAnswer.safeParse(raw)
  if (!answer.success) return refuse('sync.unreadable')
  const { token, name, desk } = answer.data
  await inWrite(unit, async (ctx) => {
    if (ownSide === 'portal' && (await adoptDesk(ctx, desk)) === null) refuse('sync.other-desk')
    const side = ownSide === 'desk' ? 'portal' : 'desk'
    const id = await addPeer(ctx, { side, name, url: address, tokenHash: '', tokenSealed: '' })
    const tokenSealed = services.cipher.seal(token, `sync_peer.token/${id}`)
    await ctx.db.run`update sync_peer set token_sealed = ${tokenSealed} where id = ${id}`
    if (ownSide === 'desk') await markEverythingIn(ctx)
    ctx.afterCommit(() => services.publish({ type: 'sync' }))
  })
}
