import { expect, it } from 'vitest'
import { localDate } from '../../src-shared/kernel/local-date'
import { describePrice } from '../../src-shared/rules/pricing'
import { onEachDatabase } from '../support/database'
import { caller, valueOf } from '../support/desk'
import { portalTown, type PortalTown } from './portal-town'

const read = async (town: PortalTown, who: 'sarah' | 'mariama' = 'sarah') => town[who].value('tariffs.read', {})
type Tariffs = Awaited<ReturnType<typeof read>>
const slotOf = ({ activities }: Tariffs, id: number) =>
  activities.flatMap(({ slots }) => slots).find((slot) => slot.id === id)

const forgetQuotients = (town: PortalTown) =>
  town.desk.write(async (ctx) => {
    await ctx.db.run`delete from family_quotient where family_id = ${town.town.berthelot.id}`
    await ctx.touch(`family/${town.town.berthelot.id}`)
  })

onEachDatabase('the prices of a family on the portal', (open) => {
  it('[M02][M03] are listed by activity, for what its children are enrolled in', async () => {
    const town = await portalTown(await open())
    const tariffs = await read(town)
    const names = tariffs.activities.map(({ name }) => name)
    expect(names).toContain('Restauration Jean-Zay')
    expect(new Set(names).size).toBe(names.length)
    for (const { childNames, slots } of tariffs.activities) {
      expect(childNames.length).toBeGreaterThan(0)
      expect(slots.length).toBeGreaterThan(0)
    }
    const others = (await read(town, 'mariama')).activities.flatMap(({ childNames }) => childNames)
    expect(others.length).toBeGreaterThan(0)
    for (const { childNames } of tariffs.activities)
      expect(childNames.filter((one) => others.includes(one))).toEqual([])
  })

  it('[M04] are its own, computed from its quotient by the engine that bills', async () => {
    const town = await portalTown(await open())
    const tariffs = await read(town)
    const { midday } = town.town.canteen
    const [price] = slotOf(tariffs, midday)?.prices ?? []
    expect(tariffs.quotient?.value).toBe(612)
    expect(price).toMatchObject({ from: null, isMaximum: false })
    const asked = { activityId: town.town.canteen.id, slotId: midday, date: tariffs.today, quotient: 612 }
    const { reply } = await town.desk.staff.dispatcher.call(
      'pricing.simulate',
      asked,
      caller(town.town.staff.director.token),
    )
    const simulated = valueOf<{ amountCents: number; sentence: string }>(reply)
    expect(price?.amountCents).toBe(simulated.amountCents)
    expect(price && describePrice(price.explanation)).toBe(simulated.sentence)
  })

  it('[M05] are the maximum without a quotient, and say so', async () => {
    const town = await portalTown(await open())
    const { midday } = town.town.canteen
    const before = slotOf(await read(town), midday)?.prices[0]?.amountCents ?? 0
    await forgetQuotients(town)
    const after = await read(town)
    const [price] = slotOf(after, midday)?.prices ?? []
    expect(after.quotient).toBeNull()
    expect(price?.isMaximum).toBe(true)
    expect(price?.amountCents).toBeGreaterThan(before)
    expect(price && describePrice(price.explanation)).toContain('tarif maximal')
  })

  it('announce the next change, and the days of the week that a price is for', async () => {
    const town = await portalTown(await open())
    const { id, midday } = town.town.canteen
    const next = { activityId: id, slotId: midday, version: 1, validFrom: localDate('2027-01-04'), validTo: null }
    await town.desk.write(async (ctx) => {
      await ctx.db.run`update tariff set valid_to = '2027-01-03', version = version + 1 where activity_id = ${id}`
      const wednesday = { method: 'fixed', amountCents: 500, weekdays: [3] }
      const others = { method: 'fixed', amountCents: 300, weekdays: [1, 2, 4, 5] }
      await ctx.db.insert('tariff', { ...next, name: 'Mercredi', definition: JSON.stringify(wednesday) })
      await ctx.db.insert('tariff', { ...next, name: 'Semaine', definition: JSON.stringify(others) })
      await ctx.touch(`activity/${id}`)
    })
    const prices = slotOf(await read(town), midday)?.prices ?? []
    expect(prices.map(({ from, weekdays, amountCents }) => [from, weekdays, amountCents])).toEqual([
      [null, null, prices[0]?.amountCents],
      ['2027-01-04', [1, 2, 4, 5], 300],
      ['2027-01-04', [3], 500],
    ])
  })

  it('are empty where the town has set none', async () => {
    const town = await portalTown(await open())
    const { id, midday } = town.town.canteen
    await town.desk.write(async (ctx) => {
      await ctx.db.run`delete from tariff where activity_id = ${id}`
      await ctx.touch(`activity/${id}`)
    })
    expect(slotOf(await read(town), midday)?.prices).toEqual([])
  })
})
