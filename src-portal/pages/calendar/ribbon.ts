import type { Calendar, Cell, Service } from '../../../src-shared/contract/portal/calendar'
import type { ShownState } from '../../../src-shared/rules/booking-state'

/** A mark of the ribbon: where it stands among the three parts of the day, and what it stands for. */
export interface RibbonMark {
  start: 0 | 1 | 2
  span: 1 | 2 | 3
  /** Null: nothing of the kind that day. */
  cell: Cell | null
  isSelected: boolean
}

type Place = Pick<RibbonMark, 'start' | 'span'>

/** Where a service stands: morning, midday, evening, or a longer part of the day. */
export function placeOf({ icon, startTime }: Pick<Service, 'icon' | 'startTime'>): Place {
  switch (icon) {
    case 'morning':
      return { start: 0, span: 1 }
    case 'meal':
      return { start: 1, span: 1 }
    case 'evening':
      return { start: 2, span: 1 }
    case 'sport':
      return startTime < '12:00' ? { start: 0, span: 1 } : { start: 2, span: 1 }
    case 'half-day':
      return startTime < '12:00' ? { start: 0, span: 2 } : { start: 1, span: 2 }
    case 'day':
      return { start: 0, span: 3 }
  }
}

/** What a parent must see first when two services share a part of the day: what is theirs, then what they may do. */
const FREE_ORDER: readonly ShownState[] = [
  'refused',
  'available',
  'late-surcharge',
  'cancelled',
  'full',
  'blocked',
  'too-late',
  'closed',
  'nothing',
]

function weight({ cell, isSelected }: { cell: Cell; isSelected: boolean }): number {
  if (isSelected) return 0
  const index = FREE_ORDER.indexOf(cell.state)
  return index < 0 ? 1 : index + 2
}

/** The marks of one child on one day: at most one for each part of the day, and blanks between them. */
export function ribbonOf(
  cells: readonly Cell[],
  services: Calendar['services'],
  isSelected: (cell: Cell) => boolean,
): RibbonMark[] {
  const candidates = cells
    .flatMap((cell) => {
      const service = services[cell.service]
      return service ? [{ cell, isSelected: isSelected(cell), ...placeOf(service) }] : []
    })
    .toSorted((left, right) => weight(left) - weight(right) || right.span - left.span)
  const taken = [false, false, false]
  const marks: RibbonMark[] = []
  for (const candidate of candidates) {
    const parts = Array.from({ length: candidate.span }, (_, index) => candidate.start + index)
    if (parts.some((part) => taken[part])) continue
    for (const part of parts) taken[part] = true
    marks.push(candidate)
  }
  taken.forEach((isTaken, part) => {
    if (!isTaken) marks.push({ start: part as 0 | 1 | 2, span: 1, cell: null, isSelected: false })
  })
  return marks.toSorted((left, right) => left.start - right.start)
}
