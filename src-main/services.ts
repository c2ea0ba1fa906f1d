import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { DatabaseAddress } from './database/data-source'
import { openDatabase, type Database } from './database/database'
import { createBus, type Bus } from './kernel/bus'
import { createCipher } from './kernel/cipher'
import { clockStartingAt, systemClock, type Clock } from './kernel/clock'
import type { Services } from './kernel/context'
import { createLog, type Log } from './kernel/log'
import { createVault, noVault } from './kernel/vault'
import type { Platform } from './platform/port'

export interface ServicesHandle {
  services: Services
  bus: Bus
  /** Says who answers a wake-up; set once by the application. */
  onWake(listener: (what: 'outbox' | 'jobs' | 'sync') => void): void
}

interface ServiceOptions {
  database: Database
  healthKey: Buffer
  /** Where files received are kept, sealed; a program without it receives none. */
  filesDir?: string
  clock?: Clock
  log?: Log
}

/** Puts together what lives as long as the process; tests and benches use it too. */
export function assembleServices({ database, healthKey, filesDir, clock, log }: ServiceOptions): ServicesHandle {
  const bus = createBus()
  let wakeListener: (what: 'outbox' | 'jobs' | 'sync') => void = () => {}
  const services: Services = {
    database,
    clock: clock ?? systemClock(),
    log: log ?? createLog(),
    cipher: createCipher(healthKey),
    vault: filesDir === undefined ? noVault : createVault(filesDir, healthKey),
    publish: bus.publish,
    wake: (what) => wakeListener(what),
    // Derived, so that one key file is enough; the label keeps the two uses apart.
    secret: createHash('sha256').update('ribambelle signing').update(healthKey).digest(),
  }
  return {
    services,
    bus,
    onWake: (listener) => {
      wakeListener = listener
    },
  }
}

/** Opens what a host of any shape runs on. */
export async function openServices(
  config: { database: DatabaseAddress; startAt: string | null },
  platform: Platform,
): Promise<ServicesHandle> {
  // Before the database: a missing key beside an existing database is refused, and opening makes the database.
  const healthKey = await platform.healthKey()
  const database = await openDatabase(config.database)
  const clock = config.startAt ? clockStartingAt(Date.parse(config.startAt)) : systemClock()
  return assembleServices({ database, healthKey, clock, filesDir: join(platform.dataDir, 'files') })
}
