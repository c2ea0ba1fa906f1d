import { expect, it } from 'vitest'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { parentOf } from '../portal/portal-town'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { asParent, insertEnrolledFamily, item, overbooked, wrongCounters } from '../support/factories/bookings'
import { smallTown } from '../support/factories/town'

const day = '2026-12-15'
const next = '2026-12-17'

onEachDatabase('a day cancelled for everybody', (open) => {
  /** Three families of one child each have booked two meals. */
  async function opened() {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const { canteen, school } = town
    const where = { activityId: canteen.id, groupId: canteen.primary, schoolId: school }
    const families = await desk.write(async (ctx) => {
      const list = []
      for (const number of [2001, 2002, 2003]) {
        const family = await insertEnrolledFamily(ctx, number, { ...where, acceptsEmail: number !== 2003 })
        const items = [day, next].map((date) => item(family.enrolmentId, canteen.midday, date))
        await asParent(ctx, family.familyId, items)
        list.push(family)
      }
      return list
    })
    const ask = async (operation: string, input: unknown, token = town.staff.director.token) =>
      (await desk.staff.dispatcher.call(operation, input, caller(token))).reply
    const call = async <T>(operation: string, input: unknown) => valueOf<T>(await ask(operation, input))
    const states = (date: string) =>
      desk.read(async (ctx) => {
        const rows = await ctx.db.rows<{ state: string; reason: string }>`select state, reason from booking
          where date = ${date} order by id`
        return rows.map(({ state, reason }) => (reason ? `${state} ${reason}` : state))
      })
    const mails = () =>
      desk.read(
        (ctx) => ctx.db.rows<{ subject: string; nextAttemptAt: string }>`select subject, next_attempt_at
        from outbox_message where kind = 'cancellation' order by id`,
      )
    const scope = { structureId: school, activityIds: [], groupIds: [], slotIds: [], classLevels: [] }
    const strike = { kind: 'strike', label: 'Grève nationale', fromDate: day, toDate: day, scope }
    return { desk, town, families, ask, call, states, mails, scope, strike }
  }

  it('says whom it concerns before anything is done: children, families, meals, and who must be called', async () => {
    const { call, strike, states } = await opened()
    expect(await call('cancellations.preview', strike)).toMatchObject({
      ...{ bookings: 3, children: 3, families: 3, meals: 3, kept: 0 },
      withoutEmail: [{ name: 'Famille 2003' }],
      days: [{ date: day, bookings: 3 }],
    })
    expect(await states(day)).toEqual(['booked', 'booked', 'booked'])
  })

  it('[G11] cancels at once without charge, frees every place, closes the day on the portal, and tells families', async () => {
    const { desk, call, strike, states, mails, town } = await opened()
    expect(await call('cancellations.make', strike)).toMatchObject({
      ...{ bookings: 3, families: 3 },
      tellAt: '2026-12-02T15:20:00.000Z',
    })
    expect(await states(day)).toEqual(Array(3).fill('cancelled Grève nationale'))
    expect(await states(next)).toEqual(['booked', 'booked', 'booked'])
    expect(await desk.read(wrongCounters)).toEqual([])
    expect(await mails()).toEqual(
      Array(2).fill({ subject: 'Grève\u00A0: Grève nationale', nextAttemptAt: '2026-12-02T15:20:00.000Z' }),
    )
    const parent = parentOf(desk, town.parent.token)
    const { days } = await parent.value('calendar.month', { month: yearMonth('2026-12') })
    const cells = days.find(({ date }) => date === day)
    expect(cells?.cells.some(({ action }) => action === 'book')).toBe(false)
    expect(cells?.label).toBe('Grève nationale')
  })

  it('is taken back whole while nobody was told: bookings, openings, messages', async () => {
    const { desk, call, strike, states, mails, ask } = await opened()
    const { id } = await call<{ id: number }>('cancellations.make', strike)
    expect(await call('cancellations.undo', { id, version: 1 })).toEqual({ bookings: 3 })
    expect(await states(day)).toEqual(['booked', 'booked', 'booked'])
    expect(await mails()).toEqual([])
    expect(await desk.read((ctx) => ctx.db.rows`select id from closure where from_date = ${day}`)).toEqual([])
    expect(await desk.read(wrongCounters)).toEqual([])
    expect(await ask('cancellations.undo', { id, version: 2 })).toMatchObject({
      error: { code: 'record.changed-meanwhile' },
    })
    const [listed] = await call<object[]>('cancellations.list', { from: day, to: day })
    expect(listed).toMatchObject({ label: 'Grève nationale', mayUndo: false, bookings: 3 })
  })

  it('is no longer taken back once families were told', async () => {
    const { desk, call, strike, states, ask } = await opened()
    const { id } = await call<{ id: number }>('cancellations.make', strike)
    desk.clock.set(addMinutesToInstant(desk.clock.now(), 10))
    expect(await ask('cancellations.undo', { id, version: 1 })).toMatchObject({ error: { code: 'cancellation.told' } })
    expect(await states(day)).toEqual(Array(3).fill('cancelled Grève nationale'))
  })

  it('closes a group alone, and opens it again with its places when taken back', async () => {
    const { desk, call, strike, scope, town } = await opened()
    const groupIds = [town.canteen.primary]
    const { id } = await call<{ id: number }>('cancellations.make', { ...strike, scope: { ...scope, groupIds } })
    const openings = () =>
      desk.read(
        (ctx) => ctx.db.rows`select group_id, taken from opening where activity_id = ${town.canteen.id}
        and date = ${day} order by group_id`,
      )
    expect(await openings()).toEqual([{ groupId: town.canteen.nursery, taken: 0 }])
    await call('cancellations.undo', { id, version: 1 })
    expect(await openings()).toEqual(
      [
        { groupId: town.canteen.nursery, taken: 0 },
        { groupId: town.canteen.primary, taken: 3 },
      ].toSorted((a, b) => a.groupId - b.groupId),
    )
  })

  it('takes a class away for its outing, and gives its places to those who wait', async () => {
    const { desk, call, strike, scope, states, families, town } = await opened()
    await desk.write(async (ctx) => {
      const [, , third] = families
      await ctx.db.run`update child set class_level = 'CM2' where id = ${third?.childId ?? 0}`
      await ctx.db.run`update opening set capacity = 3 where slot_id = ${town.canteen.midday} and date = ${day}`
      await ctx.db.run`update activity set waiting_list = ${true}, version = version + 1 where id = ${town.canteen.id}`
      const where = { activityId: town.canteen.id, groupId: town.canteen.primary, schoolId: town.school }
      const late = await insertEnrolledFamily(ctx, 2004, where)
      await asParent(ctx, late.familyId, [item(late.enrolmentId, town.canteen.midday, day)])
    })
    expect((await states(day)).at(-1)).toBe('waiting')
    const outing = { ...strike, kind: 'outing', label: 'Sortie au musée', scope: { ...scope, classLevels: ['CM2'] } }
    expect(await call('cancellations.make', outing)).toMatchObject({ bookings: 1, families: 1 })
    expect(await states(day)).toEqual(['booked', 'booked', 'cancelled Sortie au musée', 'booked'])
    expect(await desk.read(wrongCounters)).toEqual([])
    expect(await desk.read(overbooked)).toEqual([])
  })

  it('leaves what was attended or invoiced as it is, and says how many', async () => {
    const { desk, call, strike, states } = await opened()
    await desk.write(async (ctx) => {
      const row = await ctx.db.one<{ id: number }>`select min(id) as id from booking where date = ${day}`
      await ctx.db.run`update booking set state = 'present' where id = ${row?.id ?? 0}`
    })
    expect(await call('cancellations.preview', strike)).toMatchObject({ bookings: 2, kept: 1 })
    await call('cancellations.make', strike)
    expect((await states(day))[0]).toBe('present')
  })

  it('is refused to who does not work for the structure', async () => {
    const { desk, ask, strike, town, states } = await opened()
    await desk.write(async (ctx) => {
      const agent = await ctx.db.one<{ id: number }>`select id from staff where role = 'agent'`
      await ctx.db.insert('staff_structure', { staffId: agent?.id ?? 0, structureId: town.centre })
    })
    expect(await ask('cancellations.make', strike, town.staff.agent.token)).toMatchObject({
      error: { code: 'permission.missing' },
    })
    expect(await states(day)).toEqual(['booked', 'booked', 'booked'])
  })
})
