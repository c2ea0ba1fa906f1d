import { expect, it } from 'vitest'
import { openDatabase } from '../../src-main/database/database'
import { findActivity, loadActivities, openingsBetween } from '../../src-main/modules/activities'
import { loadCalendar, readTown } from '../../src-main/modules/organisation'
import { loadTariffBook, priceBooking } from '../../src-main/modules/pricing'
import { localDate } from '../../src-shared/kernel/local-date'
import { describePrice } from '../../src-shared/rules/pricing'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import { insertActivity, insertSlot } from '../support/factories/activities'
import { insertTown, smallTown } from '../support/factories/town'

onEachDatabase('what the town offers', (open) => {
  it('is read whole: rules, groups, slots, openings and prices', async () => {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    await desk.read(async (ctx) => {
      expect((await readTown(ctx)).settings.invoice.dueDays).toBe(30)
      expect((await loadCalendar(ctx)).zone).toBe('A')
      const leisure = await findActivity(ctx, town.leisure.id)
      expect(leisure?.bookingDeadline).toEqual({ kind: 'week-before', weeks: 1, weekday: 5, time: '12:00' })
      expect(leisure?.groups.map(({ name }) => name)).toEqual(['3-5 ans', '6-11 ans'])
      const wednesday = localDate('2026-12-09')
      const openings = await openingsBetween(ctx, { activityIds: [town.leisure.id], from: wednesday, to: wednesday })
      expect(openings.map(({ capacity }) => capacity)).toEqual([8, 8, 8, 8])
      const book = await loadTariffBook(ctx)
      const midday = { activityId: town.canteen.id, slotId: town.canteen.midday, date: localDate('2026-12-10') }
      const quotient = { value: 612, validFrom: localDate('2026-01-01'), validTo: null }
      const price = priceBooking(book, { ...midday, quotients: [quotient] })
      expect(price && describePrice(price.explanation)).toMatch(/^QF\u00A0612, tranche de 401 à 800\u00A0: 2,45\u00A0€/)
      expect(priceBooking(book, { ...midday, quotients: [] })?.amountCents).toBe(485)
      expect(priceBooking(book, { ...midday, date: localDate('2026-08-31'), quotients: [] })).toBeNull()
    })
  })

  it('is never a rolled back change, and always the latest committed one', async () => {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const names = () => desk.read(async (ctx) => (await loadActivities(ctx)).map(({ name }) => name))
    const before = await names()
    await expect(
      desk.write(async (ctx) => {
        await ctx.db.run`update activity set name = 'Autre', version = version + 1 where id = ${town.canteen.id}`
        expect((await findActivity(ctx, town.canteen.id))?.name).toBe('Autre')
        throw new Error('undone')
      }),
    ).rejects.toThrow('undone')
    expect(await names()).toEqual(before)
    await desk.write(
      (ctx) => ctx.db.run`update activity set name = 'Cantine', version = version + 1 where id = ${town.canteen.id}`,
    )
    expect((await names())[0]).toBe('Cantine')
  })

  it('follows a change made by another process on the same database', async () => {
    const opened = await open()
    const desk = deskOn(opened)
    const structureId = (await desk.write((ctx) => smallTown(ctx))).centre
    expect(await desk.read(async (ctx) => (await loadActivities(ctx)).length)).toBe(3)
    const { address } = opened
    const other = await openDatabase(
      address.startsWith('postgres') ? { engine: 'postgres', url: address } : { engine: 'sqlite', file: address },
    )
    const otherDesk = deskOn({ ...opened, database: other })
    await otherDesk.write(async (ctx) => {
      const id = await insertActivity(ctx, { structureId, name: 'Judo', position: 9 })
      await insertSlot(ctx, id, { name: 'Cours', letter: 'C', icon: 'sport', startTime: '17:00', endTime: '18:00' })
    })
    await other.close()
    expect(await desk.read(async (ctx) => (await loadActivities(ctx)).at(-1)?.slots.map(({ name }) => name))).toEqual([
      'Cours',
    ])
  })

  it('is parsed once as long as nothing changes', async () => {
    const desk = deskOn(await open())
    await desk.write((ctx) => smallTown(ctx))
    const first = await desk.read((ctx) => loadTariffBook(ctx))
    expect(await desk.read((ctx) => loadTariffBook(ctx))).toBe(first)
  })

  it('cannot be asked before the town exists', async () => {
    const desk = deskOn(await open())
    await expect(desk.read((ctx) => loadCalendar(ctx))).rejects.toMatchObject({ code: 'town.missing' })
    await desk.write((ctx) => insertTown(ctx))
    expect((await desk.read((ctx) => loadCalendar(ctx))).schoolHolidays.length).toBeGreaterThan(10)
  })
})
