import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { staffFront } from '../../src-main/composition'
import { openDatabase } from '../../src-main/database/database'
import { generateDemo } from '../../src-main/demo'
import { systemActor } from '../../src-main/kernel/actor'
import { fixedClock } from '../../src-main/kernel/clock'
import { inRead } from '../../src-main/kernel/context'
import { silentLog } from '../../src-main/kernel/log'
import { assembleServices } from '../../src-main/services'
import { instant, parisDate } from '../../src-shared/kernel/instant'
import type { BenchOptions, BenchResult } from './run'

const now = instant('2026-11-20T09:00:00.000Z')
const familiesOpened = 40

/** Everything that the page of a family asks when it opens, through the dispatcher, families spread over the town. */
export async function run({ size = 'town', database }: BenchOptions): Promise<BenchResult[]> {
  const isFile = database === undefined || database === 'sqlite'
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-family-'))
  const opened = await openDatabase(
    isFile ? { engine: 'sqlite', file: join(folder, 'town.db') } : { engine: 'postgres', url: database },
  )
  try {
    const { services } = assembleServices({
      ...{ database: opened, healthKey: Buffer.alloc(32, 7), clock: fixedClock(now), log: silentLog, filesDir: folder },
    })
    const { accounts } = await generateDemo(services, { size, today: parisDate(now) })
    const agent = accounts.staff.find(({ role }) => role === 'agent')
    if (!agent) throw new Error('the demonstration has no agent')
    const { dispatcher } = staffFront(services)
    const nobody = { address: '127.0.0.1', userAgent: 'bench', sessionToken: null }
    const { session } = await dispatcher.call(
      'session.signIn',
      { email: agent.email, password: agent.password },
      nobody,
    )
    const ask = async (operation: string, input: unknown) => {
      const { reply } = await dispatcher.call(operation, input, { ...nobody, sessionToken: session?.token ?? null })
      if (!reply.ok) throw new Error(`${operation} refused: ${reply.error.code}`)
    }
    const ids = await inRead(
      { services, actor: systemActor },
      ({ db }) => db.rows<{ id: number }>`select id from family`,
    )
    const step = Math.max(1, Math.floor(ids.length / familiesOpened))
    const times: number[] = []
    for (let index = 0; index < ids.length; index += step) {
      const started = performance.now()
      await openPage(ask, ids[index]?.id ?? 1)
      times.push(performance.now() - started)
    }
    const sorted = times.toSorted((left, right) => left - right)
    const at = (share: number) =>
      Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100
    const measured = { value: at(0.5), unit: 'ms', p50Ms: at(0.5), p95Ms: at(0.95), pages: times.length }
    return [{ bench: 'family-page', size, database: isFile ? 'sqlite' : 'postgres', families: ids.length, ...measured }]
  } finally {
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The calls leave together, as from the screen. */
async function openPage(ask: (operation: string, input: unknown) => Promise<void>, id: number): Promise<void> {
  await Promise.all([
    ask('families.get', { id }),
    ask('families.money', { familyId: id }),
    ask('families.custody', { familyId: id }),
    ask('families.timeline', { familyId: id }),
    ask('children.ofFamily', { familyId: id }),
    ask('children.healthOfFamily', { familyId: id }),
    ask('enrolments.list', { familyId: id }),
    ask('billing.invoices', { familyId: id, limit: 6 }),
    ask('payments.account', { familyId: id }),
  ])
}
