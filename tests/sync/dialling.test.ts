import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createPairingCode, deskCalls, startDialler } from '../../src-main/modules/sync'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { syncProtocol } from '../../src-shared/contract/sync'
import { errorLabel } from '../../src-shared/errors'
import { onEachDatabase } from '../support/database'
import { caller, valueOf } from '../support/desk'
import { openLine } from './line'
import {
  browser,
  closeLater,
  exchange,
  exchangeFromDesk,
  openBoth,
  openDesk,
  openHosted,
  peerOf,
  requestsAt,
  type Hosted,
} from './sides'

onEachDatabase('a desk that calls its portal', (open) => {
  /** The office types, in its back office, the code that the portal shows. */
  async function dialled(through?: (hosted: Hosted) => Promise<string>) {
    const desk = await openDesk(await open())
    const hosted = await openHosted()
    const { code } = await hosted.write(createPairingCode)
    const url = through ? await through(hosted) : hosted.address
    const administrator = caller(desk.town.staff.administrator.token)
    const call = async (operation: string, input: unknown) =>
      (await desk.staff.dispatcher.call(operation, input, administrator)).reply
    valueOf(await call('sync.dial', { url, code }))
    await exchangeFromDesk(desk)
    const sarah = browser(hosted.address)
    await sarah.signIn(desk.town.parent.login)
    const { enrolments, leisure } = desk.town
    const submit = async (date: string) => {
      const id = randomUUID()
      const item = { enrolmentId: enrolments.linaLeisure, slotId: leisure.day, action: 'book' as const }
      await sarah.value('booking.submit', { id, items: [{ ...item, date: localDate(date) }] })
      return id
    }
    return { desk, hosted, sarah, submit, call }
  }

  it('gives its views, takes the requests, and brings the decisions', async () => {
    const { desk, hosted, sarah, submit } = await dialled()
    const id = await submit('2026-12-16')
    await exchangeFromDesk(desk)
    expect(await requestsAt(desk)).toMatchObject([{ id, status: 'pending', origin: 'hosted-portal' }])
    expect(await sarah.value('requests.get', { id })).toMatchObject({ status: 'pending' })
    expect(await hosted.read(({ db }) => db.rows`select id from sync_outbox where acknowledged_at is null`)).toEqual([])
    await sarah.value('requests.withdraw', { id })
    await exchangeFromDesk(desk)
    expect(await requestsAt(desk)).toMatchObject([{ id, status: 'withdrawn' }])
    expect(await peerOf(desk)).toMatchObject({ side: 'portal', name: 'Portail d’essai', lastError: '' })
  })

  it('loses nothing when answers are lost, and heals a damaged copy', async () => {
    let line: Awaited<ReturnType<typeof openLine>> | undefined
    const { desk, hosted, sarah, submit } = await dialled(async ({ address }) => {
      line = await openLine(address)
      closeLater(() => (line ? line.close() : Promise.resolve()))
      return line.address
    })
    if (!line) throw new Error('no line')
    const ids = [await submit('2026-12-09'), await submit('2026-12-16')]
    line.fate = 'loses-answers'
    const turn = async () => deskCalls(desk.services, await peerOf(desk), { acks: [], comparedTo: null })
    await expect(turn()).rejects.toMatchObject({ code: 'sync.unreachable' })
    const key = `family/${desk.town.diallo.id}`
    await desk.write(async (ctx) => {
      await ctx.db.run`update family set city = 'Ailleurs' where id = ${desk.town.diallo.id}`
      await ctx.touch(key)
    })
    await expect(turn()).rejects.toMatchObject({ code: 'sync.unreachable' })
    line.fate = 'carries'
    hosted.clock.set(addMinutesToInstant(hosted.clock.now(), 24 * 60))
    await hosted.write(({ db }) => db.run`update sync_view set body = '{}' where key = 'news'`)
    await exchangeFromDesk(desk)
    expect((await requestsAt(desk)).map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    expect((await sarah.value('requests.list', {})).map(({ status }) => status)).toEqual(['pending', 'pending'])
    const bodies = await hosted.read(
      ({ db }) => db.rows<{ body: string }>`select body from sync_view where key in ${[key, 'news']} order by key`,
    )
    expect(bodies.map(({ body }) => body)).toEqual([expect.stringContaining('Ailleurs'), '{"items":[]}'])
  })

  it('refuses an address without https outside this machine, and a wrong code, in words', async () => {
    const { call } = await dialled()
    expect(await call('sync.dial', { url: 'http://portail.invalid', code: 'ABC' })).toMatchObject({
      error: { code: 'sync.insecure-address' },
    })
    const hosted = await openHosted()
    expect(await call('sync.dial', { url: hosted.address, code: 'AAA-AAA-AAA' })).toMatchObject({
      error: { code: 'sync.wrong-code' },
    })
  })
})

onEachDatabase('the exchange', (open) => {
  it('stops with a clear sentence on both sides when the versions differ, and loses nothing', async () => {
    const { desk, hosted, sarah } = await openBoth(await open())
    const id = randomUUID()
    const { enrolments, canteen } = desk.town
    const item = { enrolmentId: enrolments.linaCanteen, slotId: canteen.midday, action: 'book' as const }
    await sarah.value('booking.submit', { id, items: [{ ...item, date: localDate('2026-12-10') }] })
    const there = await peerOf(hosted)
    const token = hosted.services.cipher.open(there.tokenSealed, `sync_peer.token/${there.id}`)
    const response = await fetch(`${desk.address}/sync/v1/exchange`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ protocol: syncProtocol + 1, from: 'portal', since: 0, somethingNew: true }),
    })
    const { error } = (await response.json()) as { error: { code: string; details: Record<string, unknown> } }
    const versions = `bureau\u00A0: ${syncProtocol}, portail\u00A0: ${syncProtocol + 1}`
    expect(errorLabel(error.code, error.details)).toContain(versions)
    expect(errorLabel(error.code, error.details)).toContain('Mettez à jour le plus ancien')
    expect((await peerOf(desk)).lastError).toBe(errorLabel(error.code, error.details))
    await exchange(hosted)
    expect(await requestsAt(desk)).toMatchObject([{ id, status: 'accepted' }])
    expect((await peerOf(desk)).lastError).toBe('')
  })

  it('goes on by itself: at once after a request, and again after the other side was away', async () => {
    const { desk, hosted, sarah } = await openBoth(await open())
    const line = await openLine(desk.address)
    closeLater(() => line.close())
    await hosted.write(({ db }) => db.run`update sync_peer set url = ${line.address}`)
    line.fate = 'cut'
    const dialler = startDialler(hosted.services, { side: 'portal', everyMs: 60 })
    closeLater(() => dialler.stop())
    await expect.poll(async () => (await peerOf(hosted)).lastError).toMatch(/L’autre côté ne répond pas/)
    const id = randomUUID()
    const { enrolments, canteen } = desk.town
    const item = { enrolmentId: enrolments.linaCanteen, slotId: canteen.midday, action: 'book' as const }
    await sarah.value('booking.submit', { id, items: [{ ...item, date: localDate('2026-12-10') }] })
    line.fate = 'carries'
    dialler.wake()
    await expect.poll(async () => (await sarah.value('requests.get', { id })).status).toBe('accepted')
    await expect.poll(async () => (await peerOf(hosted)).lastError).toBe('')
  })

  it('shows in the back office who is paired, since when, and what waits', async () => {
    const { desk, hosted } = await openBoth(await open())
    const state = async () =>
      valueOf<{ address: string; peers: { waiting: number }[] }>(
        (await desk.staff.dispatcher.call('sync.state', {}, caller(desk.town.staff.agent.token))).reply,
      )
    await exchange(hosted)
    expect(await state()).toMatchObject({
      address: desk.address,
      peers: [
        { name: 'Portail d’essai', dialledByDesk: false, lastSuccessAt: desk.clock.now(), lastError: '', waiting: 0 },
      ],
    })
    await desk.write((ctx) => ctx.touch('town'))
    expect((await state()).peers[0]?.waiting).toBe(1)
    expect(JSON.stringify(await state())).not.toMatch(/token/i)
    const refused = await desk.staff.dispatcher.call('sync.createCode', {}, caller(desk.town.staff.animator.token))
    expect(refused.reply).toMatchObject({ error: { code: 'permission.missing' } })
  })
})
