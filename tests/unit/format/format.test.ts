import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatDate,
  formatDateLong,
  formatDateOfYear,
  formatDayMonth,
  formatInstant,
  formatInstantShort,
  formatMonth,
  formatShortDate,
  formatTime,
  formatWeekdayShort,
} from '../../../src-shared/format/date'
import { formatAmount, formatEuros, formatPercent } from '../../../src-shared/format/money'
import { formatDecimal, formatInteger } from '../../../src-shared/format/number'
import { formatPhone } from '../../../src-shared/format/phone'
import { joinFrench, plural, pluralWord } from '../../../src-shared/format/text'
import { instant } from '../../../src-shared/kernel/instant'
import { localDate } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'
import { cents } from '../../../src-shared/kernel/money'
import { yearMonth } from '../../../src-shared/kernel/year-month'

describe('amounts', () => {
  it('are written as in French, with spaces that do not break', () => {
    expect(formatEuros(cents(124_050))).toBe('1\u00A0240,50\u00A0€')
    expect(formatEuros(cents(5))).toBe('0,05\u00A0€')
    expect(formatEuros(cents(-124_050_07))).toBe('\u2212124\u00A0050,07\u00A0€')
    expect(formatAmount(cents(1_000_000_00))).toBe('1\u00A0000\u00A0000,00')
  })

  it('agree with Intl for any amount, the narrow space apart', () => {
    const french = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' })
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (amount) => {
        const expected = french
          .format(amount / 100)
          .replace(/\u202F/g, '\u00A0')
          .replace('-', '\u2212')
        expect(formatEuros(cents(amount))).toBe(expected)
      }),
    )
  })

  it('write a rate without useless zeros', () => {
    expect(formatPercent({ numerator: 125, denominator: 10_000 })).toBe('1,25\u00A0%')
    expect(formatPercent({ numerator: 1, denominator: 2 })).toBe('50\u00A0%')
    expect(formatPercent({ numerator: 619, denominator: 1_000_000 }, 4)).toBe('0,0619\u00A0%')
  })

  it('group the thousands and keep the needed decimals', () => {
    expect([0, 999, 1000, -1_234_567].map(formatInteger)).toEqual([
      '0',
      '999',
      '1\u00A0000',
      '\u22121\u00A0234\u00A0567',
    ])
    expect([612, 400.5, 1.005, 1240.756, -0.001].map((value) => formatDecimal(value))).toEqual([
      '612',
      '400,5',
      '1,01',
      '1\u00A0240,76',
      '0',
    ])
    expect(formatDecimal(12.5, 0)).toBe('13')
    expect(() => formatInteger(1.5)).toThrow(RangeError)
  })
})

describe('dates', () => {
  const december = localDate('2026-12-10')
  const first = localDate('2027-01-01')

  it('are written as in French', () => {
    expect(formatDateLong(december)).toBe('jeudi 10\u00A0décembre 2026')
    expect(formatDate(december)).toBe('10/12/2026')
    expect(formatDayMonth(december)).toBe('jeudi 10\u00A0décembre')
    expect(formatDateOfYear(december)).toBe('10\u00A0décembre 2026')
    expect(formatShortDate(december)).toBe('10\u00A0déc.')
    expect(formatMonth(yearMonth('2026-12'))).toBe('décembre 2026')
    expect(formatWeekdayShort(localDate('2026-12-07'))).toBe('lun.')
  })

  it('say 1er for the first of a month, and only for it', () => {
    expect(formatDateLong(first)).toBe('vendredi 1er\u00A0janvier 2027')
    expect(formatShortDate(localDate('2026-12-11'))).toBe('11\u00A0déc.')
  })

  it('tell the time with its minutes, on the clocks of Paris', () => {
    expect(formatTime(localTime('16:30'))).toBe('16\u00A0h\u00A030')
    expect(formatTime(localTime('09:05'))).toBe('9\u00A0h\u00A005')
    expect(formatTime(localTime('10:00'))).toBe('10\u00A0h\u00A000')
    expect(formatInstant(instant('2026-12-08T08:41:00Z'))).toBe('mardi 8\u00A0décembre à 9\u00A0h\u00A041')
    expect(formatInstantShort(instant('2026-07-08T22:30:00Z'))).toBe('09/07/2026 à 0\u00A0h\u00A030')
  })

  it('agree with Intl on every day of ten years', () => {
    const french = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'full', timeZone: 'UTC' })
    for (let epoch = Date.UTC(2022, 0, 1); epoch < Date.UTC(2032, 0, 1); epoch += 86_400_000) {
      const written = formatDateLong(localDate(new Date(epoch).toISOString().slice(0, 10))).replace('\u00A0', ' ')
      const expected = french.format(epoch).replace(/ 1 /, ' 1er ')
      if (written !== expected) expect(written).toBe(expected)
    }
  })
})

describe('phones and words', () => {
  it('writes a French number two by two and leaves any other as it is', () => {
    expect(formatPhone('0536491240')).toBe('05\u00A036\u00A049\u00A012\u00A040')
    expect(formatPhone('+33 (0)6.12.34.56.78')).toBe('06\u00A012\u00A034\u00A056\u00A078')
    expect(formatPhone(' +32 2 123 45 67 ')).toBe('+32 2 123 45 67')
    expect(formatPhone('112')).toBe('112')
  })

  it('counts as French does', () => {
    expect([0, 1, 2, 1200].map((n) => plural(n, 'enfant', 'enfants'))).toEqual([
      '0\u00A0enfant',
      '1\u00A0enfant',
      '2\u00A0enfants',
      '1\u00A0200\u00A0enfants',
    ])
    expect(pluralWord(1.5, 'heure', 'heures')).toBe('heure')
  })

  it('lists as French does', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((list) => joinFrench(list))).toEqual([
      '',
      'a',
      'a et b',
      'a, b et c',
    ])
    expect(joinFrench(['lundi', 'jeudi'], 'ou')).toBe('lundi ou jeudi')
  })
})
