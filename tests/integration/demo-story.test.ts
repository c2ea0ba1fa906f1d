import { beforeAll, expect, it } from 'vitest'
import { demoPassword, generateDemo, type DemoAccounts } from '../../src-main/demo'
import { hashToken } from '../../src-main/modules/accounts'
import type { zCalendar } from '../../src-shared/contract/portal/calendar'
import type { requestsContract } from '../../src-shared/contract/staff/requests'
import type { z } from 'zod'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase, openTestDatabase, type TestDatabase } from '../support/database'
import { caller, deskOn, valueOf, type Desk } from '../support/desk'

type Calendar = z.output<typeof zCalendar>
type Inbox = z.output<(typeof requestsContract)['requests.list']['output']>
type Decided = z.output<(typeof requestsContract)['requests.decide']['output']>

const months = ['2026-10', '2026-11', '2026-12', '2027-01']

/** The demonstration is only worth what the product makes of it: everything here goes through the two contracts. */
onEachDatabase('the demonstration, seen through the product', (_open, engine) => {
  let desk: Desk
  let database: TestDatabase
  let accounts: DemoAccounts
  beforeAll(async () => {
    database = await openTestDatabase(engine)
    desk = deskOn(database, { now: '2026-12-08T08:00:00.000Z' })
    accounts = (await generateDemo(desk.services, { size: 'demo', today: localDate('2026-12-08') })).accounts
    return () => database.dispose()
  })

  async function staffSession(role: string): Promise<string> {
    const account = accounts.staff.find((one) => one.role === role)
    const input = { email: account?.email, password: account?.password }
    const { reply, session } = await desk.staff.dispatcher.call('session.signIn', input, caller())
    valueOf(reply)
    return session?.token ?? ''
  }
  const staffCall = async <T>(token: string, operation: string, input: unknown) =>
    valueOf<T>((await desk.staff.dispatcher.call(operation, input, caller(token))).reply)
  const parentCall = async <T>(token: string, operation: string, input: unknown) =>
    valueOf<T>((await desk.portal.dispatcher.call(operation, input, caller(token))).reply)

  it('shows every parent months without an inconsistent cell', async () => {
    const opened = await desk.write(async ({ db, now }) => {
      const rows = await db.rows<{ id: number }>`select id from portal_account order by id`
      const sessions = rows.map(({ id }) => ({ token: `token-${id}`, id }))
      await db.insertMany(
        'portal_session',
        sessions.map(({ token, id }) => ({
          tokenHash: hashToken(token),
          accountId: id,
          familyId: id,
          createdAt: now,
          expiresAt: '2026-12-09T00:00:00.000Z',
          userAgent: 'test',
        })),
      )
      return sessions
    })
    expect(opened).toHaveLength(60)
    const counts: Record<string, number> = {}
    for (const { token } of opened) {
      for (const month of months) {
        const calendar = await parentCall<Calendar>(token, 'calendar.month', { month })
        for (const { cells } of calendar.days) for (const { state } of cells) counts[state] = (counts[state] ?? 0) + 1
      }
    }
    expect(counts['error']).toBeUndefined()
    const seen = [
      'available',
      'too-late',
      'late-surcharge',
      'full',
      'requested',
      'booked',
      'booked-locked',
      'waiting',
      'cancelled',
    ]
    for (const state of [
      ...seen,
      'absence-requested',
      'absent-excused',
      'absent-billed',
      'present-booked',
      'present-unbooked',
    ]) {
      expect(counts[state] ?? 0, state).toBeGreaterThan(0)
    }
  })

  it('has an inbox in which every request can be accepted, and the parent sees it', async () => {
    const agent = await staffSession('agent')
    const inbox = await staffCall<Inbox>(agent, 'requests.list', {})
    const [counted] = await desk.read(
      ({ db }) => db.rows<{ count: number }>`select count(*) as count from request where status = 'pending'`,
    )
    expect(inbox.total).toBe(Number(counted?.count))
    expect(inbox.total).toBeGreaterThan(8)

    const { session } = await desk.portal.dispatcher.call(
      'session.signIn',
      { login: 'aminata.diallo@courriel.invalid', password: demoPassword },
      caller(),
    )
    const before = await januaryOf(session?.token ?? '')
    expect(before['requested']).toBeGreaterThan(1)

    const pending = await desk.read(
      ({ db }) => db.rows<{ id: string; version: number }>`select id, version from request
        where status = 'pending' and kind <> 'registration'`,
    )
    const decisions = pending.map(({ id, version }) => ({ id, version, decision: 'accept' }))
    const { results } = await staffCall<Decided>(agent, 'requests.decide', { decisions })
    expect(results.filter(({ refusal }) => refusal !== null)).toEqual([])
    expect(results.map(({ done }) => done?.status)).toEqual(results.map(() => 'accepted'))

    const after = await januaryOf(session?.token ?? '')
    expect(after['requested']).toBeUndefined()
    expect(after['booked']).toBe((before['booked'] ?? 0) + (before['requested'] ?? 0))
  })

  it('has two people who ask for an account: one is new, the other resembles a family', async () => {
    const agent = await staffSession('agent')
    const asking = await desk.read(
      ({ db }) => db.rows<{ id: string }>`select id from request where kind = 'registration' order by submitted_at`,
    )
    const choices = []
    for (const { id } of asking) {
      const read = await staffCall<{ requests: { choices: { key: string }[] }[] }>(agent, 'requests.read', {
        ids: [id],
      })
      choices.push(read.requests[0]?.choices.map(({ key }) => key.replace(/\d+/, 'n')))
    }
    expect(choices).toEqual([[], ['family/n', 'new']])
  })

  async function januaryOf(token: string): Promise<Record<string, number>> {
    const calendar = await parentCall<Calendar>(token, 'calendar.month', { month: '2027-01' })
    const states = calendar.days.flatMap(({ cells }) => cells.map(({ state }) => state))
    return states.reduce<Record<string, number>>(
      (counts, state) => ({ ...counts, [state]: (counts[state] ?? 0) + 1 }),
      {},
    )
  }
})
