import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { staffFront } from '../../src-main/composition'
import { openDatabase } from '../../src-main/database/database'
import { generateDemo } from '../../src-main/demo'
import { systemActor } from '../../src-main/kernel/actor'
import { fixedClock } from '../../src-main/kernel/clock'
import { inRead, inWrite, type Services } from '../../src-main/kernel/context'
import { silentLog } from '../../src-main/kernel/log'
import { submitRequest } from '../../src-main/modules/requests'
import { assembleServices } from '../../src-main/services'
import { addMinutesToInstant, instant, parisDate } from '../../src-shared/kernel/instant'
import type { BenchOptions, BenchResult } from './run'

const now = instant('2026-11-20T09:00:00.000Z')
const pendingWanted = 5_000
const openings = 40
const accepted = 500
/** As the screen sends them: so many at once, the progress shown between two sends. */
const chunk = 50

/** 5,000 requests wait: the list opens, one family is read, and 500 are accepted together. */
export async function run({ size = 'town', database }: BenchOptions): Promise<BenchResult[]> {
  const isFile = database === undefined || database === 'sqlite'
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-inbox-'))
  const opened = await openDatabase(
    isFile ? { engine: 'sqlite', file: join(folder, 'town.db') } : { engine: 'postgres', url: database },
  )
  try {
    const healthKey = Buffer.alloc(32, 7)
    const { services } = assembleServices({ database: opened, healthKey, clock: fixedClock(now), log: silentLog })
    const { accounts } = await generateDemo(services, { size, today: parisDate(now) })
    const agent = accounts.staff.find(({ role }) => role === 'agent')
    if (!agent) throw new Error('the demonstration has no agent')
    await fillInbox(services)
    const ask = await signedIn(services, agent)
    const common = { bench: 'inbox', size, database: isFile ? 'sqlite' : 'postgres' }
    return [
      { ...common, step: 'open', ...(await measureOpening(ask)) },
      { ...common, step: 'read', ...(await measureReading(ask)) },
      { ...common, step: 'accept', ...(await measureAccepting(ask)) },
    ]
  } finally {
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What families ask most: a telephone number, an address, an income. */
async function fillInbox(services: Services): Promise<void> {
  const people = await inRead(
    { services, actor: systemActor },
    ({ db }) => db.rows<{ familyId: number; personId: number; name: string; mobile: string }>`select m.family_id,
      m.person_id, p.first_name || ' ' || p.last_name as name, p.mobile from family_member m join person p on p.id = m.person_id
      join family f on f.id = m.family_id where m.role = 'guardian' and f.archived_at is null order by m.family_id, m.id`,
  )
  const waiting = await inRead(
    { services, actor: systemActor },
    ({ db }) => db.one<{ n: number }>`select count(*) as n from request where status = 'pending'`,
  )
  const missing = pendingWanted - Number(waiting?.n ?? 0)
  const perUnit = 250
  for (let from = 0; from < missing; from += perUnit) {
    await inWrite({ services, actor: systemActor }, async (ctx) => {
      for (let index = from; index < Math.min(missing, from + perUnit); index++) {
        const person = people[index % people.length]
        if (!person) throw new Error('the town has no guardian')
        const { familyId, personId, name, mobile } = person
        const round = Math.floor(index / people.length)
        const after = `06${String(10_000_000 + index)}`
        const changes =
          round === 0
            ? [{ field: 'mobile', before: mobile, after }]
            : [{ field: 'workPhone', before: '', after: `05${String(10_000_000 + index)}` }]
        const payload = { subject: 'guardian', personId, action: 'change', changes }
        const submittedAt = addMinutesToInstant(now, -(index % 7_000))
        const author = { familyId, accountId: null, authorName: name }
        await submitRequest(ctx, { id: randomUUID(), kind: 'file', ...author, payload, submittedAt, origin: 'portal' })
      }
    })
  }
}

type Ask = <T>(operation: string, input: unknown) => Promise<T>

/** Calls go through the dispatcher, as from a screen: session, permission, schemas of both sides. */
async function signedIn(services: Services, account: { email: string; password: string }): Promise<Ask> {
  const { dispatcher } = staffFront(services)
  const nobody = { address: '127.0.0.1', userAgent: 'bench', sessionToken: null }
  const { email, password } = account
  const { session } = await dispatcher.call('session.signIn', { email, password }, nobody)
  if (!session?.token) throw new Error('the agent of the demonstration could not sign in')
  const caller = { ...nobody, sessionToken: session.token }
  return async <T>(operation: string, input: unknown) => {
    const { reply } = await dispatcher.call(operation, input, caller)
    if (!reply.ok) throw new Error(`${operation} refused: ${reply.error.code}`)
    return reply.value as T
  }
}

interface Group {
  requests: { id: string; version: number; kind: string; isSimple: boolean }[]
}

function figures(times: readonly number[]) {
  const sorted = times.toSorted((left, right) => left - right)
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
  return { value: at(0.95), unit: 'ms', p50Ms: at(0.5), p95Ms: at(0.95) }
}

async function measureOpening(ask: Ask) {
  const first = await ask<{ total: number }>('requests.list', {})
  const times: number[] = []
  for (let turn = 0; turn < openings; turn++) {
    const started = performance.now()
    await ask('requests.list', {})
    times.push(performance.now() - started)
  }
  return { ...figures(times), pending: first.total, openings }
}

async function measureReading(ask: Ask) {
  const { groups } = await ask<{ groups: Group[] }>('requests.list', { limit: 300 })
  const times: number[] = []
  for (const { requests } of groups.slice(0, openings)) {
    const started = performance.now()
    await ask('requests.read', { ids: requests.slice(0, 100).map(({ id }) => id) })
    times.push(performance.now() - started)
  }
  return { ...figures(times), families: times.length }
}

async function measureAccepting(ask: Ask) {
  const { groups } = await ask<{ groups: Group[] }>('requests.list', { limit: 1000, kind: 'file' })
  const simple = groups.flatMap(({ requests }) => requests.filter(({ isSimple }) => isSimple)).slice(0, accepted)
  const started = performance.now()
  const times: number[] = []
  let done = 0
  for (let from = 0; from < simple.length; from += chunk) {
    const begun = performance.now()
    const decisions = simple.slice(from, from + chunk).map(({ id, version }) => ({ id, version, decision: 'accept' }))
    const { results } = await ask<{ results: { done: object | null }[] }>('requests.decide', { decisions })
    done += results.filter((one) => one.done !== null).length
    times.push(performance.now() - begun)
  }
  const { p50Ms, p95Ms } = figures(times)
  const total = Math.round(performance.now() - started)
  return { value: total, unit: 'ms', accepted: done, asked: simple.length, chunks: times.length, p50Ms, p95Ms }
}
