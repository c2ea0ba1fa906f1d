import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDate } from '../../../src-shared/kernel/local-date'
import { type Cents, addCents, cents } from '../../../src-shared/kernel/money'
import {
  type Band,
  type PriceContext,
  type TariffDefinition,
  describePrice,
  describeTariffProblem,
  priceOf,
  quotientOn,
  validateTariff,
} from '../../../src-shared/rules/pricing'

const band = (from: number, to: number | null, amount: number): Band => ({ from, to, amountCents: cents(amount) })
const canteen: TariffDefinition = {
  method: 'quotient-bands',
  bands: [band(0, 401, 120), band(401, 801, 245), band(801, 1201, 360), band(1201, null, 485)],
}
const nursery: TariffDefinition = {
  method: 'effort-rate',
  rate: { numerator: 125, denominator: 10_000 },
  floorCents: cents(300),
  ceilingCents: cents(1500),
}
const fixed: TariffDefinition = { method: 'fixed', amountCents: cents(200) }

const said = (context: PriceContext): string => describePrice(priceOf(context).explanation).replaceAll('\u00A0', ' ')
const amount = (context: PriceContext): Cents => priceOf(context).amountCents

describe('a price by quotient band', () => {
  it('follows the band of the quotient, and says so', () => {
    expect(amount({ definition: canteen, quotient: 612 })).toBe(245)
    expect(said({ definition: canteen, quotient: 612 })).toBe('QF 612, tranche de 401 à 800 : 2,45 €')
    expect(said({ definition: canteen, quotient: 1500 })).toBe('QF 1 500, tranche à partir de 1 201 : 4,85 €')
  })

  it('has no hole between two bands: 400.50 falls in the first, 401 in the second', () => {
    expect([0, 400, 400.5, 400.99, 401].map((quotient) => amount({ definition: canteen, quotient }))).toEqual([
      120, 120, 120, 120, 245,
    ])
  })

  it('is the highest for want of a quotient, and the lowest for a quotient of 0: they are not the same family', () => {
    expect(amount({ definition: canteen, quotient: null })).toBe(485)
    expect(amount({ definition: canteen, quotient: 0 })).toBe(120)
    expect(said({ definition: canteen, quotient: null })).toBe('Sans quotient familial : tarif maximal 4,85 €')
  })

  it('takes the highest of the bands, which need not be the last', () => {
    const odd: TariffDefinition = { method: 'quotient-bands', bands: [band(0, 500, 900), band(500, null, 100)] }
    expect(amount({ definition: odd, quotient: null })).toBe(900)
  })

  it('refuses to invent a price where the table has none', () => {
    expect(() =>
      priceOf({ definition: { method: 'quotient-bands', bands: [band(100, 200, 1)] }, quotient: 50 }),
    ).toThrow(RangeError)
    expect(() => priceOf({ definition: { method: 'quotient-bands', bands: [] }, quotient: null })).toThrow(RangeError)
  })
})

describe('a price by effort rate', () => {
  it('is a share of the quotient', () => {
    expect(amount({ definition: nursery, quotient: 612 })).toBe(765)
    expect(said({ definition: nursery, quotient: 612 })).toBe('QF 612 × 1,25 % = 7,65 €, entre 3,00 € et 15,00 €')
  })

  it('stays between its floor and its ceiling, and says which one held', () => {
    expect(said({ definition: nursery, quotient: 100 })).toBe('QF 100 × 1,25 % = 1,25 €, porté au minimum de 3,00 €')
    expect(said({ definition: nursery, quotient: 2000 })).toBe(
      'QF 2 000 × 1,25 % = 25,00 €, ramené au maximum de 15,00 €',
    )
    expect(amount({ definition: nursery, quotient: null })).toBe(1500)
  })

  it('rounds half a cent away from zero: 1.25 % of 601.20 is 7.515, so 7.52', () => {
    expect(amount({ definition: nursery, quotient: 601.2 })).toBe(752)
    expect(amount({ definition: nursery, quotient: 400.4 })).toBe(501)
  })
})

