import { AppError, errorLabel } from '../../../src-shared/errors'
import { systemActor } from '../../kernel/actor'
import { inRead, type Services } from '../../kernel/context'
import { deskCalls, noteTrouble, portalCalls } from './conversation'
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
const turnsInARow = 200

/** Calls the other sides that this one dials, for as long as the program runs. A failure is kept, shown and tried again. */
export function startDialler(services: Services, { side, everyMs = 5000 }: Options): Dialler {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let waitMs = everyMs
  let compareAfter = ''
  let running: Promise<void> = Promise.resolve()
  let isWoken = false

  const turn = async (peer: PeerRow) => {
    if (side === 'desk') return deskCalls(services, peer)
    const result = await portalCalls(services, peer, compareAfter)
    compareAfter = result.compareAfter
    return result
  }

  const converse = async (peer: PeerRow) => {
    try {
      for (let n = 0; n < turnsInARow && !stopped; n++) if (!(await turn(peer)).again) break
      waitMs = everyMs
    } catch (error) {
      waitMs = Math.min(waitMs * 2, longestWaitMs)
      const isKnown = error instanceof AppError
      const sentence = isKnown
        ? errorLabel(error.code, error.details)
        : errorLabel('internal', { reference: services.log.bug(error, { during: 'exchange' }) })
      await noteTrouble(services, peer, sentence)
    }
  }

  const round = async () => {
    isWoken = false
    const peers = await inRead({ services, actor: systemActor }, ({ db }) => livePeers(db))
    for (const peer of peers.filter(({ url }) => url !== '')) await converse(peer)
    services.publish({ type: 'sync' })
  }

  const schedule = (ms: number) => {
    clearTimeout(timer)
    if (stopped) return
    timer = setTimeout(() => {
      running = round()
        .catch((error: unknown) => void services.log.bug(error, { during: 'exchange' }))
        .then(() => schedule(isWoken ? 0 : waitMs))
    }, ms)
  }
  schedule(0)
  return {
    wake: () => {
      if (isWoken) return
      isWoken = true
      void running.then(() => schedule(0))
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
