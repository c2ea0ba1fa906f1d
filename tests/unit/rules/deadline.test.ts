import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochOf, instant, instantFromEpoch, parisDate, parisTime } from '../../../src-shared/kernel/instant'
import {
  type LocalDate,
  type Weekday,
  addDays,
  dayOfMonth,
  dayOfWeek,
  daysBetween,
  fromEpochDay,
  isWeekend,
  localDate,
  monthOf,
} from '../../../src-shared/kernel/local-date'
import { type LocalTime, fromMinutes, localTime } from '../../../src-shared/kernel/local-time'
import { addMonths, lastDay } from '../../../src-shared/kernel/year-month'
import { isPublicHoliday } from '../../../src-shared/rules/calendar'
import {
  type DeadlineRule,
  deadlineOf,
  deadlineProblems,
  describeDeadline,
  effectiveCancelRule,
  isPast,
} from '../../../src-shared/rules/deadline'

const france = { alsaceMoselle: false }
const ten = localTime('10:00')
const day = localDate

/** 'YYYY-MM-DD HH:MM' in Paris, for the eye. */
function shown(rule: DeadlineRule, date: LocalDate): string | null {
  const deadline = deadlineOf(rule, date, france)
  return deadline === null ? null : `${parisDate(deadline)} ${parisTime(deadline)}`
}
const plain = (text: string): string => text.replaceAll('\u00A0', ' ')

describe('deadlines', () => {
  it('may not exist', () => {
    expect(shown({ kind: 'none' }, day('2026-12-04'))).toBeNull()
    expect(isPast({ kind: 'none' }, day('2026-12-04'), instant('2030-01-01T00:00:00Z'), france)).toBe(false)
  })

  it('may be the same day, at an hour of Paris in winter and in summer', () => {
    const rule: DeadlineRule = { kind: 'same-day', time: localTime('09:00') }
    expect(deadlineOf(rule, day('2026-12-04'), france)).toBe('2026-12-04T08:00:00.000Z')
    expect(deadlineOf(rule, day('2026-07-03'), france)).toBe('2026-07-03T07:00:00.000Z')
  })

  it('may count calendar days, or skip week-ends, public holidays and chosen weekdays', () => {
    const days = (count: number, skip?: object): DeadlineRule => ({ kind: 'days-before', days: count, time: ten, skip })
    const monday = day('2026-12-07')
    expect(shown(days(0), monday)).toBe('2026-12-07 10:00')
    expect(shown(days(2), monday)).toBe('2026-12-05 10:00')
    expect(shown(days(1, { weekends: true }), monday)).toBe('2026-12-04 10:00')
    expect(shown(days(2, { weekends: true, weekdays: [3] }), day('2026-12-04'))).toBe('2026-12-01 10:00')
    // Tuesday after Easter: Monday is a holiday, then the week-end
    expect(shown(days(1, { weekends: true, publicHolidays: true }), day('2027-03-30'))).toBe('2027-03-26 10:00')
    expect(shown(days(1, { weekends: true }), day('2027-03-30'))).toBe('2027-03-29 10:00')
  })

  it('may be the last working day before', () => {
    expect(shown({ kind: 'weekday-before', time: ten }, day('2027-05-10'))).toBe('2027-05-07 10:00')
    expect(shown({ kind: 'weekday-before', time: ten }, day('2027-05-07'))).toBe('2027-05-05 10:00')
  })

  it('may be a weekday of the week before, or of the week S-2', () => {
    const thursday = (weeks: number): DeadlineRule => ({
      kind: 'week-before',
      weeks,
      weekday: 4,
      time: localTime('12:00'),
    })
    for (const date of ['2026-12-07', '2026-12-09', '2026-12-13'])
      expect(shown(thursday(1), day(date))).toBe('2026-12-03 12:00')
    expect(shown(thursday(2), day('2026-12-07'))).toBe('2026-11-26 12:00')
  })

  it('may be a day of the month before, brought back to its end', () => {
    const on = (dayNumber: number): DeadlineRule => ({ kind: 'month-before', day: dayNumber, time: localTime('23:59') })
    expect(shown(on(20), day('2026-12-01'))).toBe('2026-11-20 23:59')
    expect(shown(on(31), day('2027-03-15'))).toBe('2027-02-28 23:59')
    expect(shown(on(15), day('2027-01-31'))).toBe('2026-12-15 23:59')
  })

  it('are too late at the very hour, and not a millisecond before', () => {
    const rule: DeadlineRule = { kind: 'days-before', days: 1, time: ten }
    expect(isPast(rule, day('2026-12-04'), instant('2026-12-03T08:59:59.999Z'), france)).toBe(false)
    expect(isPast(rule, day('2026-12-04'), instant('2026-12-03T09:00:00.000Z'), france)).toBe(true)
  })

  it('to cancel are those to book unless the activity says otherwise', () => {
    const booking: DeadlineRule = { kind: 'same-day', time: ten }
    expect(effectiveCancelRule(null, booking)).toBe(booking)
    expect(effectiveCancelRule({ kind: 'none' }, booking)).toEqual({ kind: 'none' })
  })

  it('are refused when saved if nothing can satisfy them', () => {
    const all: Weekday[] = [1, 2, 3, 4, 5]
    expect(
      deadlineProblems({ kind: 'days-before', days: 1, time: ten, skip: { weekends: true, weekdays: all } }),
    ).toEqual(['every-day-skipped'])
    expect(deadlineProblems({ kind: 'days-before', days: -1, time: ten })).toEqual(['days-out-of-range'])
    expect(deadlineProblems({ kind: 'month-before', day: 32, time: ten })).toEqual(['day-out-of-range'])
    expect(deadlineProblems({ kind: 'week-before', weeks: 1.5, weekday: 1, time: ten })).toEqual(['weeks-out-of-range'])
    expect(deadlineProblems({ kind: 'none' })).toEqual([])
    expect(() =>
      deadlineOf(
        { kind: 'days-before', days: 1, time: ten, skip: { weekends: true, weekdays: all } },
        day('2026-12-04'),
        france,
      ),
    ).toThrow(RangeError)
  })

  it('are said in plain French', () => {
    const said = (rule: DeadlineRule): string => plain(describeDeadline(rule))
    expect(said({ kind: 'none' })).toBe('sans limite')
    expect(said({ kind: 'same-day', time: localTime('09:00') })).toBe('le jour même avant 9 h 00')
    expect(said({ kind: 'days-before', days: 1, time: ten })).toBe('la veille avant 10 h 00')
    expect(
      said({ kind: 'days-before', days: 2, time: ten, skip: { weekends: true, publicHolidays: true, weekdays: [3] } }),
    ).toBe('l’avant-veille avant 10 h 00, sans compter les week-ends, les jours fériés et les mercredis')
    expect(said({ kind: 'days-before', days: 8, time: ten })).toBe('8 jours à l’avance, avant 10 h 00')
    expect(said({ kind: 'weekday-before', time: ten })).toBe('le jour ouvré précédent avant 10 h 00')
    expect(said({ kind: 'week-before', weeks: 1, weekday: 4, time: localTime('12:00') })).toBe(
      'le jeudi de la semaine précédente avant 12 h 00',
    )
    expect(said({ kind: 'week-before', weeks: 2, weekday: 4, time: localTime('12:00') })).toBe(
      'le jeudi, 2 semaines plus tôt, avant 12 h 00',
    )
    expect(said({ kind: 'month-before', day: 20, time: ten })).toBe('le 20 du mois précédent avant 10 h 00')
    expect(said({ kind: 'month-before', day: 31, time: ten })).toBe('le dernier jour du mois précédent avant 10 h 00')
  })
})