describe('what is billed', () => {
  it('is by default what was booked or attended and the absences without excuse', () => {
    const billed = (state: PriceContext['state']): Cents => amount({ definition: fixed, quotient: null, state })
    expect(
      (['booked', 'present', 'present-unbooked', 'absent-billed', 'cancellation-requested'] as const).map(billed),
    ).toEqual([200, 200, 200, 200, 200])
    expect(
      (['cancelled', 'absent-excused', 'waiting', 'refused', 'requested', 'awaiting-payment'] as const).map(billed),
    ).toEqual([0, 0, 0, 0, 0, 0])
    expect(said({ definition: fixed, quotient: null, state: 'cancelled' })).toBe('Non facturé')
  })

  it('is a choice of the tariff', () => {
    const onlyPresent: TariffDefinition = { ...fixed, billedStates: ['present'] }
    expect(amount({ definition: onlyPresent, quotient: null, state: 'booked' })).toBe(0)
    expect(amount({ definition: onlyPresent, quotient: null })).toBe(200)
  })

  it('may be a share of the price for an absence: half of 2.45 is 1.23', () => {
    const half = { ...canteen, absentBilledPercent: 50 }
    expect(amount({ definition: half, quotient: 612, state: 'absent-billed' })).toBe(123)
    expect(said({ definition: half, quotient: 612, state: 'absent-billed' })).toBe(
      'QF 612, tranche de 401 à 800 : 2,45 €, absence facturée à 50 %, soit 1,23 €',
    )
    expect(
      amount({ definition: { ...canteen, absentBilledPercent: 150 }, quotient: 612, state: 'absent-billed' }),
    ).toBe(368)
  })

  it('may carry a surcharge for a late booking: the one of the tariff, else the one of the activity', () => {
    const late = { quotient: 612, isLate: true, lateSurchargeCents: cents(100) }
    expect(amount({ ...late, definition: canteen })).toBe(345)
    expect(amount({ ...late, definition: { ...canteen, lateSurchargeCents: cents(50) } })).toBe(295)
    expect(amount({ ...late, definition: canteen, isLate: false })).toBe(245)
    expect(said({ ...late, definition: canteen })).toBe(
      'QF 612, tranche de 401 à 800 : 2,45 €, majoration hors délai 1,00 €, soit 3,45 €',
    )
  })

  it('is parted between the meal and the care: 1.85 of meal leaves 0.60 of care', () => {
    const meal = { ...canteen, mealCents: cents(185) }
    expect(priceOf({ definition: meal, quotient: 612 })).toMatchObject({
      amountCents: 245,
      mealCents: 185,
      careCents: 60,
    })
    expect(said({ definition: meal, quotient: 612 })).toBe('QF 612, tranche de 401 à 800 : 2,45 €, dont repas 1,85 €')
    expect(priceOf({ definition: meal, quotient: 0 })).toMatchObject({ amountCents: 120, mealCents: 120, careCents: 0 })
    expect(said({ definition: fixed, quotient: 612 })).toBe('Tarif unique : 2,00 €')
  })
})

describe('any price', () => {
  const definition: fc.Arbitrary<TariffDefinition> = fc
    .record({
      extras: fc.record({
        mealCents: fc.nat(500).map(cents),
        absentBilledPercent: fc.nat(200),
        lateSurchargeCents: fc.nat(300).map(cents),
      }),
      steps: fc.array(fc.record({ width: fc.integer({ min: 1, max: 900 }), amount: fc.nat(2000) }), {
        minLength: 1,
        maxLength: 8,
      }),
    })
    .map(({ extras, steps }) => {
      let from = 0
      const bands = steps.map(({ width, amount: price }, index) => {
        const one = band(from, index === steps.length - 1 ? null : from + width, price)
        from += width
        return one
      })
      return { method: 'quotient-bands', bands, ...extras }
    })
  const quotient = fc.option(fc.nat(500_000).map((hundredths) => hundredths / 100))

  it('exists, is never negative nor above the price without a quotient, and its two parts add up', () => {
    fc.assert(
      fc.property(
        definition,
        quotient,
        fc.constantFrom('booked' as const, 'absent-billed' as const, 'cancelled' as const),
        fc.boolean(),
        (tariff, qf, state, isLate) => {
          expect(validateTariff(tariff)).toEqual([])
          const price = priceOf({ definition: tariff, quotient: qf, state, isLate })
          expect(price.amountCents).toBeGreaterThanOrEqual(0)
          expect(price.amountCents).toBeLessThanOrEqual(
            priceOf({ definition: tariff, quotient: null, state, isLate }).amountCents,
          )
          expect(price.careCents).toBeGreaterThanOrEqual(0)
          expect(addCents(price.careCents, price.mealCents)).toBe(price.amountCents)
          expect(describePrice(price.explanation)).not.toMatch(/undefined|NaN/)
        },
      ),
    )
  })

  it('by effort rate grows with the quotient', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)]
        expect(amount({ definition: nursery, quotient: low })).toBeLessThanOrEqual(
          amount({ definition: nursery, quotient: high }),
        )
      }),
    )
  })
})

