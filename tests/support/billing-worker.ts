import { openDatabase } from '../../src-main/database/database'
import { jobDefinitions } from '../../src-main/composition'
import { fixedClock } from '../../src-main/kernel/clock'
import { createJobRunner, type JobDefinition } from '../../src-main/kernel/jobs'
import { silentLog } from '../../src-main/kernel/log'
import { assembleServices } from '../../src-main/services'
import { instant } from '../../src-shared/kernel/instant'

/**
 * A desk process that works on the queued jobs of a database, and may be killed at its worst moment: once the writes of a
 * unit are made, before they are committed. Arguments: address, unit in which to die (0 = live).
 */
async function main(address: string, dieIn: number): Promise<void> {
  const database = await openDatabase(
    address.startsWith('postgres') ? { engine: 'postgres', url: address } : { engine: 'sqlite', file: address },
  )
  const clock = fixedClock(instant('2026-12-02T15:10:00.000Z'))
  const { services } = assembleServices({ database, healthKey: Buffer.alloc(32, 7), clock, log: silentLog })
  let unit = 0
  const deadly = ({ kind, step }: JobDefinition): JobDefinition => ({
    kind,
    step: async (...args) => {
      const done = await step(...args)
      unit += 1
      if (unit === dieIn) process.kill(process.pid, 'SIGKILL')
      return done
    },
  })
  const runner = createJobRunner(services, jobDefinitions.map(deadly))
  runner.wake()
  await runner.idle()
  await database.close()
}

const [address = '', dieIn = '0'] = process.argv.slice(2)
await main(address, Number(dieIn))
