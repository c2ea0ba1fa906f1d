import { priceBooking, type Tariff, type TariffBook } from '../../src-main/modules/pricing'
import { addDays, localDate } from '../../src-shared/kernel/local-date'
import { cents } from '../../src-shared/kernel/money'
import type { Band, DatedQuotient, TariffDefinition } from '../../src-shared/rules/pricing'
import type { BenchResult } from './run'

const lines = 1_000_000
const turns = 5
const from = localDate('2026-09-01')
const schoolDays = 300
const families = 500

const bands: readonly Band[] = Array.from({ length: 12 }, (_, index) => ({
  from: index * 150,
  to: index === 11 ? null : (index + 1) * 150,
  amountCents: cents(80 + index * 45),
}))

/** One activity for each method, some with what tariffs may add: a meal, a surcharge, a share for absences, days of the week. */
const definitions: Record<string, readonly TariffDefinition[]> = {
  fixed: [{ method: 'fixed', amountCents: cents(320) }],
  'quotient-bands': [{ method: 'quotient-bands', bands, mealCents: cents(185), absentBilledPercent: 50 }],
  'effort-rate': [
    {
      method: 'effort-rate',
      rate: { numerator: 125, denominator: 10_000 },
      floorCents: cents(300),
      ceilingCents: cents(1500),
      adjustmentCents: cents(-50),
    },
  ],
  'time-unit': [
    {
      ...{ method: 'time-unit' as const, unitMinutes: 30, bands, minimumCents: cents(150) },
      ...{ maximumCents: cents(900), weekdays: [1, 2, 4, 5] },
    },
    { method: 'time-unit', unitMinutes: 60, bands, weekdays: [3, 6, 7] },
  ],
}

/** Lines priced in a second by the function that invoices call, choice of the tariff and of the quotient included. */
export function run(): Promise<BenchResult[]> {
  const methods = Object.keys(definitions)
  const book = bookOf(methods)
  const everyone = Array.from({ length: families }, (_, index) => quotientsOf(index))
  const each = methods.map((method, index) => resultOf(method, book, [index + 1], everyone))
  const all = resultOf(
    'all',
    book,
    methods.map((_, index) => index + 1),
    everyone,
  )
  return Promise.resolve([all, ...each])
}

function bookOf(methods: readonly string[]): TariffBook {
  const byActivity = new Map<number, Tariff[]>()
  const minutesOf = new Map<number, number>()
  methods.forEach((method, index) => {
    const activityId = index + 1
    minutesOf.set(activityId, 135)
    const tariffs = (definitions[method] ?? []).flatMap((definition, rank) => {
      const common = { activityId, slotId: null, name: method, definition, version: 1 }
      const secondYear = localDate('2027-01-01')
      return [
        { ...common, id: rank * 2 + 1, validFrom: from, validTo: addDays(secondYear, -1) },
        { ...common, id: rank * 2 + 2, validFrom: secondYear, validTo: null },
      ]
    })
    byActivity.set(activityId, tariffs)
  })
  return { byActivity, minutesOf, surchargeOf: new Map([[1, cents(100)]]), stamp: 'bench' }
}

/** One family in ten has no quotient; the others have two, the second from January. */
function quotientsOf(index: number): DatedQuotient[] {
  if (index % 10 === 0) return []
  const value = (index * 37) % 2200
  return [
    { value, validFrom: from, validTo: localDate('2026-12-31') },
    { value: value + 12.5, validFrom: localDate('2027-01-01'), validTo: null },
  ]
}

function resultOf(
  method: string,
  book: TariffBook,
  activities: readonly number[],
  everyone: readonly DatedQuotient[][],
): BenchResult {
  const dates = Array.from({ length: schoolDays }, (_, index) => addDays(from, index))
  const states = ['present', 'booked', 'absent-billed', 'present', 'cancelled'] as const
  const times: number[] = []
  let totalCents = 0
  for (let turn = 0; turn < turns; turn += 1) {
    totalCents = 0
    const started = performance.now()
    for (let line = 0; line < lines; line += 1) {
      const activityId = activities[line % activities.length] ?? 0
      const price = priceBooking(book, {
        activityId,
        slotId: activityId,
        date: dates[line % schoolDays] ?? from,
        quotients: everyone[line % families] ?? [],
        state: states[line % states.length] ?? 'booked',
        late: line % 20 === 0,
      })
      if (price === null) throw new Error('a line without a price')
      totalCents += price.amountCents
    }
    times.push(performance.now() - started)
  }
  const middle = times.toSorted((left, right) => left - right)[Math.floor(turns / 2)] ?? 0
  const value = Math.round((lines * 1000) / middle)
  return { bench: 'pricing', size: `${lines}`, database: 'none', value, unit: 'lines/s', method, totalCents }
}
