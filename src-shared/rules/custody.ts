import { addDays, dayOfWeek, daysBetween, isoWeek, type LocalDate } from '../kernel/local-date'

/** Weeks of a child in one of their families; '' = all of them. */
export interface CustodyRhythm {
  pattern: '' | 'even' | 'odd' | 'alternate'
  /** Of 'alternate': a day of one of the weeks spent here. */
  since: LocalDate | null
  /** Weekday on which the child changes homes, 1 = Monday. */
  changeDay: number
}

/** The day on which the custody week of a date began: the last changing day, that date included. */
export function custodyWeekStart(date: LocalDate, changeDay: number): LocalDate {
  return addDays(date, -((dayOfWeek(date) - changeDay + 7) % 7))
}

/**
 * Whether the child is in this family on a day. Even and odd follow the number of the ISO week in which the custody week
 * begins, as judgments are written: week 53 is followed by week 1, two odd weeks. 'alternate' is strictly one week of two.
 */
export function isCustodyDay(rhythm: CustodyRhythm, date: LocalDate): boolean {
  if (rhythm.pattern === '') return true
  const start = custodyWeekStart(date, rhythm.changeDay)
  if (rhythm.pattern === 'alternate') {
    if (rhythm.since === null) return true
    const weeks = daysBetween(custodyWeekStart(rhythm.since, rhythm.changeDay), start) / 7
    return weeks % 2 === 0
  }
  return (isoWeek(start).week % 2 === 0) === (rhythm.pattern === 'even')
}

/** The rhythm of the other family, where there are two: its weeks are those that are not spent here. */
export function oppositeRhythm(rhythm: CustodyRhythm): CustodyRhythm {
  if (rhythm.pattern === 'even') return { ...rhythm, pattern: 'odd' }
  if (rhythm.pattern === 'odd') return { ...rhythm, pattern: 'even' }
  if (rhythm.pattern === 'alternate' && rhythm.since) return { ...rhythm, since: addDays(rhythm.since, 7) }
  return rhythm
}