describe('a tariff', () => {
  const problems = (...bands: Band[]): string[] =>
    validateTariff({ method: 'quotient-bands', bands }).map((problem) => problem.code)

  it('is accepted when every family has exactly one price', () => {
    for (const good of [canteen, nursery, fixed]) expect(validateTariff(good)).toEqual([])
  })

  it('is refused with a hole, an overlap, an empty band or no end', () => {
    expect(problems(band(0, 400, 1), band(401, null, 2))).toEqual(['hole'])
    expect(problems(band(0, 401, 1), band(400, null, 2))).toEqual(['overlap'])
    expect(problems(band(0, null, 1), band(500, null, 2))).toEqual(['overlap'])
    expect(problems(band(100, null, 1))).toEqual(['hole'])
    expect(problems(band(0, 400, 1))).toEqual(['hole'])
    expect(problems(band(0, 0, 1), band(0, null, 1))).toEqual(['empty-band'])
    expect(problems(band(0, 400.005, 1), band(400.005, null, 1))).toContain('quotient-too-precise')
    expect(problems(band(0, 500, 1), band(100, 200, 2), band(500, null, 3))).toEqual(['overlap'])
    expect(problems()).toEqual(['no-band'])
  })

  it('is refused with wrong amounts, rate or percentage', () => {
    expect(validateTariff({ method: 'fixed', amountCents: cents(-1) })).toEqual([{ code: 'negative-amount' }])
    expect(validateTariff({ ...fixed, mealCents: 1.5 as Cents })).toEqual([{ code: 'not-cents' }])
    expect(validateTariff({ ...nursery, rate: { numerator: 1, denominator: 0 } } as TariffDefinition)).toEqual([
      { code: 'wrong-rate' },
    ])
    expect(validateTariff({ ...nursery, floorCents: cents(1600) } as TariffDefinition)).toEqual([
      { code: 'floor-above-ceiling' },
    ])
    expect(validateTariff({ ...fixed, absentBilledPercent: -5 })).toEqual([{ code: 'wrong-percent' }])
  })

  it('says what is wrong in French', () => {
    expect(describeTariffProblem({ code: 'hole', from: 400, to: 401 })).toBe(
      'Aucun prix pour un quotient de 400 à moins de 401.',
    )
    expect(describeTariffProblem({ code: 'overlap', from: 400, to: 401 })).toBe(
      'Deux tranches se recouvrent à partir du quotient 400.',
    )
  })
})

describe('the quotient of a day', () => {
  const dated = (value: number, validFrom: string, validTo: string | null) => ({
    value,
    validFrom: localDate(validFrom),
    validTo: validTo === null ? null : localDate(validTo),
  })
  const list = [
    dated(500, '2025-01-01', '2025-12-31'),
    dated(612, '2026-01-01', null),
    dated(700, '2026-09-01', '2026-11-30'),
  ]

  it('is the latest to begin among those that are valid', () => {
    const on = (date: string): number | undefined => quotientOn(list, localDate(date))?.value
    expect(['2024-12-31', '2025-12-31', '2026-01-01', '2026-09-01', '2026-11-30', '2026-12-01'].map(on)).toEqual([
      undefined,
      500,
      612,
      700,
      700,
      612,
    ])
  })

  it('is the last one entered when two begin on the same day', () => {
    expect(
      quotientOn([dated(1, '2026-01-01', null), dated(2, '2026-01-01', null)], localDate('2026-05-05'))?.value,
    ).toBe(2)
  })
})
