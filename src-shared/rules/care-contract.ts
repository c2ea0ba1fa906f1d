import { datesBetween, dayOfWeek, type LocalDate } from '../kernel/local-date'
import { minutesOf, type LocalTime } from '../kernel/local-time'

/** One slot of each such weekday; hours where the care is agreed by the hour (multi-accueil), null = the whole slot. */
export interface ContractDay {
  readonly weekday: number
  readonly slotId: number
  readonly from: LocalTime | null
  readonly to: LocalTime | null
}

export interface ContractCell {
  readonly slotId: number
  readonly date: LocalDate
}

/** Every (slot, date) that a week asks for between two days, both included, by date. */
export function contractCells(week: readonly ContractDay[], from: LocalDate, to: LocalDate): ContractCell[] {
  if (to < from) return []
  return datesBetween(from, to).flatMap((date) =>
    week.filter(({ weekday }) => weekday === dayOfWeek(date)).map(({ slotId }) => ({ slotId, date })),
  )
}

/** What a week may not be: the same slot twice on a weekday, or hours that end before they begin. */
export function weekProblems(week: readonly ContractDay[]): ('twice' | 'hours')[] {
  const cells = week.map(({ weekday, slotId }) => `${weekday}/${slotId}`)
  const hasWrongHours = week.some(
    ({ from, to }) => (from === null) !== (to === null) || (from !== null && to !== null && to <= from),
  )
  return [
    ...(new Set(cells).size < cells.length ? (['twice'] as const) : []),
    ...(hasWrongHours ? (['hours'] as const) : []),
  ]
}

/** Minutes of a presence that the agreed hours do not cover: before, after, or all of it without agreed hours that day. */
export function outsideMinutes(
  agreed: readonly { readonly from: LocalTime; readonly to: LocalTime }[],
  presence: { readonly arrivedAt: LocalTime; readonly leftAt: LocalTime },
): number {
  const [start, end] = [minutesOf(presence.arrivedAt), minutesOf(presence.leftAt)]
  let outside = 0
  let cursor = start
  const spans = agreed
    .map(({ from, to }) => [minutesOf(from), minutesOf(to)] as const)
    .toSorted(([left], [right]) => left - right)
  for (const [from, to] of spans) {
    if (from > cursor) outside += Math.max(0, Math.min(from, end) - cursor)
    cursor = Math.max(cursor, Math.min(to, end))
  }
  return outside + Math.max(0, end - cursor)
}
