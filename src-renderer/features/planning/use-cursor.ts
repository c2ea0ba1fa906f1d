import { computed, ref, watch, type Ref } from 'vue'
import type { Layout } from './layout'
import { isFree, stateOfLetter, type Model } from './model'
import type { CellPlace } from './use-planning'

/** A place on screen: a row and a column among those shown. */
export interface Spot {
  row: number
  column: number
}
export interface Box {
  top: number
  bottom: number
  left: number
  right: number
}

/** The cursor, the range from its anchor, and what they hold. Kept on the same child and day when the rows change. */
export function useCursor(
  model: Ref<Model | undefined>,
  rows: Ref<readonly number[]>,
  layout: Ref<Layout | undefined>,
  revision: Ref<number>,
) {
  const cursor = ref<Spot>({ row: 0, column: 0 })
  const anchor = ref<Spot>({ row: 0, column: 0 })
  const columns = computed(() => layout.value?.columns ?? [])

  const clamp = ({ row, column }: Spot): Spot => ({
    row: Math.max(0, Math.min(row, rows.value.length - 1)),
    column: Math.max(0, Math.min(column, columns.value.length - 1)),
  })

  function moveTo(spot: Spot, extend = false) {
    cursor.value = clamp(spot)
    if (!extend) anchor.value = cursor.value
  }
  const moveBy = (row: number, column: number, extend: boolean) =>
    moveTo({ row: cursor.value.row + row, column: cursor.value.column + column }, extend)

  function select(from: Spot, to: Spot) {
    anchor.value = clamp(from)
    cursor.value = clamp(to)
  }

  // what the cursor stood on, to find it again after a filter or a reload
  let held: { row: string; column: string } | null = null
  const holdKeys = () => {
    const now = model.value
    const row = now?.rows[rows.value[cursor.value.row] ?? -1]
    const column = columns.value[cursor.value.column]?.column
    held = row && column ? { row: row.key, column: `${column.slotId}/${column.date}` } : null
  }
  watch([cursor, revision], holdKeys, { flush: 'sync' })
  watch([rows, columns], () => {
    const now = model.value
    const kept = held
    if (!now || !kept) return moveTo(cursor.value)
    const row = rows.value.findIndex((index) => now.rows[index]?.key === kept.row)
    const column = columns.value.findIndex((one) => `${one.column.slotId}/${one.column.date}` === kept.column)
    const single = anchor.value.row === cursor.value.row && anchor.value.column === cursor.value.column
    if (single || row < 0 || column < 0)
      moveTo({ row: row < 0 ? cursor.value.row : row, column: column < 0 ? cursor.value.column : column })
    else select(anchor.value, { row, column })
  })

  const box = computed<Box>(() => ({
    top: Math.min(anchor.value.row, cursor.value.row),
    bottom: Math.max(anchor.value.row, cursor.value.row),
    left: Math.min(anchor.value.column, cursor.value.column),
    right: Math.max(anchor.value.column, cursor.value.column),
  }))
  const isRange = computed(() => box.value.top !== box.value.bottom || box.value.left !== box.value.right)

  /** Cells of the model that the range holds, those without an enrolment apart. */
  const selected = computed<CellPlace[]>(() => {
    void revision.value
    const now = model.value
    if (!now) return []
    const { top, bottom, left, right } = box.value
    const places: CellPlace[] = []
    for (const row of rows.value.slice(top, bottom + 1))
      for (const { index } of columns.value.slice(left, right + 1))
        if (now.rows[row]?.letters[index] !== '-') places.push({ row, column: index })
    return places
  })

  const counts = computed(() => {
    void revision.value
    const now = model.value
    let [free, booked, other] = [0, 0, 0]
    for (const { row, column } of selected.value) {
      const letter = now?.rows[row]?.letters[column] ?? ''
      if (isFree(letter)) free += 1
      else if (stateOfLetter(letter) === 'booked') booked += 1
      else if (letter !== '#') other += 1
    }
    const { top, bottom, left, right } = box.value
    const days = new Set(columns.value.slice(left, right + 1).map(({ column }) => column.date))
    return { free, booked, other, children: bottom - top + 1, days: days.size, cells: selected.value.length }
  })

  return { cursor, anchor, box, isRange, selected, counts, moveTo, moveBy, select }
}
