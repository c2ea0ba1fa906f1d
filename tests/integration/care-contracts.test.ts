import { expect, it } from 'vitest'
import { bookingsOfFamily, setStates } from '../../src-main/modules/bookings'
import { localDate } from '../../src-shared/kernel/local-date'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { parentOf } from '../portal/portal-town'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, staffActor, valueOf } from '../support/desk'
import { wrongCounters } from '../support/factories/bookings'
import { smallTown } from '../support/factories/town'

onEachDatabase('regular contracts', (open) => {
  async function opened() {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const { canteen, berthelot } = town
    const enrolment = await desk.read(
      (ctx) => ctx.db.one<{ id: number }>`select id from enrolment where activity_id = ${canteen.id}
        and family_id = ${berthelot.id} and child_id = ${berthelot.lina}`,
    )
    const enrolmentId = enrolment?.id ?? expect.fail('no enrolment')
    const ask = async (operation: string, input: unknown, token = town.staff.director.token) =>
      (await desk.staff.dispatcher.call(operation, input, caller(token))).reply
    const call = async <T = { id: number; booked: number; freed: number; closed: number }>(
      name: string,
      input: unknown,
    ) => valueOf<T>(await ask(name, input))
    const week = (...weekdays: number[]) => weekdays.map((weekday) => ({ weekday, slotId: canteen.midday }))
    const contract = (from: string, to: string, ...weekdays: number[]) => {
      return { enrolmentId, startDate: from, endDate: to, week: week(...weekdays) }
    }
    const dates = (from: string, to: string) =>
      desk.read(async (ctx) => {
        const input = { familyId: berthelot.id, from: localDate(from), to: localDate(to) }
        const bookings = await bookingsOfFamily(ctx, input)
        return bookings
          .filter((one) => one.enrolmentId === enrolmentId && one.state === 'booked')
          .map(({ date }) => date)
      })
    return { desk, town, enrolmentId, ask, call, contract, dates }
  }

  it('[N29] books its weekdays over the period, leaves out closed days, and says so before it is saved', async () => {
    const { desk, call, contract, dates } = await opened()
    const asked = contract('2026-12-07', '2026-12-20', 1, 3, 4)
    const preview = await call('contracts.preview', asked)
    // no canteen on Wednesdays
    expect(preview).toMatchObject({ booked: 4, closed: 2, refused: [] })
    expect(await dates('2026-12-07', '2026-12-20')).toEqual([])
    expect(await call('contracts.save', asked)).toMatchObject({ booked: 4, closed: 2 })
    expect(await dates('2026-12-07', '2026-12-20')).toEqual(['2026-12-07', '2026-12-10', '2026-12-14', '2026-12-17'])
    expect(await desk.read(wrongCounters)).toEqual([])
  })

  it('is amended from a date on: the days that change move, the others stay, and both weeks are kept', async () => {
    const { ask, call, contract, dates, enrolmentId } = await opened()
    const { id } = await call('contracts.save', contract('2026-12-07', '2026-12-20', 1, 4))
    const amended = { ...contract('2026-12-14', '2026-12-20', 1, 2), amends: { id, version: 1 } }
    expect(await call('contracts.save', amended)).toMatchObject({ booked: 1, freed: 1 })
    expect(await dates('2026-12-07', '2026-12-20')).toEqual(['2026-12-07', '2026-12-10', '2026-12-14', '2026-12-15'])
    const { contracts } = await call<{ contracts: object[] }>('contracts.list', { enrolmentId })
    expect(contracts).toMatchObject([
      { id, endDate: '2026-12-13', version: 2 },
      { startDate: '2026-12-14', followsId: id },
    ])
    expect(await ask('contracts.save', contract('2026-12-10', '2026-12-11', 5))).toMatchObject({
      error: { code: 'contract.overlaps' },
    })
    expect(await ask('contracts.save', { ...amended, amends: { id, version: 1 } })).toMatchObject({
      error: { code: 'contract.overlaps' },
    })
  })

  it('gives back what comes after the day when it ends', async () => {
    const { call, contract, dates } = await opened()
    const { id } = await call('contracts.save', contract('2026-12-07', '2026-12-20', 1, 4))
    expect(await call('contracts.end', { id, version: 1, endDate: '2026-12-13' })).toMatchObject({ freed: 2 })
    expect(await dates('2026-12-07', '2026-12-20')).toEqual(['2026-12-07', '2026-12-10'])
  })

  it('[G09] frees the days of a leave without charge, shows them as leave, and books them again when it is taken back', async () => {
    const { desk, town, call, contract, dates, enrolmentId } = await opened()
    await call('contracts.save', contract('2026-12-03', '2026-12-20', 1, 4))
    // Thursday 3 can no longer be cancelled at this hour on Wednesday: it stays, and is said
    const leave = { enrolmentId, fromDate: '2026-12-03', toDate: '2026-12-11' }
    const declared = await call<{ id: number }>('leaves.declare', leave)
    expect(declared).toMatchObject({
      freed: 2,
      refused: [{ date: '2026-12-03', code: 'booking.cancel-too-late' }],
    })
    expect(await dates('2026-12-01', '2026-12-11')).toEqual(['2026-12-03'])
    const parent = parentOf(desk, town.parent.token)
    const { days, services } = await parent.value('calendar.month', { month: yearMonth('2026-12') })
    const cell = days
      .find(({ date }) => date === '2026-12-08')
      ?.cells.find((one) => one.enrolmentId === enrolmentId && services[one.service]?.activityId === town.canteen.id)
    expect(cell).toMatchObject({ state: 'leave', action: null })
    const items = [{ enrolmentId, slotId: town.canteen.midday, date: localDate('2026-12-08'), action: 'book' as const }]
    expect(await parent.value('booking.quote', { items })).toMatchObject({
      outcomes: [{ outcome: 'refused', refusal: { code: 'booking.closed' } }],
    })
    expect(await call('leaves.remove', { id: declared.id })).toMatchObject({ booked: 2 })
    expect(await dates('2026-12-01', '2026-12-11')).toEqual(['2026-12-03', '2026-12-07', '2026-12-10'])
    expect(await desk.read(wrongCounters)).toEqual([])
  })

  it('[G10] shows as outside the contract a child who is there when nothing was agreed', async () => {
    const { desk, town, call, contract, enrolmentId } = await opened()
    await call('contracts.save', contract('2026-12-07', '2026-12-20', 1))
    const there = (date: string) => {
      const cell = { enrolmentId, slotId: town.canteen.midday, date: localDate(date) }
      return desk.write((ctx) => setStates(ctx, [{ ...cell, state: 'present-unbooked' }]), staffActor('agent'))
    }
    expect((await there('2026-12-08')).results).toMatchObject([{ state: 'outside-contract' }])
    // after the contract, a presence without booking is what it says
    expect((await there('2026-12-22')).results).toMatchObject([{ state: 'present-unbooked' }])
    expect(await desk.read(wrongCounters)).toEqual([])
  })
})
