import type { Brand } from './brand'
import { digits2, digits4, epochDayOf, pad2, textOfEpochDay, weekdayOfEpochDay } from './civil'
import { type LocalDate, epochDay, isLocalDate } from './local-date'
import { type LocalTime, fromMinutes, minutesOf } from './local-time'

/** A moment, always written in UTC with milliseconds ('2026-12-02T15:10:00.000Z'), so that texts compare as moments do. */
export type Instant = Brand<string, 'Instant'>

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const WRITTEN = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?Z$/

/** Reads an ISO 8601 text in UTC; missing milliseconds are written out. */
export function instant(text: string): Instant {
  const match = WRITTEN.exec(text)
  if (match === null || !isLocalDate(match[1] ?? '')) throw new RangeError(`not an instant in UTC: ${text}`)
  return `${text.slice(0, 19)}.${(match[5] ?? '').padEnd(3, '0')}Z` as Instant
}

export function isInstant(text: string): text is Instant {
  return text.length === 24 && WRITTEN.test(text) && isLocalDate(text.slice(0, 10))
}

export function instantFromEpoch(epochMs: number): Instant {
  if (!Number.isSafeInteger(epochMs)) throw new RangeError(`not a whole number of milliseconds: ${epochMs}`)
  const day = Math.floor(epochMs / DAY_MS)
  const inDay = epochMs - day * DAY_MS
  const minutes = Math.floor(inDay / MINUTE_MS)
  const hours = Math.floor(minutes / 60)
  const inMinute = inDay - minutes * MINUTE_MS
  const seconds = Math.floor(inMinute / 1000)
  const time = `${pad2(hours)}:${pad2(minutes - hours * 60)}:${pad2(seconds)}`
  return `${textOfEpochDay(day)}T${time}.${String(inMinute - seconds * 1000).padStart(3, '0')}Z` as Instant
}

/** Milliseconds since 1 January 1970, UTC. */
export function epochOf(moment: Instant): number {
  const day = epochDayOf(digits4(moment, 0), digits2(moment, 5), digits2(moment, 8))
  const seconds = (digits2(moment, 11) * 60 + digits2(moment, 14)) * 60 + digits2(moment, 17)
  const milliseconds = digits2(moment, 20) * 10 + moment.charCodeAt(22) - 48
  return day * DAY_MS + seconds * 1000 + milliseconds
}

export function addMinutesToInstant(moment: Instant, minutes: number): Instant {
  return instantFromEpoch(epochOf(moment) + minutes * MINUTE_MS)
}

export function compareInstants(left: Instant, right: Instant): -1 | 0 | 1 {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** The date in Paris. Right from 1996 on: it follows the present rule of the Union (directive 2000/84/EC). */
export function parisDate(moment: Instant): LocalDate {
  return textOfEpochDay(Math.floor(parisMinutes(moment) / 1440)) as LocalDate
}

export function parisTime(moment: Instant): LocalTime {
  const minutes = parisMinutes(moment)
  return fromMinutes(minutes - Math.floor(minutes / 1440) * 1440)
}

/**
 * The moment when the clocks of Paris show this date and time. An hour that spring skips gives the first moment after it,
 * an hour that autumn repeats gives its first occurrence: in doubt, a deadline favours neither more nor less than written.
 */
export function parisInstant(date: LocalDate, time: LocalTime): Instant {
  const local = epochDay(date) * 1440 + minutesOf(time)
  const summer = summerTimeOf(digits4(date, 0))
  return instantFromEpoch(utcMinutes(local, summer.start, summer.end) * MINUTE_MS)
}

function utcMinutes(local: number, summerStart: number, summerEnd: number): number {
  if (local < summerStart + 60) return local - 60
  if (local < summerStart + 120) return summerStart
  return local < summerEnd + 120 ? local - 120 : local - 60
}

function parisMinutes(moment: Instant): number {
  const minutes = Math.floor(epochOf(moment) / MINUTE_MS)
  const summer = summerTimeOf(digits4(moment, 0))
  return minutes + (minutes >= summer.start && minutes < summer.end ? 120 : 60)
}

type SummerTime = { readonly start: number; readonly end: number }
const summerTimes = new Map<number, SummerTime>()

/** Minutes since 1970, UTC: from the last Sunday of March to the last Sunday of October, at 01:00 UTC. */
function summerTimeOf(year: number): SummerTime {
  const known = summerTimes.get(year)
  if (known !== undefined) return known
  const computed = { start: lastSunday(year, 3) * 1440 + 60, end: lastSunday(year, 10) * 1440 + 60 }
  summerTimes.set(year, computed)
  return computed
}

/** Of a month of 31 days. */
function lastSunday(year: number, month: number): number {
  const last = epochDayOf(year, month, 31)
  return last - (weekdayOfEpochDay(last) % 7)
}
