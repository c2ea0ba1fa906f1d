import { describe, expect, it } from 'vitest'
import { isAlsaceMoselle, schoolZoneOf } from '../../../src-shared/rules/school-zones'

describe('the school zone of a town', () => {
  it.each([
    ['33000', 'A'],
    ['69001', 'A'],
    ['13001', 'B'],
    ['67000', 'B'],
    ['75011', 'C'],
    ['31000', 'C'],
  ])('of %s is %s', (postalCode, zone) => expect(schoolZoneOf(postalCode)).toBe(zone))

  it('is not guessed where the calendar is another one', () => {
    expect(['20000', '97100', '99120', ''].map(schoolZoneOf)).toEqual([null, null, null, null])
  })

  it('knows every département of the mainland once, Corsica apart', () => {
    const departments = Array.from({ length: 95 }, (_, index) => String(index + 1).padStart(2, '0'))
    expect(departments.filter((code) => schoolZoneOf(`${code}000`) === null)).toEqual(['20'])
  })

  it('says where Good Friday is a holiday', () => {
    expect(['67000', '68100', '57000', '54000'].map(isAlsaceMoselle)).toEqual([true, true, true, false])
  })
})
