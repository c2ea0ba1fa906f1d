import type { z } from 'zod'
import {
  syncProtocol,
  zDeskHalf,
  zPortalHalf,
  type Ack,
  type DeskHalf,
  type PortalHalf,
} from '../../../src-shared/contract/sync'
import { AppError, errorLabel, refuse } from '../../../src-shared/errors'
import { systemActor } from '../../kernel/actor'
import { inRead, inWrite, type Services } from '../../kernel/context'
import { postJson } from './call'
import { compareCopies, deskHalf, receiveItems } from './desk-side'
import { portalHalf, receiveDeskHalf } from './portal-side'
import { noteFailure, noteSuccess, peerByToken, readCursor, sinceName, writeCursor, type PeerRow } from './store'

const unit = (services: Services) => ({ services, actor: systemActor })

/** Reads the other side's half; another version of the exchange is said with both numbers, and nothing is taken. */
function readHalf<S extends z.ZodType>(schema: S, raw: unknown, isDesk: boolean): z.output<S> {
  const theirs = Number((raw as { protocol?: unknown } | null)?.protocol ?? 0)
  if (theirs !== syncProtocol) {
    refuse(
      'sync.protocol-mismatch',
      isDesk ? { desk: syncProtocol, portal: theirs } : { desk: theirs, portal: syncProtocol },
    )
  }
  const parsed = schema.safeParse(raw)
  return parsed.success ? parsed.data : refuse('sync.unreadable')
}

/** Whose token this is; nobody's = refused. */
export async function authenticate(services: Services, token: string | null): Promise<PeerRow> {
  const peer = token ? await inRead(unit(services), ({ db }) => peerByToken(db, token)) : undefined
  return peer ?? refuse('sync.not-paired')
}

/** The desk answers a portal that calls it. */
export function deskAnswers(services: Services, peer: PeerRow, raw: unknown): Promise<DeskHalf> {
  return noting(services, peer, async () => {
    const half = readHalf(zPortalHalf, raw, true)
    const acks = await receiveItems(services, half.items)
    const answer = await deskHalf(services, {
      ...{ peerId: peer.id, since: half.since, acks },
      comparedTo: await compareCopies(services, half),
    })
    await noteTurn(services, peer, half, acks.length + answer.views.length)
    return answer
  })
}

/** The portal answers a desk that calls it. */
export function portalAnswers(services: Services, peer: PeerRow, raw: unknown): Promise<PortalHalf> {
  return noting(services, peer, async () => {
    await receiveDeskHalf(services, readHalf(zDeskHalf, raw, false))
    await inWrite(unit(services), ({ db, now }) => noteSuccess(db, peer.id, now))
    return portalHalf(services)
  })
}

function tokenOf(services: Services, peer: PeerRow): string {
  return services.cipher.open(peer.tokenSealed, `sync_peer.token/${peer.id}`)
}

/** One turn of a portal that calls its desk. Returns whether another turn should follow at once. */
export async function portalCalls(
  services: Services,
  peer: PeerRow,
  signal?: AbortSignal,
): Promise<{ isMoreWaiting: boolean }> {
  const half = await portalHalf(services)
  const raw = await postJson(`${peer.url}/sync/v1/exchange`, half, tokenOf(services, peer), signal)
  const answer = readHalf(zDeskHalf, raw, false)
  await receiveDeskHalf(services, answer)
  await inWrite(unit(services), ({ db, now }) => noteSuccess(db, peer.id, now))
  const sentMore = answer.acks.length > 0 && half.waiting > half.items.length
  return { isMoreWaiting: answer.more || answer.restart || sentMore || half.fingerprints.length > 0 }
}

/** What a desk still has to say to a portal that it calls; lost with the process, and then said again. */
export interface DeskCallState {
  acks: Ack[]
  comparedTo: string | null
}

/** One turn of a desk that calls its portal: its views from where the portal stood, then what the portal had to say. */
export async function deskCalls(
  services: Services,
  peer: PeerRow,
  state: DeskCallState,
  signal?: AbortSignal,
): Promise<{ isMoreWaiting: boolean; state: DeskCallState }> {
  const since = await inRead(unit(services), ({ db }) => readCursor(db, sinceName(peer.id)))
  const half = await deskHalf(services, { peerId: peer.id, since, ...state })
  const raw = await postJson(`${peer.url}/sync/v1/exchange`, half, tokenOf(services, peer), signal)
  const answer = readHalf(zPortalHalf, raw, true)
  // Not written down: an item acknowledged by nobody comes again, and has no second effect.
  const acks = await receiveItems(services, answer.items)
  const comparedTo = await compareCopies(services, answer)
  await noteTurn(services, peer, answer, acks.length + half.views.length)
  // A portal that stood elsewhere took nothing: the next half starts from where it is.
  const isElsewhere = answer.since !== half.next
  const isMoreWaiting = acks.length > 0 || comparedTo !== null || half.more || isElsewhere
  return { isMoreWaiting, state: { acks, comparedTo } }
}

/** Keeps where the portal stands and when it last spoke; screens hear of it when something moved. */
async function noteTurn(services: Services, peer: PeerRow, half: PortalHalf, moved: number): Promise<void> {
  const before = await inWrite(unit(services), async ({ db, now }) => {
    const since = await readCursor(db, sinceName(peer.id))
    await writeCursor(db, sinceName(peer.id), half.since)
    if (half.trouble === '') await noteSuccess(db, peer.id, now)
    else await noteFailure(db, peer.id, half.trouble)
    return since
  })
  const hasNews = moved > 0 || before !== half.since || peer.lastError !== half.trouble || peer.lastSuccessAt === null
  if (hasNews) services.publish({ type: 'sync' })
}

/** A turn that the other side asked for and that fails here is shown here too. */
async function noting<T>(services: Services, peer: PeerRow, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const known = await noteTrouble(services, peer, error)
    throw known
  }
}

/** Keeps what went wrong, in a sentence; a bug is logged and becomes a refusal with its reference. */
export async function noteTrouble(services: Services, peer: PeerRow, error: unknown): Promise<AppError> {
  const known =
    error instanceof AppError
      ? error
      : new AppError('internal', { reference: services.log.bug(error, { during: 'exchange' }) })
  const sentence = errorLabel(known.code, known.details)
  await inWrite(unit(services), ({ db }) => noteFailure(db, peer.id, sentence))
  if (peer.lastError !== sentence) services.publish({ type: 'sync' })
  return known
}
