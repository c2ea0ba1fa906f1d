import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../src-main/database/database'
import { generateDemo } from '../../src-main/demo'
import { createDeskExchange } from '../../src-main/desk-exchange'
import { systemActor } from '../../src-main/kernel/actor'
import { fixedClock } from '../../src-main/kernel/clock'
import { inRead, inWrite } from '../../src-main/kernel/context'
import { silentLog } from '../../src-main/kernel/log'
import { createPairingCode, livePeers, pairWith, portalCalls } from '../../src-main/modules/sync'
import { assembleServices } from '../../src-main/services'
import { listen } from '../../src-main/transports/http/server'
import { instant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { memoryPeak, openBench } from './open-bench'
import type { BenchOptions, BenchResult } from './run'

/** From the pairing to a portal that holds every view of the town, over HTTP on loopback; then what a quiet turn costs. */
export async function run(options: BenchOptions): Promise<BenchResult[]> {
  const { size = 'town' } = options
  const now = '2026-12-02T08:00:00.000Z'
  const desk = await openBench(options, now)
  await generateDemo(desk.services, { size, today: localDate('2026-12-02') })
  const exchange = await createDeskExchange(desk.services)
  const url = await listen(exchange.server, 0)
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-bench-portal-'))
  const database = await openDatabase({ engine: 'sqlite', file: join(folder, 'portal.db') })
  const { services } = assembleServices({
    ...{ database, healthKey: Buffer.alloc(32, 9), clock: fixedClock(instant(now)), log: silentLog },
  })
  const memory = memoryPeak()
  const started = performance.now()
  const { code } = await inWrite({ services: desk.services, actor: systemActor }, createPairingCode)
  await pairWith(services, { url, code, ownSide: 'portal', ownName: 'bench' })
  const pairedMs = performance.now() - started
  const turns = await copyAll(services)
  const seconds = (performance.now() - started) / 1000
  const { views, characters } = await inRead({ services, actor: systemActor }, async ({ db }) => {
    const [row] = await db.rows<{ views: number; characters: number }>`
      select count(*) as views, sum(length(body)) as characters from sync_view`
    return { views: Number(row?.views), characters: Number(row?.characters) }
  })
  while ((await oneTurn(services)).isMoreWaiting);
  const quiet = performance.now()
  for (let n = 0; n < 50; n++) await oneTurn(services)
  const quietMs = (performance.now() - quiet) / 50
  const peakMemoryMb = memory.stop()
  await exchange.stop()
  await exchange.server.close()
  await database.close()
  await desk.dispose()
  rmSync(folder, { recursive: true, force: true })
  const common = { bench: 'sync-first-copy', size, database: desk.database }
  const megabytes = Math.round(characters / 100_000) / 10
  return [
    {
      ...{ ...common, value: Math.round(seconds * 100) / 100, unit: 's', views, megabytes, turns },
      ...{ pairedMs: Math.round(pairedMs), peakMemoryMb },
    },
    { ...common, bench: 'sync-quiet-turn', value: Math.round(quietMs * 100) / 100, unit: 'ms' },
  ]
}

type Services = Parameters<typeof portalCalls>[0]

async function oneTurn(services: Services) {
  const [desk] = await inRead({ services, actor: systemActor }, ({ db }) => livePeers(db))
  if (!desk) throw new Error('the portal is not paired')
  return portalCalls(services, desk)
}

async function copyAll(services: Services): Promise<number> {
  for (let turns = 1; ; turns++) {
    await oneTurn(services)
    const [row] = await inRead(
      { services, actor: systemActor },
      ({ db }) => db.rows<{ value: string }>`select value from sync_cursor where name = 'caught-up'`,
    )
    if (row) return turns
  }
}
