import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonthsToDate,
  ageInMonths,
  ageInYears,
  compareDates,
  datesBetween,
  dayOfWeek,
  daysBetween,
  fromEpochDay,
  isLocalDate,
  isWeekend,
  isoWeek,
  localDate,
  monthOf,
  startOfWeek,
} from '../../../src-shared/kernel/local-date'
import { fromMinutes, isLocalTime, localTime, minutesOf } from '../../../src-shared/kernel/local-time'
import { isSchoolYear, schoolYear, schoolYearOf, schoolYearRange } from '../../../src-shared/kernel/school-year'
import {
  addMonths,
  daysOfMonth,
  firstDay,
  isYearMonth,
  lastDay,
  monthsBetween,
  yearMonth,
} from '../../../src-shared/kernel/year-month'

const DAY_MS = 86_400_000
// 1900 to 2199
const anyDay = fc.integer({ min: -25_567, max: 84_000 })
const isoOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

describe('local dates', () => {
  it('reads the days that exist and no other', () => {
    for (const good of ['2026-12-02', '2024-02-29', '2000-02-29']) expect(isLocalDate(good)).toBe(true)
    for (const bad of [
      '2026-02-29',
      '1900-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '2026-1-01',
      '2026-12-0a',
      '2026/12/02',
      '',
      '2026-12-02T',
    ])
      expect(isLocalDate(bad)).toBe(false)
    expect(() => localDate('2026-02-30')).toThrow(RangeError)
  })

  it('agrees with Date.UTC on days, weekdays, months and ISO text', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -2000, max: 2000 }), (day, shift) => {
        const date = fromEpochDay(day)
        const utc = new Date(day * DAY_MS)
        expect(date).toBe(isoOf(day))
        expect(isLocalDate(date)).toBe(true)
        expect(dayOfWeek(date)).toBe(utc.getUTCDay() === 0 ? 7 : utc.getUTCDay())
        expect(isWeekend(date)).toBe([0, 6].includes(utc.getUTCDay()))
        expect(addDays(date, shift)).toBe(isoOf(day + shift))
        expect(daysBetween(date, addDays(date, shift))).toBe(shift)
        expect(compareDates(date, addDays(date, shift))).toBe(shift > 0 ? -1 : shift < 0 ? 1 : 0)
        expect(lastDay(monthOf(date))).toBe(
          new Date(Date.UTC(utc.getUTCFullYear(), utc.getUTCMonth() + 1, 0)).toISOString().slice(0, 10),
        )
      }),
    )
  })

  it('refuses every text that Date would repair', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 33 }),
        (year, month, day) => {
          const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
          const parsed = new Date(`${text}T00:00:00.000Z`)
          const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text)
          expect(isLocalDate(text)).toBe(isReal)
        },
      ),
    )
  })

  it('goes a month further without leaving the month', () => {
    expect(addMonthsToDate(localDate('2026-01-31'), 1)).toBe('2026-02-28')
    expect(addMonthsToDate(localDate('2023-11-30'), 3)).toBe('2024-02-29')
    expect(addMonthsToDate(localDate('2026-03-31'), -1)).toBe('2026-02-28')
    expect(addMonthsToDate(localDate('2026-03-15'), -15)).toBe('2024-12-15')
  })

  it('numbers the weeks as ISO 8601 does, across the new year', () => {
    expect(isoWeek(localDate('2026-12-31'))).toEqual({ year: 2026, week: 53 })
    expect(isoWeek(localDate('2027-01-03'))).toEqual({ year: 2026, week: 53 })
    expect(isoWeek(localDate('2027-01-04'))).toEqual({ year: 2027, week: 1 })
    expect(isoWeek(localDate('2024-12-30'))).toEqual({ year: 2025, week: 1 })
    expect(startOfWeek(localDate('2026-12-06'))).toBe('2026-11-30')
  })

  it('lists the days of a period, both ends included, and none of a reversed one', () => {
    expect(datesBetween(localDate('2026-02-27'), localDate('2026-03-02'))).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
      '2026-03-02',
    ])
    expect(datesBetween(localDate('2026-03-02'), localDate('2026-03-01'))).toEqual([])
  })

  it('counts the age in whole months and years', () => {
    const birth = localDate('2020-11-12')
    expect(ageInYears(birth, localDate('2026-11-11'))).toBe(5)
    expect(ageInYears(birth, localDate('2026-11-12'))).toBe(6)
    expect(ageInMonths(birth, localDate('2021-02-11'))).toBe(2)
    expect(ageInYears(localDate('2020-02-29'), localDate('2026-02-28'))).toBe(5)
    expect(ageInYears(localDate('2020-02-29'), localDate('2026-03-01'))).toBe(6)
    expect(ageInMonths(birth, localDate('2020-11-11'))).toBe(-1)
  })
})

describe('months', () => {
  it('reads real months only', () => {
    expect(['2026-12', '2026-01'].every(isYearMonth)).toBe(true)
    expect(['2026-13', '2026-00', '2026-1', '2026-12-01', '26-12'].some(isYearMonth)).toBe(false)
    expect(() => yearMonth('décembre')).toThrow(RangeError)
  })

  it('knows its days and its neighbours', () => {
    expect(daysOfMonth(yearMonth('2024-02'))).toHaveLength(29)
    expect(daysOfMonth(yearMonth('2026-12')).at(-1)).toBe('2026-12-31')
    expect(firstDay(yearMonth('2026-12'))).toBe('2026-12-01')
    expect(addMonths(yearMonth('2026-12'), 1)).toBe('2027-01')
    expect(addMonths(yearMonth('2026-01'), -13)).toBe('2024-12')
    expect(monthsBetween(yearMonth('2026-11'), yearMonth('2027-02'))).toEqual([
      '2026-11',
      '2026-12',
      '2027-01',
      '2027-02',
    ])
    expect(monthsBetween(yearMonth('2026-11'), yearMonth('2026-10'))).toEqual([])
  })
})

describe('times of day', () => {
  it('goes from 00:00 to 23:59', () => {
    for (let minutes = 0; minutes < 1440; minutes += 1) {
      expect(minutesOf(fromMinutes(minutes))).toBe(minutes)
      expect(isLocalTime(fromMinutes(minutes))).toBe(true)
    }
    for (const bad of ['24:00', '12:60', '9:30', '09h30', '09:3a', '']) expect(isLocalTime(bad)).toBe(false)
    expect(() => localTime('24:00')).toThrow(RangeError)
    expect(() => fromMinutes(1440)).toThrow(RangeError)
  })
})

describe('school years', () => {
  it('goes from 1 September to 31 August', () => {
    expect(schoolYearOf(localDate('2026-08-31'))).toBe('2025-2026')
    expect(schoolYearOf(localDate('2026-09-01'))).toBe('2026-2027')
    expect(schoolYearRange(schoolYear('2026-2027'))).toEqual({ from: '2026-09-01', to: '2027-08-31' })
    expect(['2026-2028', '2026/2027', '2026'].some(isSchoolYear)).toBe(false)
  })

  it('contains each of its days', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = fromEpochDay(day)
        const { from, to } = schoolYearRange(schoolYearOf(date))
        expect(from <= date && date <= to).toBe(true)
      }),
    )
  })
})
