import { epochOf, type Instant } from '../../src-shared/kernel/instant'
import type { Db } from '../database/db'
import { clockFrom } from '../kernel/clock'
import type { Services } from '../kernel/context'

/**
 * The services of a day of the past, inside the transaction that makes the town: the modules bill and cash as they did
 * then, nothing leaves the process, and an interruption still leaves an empty database.
 */
export function servicesWithin(services: Services, db: Db, at: Instant): Services {
  return {
    ...services,
    database: {
      engine: db.engine,
      write: (work) => work(db),
      read: (work) => work(db),
      close: () => Promise.reject(new Error('the transaction of the demonstration is not a database to close')),
    },
    clock: clockFrom(() => epochOf(at)),
    publish: () => {},
    wake: () => {},
  }
}
