import { expect, it } from 'vitest'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { onEachDatabase } from '../support/database'
import { portalTown } from './portal-town'

const date = '2026-12-15'
const month = yearMonth('2026-12')
const uuid = (n: number) => `00000000-0000-4000-8000-00000000000${n}`

onEachDatabase('a place offered on the portal', (open) => {
  it('[F33] shows its hour and two answers to the family it is offered to; its answer goes through the ordinary door', async () => {
    const { desk, town, sarah, mariama } = await portalTown(await open())
    const { canteen } = town
    await desk.write(async (ctx) => {
      await ctx.db.run`update activity set waiting_list = ${true}, version = version + 1,
        booking_policy = ${JSON.stringify({ offerMinutes: 60 })} where id = ${canteen.id}`
      await ctx.db.run`update opening set capacity = 1 where activity_id = ${canteen.id} and date = ${date}`
      await ctx.touch(`activity/${canteen.id}`, `availability/${canteen.id}/2026-12`)
    })
    const cellOf = async (parent: typeof sarah) => {
      const { days, services } = await parent.value('calendar.month', { month })
      const cells = days.find((day) => day.date === date)?.cells ?? []
      return cells.find(({ service }) => services[service]?.activityId === canteen.id) ?? expect.fail('no cell')
    }
    const [hers, theirs] = [await cellOf(sarah), await cellOf(mariama)]
    const send = (parent: typeof sarah, n: number, enrolmentId: number, action: 'book' | 'cancel') =>
      parent.value('booking.submit', {
        id: uuid(n),
        items: [{ enrolmentId, slotId: canteen.midday, date, action }] as never,
      })
    expect(await send(sarah, 1, hers.enrolmentId, 'book')).toMatchObject({ outcomes: [{ outcome: 'booked' }] })
    expect(await send(mariama, 2, theirs.enrolmentId, 'book')).toMatchObject({
      outcomes: [{ outcome: 'waiting', rank: 1 }],
    })
    await send(sarah, 3, hers.enrolmentId, 'cancel')
    expect(await cellOf(mariama)).toMatchObject({
      state: 'offered',
      action: 'accept',
      deadline: '2026-12-02T16:10:00.000Z',
    })
    // to anybody else the day is full: the place is kept
    expect(await cellOf(sarah)).toMatchObject({ state: 'cancelled', action: 'waitlist' })
    expect(
      await sarah.code('booking.submit', {
        id: uuid(4),
        items: [{ enrolmentId: theirs.enrolmentId, slotId: canteen.midday, date, action: 'book' }] as never,
      }),
    ).toBe('record.not-found')
    expect(await send(mariama, 5, theirs.enrolmentId, 'book')).toMatchObject({ outcomes: [{ outcome: 'booked' }] })
    expect(await cellOf(mariama)).toMatchObject({ state: 'booked', action: 'cancel' })
  })
})
