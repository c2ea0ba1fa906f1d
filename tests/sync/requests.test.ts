import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { decideRequest } from '../../src-main/modules/requests'
import { pairWith, portalCalls } from '../../src-main/modules/sync'
import { createPairingCode } from '../../src-main/modules/sync'
import type { BookingItem } from '../../src-shared/contract/requests'
import { instant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { staffActor } from '../support/desk'
import { browser, closeLater, exchange, openBoth, openDesk, openHosted, peerOf, requestsAt } from './sides'
import { openLine } from './line'

const day = (enrolmentId: number, slotId: number, date: string, action: BookingItem['action'] = 'book') => ({
  ...{ enrolmentId, slotId, action },
  date: localDate(date),
})

onEachDatabase('a request made on a hosted portal', (open) => {
  async function ready() {
    const both = await openBoth(await open())
    const { enrolments, leisure, canteen } = both.town
    return {
      ...both,
      leisureDay: (date = '2026-12-16') => day(enrolments.linaLeisure, leisure.day, date),
      meal: (date: string) => day(enrolments.linaCanteen, canteen.midday, date),
    }
  }
  const decide = async (desk: Awaited<ReturnType<typeof ready>>['desk'], id: string, reason = '') => {
    const row = await desk.read(({ db }) => db.one<{ version: number }>`select version from request where id = ${id}`)
    const decision = reason === '' ? 'accept' : 'refuse'
    return desk.write(
      (ctx) => decideRequest(ctx, { id, version: row?.version ?? 0, decision, reason }),
      staffActor('agent'),
    )
  }

  it('is kept there, reaches the inbox once, and its decision comes back', async () => {
    const { desk, hosted, sarah, leisureDay } = await ready()
    const id = randomUUID()
    expect(await sarah.value('booking.submit', { id, items: [leisureDay()] })).toMatchObject({ status: 'sent' })
    expect(await sarah.value('booking.submit', { id, items: [leisureDay()] })).toMatchObject({ status: 'sent' })
    expect(await sarah.code('booking.submit', { id, items: [leisureDay('2026-12-09')] })).toBe('request.id-reused')
    expect(await requestsAt(desk)).toEqual([])

    await exchange(hosted)
    expect(await requestsAt(desk)).toMatchObject([{ id, status: 'pending', origin: 'hosted-portal' }])
    expect(await sarah.value('requests.get', { id })).toMatchObject({ status: 'pending' })
    await decide(desk, id)
    await exchange(hosted)
    const answered = await sarah.value('requests.list', {})
    expect(answered).toMatchObject([{ id, status: 'accepted', outcomes: [{ outcome: 'booked' }] }])
    await exchange(hosted)
    expect(await sarah.value('requests.list', {})).toEqual(answered)
    expect(await requestsAt(desk)).toHaveLength(1)
  })

  it('brings back the reason of a refusal', async () => {
    const { desk, hosted, sarah, leisureDay } = await ready()
    const id = randomUUID()
    await sarah.value('booking.submit', { id, items: [leisureDay()] })
    await exchange(hosted)
    await decide(desk, id, 'Sortie au théâtre complète')
    await exchange(hosted)
    expect(await sarah.value('requests.get', { id })).toMatchObject({
      status: 'refused',
      reason: 'Sortie au théâtre complète',
    })
  })

  it('shows its days as asked in the calendar at once, and as booked when the office has them', async () => {
    const { hosted, sarah, meal, leisureDay } = await ready()
    const stateOf = async ({ date, enrolmentId, slotId }: BookingItem) => {
      const { days, services } = await sarah.value('calendar.month', { month: '2026-12' as never })
      const cells = days.find((one) => one.date === date)?.cells ?? []
      return cells.find((cell) => cell.enrolmentId === enrolmentId && services[cell.service]?.slotId === slotId)?.state
    }
    const [lunch, wednesday] = [meal('2026-12-10'), leisureDay()]
    expect(await stateOf(lunch)).toBe('available')
    await sarah.value('booking.submit', { id: randomUUID(), items: [lunch, wednesday] })
    expect(await stateOf(lunch)).toBe('requested')
    await exchange(hosted)
    expect(await stateOf(lunch)).toBe('booked')
    expect(await stateOf(wednesday)).toBe('requested')
  })

  it('is judged by its deadline at the moment of the click, however late it arrives', async () => {
    const { desk, hosted, sarah, meal } = await ready()
    hosted.clock.set(instant('2026-12-07T08:59:00.000Z'))
    const [inTime, tooLate] = [randomUUID(), randomUUID()]
    await sarah.signIn(desk.town.parent.login)
    await sarah.value('booking.submit', { id: inTime, items: [meal('2026-12-08')] })
    hosted.clock.set(instant('2026-12-07T09:01:00.000Z'))
    await sarah.value('booking.submit', {
      id: tooLate,
      items: [{ ...meal('2026-12-08'), enrolmentId: desk.town.enrolments.hugoCanteen }],
    })
    desk.clock.set(instant('2026-12-07T18:00:00.000Z'))
    await exchange(hosted)
    expect(await sarah.value('requests.get', { id: inTime })).toMatchObject({ status: 'accepted' })
    expect(await sarah.value('requests.get', { id: tooLate })).toMatchObject({
      status: 'refused',
      outcomes: [{ refusal: { code: 'booking.too-late' } }],
    })
  })

  it('takes the last place for one parent only, whatever the door', async () => {
    const { desk, hosted, sarah, town } = await ready()
    await desk.write(({ db }) => db.run`update opening set capacity = 1 where activity_id = ${town.canteen.id}`)
    const id = randomUUID()
    await sarah.value('booking.submit', {
      id,
      items: [day(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-10')],
    })
    const other = (
      await desk.portal.dispatcher.call(
        'booking.submit',
        { id: randomUUID(), items: [day(town.enrolments.awaCanteen, town.canteen.midday, '2026-12-10')] },
        { address: '127.0.0.1', userAgent: 'test', sessionToken: desk.mariama.token },
      )
    ).reply
    expect(other).toMatchObject({ ok: true, value: { status: 'accepted' } })
    await exchange(hosted)
    expect(await sarah.value('requests.get', { id })).toMatchObject({
      status: 'refused',
      outcomes: [{ refusal: { code: 'booking.full' } }],
    })
    const taken = await desk.read(
      ({ db }) => db.rows<{ taken: number }>`select taken from opening where activity_id = ${town.canteen.id}
        and group_id = ${town.canteen.primary} and date = '2026-12-10'`,
    )
    expect(taken).toEqual([{ taken: 1 }])
  })

  it('can be taken back before the office has it, after, and not once answered', async () => {
    const { desk, hosted, sarah, leisureDay } = await ready()
    const [before, after, answered] = [randomUUID(), randomUUID(), randomUUID()]
    await sarah.value('booking.submit', { id: before, items: [leisureDay('2026-12-09')] })
    await sarah.value('requests.withdraw', { id: before })
    expect(await sarah.value('requests.get', { id: before })).toMatchObject({ status: 'withdrawn' })
    await sarah.value('booking.submit', { id: after, items: [leisureDay('2026-12-16')] })
    await sarah.value('booking.submit', { id: answered, items: [leisureDay('2027-01-06')] })
    await exchange(hosted)
    await sarah.value('requests.withdraw', { id: after })
    await sarah.value('requests.withdraw', { id: after })
    expect(await sarah.value('requests.get', { id: after })).toMatchObject({ status: 'withdrawn' })
    await decide(desk, answered)
    await exchange(hosted)
    expect(await sarah.code('requests.withdraw', { id: answered })).toBe('request.not-pending')
    const statuses = new Map((await requestsAt(desk)).map(({ id, status }) => [id, status]))
    expect([before, after, answered].map((id) => statuses.get(id))).toEqual([undefined, 'withdrawn', 'accepted'])
    expect(await sarah.value('requests.get', { id: before })).toMatchObject({ status: 'withdrawn' })
    const booked = await desk.read(({ db }) => db.rows`select id from booking where state in ('requested', 'booked')`)
    expect(booked).toHaveLength(1)
  })

  it('books nothing when it was taken back before the office heard of it, even where a rule accepts at once', async () => {
    const { desk, hosted, sarah, meal } = await ready()
    const id = randomUUID()
    await sarah.value('booking.submit', { id, items: [meal('2026-12-10')] })
    await sarah.value('requests.withdraw', { id })
    await exchange(hosted)
    expect(await requestsAt(desk)).toEqual([])
    expect(await desk.read(({ db }) => db.rows`select id from booking`)).toEqual([])
    expect(await hosted.read(({ db }) => db.rows`select refusal from sync_outbox`)).toEqual([
      { refusal: '' },
      { refusal: '' },
    ])
  })

  it('keeps the decision when the parent takes back what has just been answered', async () => {
    const { desk, hosted, sarah, leisureDay } = await ready()
    const id = randomUUID()
    await sarah.value('booking.submit', { id, items: [leisureDay()] })
    await exchange(hosted)
    await decide(desk, id)
    await sarah.value('requests.withdraw', { id })
    await exchange(hosted)
    expect(await sarah.value('requests.get', { id })).toMatchObject({ status: 'accepted' })
    expect(await hosted.read(({ db }) => db.rows`select refusal from sync_outbox where kind = 'withdrawal'`)).toEqual([
      { refusal: 'request.already-decided' },
    ])
  })

  it('is refused for good when its author may no longer speak for the family, and holds up no other', async () => {
    const { desk, hosted, sarah, meal, town } = await ready()
    const [mine, hers] = [randomUUID(), randomUUID()]
    const mariama = browser(hosted.address)
    await mariama.signIn(desk.mariama.login)
    await sarah.value('booking.submit', { id: mine, items: [meal('2026-12-10')] })
    const awa = day(town.enrolments.awaCanteen, town.canteen.midday, '2026-12-10')
    await mariama.value('booking.submit', { id: hers, items: [awa] })
    await desk.write(({ db }) => db.run`update portal_account set family_ids = '[]' where id = ${town.parent.id}`)
    await exchange(hosted)
    expect((await requestsAt(desk)).map(({ id }) => id)).toEqual([hers])
    expect(await sarah.value('requests.get', { id: mine })).toMatchObject({ status: 'refused' })
  })

  it('waits alone when receiving it fails, and is received once that is repaired', async () => {
    const { desk, hosted, sarah, meal } = await ready()
    const [stuck, other] = [randomUUID(), randomUUID()]
    await sarah.value('booking.submit', { id: stuck, items: [meal('2026-12-10')] })
    await sarah.value('booking.submit', { id: other, items: [meal('2026-12-11')] })
    // A tariff that cannot be read: a bug of the desk, as far as this request can tell.
    const insert = desk.services.database.write.bind(desk.services.database)
    let isBroken = true
    desk.services.database.write = (work) =>
      insert((db) =>
        work({
          ...db,
          manager: db.manager,
          run: (strings, ...values) => {
            if (isBroken && strings[0]?.includes('insert into request ') && values[0] === stuck)
              throw new Error('broken')
            return db.run(strings, ...values)
          },
        }),
      )
    await exchange(hosted)
    expect((await requestsAt(desk)).map(({ id }) => id)).toEqual([other])
    isBroken = false
    await exchange(hosted)
    expect((await requestsAt(desk)).map(({ id, status }) => `${id} ${status}`).toSorted()).toEqual(
      [`${other} accepted`, `${stuck} accepted`].toSorted(),
    )
    expect(await hosted.read(({ db }) => db.rows`select id from sync_outbox where acknowledged_at is null`)).toEqual([])
  })
})

onEachDatabase('a line that fails', (open) => {
  async function overLine() {
    const desk = await openDesk(await open())
    const hosted = await openHosted()
    const line = await openLine(desk.address)
    closeLater(() => line.close())
    const { code } = await desk.write(createPairingCode)
    await pairWith(hosted.services, { url: line.address, code, ownSide: 'portal', ownName: 'P' })
    await exchange(hosted)
    const sarah = browser(hosted.address)
    await sarah.signIn(desk.town.parent.login)
    const { enrolments, leisure } = desk.town
    const submit = async (date: string) => {
      const id = randomUUID()
      await sarah.value('booking.submit', { id, items: [day(enrolments.linaLeisure, leisure.day, date)] })
      return id
    }
    const turn = async () => portalCalls(hosted.services, await peerOf(hosted))
    return { desk, hosted, line, sarah, submit, turn }
  }

  it('loses nothing when the answer is lost after the commit, twice', async () => {
    const { desk, hosted, line, sarah, submit, turn } = await overLine()
    const id = await submit('2026-12-16')
    line.fate = 'loses-answers'
    const before = line.carried
    await expect(turn()).rejects.toMatchObject({ code: 'sync.unreachable' })
    await expect(turn()).rejects.toMatchObject({ code: 'sync.unreachable' })
    expect(line.carried - before).toBe(2)
    expect(await sarah.value('requests.get', { id })).toMatchObject({ status: 'sent' })
    line.fate = 'carries'
    await exchange(hosted)
    expect(await requestsAt(desk)).toMatchObject([{ id, status: 'pending' }])
    expect(await sarah.value('requests.list', {})).toMatchObject([{ id, status: 'pending' }])
    const traces = await desk.read(
      ({ db }) => db.rows`select operation from audit_log where operation = 'sync.request'`,
    )
    expect(traces).toHaveLength(1)
  })

  it('withdraws once when the answer to a withdrawal is lost', async () => {
    const { desk, hosted, line, sarah, submit, turn } = await overLine()
    const id = await submit('2026-12-16')
    await exchange(hosted)
    await sarah.value('requests.withdraw', { id })
    line.fate = 'loses-answers'
    await expect(turn()).rejects.toMatchObject({ code: 'sync.unreachable' })
    line.fate = 'carries'
    await exchange(hosted)
    expect(await requestsAt(desk)).toMatchObject([{ id, status: 'withdrawn' }])
    const answers = await hosted.read(({ db }) => db.rows`select kind, refusal from sync_outbox order by position`)
    expect(answers).toEqual([
      { kind: 'request', refusal: '' },
      { kind: 'withdrawal', refusal: '' },
    ])
  })

  it('is waited for when it is cut, and everything follows when it is back', async () => {
    const { desk, hosted, line, sarah, submit, turn } = await overLine()
    line.fate = 'cut'
    const ids = [await submit('2026-12-09'), await submit('2026-12-16')]
    await expect(turn()).rejects.toMatchObject({ code: 'sync.unreachable' })
    expect((await sarah.value('requests.list', {})).map(({ status }) => status)).toEqual(['sent', 'sent'])
    line.fate = 'carries'
    await exchange(hosted)
    expect((await requestsAt(desk)).map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    expect((await sarah.value('requests.list', {})).map(({ status }) => status)).toEqual(['pending', 'pending'])
  })
})
