import { useI18n } from 'vue-i18n'
import {
  formatDate,
  formatDateLong,
  formatDayMonth,
  formatInstant,
  formatMonth,
  formatShortDate,
  formatTime,
  formatWeekdayShort,
} from '../../src-shared/format/date'
import { formatEuros } from '../../src-shared/format/money'
import { parisDate, parisTime, type Instant } from '../../src-shared/kernel/instant'
import { dayOfMonth, dayOfWeek, monthNumberOf, yearOf, type LocalDate } from '../../src-shared/kernel/local-date'
import type { LocalTime } from '../../src-shared/kernel/local-time'
import type { Cents } from '../../src-shared/kernel/money'
import { firstDay, type YearMonth } from '../../src-shared/kernel/year-month'

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = 'January February March April May June July August September October November December'.split(' ')

const NBSP = '\u00A0'
const day = (date: LocalDate) => DAYS[dayOfWeek(date) - 1] ?? ''
const month = (date: LocalDate) => MONTHS[monthNumberOf(date) - 1] ?? ''
const dayMonth = (date: LocalDate) => `${day(date)} ${dayOfMonth(date)}${NBSP}${month(date)}`

const english = {
  money: (amount: Cents) => {
    const [figures = ''] = formatEuros(amount).split(`${NBSP}€`)
    const sign = figures.startsWith('−') ? '−' : ''
    return `${sign}€${figures.replace('−', '').replace(',', '.').replaceAll(NBSP, ',')}`
  },
  date: formatDate,
  dateLong: (date: LocalDate) => `${dayMonth(date)} ${yearOf(date)}`,
  dayMonth,
  shortDate: (date: LocalDate) => `${dayOfMonth(date)}${NBSP}${month(date).slice(0, 3)}`,
  weekdayShort: (date: LocalDate) => day(date).slice(0, 3),
  month: (value: YearMonth) => `${month(firstDay(value))} ${yearOf(firstDay(value))}`,
  time: (time: LocalTime) => time as string,
  instant: (moment: Instant) => `${dayMonth(parisDate(moment))} at ${parisTime(moment)}`,
}

const french: typeof english = {
  money: formatEuros,
  date: formatDate,
  dateLong: formatDateLong,
  dayMonth: formatDayMonth,
  shortDate: formatShortDate,
  weekdayShort: formatWeekdayShort,
  month: formatMonth,
  time: formatTime,
  instant: formatInstant,
}

/** Amounts, days and hours in the reader's language: `const { money, dayMonth } = useFormat()`. */
export function useFormat(): typeof english {
  const { locale } = useI18n()
  const current = () => (locale.value === 'fr' ? french : english)
  return {
    money: (value) => current().money(value),
    date: (value) => current().date(value),
    dateLong: (value) => current().dateLong(value),
    dayMonth: (value) => current().dayMonth(value),
    shortDate: (value) => current().shortDate(value),
    weekdayShort: (value) => current().weekdayShort(value),
    month: (value) => current().month(value),
    time: (value) => current().time(value),
    instant: (value) => current().instant(value),
  }
}
