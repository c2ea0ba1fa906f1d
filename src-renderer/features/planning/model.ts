import {
  attendingStates,
  cellCodes,
  stateCodes,
  stateOfCode,
  type PlanningColumn,
  type PlanningGrid,
  type PlanningRow,
  type PlanningSlot,
} from '../../../src-shared/contract/staff/planning'
import { ageInYears, type LocalDate } from '../../../src-shared/kernel/local-date'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { occupiesPlace, type StoredState } from '../../../src-shared/rules/booking-state'
import { requiredStaff } from '../../../src-shared/rules/supervision'

export interface Column extends PlanningColumn {
  slot: PlanningSlot
}
export interface Row extends Omit<PlanningRow, 'cells' | 'versions'> {
  letters: string[]
  /** 0 = nothing stored in the cell. */
  versions: number[]
  search: string
  key: string
}

/** The month as the grid works on it: letters and versions move with each act, everything else stays. */
export interface Model {
  grid: PlanningGrid
  columns: Column[]
  rows: Row[]
  groups: { name: string; count: number }[]
  memos: Map<string, string>
  ranks: Map<string, number>
  rowOfEnrolment: Map<number, number>
  columnAt: Map<string, number>
}

export const cellKey = (row: number, column: number) => `${row}/${column}`
const columnKey = (slotId: number, date: LocalDate) => `${slotId}/${date}`

export function modelOf(grid: PlanningGrid): Model {
  const slotOf = new Map(grid.slots.map((slot) => [slot.id, slot]))
  const columns = grid.columns.flatMap((column) => {
    const slot = slotOf.get(column.slotId)
    return slot ? [{ ...column, openings: column.openings.map((opening) => ({ ...opening })), slot }] : []
  })
  const rows = grid.rows.map(readRow)
  const counts = new Map<string, number>()
  for (const { group } of rows) counts.set(group, (counts.get(group) ?? 0) + 1)
  return {
    ...{ grid, columns, rows },
    groups: [...counts].map(([name, count]) => ({ name, count })),
    memos: new Map(grid.memos.map(({ row, column, text }) => [cellKey(row, column), text])),
    ranks: new Map(grid.ranks.map(({ row, column, rank }) => [cellKey(row, column), rank])),
    rowOfEnrolment: new Map(rows.flatMap(({ enrolments }, index) => enrolments.map(({ id }) => [id, index] as const))),
    columnAt: new Map(columns.map(({ slotId, date }, index) => [columnKey(slotId, date), index])),
  }
}

function readRow({ cells, versions, ...row }: PlanningRow): Row {
  const letters = [...cells]
  const stored = versions === '' ? [] : versions.split(',').map(Number)
  let next = 0
  return {
    ...row,
    letters,
    versions: letters.map((letter) => (isStored(letter) ? (stored[next++] ?? 0) : 0)),
    search: normalizeSearch(`${row.lastName} ${row.firstName} ${row.familyName}`),
    key: `${row.childId}/${row.familyId}`,
  }
}

const empty: readonly string[] = [cellCodes.outside, cellCodes.closed, cellCodes.free]
const isStored = (letter: string) => !empty.includes(letter)

/** The enrolment that a booking in this cell stands on. */
export function enrolmentAt(row: Pick<Row, 'enrolments'>, column: Column) {
  return row.enrolments.findLast(
    ({ activityId, startDate, endDate }) =>
      activityId === column.slot.activityId && startDate <= column.date && (endDate === null || column.date <= endDate),
  )
}

export function stateOfLetter(letter: string): StoredState | null {
  if (letter === cellCodes.departureMissing) return 'present'
  return stateOfCode.get(letter) ?? null
}

/** Nothing is booked there and something may be. */
export const isFree = (letter: string) =>
  letter === cellCodes.free || letter === stateCodes.cancelled || letter === stateCodes.refused

/** Puts the state that the desk answered in its cell, with the places it takes. Gives the cell, or null when not shown. */
export function putResult(
  model: Model,
  result: { enrolmentId: number; slotId: number; date: LocalDate; state: StoredState | null; version: number | null },
): { row: number; column: number } | null {
  const place = placeOf(model, result)
  const row = place && model.rows[place.row]
  const column = place && model.columns[place.column]
  if (!place || !row || !column) return null
  const before = stateOfLetter(row.letters[place.column] ?? '')
  const groupId = row.enrolments.find(({ id }) => id === result.enrolmentId)?.groupId
  const opening = column.openings.find((one) => one.groupId === groupId)
  if (opening) opening.taken += Number(takes(result.state)) - Number(takes(before))
  row.letters[place.column] = result.state ? stateCodes[result.state] : opening ? cellCodes.free : cellCodes.closed
  row.versions[place.column] = result.version ?? 0
  return place
}

/** Where a booking stands in the grid, or null when this month does not show it. */
export function placeOf(
  model: Model,
  { enrolmentId, slotId, date }: { enrolmentId: number; slotId: number; date: LocalDate },
): { row: number; column: number } | null {
  const row = model.rowOfEnrolment.get(enrolmentId)
  const column = model.columnAt.get(columnKey(slotId, date))
  return row === undefined || column === undefined ? null : { row, column }
}

const takes = (state: StoredState | null) => state !== null && occupiesPlace(state)

export interface ColumnTotal {
  children: number
  placesLeft: number | null
  staffPlanned: number | null
  staffRequired: number
}

/** Children, places and adults of a column, for the groups shown; the law counts little ones and others apart. */
export function totalOf(
  model: Model,
  index: number,
  rows: readonly number[],
  groups: ReadonlySet<number> | null,
): ColumnTotal {
  const column = model.columns[index]
  if (!column) return { children: 0, placesLeft: null, staffPlanned: null, staffRequired: 0 }
  let [under6, sixAndOver] = [0, 0]
  for (const at of rows) {
    const row = model.rows[at]
    const state = row && stateOfLetter(row.letters[index] ?? '')
    if (!row || !state || !attendingStates.includes(state)) continue
    if (row.birthDate !== null && ageInYears(row.birthDate, column.date) < 6) under6 += 1
    else sixAndOver += 1
  }
  const openings = column.openings.filter(({ groupId }) => groups === null || groups.has(groupId))
  const planned = openings.filter(({ staffPlanned }) => staffPlanned !== null)
  return {
    children: under6 + sixAndOver,
    placesLeft: placesLeftOf(column, openings),
    staffPlanned: planned.length === 0 ? null : planned.reduce((sum, { staffPlanned }) => sum + (staffPlanned ?? 0), 0),
    staffRequired: requiredStaff({ under6, sixAndOver, setting: column.slot.supervision }),
  }
}

function placesLeftOf(column: Column, openings: Column['openings']): number | null {
  const limited = openings.every(({ capacity }) => capacity !== null)
  const own = limited
    ? openings.reduce((left, { capacity, taken }) => left + Math.max(0, (capacity ?? 0) - taken), 0)
    : null
  const { capacityOverGroups } = column.slot
  if (capacityOverGroups === null || openings.length === 0) return openings.length === 0 ? null : own
  const over = capacityOverGroups - column.openings.reduce((sum, { taken }) => sum + taken, 0)
  return own === null ? over : Math.min(own, over)
}
