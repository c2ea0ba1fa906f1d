import { epochOf, type Instant } from '../../src-shared/kernel/instant'
import type { SyncPeer, SyncState } from '../../src-shared/contract/staff/sync'
import type { ExchangeState } from './shell'

const lateMs = 10 * 60_000
// A portal that exchanges every few seconds always has a little to receive: this much is worth a word.
const manyWaiting = 20

/** How a portal is doing. One that calls this desk and falls silent leaves no error: the silence itself tells. */
export function peerStatus(peer: SyncPeer, now: Instant): ExchangeState['status'] {
  if (peer.lastError !== '') return 'refused'
  const last = peer.lastSuccessAt ?? peer.pairedAt
  if (epochOf(now) - epochOf(last) > lateMs) return 'late'
  return peer.lastSuccessAt === null || peer.waiting > manyWaiting ? 'waiting' : 'ok'
}

const gravity: Record<ExchangeState['status'], number> = { ok: 0, waiting: 1, late: 2, refused: 3 }

/** The mark of the top bar: the portal that is doing worst. Null without a hosted portal: nothing to exchange. */
export function exchangeOf({ peers, now }: SyncState): ExchangeState | null {
  const [worst] = peers
    .map((peer) => ({ peer, status: peerStatus(peer, now) }))
    .toSorted((left, right) => gravity[right.status] - gravity[left.status])
  return worst
    ? {
        status: worst.status,
        lastSuccess: worst.peer.lastSuccessAt,
        toSend: worst.peer.waiting,
        error: worst.peer.lastError,
      }
    : null
}
