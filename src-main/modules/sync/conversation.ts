import { syncProtocol, zDeskHalf, zPortalHalf, type DeskHalf, type PortalHalf } from '../../../src-shared/contract/sync'
import { refuse } from '../../../src-shared/errors'
import { systemActor } from '../../kernel/actor'
import { inRead, inWrite, type Services } from '../../kernel/context'
import { compareCopies, deskHalf, receiveItems } from './desk-side'
import { postJson } from './pairing'
import { portalHalf, receiveDeskHalf } from './portal-side'
import { noteFailure, noteSuccess, peerByToken, readCursor, writeCursor, type PeerRow } from './store'

const unit = (services: Services) => ({ services, actor: systemActor })

function checkProtocol(raw: unknown) {
  const theirs = (raw as { protocol?: unknown } | null)?.protocol
  if (theirs !== syncProtocol) refuse('sync.protocol-mismatch', { ours: Number(theirs ?? 0), theirs: syncProtocol })
}

/** Whose token this is; nobody's = refused. */
export async function authenticate(services: Services, token: string | null): Promise<PeerRow> {
  const peer = token ? await inRead(unit(services), ({ db }) => peerByToken(db, token)) : undefined
  return peer ?? refuse('sync.not-paired')
}

/** The desk answers a portal that calls it. */
export async function deskAnswers(services: Services, peer: PeerRow, raw: unknown): Promise<DeskHalf> {
  checkProtocol(raw)
  const half = readHalf(zPortalHalf.safeParse(raw))
  return answerPortalHalf(services, peer, half)
}

async function answerPortalHalf(services: Services, peer: PeerRow, half: PortalHalf): Promise<DeskHalf> {
  const acks = await receiveItems(services, half.items)
  await compareCopies(services, half.fingerprints)
  const answer = await deskHalf(services, half.since, acks)
  await inWrite(unit(services), ({ db, now }) => noteSuccess(db, peer.id, now))
  return answer
}

/** The portal answers a desk that calls it. */
export async function portalAnswers(services: Services, peer: PeerRow, raw: unknown): Promise<PortalHalf> {
  checkProtocol(raw)
  const half = readHalf(zDeskHalf.safeParse(raw))
  await receiveDeskHalf(services, half)
  await inWrite(unit(services), ({ db, now }) => noteSuccess(db, peer.id, now))
  return portalHalf(services, null)
}

function readHalf<T>(parsed: { success: true; data: T } | { success: false }): T {
  return parsed.success ? parsed.data : refuse('request.malformed')
}

function tokenOf(services: Services, peer: PeerRow): string {
  return services.cipher.open(peer.tokenSealed, `sync_peer.token/${peer.id}`)
}

/** One turn of a portal that calls its desk. Returns whether another turn should follow at once. */
export async function portalCalls(services: Services, peer: PeerRow, compareAfter: string | null) {
  const half = await portalHalf(services, compareAfter)
  const raw = await postJson(`${peer.url}/sync/v1/exchange`, half, tokenOf(services, peer))
  const answer = readAnswer(zDeskHalf.safeParse(raw))
  await receiveDeskHalf(services, answer)
  await inWrite(unit(services), ({ db, now }) => noteSuccess(db, peer.id, now))
  const lastCompared = half.fingerprints.at(-1)?.[0] ?? ''
  return { again: answer.more || half.items.length > 0, compareAfter: lastCompared }
}

const sinceName = (peer: PeerRow) => `portal-since/${peer.id}`

/** One turn of a desk that calls its portal: its views from where the portal stood, then what the portal had to say. */
export async function deskCalls(services: Services, peer: PeerRow): Promise<{ again: boolean }> {
  const since = await inRead(unit(services), ({ db }) => readCursor(db, sinceName(peer)))
  const acks = pendingAcks.get(peer.id) ?? []
  const half = await deskHalf(services, since, acks)
  const raw = await postJson(`${peer.url}/sync/v1/exchange`, half, tokenOf(services, peer))
  const answer = readAnswer(zPortalHalf.safeParse(raw))
  const received = await receiveItems(services, answer.items)
  // Not written down: an item acknowledged by nobody comes again, and has no second effect.
  pendingAcks.set(peer.id, received)
  await inWrite(unit(services), async ({ db, now }) => {
    await writeCursor(db, sinceName(peer), answer.since)
    await noteSuccess(db, peer.id, now)
  })
  return { again: received.length > 0 || half.more }
}

const pendingAcks = new Map<number, DeskHalf['acks']>()

function readAnswer<T>(parsed: { success: true; data: T } | { success: false }): T {
  return parsed.success ? parsed.data : refuse('sync.unreadable')
}

export async function noteTrouble(services: Services, peer: PeerRow, sentence: string): Promise<void> {
  await inWrite(unit(services), ({ db }) => noteFailure(db, peer.id, sentence))
}
