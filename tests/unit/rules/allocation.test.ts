import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromEpochDay, localDate } from '../../../src-shared/kernel/local-date'
import { addCents, cents, sumCents } from '../../../src-shared/kernel/money'
import { allocateOldestFirst } from '../../../src-shared/rules/allocation'
import { SUPERVISION_SETTINGS, describeRatio, requiredStaff } from '../../../src-shared/rules/supervision'

describe('a payment', () => {
  const due = (id: string, dueOn: string, remaining: number) => ({
    id,
    dueOn: localDate(dueOn),
    remainingCents: cents(remaining),
  })

  it('settles the oldest first and leaves the rest as credit', () => {
    const dues = [
      due('november', '2026-12-15', 4800),
      due('september', '2026-10-15', 3000),
      due('october', '2026-11-15', 10_590),
    ]
    expect(allocateOldestFirst(cents(10_000), dues)).toEqual({
      allocations: [
        { id: 'september', amountCents: 3000 },
        { id: 'october', amountCents: 7000 },
      ],
      creditCents: 0,
    })
    expect(allocateOldestFirst(cents(20_000), dues).creditCents).toBe(1610)
  })

  it('passes over what is settled or cancelled, and keeps the order given on the same day', () => {
    const dues = [
      due('b', '2026-10-15', 100),
      due('a', '2026-10-15', 100),
      due('paid', '2026-01-01', 0),
      due('credit', '2026-01-01', -50),
    ]
    expect(allocateOldestFirst(cents(150), dues).allocations).toEqual([
      { id: 'b', amountCents: 100 },
      { id: 'a', amountCents: 50 },
    ])
  })

  it('cannot be negative', () => {
    expect(() => allocateOldestFirst(cents(-1), [])).toThrow(RangeError)
  })

  it('is wholly spread, never beyond what is owed, and reaches a due only once the older ones are settled', () => {
    const dues = fc
      .array(
        fc.record({
          dueOn: fc.integer({ min: 20_000, max: 20_010 }).map(fromEpochDay),
          remainingCents: fc.integer({ min: -500, max: 5000 }).map(cents),
        }),
      )
      .map((list) => list.map((one, id) => ({ ...one, id })))
    fc.assert(
      fc.property(fc.nat(20_000).map(cents), dues, (amount, list) => {
        const { allocations, creditCents } = allocateOldestFirst(amount, list)
        expect(addCents(sumCents(allocations.map((one) => one.amountCents)), creditCents)).toBe(amount)
        const given = new Map(allocations.map((one) => [one.id, one.amountCents]))
        for (const one of list) {
          const got = given.get(one.id) ?? 0
          expect(got).toBeLessThanOrEqual(Math.max(0, one.remainingCents))
          if (got === 0) continue
          for (const older of list)
            if (older.dueOn < one.dueOn && older.remainingCents > 0)
              expect(given.get(older.id)).toBe(older.remainingCents)
        }
        if (creditCents > 0)
          for (const one of list) expect(given.get(one.id) ?? 0).toBe(Math.max(0, one.remainingCents))
      }),
    )
  })
})

describe('supervision', () => {
  it('needs five adults for 64 children of whom 22 are under 6, in the evening with an educational plan', () => {
    expect(requiredStaff({ under6: 22, sixAndOver: 42, setting: 'around-school-pedt' })).toBe(5)
  })

  it('follows the ratios of the code, at their limits', () => {
    const limits = {
      'around-school': [10, 14],
      'around-school-long': [8, 12],
      'around-school-pedt': [14, 18],
      'around-school-pedt-long': [10, 14],
      holidays: [8, 12],
    } as const
    for (const setting of SUPERVISION_SETTINGS) {
      if (setting === 'undeclared') continue
      const [under6, sixAndOver] = limits[setting]
      expect(requiredStaff({ under6, sixAndOver: 0, setting })).toBe(1)
      expect(requiredStaff({ under6: under6 + 1, sixAndOver: 0, setting })).toBe(2)
      expect(requiredStaff({ under6: 0, sixAndOver, setting })).toBe(1)
      expect(requiredStaff({ under6: 0, sixAndOver: sixAndOver + 1, setting })).toBe(2)
      expect(requiredStaff({ under6: 0, sixAndOver: 0, setting })).toBe(0)
    }
  })

  it('asks nothing where the law sets no ratio', () => {
    expect(requiredStaff({ under6: 100, sixAndOver: 100, setting: 'undeclared' })).toBe(0)
    expect(describeRatio('undeclared')).toBeNull()
    expect(describeRatio('holidays')?.replaceAll('\u00A0', ' ')).toBe(
      '1 animateur pour 8 enfants de moins de 6 ans, 12 à partir de 6 ans',
    )
  })

  it('never asks for fewer adults when a child comes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SUPERVISION_SETTINGS), fc.nat(200), fc.nat(200), (setting, under6, sixAndOver) => {
        const now = requiredStaff({ under6, sixAndOver, setting })
        expect(requiredStaff({ under6: under6 + 1, sixAndOver, setting })).toBeGreaterThanOrEqual(now)
        expect(requiredStaff({ under6, sixAndOver: sixAndOver + 1, setting })).toBeGreaterThanOrEqual(now)
      }),
    )
  })
})
