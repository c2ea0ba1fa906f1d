import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ZERO,
  addCents,
  applyRatio,
  cents,
  multiplyCents,
  negateCents,
  splitCents,
  sumCents,
} from '../../../src-shared/kernel/money'

const anyCents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(cents)

describe('money', () => {
  it('refuses what is not a whole number of cents', () => {
    for (const wrong of [0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => cents(wrong)).toThrow(RangeError)
  })

  it('refuses a total that no longer fits, even when a later amount would bring it back', () => {
    const most = cents(Number.MAX_SAFE_INTEGER)
    expect(() => sumCents([most, cents(1), cents(-10)])).toThrow(RangeError)
  })

  it('never makes a negative zero', () => {
    expect(Object.is(cents(-0), 0)).toBe(true)
    expect(Object.is(negateCents(ZERO), 0)).toBe(true)
    expect(Object.is(multiplyCents(ZERO, -3), 0)).toBe(true)
    expect(Object.is(applyRatio(cents(-1), 1, 10), 0)).toBe(true)
  })

  it('computes an effort rate: 1.25 % of 612 euros is 7.65 euros', () => {
    expect(applyRatio(cents(61_200), 125, 10_000)).toBe(765)
  })

  it('rounds half a cent away from zero, on both sides', () => {
    expect([1, 3, 5].map((amount) => applyRatio(cents(amount), 1, 2))).toEqual([1, 2, 3])
    expect([-1, -3, -5].map((amount) => applyRatio(cents(amount), 1, 2))).toEqual([-1, -2, -3])
    expect(applyRatio(cents(1), 49, 100)).toBe(0)
  })

  it('stays exact where a product of floats would not', () => {
    expect(applyRatio(cents(9_007_199_254_740_991), 999_999_999, 1_000_000_000)).toBe(9_007_199_245_733_792)
  })

  it('rounds like exact arithmetic does, whatever the ratio', () => {
    fc.assert(
      fc.property(
        anyCents,
        fc.integer({ min: -10_000_000_000, max: 10_000_000_000 }),
        fc.integer({ min: 1, max: 1e9 }),
        (amount, numerator, denominator) => {
          const exact = BigInt(amount) * BigInt(numerator)
          const magnitude = exact < 0n ? -exact : exact
          const rounded = (magnitude * 2n + BigInt(denominator)) / (2n * BigInt(denominator))
          fc.pre(rounded <= BigInt(Number.MAX_SAFE_INTEGER))
          expect(BigInt(applyRatio(amount, numerator, denominator))).toBe(exact < 0n ? -rounded : rounded)
        },
      ),
    )
  })

  it('splits ten euros between three, the first cent to the first', () => {
    expect(splitCents(cents(1000), [1, 1, 1])).toEqual([334, 333, 333])
    expect(splitCents(cents(-1000), [1, 1, 1])).toEqual([-334, -333, -333])
    expect(splitCents(cents(100), [0, 2, 1])).toEqual([0, 67, 33])
    expect(() => splitCents(cents(1), [0])).toThrow(RangeError)
  })

  it('always gives the whole total when splitting, each part within a cent of its share', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(anyCents, weights, (total, list) => {
        const sum = list.reduce((a, b) => a + b, 0)
        fc.pre(sum > 0)
        const parts = splitCents(total, list)
        expect(sumCents(parts)).toBe(total)
        parts.forEach((part, index) => expect(Math.abs(part - (total * (list[index] ?? 0)) / sum)).toBeLessThan(1))
      }),
    )
  })

  it('adds in any order', () => {
    fc.assert(
      fc.property(fc.array(anyCents), (list) => {
        expect(sumCents([...list].reverse())).toBe(list.reduce((a, b) => addCents(a, b), ZERO))
      }),
    )
  })
})
