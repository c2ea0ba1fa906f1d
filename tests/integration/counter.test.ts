import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { CounterService } from '../../src-shared/contract/staff/counter'
import type { ItemOutcome } from '../../src-shared/contract/requests'
import { requestsOfFamily } from '../../src-main/modules/requests'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { item, wrongCounters } from '../support/factories/bookings'
import { smallTown } from '../support/factories/town'

onEachDatabase('at the counter', (open) => {
  async function start() {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const familyId = town.berthelot.id
    const as = (token: string) => async (operation: string, input: object) =>
      (await desk.staff.dispatcher.call(operation, { familyId, ...input }, caller(token))).reply
    const agent = as(town.staff.agent.token)
    const month = async () => {
      const reply = await agent('bookings.monthOfFamily', { month: '2026-12' })
      return valueOf<{ services: CounterService[] }>(reply).services
    }
    const canteen = (await month()).find(
      ({ slotId, childId }) => slotId === town.canteen.midday && childId === town.berthelot.lina,
    ) as CounterService
    const meal = (date: string, action: 'book' | 'cancel' = 'book') =>
      item(canteen.enrolmentId, town.canteen.midday, date, action)
    return { desk, town, familyId, as, agent, month, canteen, meal }
  }
  type Answer = { status: string; outcomes: ItemOutcome[] }

  it('shows the slots of the children of the family with their open days and what is booked', async () => {
    const { canteen, month, agent, meal } = await start()
    expect(canteen).toMatchObject({ childName: 'Lina', structureName: 'École Jean-Zay' })
    const day = (list: CounterService[], date: string) =>
      list.find(({ enrolmentId }) => enrolmentId === canteen.enrolmentId)?.days.find((one) => one.date === date)
    expect(day([canteen], '2026-12-15')).toMatchObject({ state: null, isOpen: true })
    expect(day([canteen], '2026-12-13')).toBeUndefined()
    await agent('bookings.applyForFamily', { id: randomUUID(), items: [meal('2026-12-15')] })
    expect(day(await month(), '2026-12-15')).toMatchObject({ state: 'booked' })
  })

  it('says what would happen with its price, and writes nothing', async () => {
    const { agent, meal, month, canteen } = await start()
    const { outcomes } = valueOf<Answer>(await agent('bookings.previewForFamily', { items: [meal('2026-12-15')] }))
    expect(outcomes).toMatchObject([{ outcome: 'booked' }])
    expect(outcomes[0]?.amountCents).toBeGreaterThan(0)
    const after = (await month()).find(({ enrolmentId }) => enrolmentId === canteen.enrolmentId)
    expect(after?.days.every(({ state }) => state === null)).toBe(true)
  })

  it('books after the deadline that stops a parent, and the family reads it as a request of the counter', async () => {
    const { desk, town, agent, meal, familyId } = await start()
    const late = meal('2026-12-03')
    const parent = await desk.portal.dispatcher.call('booking.quote', { items: [late] }, caller(town.parent.token))
    expect(valueOf<{ outcomes: ItemOutcome[] }>(parent.reply).outcomes).toMatchObject([{ outcome: 'refused' }])
    const id = randomUUID()
    const done = valueOf<Answer>(await agent('bookings.applyForFamily', { id, items: [late] }))
    expect(done).toMatchObject({ status: 'accepted', outcomes: [{ outcome: 'booked' }] })
    const list = await desk.read((ctx) => requestsOfFamily(ctx, familyId, { from: localDate('2026-12-01') }))
    expect(list.map((one) => one.id)).toContain(id)
    const row = await desk.read(
      (ctx) => ctx.db.one<{ origin: string }>`select origin, author_name from request where id = ${id}`,
    )
    expect(row).toEqual({ origin: 'counter', authorName: expect.stringMatching(/\S/) as unknown })
  })

  it('cancels, once whatever the number of clicks, and gives the place back', async () => {
    const { desk, agent, meal, month, canteen } = await start()
    await agent('bookings.applyForFamily', { id: randomUUID(), items: [meal('2026-12-15')] })
    const act = { id: randomUUID(), items: [meal('2026-12-15', 'cancel')] }
    const first = await agent('bookings.applyForFamily', act)
    expect(valueOf<Answer>(first).outcomes).toMatchObject([{ outcome: 'cancelled' }])
    expect(await agent('bookings.applyForFamily', act)).toEqual(first)
    const after = (await month()).find(({ enrolmentId }) => enrolmentId === canteen.enrolmentId)
    expect(after?.days.find(({ date }) => date === '2026-12-15')?.state).toBe('cancelled')
    expect(await desk.read((ctx) => wrongCounters(ctx))).toEqual([])
  })

  it('is closed to whoever may not book, and to structures where the agent does not work', async () => {
    const { desk, town, as, agent, meal } = await start()
    const input = { id: randomUUID(), items: [meal('2026-12-15')] }
    expect(await as(town.staff.cashier.token)('bookings.applyForFamily', input)).toMatchObject({
      error: { code: 'permission.missing' },
    })
    await desk.write((ctx) =>
      ctx.db.insert('staff_structure', { staffId: town.staff.agent.id, structureId: town.centre }),
    )
    for (const operation of ['bookings.previewForFamily', 'bookings.applyForFamily'])
      expect((await agent(operation, operation.endsWith('applyForFamily') ? input : { items: input.items })).ok).toBe(
        false,
      )
  })
})
