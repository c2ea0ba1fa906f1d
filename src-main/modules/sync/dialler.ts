import { systemActor } from '../../kernel/actor'
import { inRead, type Services } from '../../kernel/context'
import { deskCalls, noteTrouble, portalCalls, type DeskCallState } from './conversation'
import { livePeers, type PeerRow } from './store'

export interface Dialler {
  /** Calls soon: something waits. */
  wake(): void
  stop(): Promise<void>
}

interface Options {
  /** What this program is. */
  side: 'desk' | 'portal'
  /** Time between two quiet turns; it doubles after each failure, up to a minute. */
  everyMs?: number
}

const longestWaitMs = 60_000
// A first copy of a large town is some hundreds of turns.
const turnsInARow = 5000

/** Calls the other sides that this one dials, for as long as the program runs. A failure is kept, shown and tried again. */
export function startDialler(services: Services, { side, everyMs = 5000 }: Options): Dialler {
  const stopping = new AbortController()
  const { signal } = stopping
  const states = new Map<number, DeskCallState>()
  let timer: NodeJS.Timeout | undefined
  let waitMs = everyMs
  let running: Promise<void> | undefined
  let isWoken = false

  const turn = async (peer: PeerRow): Promise<boolean> => {
    if (side === 'portal') return (await portalCalls(services, peer, signal)).isMoreWaiting
    const result = await deskCalls(services, peer, states.get(peer.id) ?? { acks: [], comparedTo: null }, signal)
    states.set(peer.id, result.state)
    return result.isMoreWaiting
  }

  const converse = async (peer: PeerRow) => {
    try {
      for (let n = 0; n < turnsInARow && !signal.aborted; n++) if (!(await turn(peer))) break
      waitMs = everyMs
    } catch (error) {
      if (signal.aborted) return
      waitMs = Math.min(waitMs * 2, longestWaitMs)
      await noteTrouble(services, peer, error)
    }
  }

  const round = async () => {
    isWoken = false
    const peers = await inRead({ services, actor: systemActor }, ({ db }) => livePeers(db))
    for (const peer of peers) if (peer.url !== '') await converse(peer)
  }

  const start = () => {
    running = round()
      .catch((error: unknown) => void services.log.bug(error, { during: 'exchange' }))
      .then(() => {
        running = undefined
        schedule(isWoken ? 0 : waitMs)
      })
  }
  const schedule = (ms: number) => {
    clearTimeout(timer)
    if (!signal.aborted) timer = setTimeout(start, ms)
  }
  schedule(0)
  return {
    wake: () => {
      isWoken = true
      if (!running) schedule(0)
    },
    stop: async () => {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}