describe('any deadline', () => {
  const time: fc.Arbitrary<LocalTime> = fc.integer({ min: 0, max: 1439 }).map(fromMinutes)
  const weekday = fc.constantFrom<Weekday>(1, 2, 3, 4, 5, 6, 7)
  const date = fc.integer({ min: 19_723, max: 23_000 }).map(fromEpochDay)

  it('counting days leaves exactly so many counted days until the date, and stands on a counted day', () => {
    const skip = fc.record({
      weekends: fc.boolean(),
      publicHolidays: fc.boolean(),
      weekdays: fc.uniqueArray(fc.constantFrom<Weekday>(1, 2, 3, 4), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(date, fc.integer({ min: 1, max: 30 }), time, skip, (target, days, at, skipped) => {
        const deadline = deadlineOf({ kind: 'days-before', days, time: at, skip: skipped }, target, france)
        const counts = (one: LocalDate): boolean =>
          !(skipped.weekends && isWeekend(one)) &&
          !(skipped.publicHolidays && isPublicHoliday(one, france)) &&
          !skipped.weekdays.some((other) => other === dayOfWeek(one))
        const stop = parisDate(deadline!)
        let counted = 0
        for (let one = stop; one < target; one = addDays(one, 1)) if (counts(one)) counted += 1
        expect(counts(stop)).toBe(true)
        expect(counted).toBe(days)
      }),
    )
  })

  it('by week is the right weekday of the right week', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 0, max: 5 }), weekday, time, (target, weeks, day, at) => {
        const stop = parisDate(deadlineOf({ kind: 'week-before', weeks, weekday: day, time: at }, target, france)!)
        expect(dayOfWeek(stop)).toBe(day)
        expect(daysBetween(addDays(stop, 1 - day), addDays(target, 1 - dayOfWeek(target)))).toBe(7 * weeks)
      }),
    )
  })

  it('by month is the day asked, or the last one of the month before', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 1, max: 31 }), (target, asked) => {
        const stop = parisDate(deadlineOf({ kind: 'month-before', day: asked, time: ten }, target, france)!)
        expect(monthOf(stop)).toBe(addMonths(monthOf(target), -1))
        expect(dayOfMonth(stop) === asked || (stop === lastDay(monthOf(stop)) && dayOfMonth(stop) < asked)).toBe(true)
      }),
    )
  })

  it('once passed stays passed', () => {
    const rule = fc.oneof(
      fc.record({ kind: fc.constant('same-day' as const), time }),
      fc.record({ kind: fc.constant('weekday-before' as const), time }),
      fc.record({ kind: fc.constant('days-before' as const), days: fc.integer({ min: 0, max: 20 }), time }),
    )
    fc.assert(
      fc.property(rule, date, fc.integer({ min: -50_000, max: 50_000 }), fc.nat(), (any, target, shift, later) => {
        const deadline = epochOf(deadlineOf(any, target, france)!)
        const past = isPast(any, target, instantFromEpoch(deadline + shift), france)
        expect(past).toBe(shift >= 0)
        if (past) expect(isPast(any, target, instantFromEpoch(deadline + shift + later), france)).toBe(true)
      }),
    )
  })
})
