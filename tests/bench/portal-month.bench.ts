import { systemActor } from '../../src-main/kernel/actor'
import { inWrite } from '../../src-main/kernel/context'
import { figures, loadFrom, withPortal, type BenchPortal } from './open-portal'
import type { Ask } from './portal-load'
import type { BenchOptions, BenchResult } from './run'

const families = 500
const connections = 16
const milliseconds = 6_000
const months = ['2026-11', '2026-12']
const commitsPerSecond = 10

/**
 * A month of all the children of a family, over HTTP, by one process: each family for the first time, then all of them
 * again and again, then again while bookings are written, which makes every reading start afresh ten times a second.
 */
export function run(options: BenchOptions): Promise<BenchResult[]> {
  return withPortal(options, families, async (portal) => {
    const { origin, parents, size, database } = portal
    const asks: Ask[] = months.flatMap((month) =>
      parents.map(({ cookie }) => ({ operation: 'calendar.month', input: { month }, cookie })),
    )
    const common = { bench: 'portal-month', size, database, families: parents.length, connections }
    const first = await loadFrom({ origin, asks, connections, milliseconds: 0 })
    const again = await loadFrom({ origin, asks, connections, milliseconds })
    const stop = writeNowAndThen(portal)
    const written = await loadFrom({ origin, asks, connections, milliseconds })
    await stop()
    return [
      { ...common, readings: 'again', ...figures(again) },
      { ...common, readings: 'first', ...figures(first) },
      { ...common, readings: 'while-writing', commitsPerSecond, ...figures(written) },
    ]
  })
}

/** A small commit, ten times a second, as when parents book. */
function writeNowAndThen({ services }: BenchPortal): () => Promise<void> {
  let pending: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    pending = inWrite(
      { services, actor: systemActor },
      ({ db }) => db.run`update booking set version = version + 1 where id = 1`,
    )
  }, 1000 / commitsPerSecond)
  return async () => {
    clearInterval(timer)
    await pending
  }
}
