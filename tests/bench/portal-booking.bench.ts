import { randomUUID } from 'node:crypto'
import type { Calendar } from '../../src-shared/contract/portal/calendar'
import type { BookingItem } from '../../src-shared/contract/requests'
import { figures, withPortal, type Parent } from './open-portal'
import type { BenchOptions, BenchResult } from './run'

const families = 200
const lanes = 8
const days = 3

/** The full cycle of a parent: read the month, have three days quoted, book them. */
export function run(options: BenchOptions): Promise<BenchResult[]> {
  return withPortal(options, families, async ({ origin, parents, size, database }) => {
    const times: number[] = []
    let [next, booked] = [0, 0]
    const started = performance.now()
    const lane = async () => {
      for (let parent = parents[next++]; parent; parent = parents[next++]) {
        const began = performance.now()
        // added after the wait: other lanes count meanwhile
        const count = await bookSomeDays(origin, parent)
        booked += count
        times.push(performance.now() - began)
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    const result = { requests: times.length, milliseconds: performance.now() - started, times, bytes: 0 }
    const { averageKb: _, ...cycles } = figures(result)
    return [
      { bench: 'portal-booking', size, database, families: parents.length, lanes, booked, ...cycles, unit: 'cycles/s' },
    ]
  })
}

async function bookSomeDays(origin: string, { cookie }: Parent): Promise<number> {
  const calendar = await ask<Calendar>(origin, cookie, 'calendar.month', { month: '2027-01' })
  const items = calendar.days
    .flatMap(({ date, cells }) => cells.filter(({ action }) => action === 'book').map((cell) => ({ date, cell })))
    .slice(0, days)
    .map(({ date, cell }): BookingItem => {
      return {
        enrolmentId: cell.enrolmentId,
        slotId: calendar.services[cell.service]?.slotId ?? 0,
        date,
        action: 'book',
      }
    })
  if (items.length === 0) return 0
  await ask(origin, cookie, 'booking.quote', { items })
  const { outcomes } = await ask<{ outcomes: { outcome: string }[] }>(origin, cookie, 'booking.submit', {
    id: randomUUID(),
    items,
  })
  return outcomes.filter(({ outcome }) => outcome === 'booked').length
}

async function ask<T>(origin: string, cookie: string, operation: string, input: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', 'x-ribambelle': '1', cookie }
  const response = await fetch(`${origin}/rpc/${operation}`, { method: 'POST', headers, body: JSON.stringify(input) })
  const reply = (await response.json()) as { ok: boolean; value: T; error?: unknown }
  if (!reply.ok) throw new Error(`${operation} refused: ${JSON.stringify(reply.error)}`)
  return reply.value
}
