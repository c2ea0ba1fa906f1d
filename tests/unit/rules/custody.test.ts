import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, datesBetween, localDate } from '../../../src-shared/kernel/local-date'
import { custodyWeekStart, isCustodyDay, oppositeRhythm, type CustodyRhythm } from '../../../src-shared/rules/custody'

const even: CustodyRhythm = { pattern: 'even', since: null, changeDay: 1 }
const fridays: CustodyRhythm = { pattern: 'alternate', since: localDate('2026-09-04'), changeDay: 5 }

describe('the weeks of a child who lives in two families', () => {
  it('follows the number of the ISO week, as a judgment says', () => {
    expect(isCustodyDay(even, localDate('2026-12-07'))).toBe(true)
    expect(isCustodyDay(even, localDate('2026-12-13'))).toBe(true)
    expect(isCustodyDay(even, localDate('2026-12-14'))).toBe(false)
  })

  it('leaves two odd weeks in a row at the end of a year of 53 weeks', () => {
    const odd = oppositeRhythm(even)
    expect(isCustodyDay(odd, localDate('2026-12-28'))).toBe(true)
    expect(isCustodyDay(odd, localDate('2027-01-04'))).toBe(true)
  })

  it('alternates strictly from a day on, whatever the numbers of the weeks', () => {
    const mondays = ['2026-12-21', '2026-12-28', '2027-01-04', '2027-01-11'].map(localDate)
    expect(mondays.map((day) => isCustodyDay(fridays, day))).toEqual([false, true, false, true])
  })

  it('changes homes on the day chosen', () => {
    expect(custodyWeekStart(localDate('2026-12-10'), 5)).toBe('2026-12-04')
    expect(isCustodyDay(fridays, localDate('2026-09-10'))).toBe(true)
    expect(isCustodyDay(fridays, localDate('2026-09-11'))).toBe(false)
  })

  it('is at home every day without a rhythm', () => {
    expect(isCustodyDay({ pattern: '', since: null, changeDay: 1 }, localDate('2026-12-10'))).toBe(true)
  })

  it('gives each day to exactly one of the two families', () => {
    const rhythm = fc.record({
      pattern: fc.constantFrom('even' as const, 'odd' as const, 'alternate' as const),
      since: fc.integer({ min: 0, max: 60 }).map((days) => addDays(localDate('2026-09-01'), days)),
      changeDay: fc.integer({ min: 1, max: 7 }),
    })
    fc.assert(
      fc.property(rhythm, (one) => {
        const other = oppositeRhythm(one)
        for (const day of datesBetween(localDate('2026-12-01'), localDate('2027-02-28')))
          expect(isCustodyDay(one, day)).toBe(!isCustodyDay(other, day))
      }),
      { numRuns: 30 },
    )
  })
})
