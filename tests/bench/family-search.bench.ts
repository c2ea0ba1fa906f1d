import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { staffFront } from '../../src-main/composition'
import { openDatabase } from '../../src-main/database/database'
import { generateDemo } from '../../src-main/demo'
import { systemActor } from '../../src-main/kernel/actor'
import { fixedClock } from '../../src-main/kernel/clock'
import { inRead, type Services } from '../../src-main/kernel/context'
import { silentLog } from '../../src-main/kernel/log'
import { assembleServices } from '../../src-main/services'
import { instant, parisDate } from '../../src-shared/kernel/instant'
import type { BenchOptions, BenchResult } from './run'

const now = instant('2026-11-20T09:00:00.000Z')
const namesTyped = 20
const lettersTyped = 6

/** Per keystroke, as an agent types six letters of twenty names: the list of families, and the command palette. */
export async function run({ size = 'town', database }: BenchOptions): Promise<BenchResult[]> {
  const isFile = database === undefined || database === 'sqlite'
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-search-'))
  const opened = await openDatabase(
    isFile ? { engine: 'sqlite', file: join(folder, 'town.db') } : { engine: 'postgres', url: database },
  )
  try {
    const healthKey = Buffer.alloc(32, 7)
    const { services } = assembleServices({ database: opened, healthKey, clock: fixedClock(now), log: silentLog })
    const { accounts } = await generateDemo(services, { size, today: parisDate(now) })
    const agent = accounts.staff.find(({ role }) => role === 'agent')
    if (!agent) throw new Error('the demonstration has no agent')
    const ask = await signedIn(services, agent)
    const { names, families } = await pickNames(services)
    const common = { size, database: isFile ? 'sqlite' : 'postgres', families, names: names.length }
    return [
      {
        bench: 'family-search',
        screen: 'list',
        ...common,
        ...(await type(names, (search) => ask('families.list', { search }))),
      },
      {
        bench: 'family-search',
        screen: 'palette',
        ...common,
        ...(await type(names, (text) => ask('search.everything', { text }))),
      },
    ]
  } finally {
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Ask = (operation: string, input: unknown) => Promise<void>

/** Calls go through the dispatcher, as from a screen: session, permission, schemas of both sides. */
async function signedIn(services: Services, account: { email: string; password: string }): Promise<Ask> {
  const { dispatcher } = staffFront(services)
  const nobody = { address: '127.0.0.1', userAgent: 'bench', sessionToken: null }
  const { email, password } = account
  const { session } = await dispatcher.call('session.signIn', { email, password }, nobody)
  if (!session?.token) throw new Error('the agent of the demonstration could not sign in')
  const caller = { ...nobody, sessionToken: session.token }
  return async (operation, input) => {
    const { reply } = await dispatcher.call(operation, input, caller)
    if (!reply.ok) throw new Error(`${operation} refused: ${reply.error.code}`)
  }
}

/** Names spread over the town, half of them families, half of them children. */
function pickNames(services: Services): Promise<{ names: string[]; families: number }> {
  return inRead({ services, actor: systemActor }, async ({ db }) => {
    const families = await db.rows<{ name: string }>`select name from family order by number`
    const children = await db.rows<{ name: string }>`select p.first_name || ' ' || p.last_name as name
      from person p join child c on c.id = p.id order by p.id`
    const spread = (rows: { name: string }[]) =>
      Array.from(
        { length: namesTyped / 2 },
        (_, index) => rows[Math.floor((index * rows.length) / (namesTyped / 2))]?.name ?? '',
      )
    return { names: [...spread(families), ...spread(children)], families: families.length }
  })
}

async function type(names: readonly string[], ask: (text: string) => Promise<void>) {
  await ask('a')
  const times: number[] = []
  for (const name of names) {
    for (let letters = 1; letters <= lettersTyped; letters += 1) {
      const started = performance.now()
      await ask(name.slice(0, letters))
      times.push(performance.now() - started)
    }
  }
  const sorted = times.toSorted((left, right) => left - right)
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100
  return { value: at(0.5), unit: 'ms', p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), keystrokes: times.length }
}
