import { expect, it } from 'vitest'
import { localDate } from '../../src-shared/kernel/local-date'
import { yearMonth } from '../../src-shared/kernel/year-month'
import type { BookingItem } from '../../src-shared/contract/requests'
import { applyItems } from '../../src-main/modules/bookings'
import { onEachDatabase } from '../support/database'
import { cellOn } from './calendar-cell'
import { portalTown, type PortalTown } from './portal-town'

const december = yearMonth('2026-12')

const book = ({ desk, town }: PortalTown, items: Omit<BookingItem, 'action'>[], familyId = town.berthelot.id) =>
  desk.write((ctx) =>
    applyItems(ctx, {
      familyId,
      items: items.map((item) => ({ ...item, action: 'book' as const })),
      at: ctx.now,
      by: 'parent',
    }),
  )

onEachDatabase('the calendar of a family', (open) => {
  it('[F28] shows each day its state, the price of this family and the deadline of the service', async () => {
    const { sarah } = await portalTown(await open())
    const calendar = await sarah.value('calendar.month', { month: december })
    const canteen = cellOn(calendar, '2026-12-10', 'Lina', 'Restauration Jean-Zay')
    // QF 612: the band from 401 to 800; until the day before at 10 h, that is 9 h UTC
    expect(canteen).toMatchObject({
      state: 'available',
      action: 'book',
      amountCents: 245,
      deadline: '2026-12-09T09:00:00.000Z',
    })
    // the leisure centre asks an agent, at 1.25 % of the quotient: 7.65 €
    const wednesday = cellOn(calendar, '2026-12-16', 'Lina', 'Mercredis et vacances', 'Journée')
    expect(wednesday).toMatchObject({ state: 'available', action: 'request', amountCents: 765 })
  })

  it('reads a week that two months share, from Monday to Sunday', async () => {
    const { sarah } = await portalTown(await open())
    const { days } = await sarah.value('calendar.month', { week: localDate('2026-12-02') })
    expect(days.map(({ date }) => Number(date.slice(8)))).toEqual([30, 1, 2, 3, 4, 5, 6])
    // Monday 30 November is over, Friday 4 December is not
    expect([days[0]?.cells[0]?.state, days[4]?.cells[0]?.state]).toEqual(['nothing', 'available'])
  })

  it('[F29] says that the deadline has passed, or that a late booking costs more, as the activity decides', async () => {
    const { sarah } = await portalTown(await open(), { now: '2026-12-07T10:00:00.000Z' })
    const calendar = await sarah.value('calendar.month', { month: december })
    // Monday 7 December, 11 h: too late since 10 h for the meal of Tuesday
    const meal = cellOn(calendar, '2026-12-08', 'Lina', 'Restauration Jean-Zay')
    expect(meal).toMatchObject({ state: 'too-late', action: null, deadline: '2026-12-07T09:00:00.000Z' })
    // Wednesday the 9th closed on the Friday before at noon: 7.65 € and a surcharge of 2.00 €
    const late = cellOn(calendar, '2026-12-09', 'Lina', 'Mercredis et vacances', 'Journée')
    expect(late).toMatchObject({ state: 'late-surcharge', action: 'request', surchargeCents: 200, amountCents: 965 })
  })

  it('charges the highest price to a family without quotient, and says so', async () => {
    const { mariama } = await portalTown(await open())
    const calendar = await mariama.value('calendar.month', { month: december })
    const cell = cellOn(calendar, '2026-12-10', 'Awa', 'Restauration Jean-Zay')
    expect(cell.amountCents).toBe(485)
    expect(calendar.prices[cell.price ?? -1]?.explanation.basis.kind).toBe('no-quotient')
  })

  it('says which rule stops a day that is open and free, and what it needs to be told', async () => {
    const town = await portalTown(await open())
    const { desk, sarah } = town
    await desk.write(
      (ctx) =>
        ctx.db.run`update enrolment set start_date = '2026-12-14' where id = ${town.town.enrolments.linaCanteen}`,
    )
    const calendar = await sarah.value('calendar.month', { month: december })
    const cell = cellOn(calendar, '2026-12-11', 'Lina', 'Restauration Jean-Zay')
    expect(cell).toMatchObject({ state: 'blocked', action: null })
    expect(calendar.blocks[cell.blocks ?? -1]).toEqual([{ code: 'enrolment-not-started', startDate: '2026-12-14' }])
  })

  it('shows a full day, and the rank of who waits for it', async () => {
    const town = await portalTown(await open())
    const { enrolments, leisure, diallo } = town.town
    const date = localDate('2026-12-16')
    await town.desk.write(
      (ctx) => ctx.db.run`update opening set capacity = 1 where group_id = ${leisure.big} and slot_id = ${leisure.day}`,
    )
    await book(town, [{ enrolmentId: enrolments.awaLeisure, slotId: leisure.day, date }], diallo.id)
    expect(
      cellOn(
        await town.sarah.value('calendar.month', { month: december }),
        date,
        'Lina',
        'Mercredis et vacances',
        'Journée',
      ),
    ).toMatchObject({
      state: 'full',
      action: 'waitlist',
    })
    await book(town, [{ enrolmentId: enrolments.linaLeisure, slotId: leisure.day, date }])
    expect(
      cellOn(
        await town.sarah.value('calendar.month', { month: december }),
        date,
        'Lina',
        'Mercredis et vacances',
        'Journée',
      ),
    ).toMatchObject({
      state: 'waiting',
      rank: 1,
      action: 'withdraw',
    })
  })

  it('marks public holidays, holidays and closures with the word that families read', async () => {
    const { desk, sarah } = await portalTown(await open())
    await desk.write((ctx) =>
      ctx.db.insert('closure', { structureId: null, fromDate: '2026-12-14', toDate: '2026-12-14', label: 'Grève' }),
    )
    const calendar = await sarah.value('calendar.month', { month: december })
    const dayOf = (date: string) => calendar.days.find((day) => day.date === date)
    expect(dayOf('2026-12-25')).toMatchObject({ mark: 'public-holiday', label: 'Noël', cells: [] })
    expect(dayOf('2026-12-14')).toMatchObject({ mark: 'closed', label: 'Grève', cells: [] })
    expect(dayOf('2026-12-26')).toMatchObject({ mark: 'small-holidays', holidays: 'small-holidays' })
  })

  it('shows a booking made elsewhere at the next reading, whatever was kept in memory', async () => {
    const town = await portalTown(await open())
    const { canteen, enrolments } = town.town
    const date = localDate('2026-12-10')
    const read = async () =>
      cellOn(await town.sarah.value('calendar.month', { month: december }), date, 'Lina', 'Restauration Jean-Zay').state
    expect(await read()).toBe('available')
    await book(town, [{ enrolmentId: enrolments.linaCanteen, slotId: canteen.midday, date }])
    expect(await read()).toBe('booked')
    await town.desk.write((ctx) => ctx.db.run`update booking set state = 'absent-excused' where date = ${date}`)
    expect(await read()).toBe('absent-excused')
  })

  it('locks what stands on an invoice', async () => {
    const town = await portalTown(await open())
    const { canteen, enrolments, berthelot } = town.town
    const date = localDate('2026-12-10')
    await book(town, [{ enrolmentId: enrolments.linaCanteen, slotId: canteen.midday, date }])
    await town.desk.write(async (ctx) => {
      const booking = await ctx.db.one<{ id: number }>`select id from booking`
      const runId = await ctx.db.insert('billing_run', {
        ...{ period: '2026-12', status: 'issued', dueOn: '2027-01-20', createdAt: ctx.now, draftedAt: null },
        ...{ issuedAt: ctx.now, publishedAt: null, jobId: null, anomalies: '[]', version: 1 },
      })
      await ctx.db.insert('charge', {
        ...{
          runId,
          bookingId: booking?.id ?? 0,
          familyId: berthelot.id,
          childId: berthelot.lina,
          activityId: canteen.id,
        },
        ...{ slotId: canteen.midday, date, amountCents: 245, mealCents: 0, explanation: '{}', reversesId: null },
        invoiceId: town.invoices.berthelot,
      })
    })
    const calendar = await town.sarah.value('calendar.month', { month: december })
    expect(cellOn(calendar, date, 'Lina', 'Restauration Jean-Zay')).toMatchObject({
      state: 'booked-locked',
      action: null,
    })
  })
})
