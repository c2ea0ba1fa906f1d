import { portalFront } from '../../src-main/composition'
import type { DatabaseAddress } from '../../src-main/database/data-source'
import { openDatabase } from '../../src-main/database/database'
import { systemClock } from '../../src-main/kernel/clock'
import { silentLog } from '../../src-main/kernel/log'
import { assembleServices } from '../../src-main/services'
import { createFrontServer, listen } from '../../src-main/transports/http/server'

/** A portal process of its own, on the database of the bench: says its address, then answers until it is stopped. */
const database = await openDatabase(JSON.parse(process.argv[2] ?? '{}') as DatabaseAddress)
const { services } = assembleServices({
  database,
  healthKey: Buffer.alloc(32, 7),
  clock: systemClock(),
  log: silentLog,
})
const server = await createFrontServer({
  audience: 'parent',
  ...portalFront(services),
  log: silentLog,
  requestsPerMinute: 100_000_000,
})
process.send?.(await listen(server, 0))
