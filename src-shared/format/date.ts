import { type Instant, parisDate, parisTime } from '../kernel/instant'
import { type LocalDate, dayOfMonth, dayOfWeek, monthNumberOf, yearOf } from '../kernel/local-date'
import { type LocalTime, minutesOf } from '../kernel/local-time'
import { type YearMonth, firstDay } from '../kernel/year-month'
import { NBSP } from './number'

export const WEEKDAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'] as const
const WEEKDAYS_SHORT = ['lun.', 'mar.', 'mer.', 'jeu.', 'ven.', 'sam.', 'dim.'] as const
const MONTHS = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
] as const
const MONTHS_SHORT = [
  'janv.',
  'févr.',
  'mars',
  'avr.',
  'mai',
  'juin',
  'juil.',
  'août',
  'sept.',
  'oct.',
  'nov.',
  'déc.',
] as const

/** 'jeudi 10 décembre 2026'; the day number never leaves its month at the end of a line. */
export function formatDateLong(date: LocalDate): string {
  return `${formatDayMonth(date)} ${yearOf(date)}`
}

/** '10/12/2026'. */
export function formatDate(date: LocalDate): string {
  return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`
}

/** 'jeudi 10 décembre'. */
export function formatDayMonth(date: LocalDate): string {
  return `${formatWeekday(date)} ${formatDay(date)}${NBSP}${MONTHS[monthNumberOf(date) - 1]}`
}

/** '10 décembre 2026'. */
export function formatDateOfYear(date: LocalDate): string {
  return `${formatDay(date)}${NBSP}${MONTHS[monthNumberOf(date) - 1]} ${yearOf(date)}`
}

/** '10 déc.'. */
export function formatShortDate(date: LocalDate): string {
  return `${formatDay(date)}${NBSP}${MONTHS_SHORT[monthNumberOf(date) - 1]}`
}

/** 'décembre 2026'. */
export function formatMonth(month: YearMonth): string {
  const first = firstDay(month)
  return `${MONTHS[monthNumberOf(first) - 1]} ${yearOf(first)}`
}

export function formatWeekday(date: LocalDate): string {
  return WEEKDAYS[dayOfWeek(date) - 1] ?? ''
}

/** 'lun.'. */
export function formatWeekdayShort(date: LocalDate): string {
  return WEEKDAYS_SHORT[dayOfWeek(date) - 1] ?? ''
}

/** '16 h 30', '9 h 05', '10 h 00': always the minutes, a deadline leaves no doubt. */
export function formatTime(time: LocalTime): string {
  return `${Math.floor(minutesOf(time) / 60)}${NBSP}h${NBSP}${time.slice(3, 5)}`
}

/** 'mardi 8 décembre à 9 h 41', on the clocks of Paris. */
export function formatInstant(moment: Instant): string {
  return `${formatDayMonth(parisDate(moment))} à ${formatTime(parisTime(moment))}`
}

/** '08/12/2026 à 9 h 41', on the clocks of Paris: for lists where the year counts. */
export function formatInstantShort(moment: Instant): string {
  return `${formatDate(parisDate(moment))} à ${formatTime(parisTime(moment))}`
}

/** '1er' for the first of a month, the plain number for the others. */
function formatDay(date: LocalDate): string {
  const day = dayOfMonth(date)
  return day === 1 ? '1er' : String(day)
}
