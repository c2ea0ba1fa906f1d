import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import file from '../../../resources/calendar/school-holidays.json'
import { addDays, dayOfWeek, daysBetween, fromEpochDay, localDate } from '../../../src-shared/kernel/local-date'
import { schoolYearOf } from '../../../src-shared/kernel/school-year'
import {
  type RuleCalendar,
  type SchoolZone,
  dayKind,
  easterSunday,
  isWorkingDay,
  nextSchoolHoliday,
  publicHolidayName,
  publicHolidays,
  schoolHolidayOn,
  workingDayBefore,
} from '../../../src-shared/rules/calendar'
import { readSchoolHolidays } from '../../../src-shared/rules/school-holidays'

const { coverage, holidays } = readSchoolHolidays(file)
const town = (zone: SchoolZone, alsaceMoselle = false): RuleCalendar => ({
  zone,
  alsaceMoselle,
  schoolHolidays: holidays,
})
const day = localDate

describe('public holidays', () => {
  it('are the eleven of 2027, in order', () => {
    expect(publicHolidays(2027, { alsaceMoselle: false }).map((holiday) => holiday.date)).toEqual([
      '2027-01-01',
      '2027-03-29',
      '2027-05-01',
      '2027-05-06',
      '2027-05-08',
      '2027-05-17',
      '2027-07-14',
      '2027-08-15',
      '2027-11-01',
      '2027-11-11',
      '2027-12-25',
    ])
  })

  it('are thirteen in Alsace and Moselle', () => {
    expect(publicHolidays(2027, { alsaceMoselle: true })).toHaveLength(13)
    expect(publicHolidayName(day('2027-03-26'), { alsaceMoselle: true })).toBe('Vendredi saint')
    expect(publicHolidayName(day('2027-03-26'), { alsaceMoselle: false })).toBeNull()
    expect(publicHolidayName(day('2026-12-26'), { alsaceMoselle: true })).toBe('Saint-Étienne')
  })

  it('keep both names when two fall on the same day', () => {
    expect(publicHolidayName(day('2008-05-01'), { alsaceMoselle: false })).toBe('fête du Travail et Ascension')
  })

  it('follow an Easter that is the first Sunday after the full moon of the Church, from 22 March to 25 April', () => {
    // dates published by the observatories, among them both extremes
    const known = {
      1818: '03-22',
      1943: '04-25',
      1961: '04-02',
      2000: '04-23',
      2008: '03-23',
      2019: '04-21',
      2038: '04-25',
    }
    for (const [year, date] of Object.entries(known)) expect(easterSunday(Number(year))).toBe(`${year}-${date}`)
    for (let year = 1583; year <= 4000; year += 1) {
      const easter = easterSunday(year)
      expect(dayOfWeek(easter) === 7 && easter >= `${year}-03-22` && easter <= `${year}-04-25`).toBe(true)
    }
  })

  const shared = new URL('../../../../shared/data/feries_mobiles_2024_2030.json', import.meta.url)
  it.skipIf(!existsSync(shared))('agree with the published moving holidays of 2024 to 2030', () => {
    const published: Record<string, Record<string, string>> = JSON.parse(readFileSync(shared, 'utf8'))
    expect(Object.keys(published).length).toBeGreaterThan(0)
    for (const [year, dates] of Object.entries(published)) {
      const local = publicHolidays(Number(year), { alsaceMoselle: true })
      const dateOf = (name: string): string | undefined => local.find((holiday) => holiday.name === name)?.date
      expect({
        paques: easterSunday(Number(year)),
        lundiPaques: dateOf('lundi de Pâques'),
        ascension: dateOf('Ascension'),
        lundiPentecote: dateOf('lundi de Pentecôte'),
        vendrediSaint_AM: dateOf('Vendredi saint'),
      }).toEqual(dates)
    }
  })
})

