import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { portalFront } from '../../src-main/composition'
import { openDatabase } from '../../src-main/database/database'
import { generateDemo } from '../../src-main/demo'
import { systemActor } from '../../src-main/kernel/actor'
import { fixedClock } from '../../src-main/kernel/clock'
import { inWrite, type Services } from '../../src-main/kernel/context'
import { silentLog } from '../../src-main/kernel/log'
import { hashToken } from '../../src-main/modules/accounts'
import { assembleServices } from '../../src-main/services'
import { cookieNames } from '../../src-main/transports/http/front'
import { createFrontServer, listen } from '../../src-main/transports/http/server'
import { instant, parisDate } from '../../src-shared/kernel/instant'
import type { LoadOptions, LoadResult } from './portal-load'
import type { BenchOptions } from './run'

const now = instant('2026-11-20T09:00:00.000Z')

export interface Parent {
  familyId: number
  cookie: string
}

export interface BenchPortal {
  services: Services
  origin: string
  parents: Parent[]
  size: string
  database: string
}

/** A portal on a generated town, over real HTTP, with a session for each of so many families. */
export async function withPortal<T>(
  { size = 'town', database }: BenchOptions,
  families: number,
  work: (portal: BenchPortal) => Promise<T>,
): Promise<T> {
  const isFile = database === undefined || database === 'sqlite'
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-portal-bench-'))
  const opened = await openDatabase(
    isFile ? { engine: 'sqlite', file: join(folder, 'town.db') } : { engine: 'postgres', url: database },
  )
  try {
    const { services } = assembleServices({
      database: opened,
      healthKey: Buffer.alloc(32, 7),
      clock: fixedClock(now),
      log: silentLog,
    })
    await generateDemo(services, { size, today: parisDate(now) })
    const parents = await signEverybodyIn(services, families)
    const server = await createFrontServer({
      audience: 'parent',
      ...portalFront(services),
      log: silentLog,
      requestsPerMinute: 100_000_000,
    })
    try {
      const origin = await listen(server, 0)
      return await work({ services, origin, parents, size, database: isFile ? 'sqlite' : 'postgres' })
    } finally {
      await server.close()
    }
  } finally {
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Sessions written at once: checking a thousand passwords is not what is measured. */
function signEverybodyIn(services: Services, count: number): Promise<Parent[]> {
  return inWrite({ services, actor: systemActor }, async ({ db }) => {
    const accounts = await db.rows<{ id: number; familyIds: string }>`select a.id, a.family_ids from portal_account a
      where exists (select 1 from family_member m join enrolment e on e.family_id = m.family_id where m.person_id = a.person_id)
      order by a.id limit ${count}`
    const parents: Parent[] = []
    for (const { id, familyIds } of accounts) {
      const [familyId = 0] = JSON.parse(familyIds) as number[]
      const token = `bench-${id}`
      await db.run`insert into portal_session (token_hash, account_id, family_id, created_at, expires_at, user_agent)
        values (${hashToken(token)}, ${id}, ${familyId}, ${now}, '2099-01-01T00:00:00.000Z', 'bench')`
      parents.push({ familyId, cookie: `${cookieNames.parent}=${token}` })
    }
    return parents
  })
}

/** Runs the client in its own thread. */
export function loadFrom(options: LoadOptions): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./portal-load.ts', import.meta.url), { workerData: options })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const round = (value: number) => Math.round(value * 100) / 100

/** Requests a second, and how long they took. */
export function figures({ requests, milliseconds, times, bytes }: LoadResult) {
  const sorted = times.toSorted((left, right) => left - right)
  return {
    value: Math.round((requests * 1000) / milliseconds),
    unit: 'requests/s',
    requests,
    p50Ms: round(at(sorted, 0.5)),
    p95Ms: round(at(sorted, 0.95)),
    p99Ms: round(at(sorted, 0.99)),
    averageKb: round(bytes / requests / 1024),
  }
}
