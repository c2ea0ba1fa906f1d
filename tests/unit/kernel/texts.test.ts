import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isValidIban, maskIban, normalizeIban } from '../../../src-shared/kernel/iban'
import { seededRandom } from '../../../src-shared/kernel/seeded-random'
import { stableStringify } from '../../../src-shared/kernel/stable-json'
import { initials, normalizeSearch } from '../../../src-shared/kernel/text'

describe('search texts', () => {
  it('forgets capitals, accents, punctuation and ligatures', () => {
    expect(normalizeSearch('  L’Œuvre d’Élise — N’GUYỄN-Ławska  ')).toBe('l oeuvre d elise n guyen lawska')
    expect(normalizeSearch('FA-2026/0042')).toBe('fa 2026 0042')
    expect(normalizeSearch('!?')).toBe('')
  })

  it('finds the same text once normalised twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(normalizeSearch(normalizeSearch(text))).toBe(normalizeSearch(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('takes the initials', () => {
    expect(initials('élise', 'd’Arcy')).toBe('ÉD')
    expect(initials('', 'Martin')).toBe('M')
  })
})

describe('IBAN', () => {
  it('accepts true ones, written any way', () => {
    for (const good of [
      'FR76 3000 6000 0112 3456 7890 189',
      'fr1420041010050500013m02606',
      'DE89370400440532013000',
      'BE68539007547034',
      'MC58 1122 2000 0101 2345 6789 030',
    ])
      expect(isValidIban(good)).toBe(true)
    expect(normalizeIban('fr76 3000-6000.0112')).toBe('FR76300060000112')
  })

  it('refuses a wrong length, a wrong key and what is no IBAN', () => {
    for (const bad of [
      '',
      'FR76',
      'FR7630006000011234567890188',
      'FR763000600001123456789018',
      'XX00 0000 0000 0000',
      'bonjour',
    ])
      expect(isValidIban(bad)).toBe(false)
  })

  it('notices any single wrong digit', () => {
    const iban = 'FR7630006000011234567890189'
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 26 }), fc.integer({ min: 1, max: 9 }), (at, shift) => {
        const digit = (Number(iban[at]) + shift) % 10
        expect(isValidIban(`${iban.slice(0, at)}${digit}${iban.slice(at + 1)}`)).toBe(false)
      }),
    )
  })

  it('shows enough to be recognised and not enough to be used', () => {
    expect(maskIban('FR7630006000011234567890189')).toBe('FR76 •••• … 189')
    expect(maskIban('FR76123')).toBe('••••')
  })
})

describe('stable JSON', () => {
  it('does not depend on the order of the keys', () => {
    expect(stableStringify({ b: [1, { d: null, c: 'é' }], a: true, e: undefined })).toBe(
      '{"a":true,"b":[1,{"c":"é","d":null}]}',
    )
  })

  it('keeps the value and forgets the order, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = stableStringify(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(stableStringify(reversed(value))).toBe(text)
      }),
    )
  })

  it('refuses what JSON would lose in silence', () => {
    for (const bad of [Number.NaN, undefined, () => 1, new Map([[1, 2]]), { at: new Date(0) }, 1n])
      expect(() => stableStringify(bad)).toThrow(TypeError)
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  // a null prototype, so that a key named __proto__ stays a key
  const copy: Record<string, unknown> = Object.create(null)
  for (const [key, member] of Object.entries(value).reverse()) copy[key] = reversed(member)
  return copy
}

describe('seeded random', () => {
  it('makes the same sequence from the same seed, for ever', () => {
    const random = seededRandom('ribambelle')
    expect(Array.from({ length: 6 }, () => random.integer(0, 99))).toEqual([19, 95, 87, 42, 52, 88])
    expect(seededRandom(1).next()).not.toBe(seededRandom(2).next())
    expect(seededRandom(7).next()).toBe(seededRandom('7').next())
  })

  it('stays within its bounds and reaches all of them evenly', () => {
    const random = seededRandom(42)
    const counts = new Array<number>(6).fill(0)
    for (let draw = 0; draw < 60_000; draw += 1) {
      const face = random.integer(1, 6)
      counts[face - 1] = (counts[face - 1] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
  })

  it('shuffles without losing anything and never picks what weighs nothing', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer()), (seed, list) => {
        const copy = [...list]
        expect(seededRandom(seed).shuffle(list).sort()).toEqual([...list].sort())
        expect(list).toEqual(copy)
        expect(
          seededRandom(seed).weighted([
            ['never', 0],
            ['always', 2],
            ['neither', 0],
          ]),
        ).toBe('always')
      }),
    )
    expect(() => seededRandom(1).pick([])).toThrow(RangeError)
    expect(() => seededRandom(1).weighted([['a', 0]])).toThrow(RangeError)
  })
})
