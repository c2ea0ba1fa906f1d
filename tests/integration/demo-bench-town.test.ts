import { expect, it } from 'vitest'
import { loadTariffBook, priceBooking } from '../../src-main/modules/pricing'
import { quotientsOf } from '../../src-main/modules/families'
import type { LocalDate } from '../../src-shared/kernel/local-date'
import type { StoredState } from '../../src-shared/rules/booking-state'
import { expectedCents, generateBenchData, readBenchData } from '../support/bench-data'
import { loadBenchTown } from '../support/bench-town'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'

interface Booked {
  familyId: number
  activityId: number
  slotId: number
  date: LocalDate
  state: StoredState
  count: number
}

onEachDatabase('the town of the benches', (open) => {
  it('costs, by the product’s own rules, what its tables say', async () => {
    const database = await open()
    const town = await loadBenchTown(database.database)
    expect(town).toMatchObject({ families: 2_000, children: 3_000, bookings: 120_000 })
    const sum = await deskOn(database).read(async (ctx) => {
      const book = await loadTariffBook(ctx)
      const bookings = await ctx.db.rows<Booked>`select family_id, activity_id, slot_id, date, state, count(*) as count
        from booking group by family_id, activity_id, slot_id, date, state`
      const quotients = await quotientsOf(
        ctx,
        Array.from({ length: town.families }, (_, index) => index + 1),
      )
      return bookings.reduce((total, { familyId, count, ...booking }) => {
        const price = priceBooking(book, { ...booking, quotients: quotients.get(familyId) ?? [], late: false })
        return total + (price?.amountCents ?? 0) * Number(count)
      }, 0)
    })
    expect(sum).toBe(town.expectedCents)
    if (town.source === 'shared') expect(sum).toBe(35_274_800)
  }, 60_000)
})

it('is generated with the same shape where the shared data are missing', () => {
  const generated = generateBenchData()
  const read = readBenchData('/nowhere')
  expect(read).toEqual(generated)
  expect([generated.families.length, generated.children.length, generated.bookings.length]).toEqual([
    2_000, 3_000, 120_000,
  ])
  expect(new Set(generated.children.map(({ familyId }) => familyId)).size).toBe(2_000)
  expect(generated.families.some(({ quotient }) => quotient === null)).toBe(true)
  expect(expectedCents(generated)).toBeGreaterThan(20_000_000)
})
