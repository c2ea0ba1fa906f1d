import type { Cell } from './catalogue-types'

/** Whether a child can still be received that day, in the group and in the building. */
export function hasPlace(cell: Cell, dayIndex: number): boolean {
  const { capacity, overall } = cell
  if (capacity !== null && (cell.taken[dayIndex] ?? 0) >= capacity) return false
  return overall === null || (overall.taken[dayIndex] ?? 0) < overall.capacity
}

export function takePlace(cell: Cell, dayIndex: number) {
  cell.taken[dayIndex] = (cell.taken[dayIndex] ?? 0) + 1
  if (cell.overall) cell.overall.taken[dayIndex] = (cell.overall.taken[dayIndex] ?? 0) + 1
}
