import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zTariffDefinition } from '../../../src-shared/contract/rules'
import { cents } from '../../../src-shared/kernel/money'
import {
  type PriceContext,
  type TariffDefinition,
  describePrice,
  formatDuration,
  priceOf,
  validateTariff,
} from '../../../src-shared/rules/pricing'

const said = (context: PriceContext): string => describePrice(priceOf(context).explanation).replaceAll('\u00A0', ' ')
const amount = (context: PriceContext): number => priceOf(context).amountCents
const codes = (definition: TariffDefinition) => validateTariff(definition).map(({ code }) => code)

type TimeUnit = Extract<TariffDefinition, { method: 'time-unit' }>
const halfHour: TimeUnit = {
  method: 'time-unit',
  unitMinutes: 30,
  bands: [{ from: 0, to: null, amountCents: cents(85) }],
}
const byQuotient: TimeUnit = {
  ...halfHour,
  bands: [
    { from: 0, to: 600, amountCents: cents(60) },
    { from: 600, to: null, amountCents: cents(95) },
  ],
  minimumCents: cents(150),
  maximumCents: cents(500),
}

describe('a price by unit of time', () => {
  it('counts every unit that is started: 2 h is four half-hours, 2 h 01 is five', () => {
    expect([1, 30, 31, 120, 121].map((minutes) => amount({ definition: halfHour, quotient: null, minutes }))).toEqual([
      85, 85, 170, 340, 425,
    ])
    expect(said({ definition: halfHour, quotient: null, minutes: 135 })).toBe('5 × 30 min à 0,85 € = 4,25 €')
  })

  it('needs no quotient when the unit costs the same for everybody', () => {
    expect(priceOf({ definition: halfHour, quotient: null, minutes: 60 }).explanation.basis).toMatchObject({
      kind: 'time-unit',
      quotient: null,
    })
  })

  it('follows the band of the quotient, from its minimum to its maximum, and says which one held', () => {
    const of = (quotient: number, minutes: number) => said({ definition: byQuotient, quotient, minutes })
    expect(of(400, 120)).toBe('QF 400, 4 × 30 min à 0,60 € = 2,40 €')
    expect(of(600, 120)).toBe('QF 600, 4 × 30 min à 0,95 € = 3,80 €')
    expect(of(400, 30)).toBe('QF 400, 1 × 30 min à 0,60 € = 0,60 €, porté au minimum de 1,50 €')
    expect(of(900, 600)).toBe('QF 900, 20 × 30 min à 0,95 € = 19,00 €, ramené au maximum de 5,00 €')
  })

  it('is the highest unit for want of a quotient, and says so', () => {
    expect(said({ definition: byQuotient, quotient: null, minutes: 120 })).toBe(
      'Sans quotient familial : tarif maximal 3,80 €',
    )
  })

  it('is not invented without a duration', () => {
    expect(() => priceOf({ definition: halfHour, quotient: null })).toThrow(RangeError)
  })

  it('is refused without a whole unit, with a minimum above its maximum or a table with a hole', () => {
    expect(codes(byQuotient)).toEqual([])
    expect(codes({ ...halfHour, unitMinutes: 0 })).toEqual(['wrong-unit'])
    expect(codes({ ...byQuotient, minimumCents: cents(600) })).toEqual(['minimum-above-maximum'])
    expect(codes({ ...halfHour, bands: [{ from: 0, to: 600, amountCents: cents(60) }] })).toEqual(['hole'])
    expect(codes({ ...halfHour, maximumCents: cents(-1) })).toContain('negative-amount')
  })

  it('never costs less for a longer time, nor less than nothing', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.option(fc.nat(2000)), (one, other, quotient) => {
        const [short, long] = [Math.min(one, other), Math.max(one, other)]
        const price = (minutes: number) => amount({ definition: byQuotient, quotient, minutes })
        expect(price(short)).toBeLessThanOrEqual(price(long))
        expect(price(short)).toBeGreaterThanOrEqual(0)
        expect(price(short)).toBeLessThanOrEqual(amount({ definition: byQuotient, quotient: null, minutes: short }))
      }),
    )
  })

  it('writes durations as people do', () => {
    expect([45, 60, 90, 605].map(formatDuration).map((text) => text.replaceAll('\u00A0', ' '))).toEqual([
      '45 min',
      '1 h',
      '1 h 30',
      '10 h 05',
    ])
  })
})

describe('an effort rate with an adjustment', () => {
  const nursery: TariffDefinition = {
    method: 'effort-rate',
    rate: { numerator: 125, denominator: 10_000 },
    floorCents: cents(300),
    ceilingCents: cents(1500),
    adjustmentCents: cents(-400),
  }

  it('takes it off after the floor and the ceiling, never below nothing', () => {
    expect([100, 612, 2000, null].map((quotient) => amount({ definition: nursery, quotient }))).toEqual([
      0, 365, 1100, 1100,
    ])
    expect(said({ definition: nursery, quotient: 612 })).toBe(
      'QF 612 × 1,25 % = 7,65 €, entre 3,00 € et 15,00 €, ajusté de −4,00 € : 3,65 €',
    )
  })

  it('may add to the price, and is a whole number of cents', () => {
    expect(amount({ definition: { ...nursery, adjustmentCents: cents(50) }, quotient: 612 })).toBe(815)
    expect(codes({ ...nursery, adjustmentCents: 0.5 as never })).toEqual(['not-cents'])
  })
})

describe('a tariff as it is stored', () => {
  it('keeps every method and its days as they were written', () => {
    const onWednesdays: TariffDefinition = { ...byQuotient, weekdays: [3] }
    expect(zTariffDefinition.parse(JSON.parse(JSON.stringify(onWednesdays)))).toEqual(onWednesdays)
  })

  it('is refused for no day at all', () => {
    expect(codes({ ...halfHour, weekdays: [] })).toEqual(['no-weekday'])
  })
})
