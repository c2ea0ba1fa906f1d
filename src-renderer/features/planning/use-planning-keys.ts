import { nextTick, type Ref } from 'vue'
import { addMonths, type YearMonth } from '../../../src-shared/kernel/year-month'
import { useShortcuts, type Shortcut } from '../../ui'
import type { Layout } from './layout'
import type { Spot } from './use-cursor'

interface Keys {
  cursor: Ref<Spot>
  rows: Ref<readonly number[]>
  layout: Ref<Layout | undefined>
  month: Ref<YearMonth>
  canWrite: Ref<boolean>
  moved: Ref<number>
  pageRows(): number
  moveTo(spot: Spot, extend?: boolean): void
  moveBy(row: number, column: number, extend: boolean): void
  select(from: Spot, to: Spot): void
  act(action: 'book' | 'release' | 'excuse' | 'bill' | 'present' | 'memo' | 'copy'): void
  undo(): void
}

const group = 'Planning'
const inGrid = () => document.activeElement?.matches('[role=grid]') ?? false

/** Keys of the grid: they move when it has the focus; the letters of states act unless a field has it. */
export function usePlanningKeys(keys: Keys) {
  const go = (row: number, column: number, extend: boolean) => {
    keys.moveBy(row, column, extend)
    keys.moved.value += 1
  }
  const jump = (spot: Spot, extend: boolean) => {
    keys.moveTo(spot, extend)
    keys.moved.value += 1
  }
  const arrows = [
    { key: 'ArrowUp', row: -1, column: 0 },
    { key: 'ArrowDown', row: 1, column: 0 },
    { key: 'ArrowLeft', row: 0, column: -1 },
    { key: 'ArrowRight', row: 0, column: 1 },
  ]
  const moves = arrows.flatMap<Shortcut>(({ key, row, column }) => [
    { keys: key, when: inGrid, run: () => go(row, column, false) },
    { keys: `Shift+${key}`, when: inGrid, run: () => go(row, column, true) },
  ])
  const last = () => (keys.layout.value?.columns.length ?? 1) - 1
  const ends = [false, true].flatMap<Shortcut>((extend) => {
    const shift = extend ? 'Shift+' : ''
    const at = () => keys.cursor.value
    return [
      { keys: `${shift}Home`, when: inGrid, run: () => jump({ row: at().row, column: 0 }, extend) },
      { keys: `${shift}End`, when: inGrid, run: () => jump({ row: at().row, column: last() }, extend) },
      { keys: `Ctrl+${shift}Home`, when: inGrid, run: () => jump({ row: 0, column: at().column }, extend) },
      {
        keys: `Ctrl+${shift}End`,
        when: inGrid,
        run: () => jump({ row: keys.rows.value.length - 1, column: at().column }, extend),
      },
    ]
  })
  const months: Shortcut[] = [
    { keys: 'PageUp', label: 'Mois précédent', group, run: () => (keys.month.value = addMonths(keys.month.value, -1)) },
    { keys: 'PageDown', label: 'Mois suivant', group, run: () => (keys.month.value = addMonths(keys.month.value, 1)) },
    { keys: 'Shift+PageUp', when: inGrid, run: () => go(-keys.pageRows(), 0, true) },
    { keys: 'Shift+PageDown', when: inGrid, run: () => go(keys.pageRows(), 0, true) },
  ]
  const write = () => keys.canWrite.value && !document.querySelector('[aria-modal=true]')
  const acts: Shortcut[] = [
    { keys: 'R', label: 'Réserver', group, when: write, run: () => keys.act('book') },
    { keys: ' ', when: () => write() && inGrid(), run: () => keys.act('book') },
    { keys: 'L', label: 'Libérer', group, when: write, run: () => keys.act('release') },
    { keys: 'E', label: 'Absent excusé', group, when: write, run: () => keys.act('excuse') },
    { keys: 'F', label: 'Absent facturé', group, when: write, run: () => keys.act('bill') },
    { keys: 'P', label: 'Présent', group, when: write, run: () => keys.act('present') },
    { keys: 'M', label: 'Mémo', group, when: write, run: () => keys.act('memo') },
    { keys: 'Ctrl+Shift+C', label: 'Copier la semaine', group, when: write, run: () => keys.act('copy') },
    { keys: 'Ctrl+Z', label: 'Annuler', group, when: write, run: () => keys.undo() },
    { keys: 'Ctrl+A', label: 'Toute la colonne', group, when: inGrid, run: pickColumn },
    { keys: '/', label: 'Filtrer un nom', group, run: () => void toFilter() },
  ]
  function pickColumn() {
    const { column } = keys.cursor.value
    keys.select({ row: 0, column }, { row: keys.rows.value.length - 1, column })
  }
  async function toFilter() {
    await nextTick()
    document.getElementById('planning-filter')?.focus()
  }
  useShortcuts([...moves, ...ends, ...months, ...acts])
}