describe('school holidays', () => {
  it('follow the zone of the town', () => {
    expect(schoolHolidayOn(day('2027-02-10'), 'C', holidays)?.name).toBe('vacances d’hiver')
    expect(schoolHolidayOn(day('2027-02-10'), 'A', holidays)).toBeNull()
  })

  it('end on the day before the return, a Tuesday included', () => {
    // zone B came back on Tuesday 22 April 2025, after Easter Monday
    expect(schoolHolidayOn(day('2025-04-21'), 'B', holidays)?.kind).toBe('spring')
    expect(schoolHolidayOn(day('2025-04-22'), 'B', holidays)).toBeNull()
  })

  it('carry every holiday of the four school years for the three zones, none overlapping', () => {
    for (const zone of ['A', 'B', 'C'] as const) {
      const own = holidays.filter((holiday) => holiday.zones.includes(zone)).sort((a, b) => (a.from < b.from ? -1 : 1))
      // five holidays and the Ascension a year; the summer of 2028 is not published
      expect(own).toHaveLength(23)
      for (const [index, holiday] of own.entries()) {
        expect(schoolYearOf(holiday.from)).toBe(holiday.schoolYear)
        expect(daysBetween(holiday.from, holiday.to)).toBeGreaterThanOrEqual(3)
        const next = own[index + 1]
        if (next !== undefined) expect(holiday.to < next.from).toBe(true)
      }
    }
  })

  const shared = new URL('../../../../shared/data/vacances_scolaires_2024_2028.json', import.meta.url)
  it.skipIf(!existsSync(shared))('agree line by line with the published calendar', () => {
    const published: { vacances: { zone: SchoolZone; premierJour: string; dernierJour: string; reprise: string }[] } =
      JSON.parse(readFileSync(shared, 'utf8'))
    expect(published.vacances.length).toBe(holidays.reduce((sum, holiday) => sum + holiday.zones.length, 0))
    for (const { zone, premierJour, dernierJour, reprise } of published.vacances) {
      const found = schoolHolidayOn(day(premierJour), zone, holidays)
      expect([found?.from, found?.to]).toEqual([premierJour, dernierJour])
      expect(schoolHolidayOn(day(reprise), zone, holidays)).toBeNull()
    }
  })

  it('announce the next ones to come', () => {
    expect(nextSchoolHoliday(day('2026-12-02'), town('A'))?.name).toBe('vacances de Noël')
    expect(nextSchoolHoliday(day('2026-12-19'), town('C'))?.from).toBe('2027-02-06')
    expect(nextSchoolHoliday(coverage.to, town('B'))).toBeNull()
  })

  it('refuse a file with an unknown zone, a wrong date or a period upside down', () => {
    const first = file.holidays[0]
    const wrong = (change: object) => () => readSchoolHolidays({ ...file, holidays: [{ ...first!, ...change }] })
    expect(wrong({ zones: ['D'] })).toThrow(/unknown value D/)
    expect(wrong({ from: '2024-02-30' })).toThrow(RangeError)
    expect(wrong({ to: '2024-10-01' })).toThrow(/before it begins/)
    expect(wrong({ kind: 'toussaint' })).toThrow(RangeError)
  })
})

describe('the kind of a day', () => {
  it('tells small holidays, summer holidays and public holidays from school days', () => {
    const kinds = {
      '2026-12-03': 'school',
      '2026-12-02': 'wednesday',
      '2026-12-05': 'weekend',
      '2026-12-21': 'small-holidays',
      '2026-12-25': 'public-holiday',
      '2027-07-14': 'public-holiday',
      '2027-08-07': 'summer-holidays',
    }
    for (const [date, kind] of Object.entries(kinds))
      expect([date, dayKind(day(date), town('A'))]).toEqual([date, kind])
  })

  it('counts the Friday of the Ascension as holidays: there is no school', () => {
    expect(dayKind(day('2027-05-07'), town('B'))).toBe('small-holidays')
  })

  it('differs between Alsace and the rest of zone B only on the two local holidays', () => {
    const different: string[] = []
    for (let date = coverage.from; date <= coverage.to; date = addDays(date, 1)) {
      if (dayKind(date, town('B')) !== dayKind(date, town('B', true))) different.push(date)
    }
    expect(different.map((date) => publicHolidayName(day(date), { alsaceMoselle: true }))).toEqual(
      different.map((date) => (date.endsWith('12-26') ? 'Saint-Étienne' : 'Vendredi saint')),
    )
    expect(different).toHaveLength(8)
  })
})

describe('working days', () => {
  it('go over week-ends and public holidays', () => {
    expect(workingDayBefore(day('2026-12-07'), { alsaceMoselle: false })).toBe('2026-12-04')
    expect(workingDayBefore(day('2027-03-30'), { alsaceMoselle: false })).toBe('2027-03-26')
    expect(workingDayBefore(day('2027-03-30'), { alsaceMoselle: true })).toBe('2027-03-25')
  })

  it('are the nearest before: no other working day stands between', () => {
    fc.assert(
      fc.property(fc.integer({ min: 19_000, max: 25_000 }), fc.boolean(), (epoch, alsaceMoselle) => {
        const date = fromEpochDay(epoch)
        const before = workingDayBefore(date, { alsaceMoselle })
        expect(isWorkingDay(before, { alsaceMoselle }) && before < date).toBe(true)
        for (let between = addDays(before, 1); between < date; between = addDays(between, 1)) {
          expect(isWorkingDay(between, { alsaceMoselle })).toBe(false)
        }
      }),
    )
  })
})
