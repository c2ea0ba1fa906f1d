import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addMinutesToInstant,
  compareInstants,
  epochOf,
  instant,
  instantFromEpoch,
  isInstant,
  parisDate,
  parisInstant,
  parisTime,
} from '../../../src-shared/kernel/instant'
import { localDate } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'

const START = Date.UTC(2020, 0, 1)
const END = Date.UTC(2036, 0, 1)
const anyEpoch = fc.integer({ min: START, max: END })
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

function parisByIntl(epoch: number): string {
  const part = Object.fromEntries(clock.formatToParts(epoch).map(({ type, value }) => [type, value]))
  return `${part['year']}-${part['month']}-${part['day']} ${part['hour']}:${part['minute']}`
}

const shown = (epoch: number): string => `${parisDate(instantFromEpoch(epoch))} ${parisTime(instantFromEpoch(epoch))}`

describe('instants', () => {
  it('reads UTC texts and writes the milliseconds out', () => {
    expect(instant('2026-12-02T15:10:00Z')).toBe('2026-12-02T15:10:00.000Z')
    expect(instant('2026-12-02T15:10:00.5Z')).toBe('2026-12-02T15:10:00.500Z')
    for (const bad of [
      '2026-12-02T15:10:00',
      '2026-12-02T15:10:00+01:00',
      '2026-02-30T15:10:00Z',
      '2026-12-02T24:00:00Z',
      '2026-12-02',
    ]) {
      expect(() => instant(bad)).toThrow(RangeError)
    }
    expect(isInstant('2026-12-02T15:10:00.000Z')).toBe(true)
    expect(isInstant('2026-12-02T15:10:00Z')).toBe(false)
  })

  it('counts and writes milliseconds as Date does, before 1970 too', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 0, 1) }), (epoch) => {
        const moment = instantFromEpoch(epoch)
        expect(moment).toBe(new Date(epoch).toISOString())
        expect(epochOf(moment)).toBe(epoch)
        expect(isInstant(moment)).toBe(true)
      }),
    )
  })

  it('adds minutes and compares as time goes', () => {
    const noon = instant('2026-12-31T12:00:00.000Z')
    expect(addMinutesToInstant(noon, 12 * 60)).toBe('2027-01-01T00:00:00.000Z')
    expect(compareInstants(noon, addMinutesToInstant(noon, 1))).toBe(-1)
    expect(compareInstants(noon, noon)).toBe(0)
  })
})

describe('Paris time', () => {
  it('shows the date of Paris, not of Greenwich', () => {
    expect(parisDate(instant('2026-12-02T23:30:00Z'))).toBe('2026-12-03')
    expect(parisTime(instant('2026-07-02T23:30:00Z'))).toBe('01:30')
  })

  it('gives the first moment after the hour that spring skips', () => {
    expect(parisInstant(localDate('2027-03-28'), localTime('01:59'))).toBe('2027-03-28T00:59:00.000Z')
    expect(parisInstant(localDate('2027-03-28'), localTime('02:30'))).toBe('2027-03-28T01:00:00.000Z')
    expect(parisInstant(localDate('2027-03-28'), localTime('03:00'))).toBe('2027-03-28T01:00:00.000Z')
  })

  it('gives the first of the two hours that autumn repeats', () => {
    expect(parisInstant(localDate('2026-10-25'), localTime('02:30'))).toBe('2026-10-25T00:30:00.000Z')
    expect(parisInstant(localDate('2026-10-25'), localTime('03:00'))).toBe('2026-10-25T02:00:00.000Z')
  })

  it('agrees with Intl at any moment from 2020 to 2035', () => {
    fc.assert(
      fc.property(anyEpoch, (epoch) => {
        expect(shown(epoch)).toBe(parisByIntl(epoch))
      }),
      { numRuns: 2000 },
    )
  })

  it('agrees with Intl in every quarter of an hour around every change of clocks', () => {
    for (let year = 2020; year <= 2035; year += 1) {
      for (const month of [2, 9]) {
        for (let epoch = Date.UTC(year, month, 25); epoch < Date.UTC(year, month + 1, 1); epoch += 900_000) {
          if (shown(epoch) !== parisByIntl(epoch)) expect(shown(epoch)).toBe(parisByIntl(epoch))
        }
      }
    }
  })

  it('comes back to the same clock, unless spring skipped it, and to the earliest moment that shows it', () => {
    fc.assert(
      fc.property(anyEpoch, (epoch) => {
        const moment = instantFromEpoch(Math.floor(epoch / 60_000) * 60_000)
        const back = parisInstant(parisDate(moment), parisTime(moment))
        expect(shown(epochOf(back))).toBe(shown(epochOf(moment)))
        expect([0, 3_600_000]).toContain(epochOf(moment) - epochOf(back))
      }),
      { numRuns: 1000 },
    )
  })
})
