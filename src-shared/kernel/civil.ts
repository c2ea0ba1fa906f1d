/*
 * Integer arithmetic on the Gregorian calendar, shared by the date types of this folder. A planning screen or a bench asks
 * for millions of dates: a Date object for each of them, and its time zone, would cost ten times more.
 */

const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, n) => (n < 10 ? `0${n}` : `${n}`))
const CUMULATED_DAYS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]

export function pad2(value: number): string {
  return TWO_DIGITS[value] ?? String(value)
}

export function pad4(value: number): string {
  if (value >= 1000) return String(value)
  return String(value).padStart(4, '0')
}

/** The number written in two digits at a place of a text, or NaN when they are not digits. */
export function digits2(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const units = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN
}

export function digits4(text: string, at: number): number {
  return digits2(text, at) * 100 + digits2(text, at + 2)
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return (CUMULATED_DAYS[month] ?? 0) - (CUMULATED_DAYS[month - 1] ?? 0)
}

/** Days since 1 January 1970 of a civil date (years 1 to 9999). */
export function epochDayOf(year: number, month: number, day: number): number {
  // years begin in March, so that the leap day comes last
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = ((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear + day - 1
  return era * 146097 + dayOfEra - 719468
}

/** 'YYYY-MM-DD' of a day counted from 1 January 1970. */
export function textOfEpochDay(epochDay: number): string {
  const shifted = epochDay + 719468
  const era = Math.floor(shifted / 146097)
  const dayOfEra = shifted - era * 146097
  const yearOfEra =
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36524) | 0) - ((dayOfEra / 146096) | 0)) / 365) | 0
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0))
  const shiftedMonth = ((5 * dayOfYear + 2) / 153) | 0
  const day = dayOfYear - (((153 * shiftedMonth + 2) / 5) | 0) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  if (!(year >= 1 && year <= 9999)) throw new RangeError('a date outside the years 1 to 9999')
  return `${pad4(year)}-${pad2(month)}-${pad2(day)}`
}

/** 1 = Monday … 7 = Sunday; 1 January 1970 was a Thursday. */
export function weekdayOfEpochDay(epochDay: number): number {
  const fromThursday = (epochDay + 3) % 7
  return (fromThursday < 0 ? fromThursday + 7 : fromThursday) + 1
}
