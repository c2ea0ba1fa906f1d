import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openDatabase, type Database } from '../../src-main/database/database'
import type { DatabaseAddress } from '../../src-main/database/data-source'
import { systemActor } from '../../src-main/kernel/actor'
import { systemClock } from '../../src-main/kernel/clock'
import { inWrite, type Ctx } from '../../src-main/kernel/context'
import { silentLog } from '../../src-main/kernel/log'
import { assembleServices } from '../../src-main/services'
import { cookieNames } from '../../src-main/transports/http/front'
import { addDays, dayOfWeek, type LocalDate } from '../../src-shared/kernel/local-date'
import { insertActivities } from '../support/factories/activities'
import { insertEnrolledFamily } from '../support/factories/bookings'
import { insertParent, insertStructure, insertTown } from '../support/factories/town'
import { sendRush, type Answer, type RushAsk } from './opening-rush-client'
import type { BenchOptions, BenchResult } from './run'

const families = 2500
const places = 300
/** All of them click within these seconds. */
const withinSeconds = 30

/**
 * The morning when bookings open: every parent is signed in and books the same day within the same half minute. On PostgreSQL
 * two portal processes answer.
 */
export async function run({ size = 'town', database }: BenchOptions): Promise<BenchResult[]> {
  const isFile = database === undefined || database === 'sqlite'
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-rush-'))
  const config: DatabaseAddress = isFile
    ? { engine: 'sqlite', file: join(folder, 'town.db') }
    : { engine: 'postgres', url: database }
  const opened = await openDatabase(config)
  const portals: ChildProcess[] = []
  try {
    const asks = await prepare(opened)
    const origins: string[] = []
    for (let index = 0; index < (isFile ? 1 : 2); index++) {
      const portal = fork(new URL('./opening-rush-portal.ts', import.meta.url), [JSON.stringify(config)], {
        execArgv: process.execArgv,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      portals.push(portal)
      const [origin] = (await once(portal, 'message')) as [string]
      origins.push(origin)
    }
    const started = performance.now()
    const answers = await sendRush(origins, asks, withinSeconds * 1000)
    const seconds = (performance.now() - started) / 1000
    return [{ bench: 'opening-rush', size, database: config.engine, ...(await figuresOf(opened, answers, seconds)) }]
  } finally {
    for (const portal of portals) portal.kill()
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A day with so many places, and a signed-in parent of one child for each family. */
async function prepare(database: Database): Promise<RushAsk[]> {
  const clock = systemClock()
  const { services } = assembleServices({ database, healthKey: Buffer.alloc(32, 7), clock, log: silentLog })
  const work = <T>(step: (ctx: Ctx) => Promise<T>) => inWrite({ services, actor: systemActor }, step)
  const date = nextTuesday(addDays(clock.today(), 14))
  const { activityId, groupId, slotId, schoolId } = await work((ctx) => insertDay(ctx, date))
  const asks: RushAsk[] = []
  for (let from = 0; from < families; from += 250) {
    await work(async (ctx) => {
      for (let number = from; number < from + 250; number++) {
        const where = { activityId, groupId, schoolId, acceptsEmail: false }
        const { familyId, guardianId, enrolmentId } = await insertEnrolledFamily(ctx, 10_000 + number, where)
        await ctx.db.run`update enrolment set start_date = ${clock.today()}, end_date = null where id = ${enrolmentId}`
        const { token } = await insertParent(ctx, guardianId, familyId)
        const cookie = `${cookieNames.parent}=${token}`
        const items = [{ enrolmentId, slotId, date, action: 'book' }]
        asks.push({ cookie, body: JSON.stringify({ id: randomUUID(), items }) })
      }
    })
  }
  return asks
}

function nextTuesday(from: LocalDate): LocalDate {
  let date = from
  while (dayOfWeek(date) !== 2) date = addDays(date, 1)
  return date
}

async function insertDay(ctx: Ctx, date: LocalDate) {
  await insertTown(ctx)
  const school = await insertStructure(ctx, { code: 'ZAY', name: 'École Jean-Zay', kind: 'school', position: 1 })
  const centre = await insertStructure(ctx, { code: 'CAB', name: 'Les Cabanes', kind: 'leisure', position: 2 })
  const { canteen } = await insertActivities(ctx, { school, centre })
  const { id: activityId, primary: groupId, midday: slotId } = canteen
  const [from, to] = [addDays(date, -60), addDays(date, 60)]
  await ctx.db.run`update activity set valid_from = ${from}, valid_to = ${to}, waiting_list = ${true},
    version = version + 1 where id = ${activityId}`
  await ctx.db.insert('opening', { activityId, groupId, slotId, date, capacity: places, taken: 0, staffPlanned: null })
  return { activityId, groupId, slotId, schoolId: school }
}

async function figuresOf(database: Database, answers: readonly Answer[], seconds: number) {
  const times = answers.map(({ milliseconds }) => milliseconds).toSorted((left, right) => left - right)
  const of = (outcome: string) => answers.filter((answer) => answer.outcome === outcome)
  const [{ booked = 0, taken = 0, doubled = 0, rows = 0 } = {}] = await database.read(
    (db) => db.rows<{ booked: number; taken: number; doubled: number; rows: number }>`select
      (select count(*) from booking where state = 'booked') as booked, (select sum(taken) from opening) as taken,
      (select count(*) from (select enrolment_id from booking group by enrolment_id having count(*) > 1) x) as doubled,
      (select count(*) from booking) as rows`,
  )
  const given = Number(booked)
  const answered = answers.filter(({ outcome, rank, refusal }) => outcome === 'booked' || rank !== undefined || refusal)
  return {
    value: Math.round(seconds * 100) / 100,
    unit: 's',
    families,
    places,
    p50Ms: Math.round(times[Math.floor(times.length * 0.5)] ?? 0),
    p99Ms: Math.round(times[Math.floor(times.length * 0.99)] ?? 0),
    given,
    saidBooked: of('booked').length,
    waiting: of('waiting').length,
    oversold: Math.max(0, given - places, Number(taken) - places),
    /** Without an answer, or answered and not written. */
    lost: families - answered.length + Math.max(0, answered.length - of('refused').length - Number(rows)),
    // a rank is told at its moment: who clicked earlier and was heard later still passes before
    doubled: Number(doubled),
  }
}
