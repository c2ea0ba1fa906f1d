import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareIdentities,
  compareNames,
  editDistance,
  identityKeys,
  type Identity,
} from '../../../src-shared/rules/duplicates'

const camille: Identity = {
  firstName: 'Camille',
  lastName: 'Roussel',
  birthName: '',
  birthDate: '1988-04-12',
  email: 'camille@courriel.invalid',
  phones: ['0639984107'],
}
const someone = (changes: Partial<Identity>): Identity => ({ ...camille, email: '', phones: [], ...changes })

const names = [
  'Camille',
  'Camile',
  'Léa',
  'Léo',
  'Jean-Paul',
  'Jean Paul',
  'Inès',
  'Roussel',
  'Rousel',
  'Diallo',
  'Ndiaye',
]
const anyIdentity = fc.record({
  firstName: fc.constantFrom(...names),
  lastName: fc.constantFrom(...names),
  birthName: fc.constantFrom('', ...names),
  birthDate: fc.constantFrom(null, '1988-04-12', '2017-03-02'),
  email: fc.constantFrom('', 'a@x.invalid', 'A@x.invalid', 'b@x.invalid'),
  phones: fc.constantFrom([], ['0639984107'], ['0639984107', '0199001122']),
})

describe('files of one person found twice', () => {
  it.each([
    ['accents and capitals', someone({ firstName: 'CAMILLE', lastName: 'Roùssel' }), ['name-and-birth'], 85],
    [
      'the first name in the place of the last',
      someone({ firstName: 'Roussel', lastName: 'Camille' }),
      ['name-and-birth'],
      85,
    ],
    ['the name of birth', someone({ lastName: 'Besson', birthName: 'Roussel' }), ['name-and-birth'], 85],
    ['a slip of the pen', someone({ lastName: 'Rousel' }), ['near-name-and-birth'], 70],
    ['two letters swapped', someone({ firstName: 'Camlile' }), ['near-name-and-birth'], 70],
    ['no birth date', someone({ birthDate: null }), ['near-name'], 45],
    [
      'a birth date typed wrong, the e-mail the same',
      { ...camille, birthDate: '1988-12-04', phones: [] },
      ['near-name', 'email'],
      70,
    ],
    ['everything', camille, ['name-and-birth', 'email', 'phone'], 100],
  ])('recognises %s', (_, other, reasons, score) => {
    expect(compareIdentities(camille, other)).toEqual({ reasons, score })
  })

  it.each([
    ['a father and a son who bear one name', someone({ birthDate: '2016-01-05' })],
    ['a spouse at the same telephone', { ...camille, firstName: 'Hugo', lastName: 'Besson', birthDate: '1986-02-01' }],
    ['another name born the same day', someone({ firstName: 'Sophie', lastName: 'Delcourt' })],
    ['a near name without anything else', someone({ lastName: 'Rousel', birthDate: null })],
  ])('leaves alone %s', (_, other) => {
    expect(compareIdentities(camille, other)).toBeNull()
  })

  it('counts letters added, lost, changed and swapped', () => {
    expect(editDistance('roussel', 'rousel')).toBe(1)
    expect(editDistance('camille', 'camlile')).toBe(1)
    expect(editDistance('lea', 'leo')).toBe(1)
    expect(editDistance('diallo', 'ndiaye')).toBe(4)
    expect(editDistance('', 'abc')).toBe(3)
  })

  it('stops counting beyond what is asked', () => {
    expect(editDistance('diallo', 'ndiaye', 2)).toBe(3)
  })

  it('says the same whichever comes first', () => {
    fc.assert(
      fc.property(anyIdentity, anyIdentity, (left, right) => {
        expect(compareIdentities(left, right)).toEqual(compareIdentities(right, left))
        expect(compareNames(left, right)).toBe(compareNames(right, left))
      }),
    )
  })

  it('measures a distance: none to itself, the same both ways, never more than the longer word', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
    fc.assert(
      fc.property(word, word, (left, right) => {
        expect(editDistance(left, left)).toBe(0)
        expect(editDistance(left, right)).toBe(editDistance(right, left))
        expect(editDistance(left, right)).toBeLessThanOrEqual(Math.max(left.length, right.length))
      }),
    )
  })

  it('compares every two files that resemble each other: they share a key', () => {
    fc.assert(
      fc.property(anyIdentity, anyIdentity, (left, right) => {
        if (compareIdentities(left, right) === null) return
        const keys = new Set(identityKeys(left))
        expect(identityKeys(right).some((key) => keys.has(key))).toBe(true)
      }),
    )
  })
})
