import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../src-main/database/database'
import { fixedClock } from '../../src-main/kernel/clock'
import { silentLog } from '../../src-main/kernel/log'
import { assembleServices } from '../../src-main/services'
import { instant } from '../../src-shared/kernel/instant'
import type { BenchOptions } from './run'

/** An empty migrated database of its own: a temporary file, or the PostgreSQL address given (a database made for the bench). */
export async function openBench({ database: address }: BenchOptions, now: string) {
  const isSqlite = address === undefined || address === 'sqlite'
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-bench-'))
  const database = await openDatabase(
    isSqlite ? { engine: 'sqlite', file: join(folder, 'bench.db') } : { engine: 'postgres', url: address },
  )
  const clock = fixedClock(instant(now))
  const { services } = assembleServices({ database, healthKey: Buffer.alloc(32, 7), clock, log: silentLog })
  return {
    services,
    database: database.engine,
    dispose: async () => {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Highest memory of the process (resident set) between now and `stop`, in MB. */
export function memoryPeak() {
  let peak = process.memoryUsage.rss()
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20)
  return {
    stop: () => {
      clearInterval(timer)
      return Math.round(Math.max(peak, process.memoryUsage.rss()) / 1024 / 1024)
    },
  }
}
