import { addDays, epochDay, localDateOf, yearOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import { quotientOn, type Quotient } from '../../../src-shared/rules/quotient'

export interface Step {
  from: LocalDate
  /** Day after the last one. */
  to: LocalDate
  value: number | null
}

/** The QF day after day as steps, from the first one known until the day after today. */
export function quotientSteps(quotients: readonly Quotient[], today: LocalDate): Step[] {
  const end = addDays(today, 1)
  const changes = quotients.flatMap(({ validFrom, validTo }) => [validFrom, ...(validTo ? [addDays(validTo, 1)] : [])])
  const days = [...new Set(changes)].filter((day) => day < end).toSorted()
  const steps: Step[] = []
  days.forEach((day, index) => {
    const value = quotientOn(quotients, day)?.value ?? null
    const to = days[index + 1] ?? end
    const last = steps.at(-1)
    if (last && last.value === value) last.to = to
    else steps.push({ from: day, to, value })
  })
  return steps
}

/** The firsts of January inside a period. */
export function newYears(from: LocalDate, to: LocalDate): LocalDate[] {
  const years: LocalDate[] = []
  for (let year = yearOf(from) + 1; year <= yearOf(to); year += 1) years.push(localDateOf(year, 1, 1))
  return years
}

/** Horizontal place of a day, from 0 to 1. */
export function placeOf(day: LocalDate, from: LocalDate, to: LocalDate): number {
  return (epochDay(day) - epochDay(from)) / Math.max(1, epochDay(to) - epochDay(from))
}
