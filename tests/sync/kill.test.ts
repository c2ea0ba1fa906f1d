import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openDatabase } from '../../src-main/database/database'
import { seededRandom } from './random'
import { freePorts, startHost, type Running } from './processes'
import { browser } from './sides'

const folder = mkdtempSync(join(tmpdir(), 'ribambelle-kill-'))
const running = new Set<Running>()
afterAll(async () => {
  for (const one of running) await one.kill()
  rmSync(folder, { recursive: true, force: true })
})

const kills = 6
const login = 'aminata.diallo@courriel.invalid'

/** An agent, over HTTP. */
function agentAt(address: string) {
  let cookie = ''
  return async <T>(operation: string, input: unknown): Promise<T> => {
    const response = await fetch(`${address}/rpc/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ribambelle': '1', cookie },
      body: JSON.stringify(input),
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const reply = (await response.json()) as { ok: boolean; value: T; error: unknown }
    if (!reply.ok) throw new Error(`${operation}: ${JSON.stringify(reply.error)}`)
    return reply.value
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

it('every request reaches the inbox once and every decision comes back once, whoever is killed in between', async () => {
  const random = seededRandom(20261202)
  const ports = await freePorts(4)
  const deskArgs = [
    '--no-open',
    '--port',
    String(ports),
    '--data',
    join(folder, 'desk'),
    '--start-at',
    '2026-12-02T08:00:00Z',
  ]
  const portalArgs = [
    '--port',
    String(ports + 3),
    '--data',
    join(folder, 'portal'),
    '--every',
    '0.15',
    '--start-at',
    '2026-12-02T08:00:00Z',
  ]
  const start = async (host: 'main' | 'portal', args: readonly string[]) => {
    const one = await startHost(host, ...args)
    running.add(one)
    return one
  }
  let desk = await start('main', [...deskArgs, '--demo'])
  const { staff, parents } = desk.ready['accounts'] as {
    staff: { role: string; email: string; password: string }[]
    parents: { login: string; password: string }[]
  }
  const { backOffice, sync } = desk.ready as { backOffice: string; sync: string }
  const agent = agentAt(backOffice)
  const administrator = staff.find(({ role }) => role === 'administrator')
  await agent('session.signIn', { email: administrator?.email, password: administrator?.password })
  const { code } = await agent<{ code: string }>('sync.createCode', {})
  let portal = await start('portal', [...portalArgs, '--desk', sync, '--pair', code])
  const address = portal.ready['portal'] as string
  const parent = browser(address)
  await expect.poll(() => parent.code('town.identity', {}), { timeout: 15_000 }).toBeNull()
  const password = parents.find((one) => one.login === login)?.password ?? ''
  await expect.poll(() => parent.code('session.signIn', { login, password }), { timeout: 15_000 }).toBeNull()

  const days = await bookableDays(parent)
  expect(days.length).toBeGreaterThanOrEqual(kills)
  const asked: string[] = []
  for (let n = 0; n < kills; n++) {
    const id = randomUUID()
    asked.push(id)
    const item = days[n]
    if (!item) throw new Error('no day left')
    await parent.value('booking.submit', { id, items: [item] })
    await wait(random() * 220)
    if (random() < 0.5) {
      await desk.kill()
      running.delete(desk)
      desk = await start('main', [...deskArgs, '--demo'])
    } else {
      await portal.kill()
      running.delete(portal)
      portal = await start('portal', portalArgs)
    }
  }

  const statuses = async () => {
    const requests = await parent.value('requests.list', {})
    return asked.map((id) => requests.filter((request) => request.id === id).map(({ status }) => status))
  }
  await expect.poll(async () => (await statuses()).flat().includes('sent'), { timeout: 15_000 }).toBe(false)
  const pending = await agent<{ groups: { requests: { id: string; version: number }[] }[] }>('requests.list', {
    limit: 200,
  })
  const toDecide = pending.groups.flatMap(({ requests }) => requests).filter(({ id }) => asked.includes(id))
  expect(toDecide.length).toBeGreaterThan(0)
  for (const { id, version } of toDecide) {
    await agent('requests.decide', { decisions: [{ id, version, decision: 'accept', reason: '' }] })
  }
  await portal.kill()
  running.delete(portal)
  portal = await start('portal', portalArgs)
  await expect.poll(async () => (await statuses()).flat().includes('pending'), { timeout: 15_000 }).toBe(false)
  expect((await statuses()).map((list) => list.length)).toEqual(asked.map(() => 1))

  await portal.kill('SIGTERM')
  await desk.kill('SIGTERM')
  running.clear()
  const database = await openDatabase({ engine: 'sqlite', file: join(folder, 'desk/ribambelle.db') })
  const rows = await database.read(
    (db) => db.rows<{ id: string; status: string }>`select id, status from request where id in ${asked}`,
  )
  expect(rows.map(({ id }) => id).toSorted()).toEqual(asked.toSorted())
  const bookings = await database.read(
    (db) =>
      db.rows<{
        n: number
      }>`select count(*) as n from booking where request_id in ${asked} group by enrolment_id, slot_id, date`,
  )
  expect(bookings.map(({ n }) => n)).toEqual(asked.map(() => 1))
  const traces = await database.read(
    (db) => db.rows`select entity_id from audit_log where operation = 'sync.request' and entity_id in ${asked}`,
  )
  expect(traces).toHaveLength(asked.length)
  await database.close()
}, 90_000)

/** Free days of the coming month, each on its own date. */
async function bookableDays(parent: ReturnType<typeof browser>) {
  const items = []
  for (const month of ['2026-12', '2027-01']) {
    const { days, services } = await parent.value('calendar.month', { month: month as never })
    for (const { date, cells } of days) {
      const cell = cells.find(({ action }) => action === 'book' || action === 'request')
      const slotId = cell && services[cell.service]?.slotId
      if (cell?.enrolmentId && slotId) {
        items.push({ enrolmentId: cell.enrolmentId, slotId, date, action: 'book' as const })
      }
    }
  }
  return items
}
