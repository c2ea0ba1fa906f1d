import { addNode, leaf, rule, text, within, type TagNode } from './engine/canvas'
import { fitText, textWidth, wrapText } from './engine/text'
import { HAIR, LINE, THICK, THIN, baseline, nextPage, type Sheet } from './sheet'

export interface Column {
  title: string
  /** right edge for figures, left edge for words */
  x: number
  align: 'left' | 'right'
  width: number
  tabular?: boolean
  bold?: boolean
}

export interface Table {
  sheet: Sheet
  columns: Column[]
  left: number
  right: number
  /** 9 for ordinary tables, 8 for dense ones */
  size: number
  /** white above and below the text of a row */
  padding: number
  node: TagNode
}

export interface RowOptions {
  explanation?: string[]
  /** the column under which the explanation stands */
  explanationAt?: number
  kind?: 'row' | 'subtotal' | 'total'
  /** room that must stay on the page after this row, so that a subtotal keeps its last line */
  keepWith?: number
}

/** Begins a table at the cursor: draws its heads, and again on each page that it reaches. */
export function startTable(sheet: Sheet, columns: Column[], options: { size?: number; padding?: number } = {}): Table {
  const first = columns[0]
  const last = columns[columns.length - 1]
  const table: Table = {
    sheet,
    columns,
    left: first ? edgeOf(first, 'left') : 0,
    right: last ? edgeOf(last, 'right') : 0,
    size: options.size ?? 9,
    padding: options.padding ?? 3,
    node: addNode(sheet.canvas, 'Table'),
  }
  drawHeads(table)
  return table
}

function edgeOf(column: Column, side: 'left' | 'right'): number {
  if (column.align === side) return column.x
  return side === 'left' ? column.x - column.width : column.x + column.width
}

/** The height of the heads of a table. */
export function headHeight(table: Pick<Table, 'columns'>): number {
  return 6 + LINE * Math.max(...table.columns.map((column) => column.title.split('\n').length))
}

function drawHeads(table: Table): void {
  const { sheet, columns } = table
  const bottom = sheet.y + headHeight(table)
  within(sheet.canvas, table.node, () => {
    within(sheet.canvas, addNode(sheet.canvas, 'TR'), () => {
      for (const column of columns) {
        leaf(
          sheet.canvas,
          'TH',
          () => {
            const lines = column.title.split('\n')
            lines.forEach((line, index) => {
              const top = bottom - 3 - (lines.length - index) * LINE
              text(sheet.canvas, column.x, baseline(top, 8), line, { size: 8, bold: true, align: column.align })
            })
          },
          { scope: 'Column' },
        )
      }
    })
  })
  rule(sheet.canvas, { x: table.left, y: bottom - 0.375 }, { x: table.right, y: bottom - 0.375 }, THIN)
  sheet.y = bottom
}

/** Goes to the next page, heads repeated, when so many points are missing. Says whether it did. */
export function ensureRoom(table: Table, height: number): boolean {
  const { sheet } = table
  if (sheet.y + height <= sheet.bottom) return false
  nextPage(sheet)
  drawHeads(table)
  return true
}

/** A row; its first cell is its heading. A line never splits: it goes whole to the next page. */
export function tableRow(table: Table, cells: string[], options: RowOptions = {}): void {
  const { sheet, size, padding } = table
  const kind = options.kind ?? 'row'
  const isSum = kind !== 'row'
  const explanation = options.explanation ?? []
  const height = LINE * (1 + explanation.length) + padding * 2
  ensureRoom(table, height + (options.keepWith ?? 0))
  const top = sheet.y + padding
  if (isSum) rule(sheet.canvas, { x: table.left, y: sheet.y }, { x: table.right, y: sheet.y }, THIN)
  within(sheet.canvas, table.node, () => {
    within(sheet.canvas, addNode(sheet.canvas, 'TR'), () => {
      cells.forEach((cell, index) => {
        const column = table.columns[index]
        if (!column) return
        const bold = isSum || column.bold
        const tabular = column.tabular === true
        const draw = () => {
          const shown = tabular ? cell : fitCell(table, cell, column, bold)
          text(sheet.canvas, column.x, baseline(top, size), shown, { size, bold, tabular, align: column.align })
          if (index === (options.explanationAt ?? 0)) {
            explanation.forEach((line, row) => {
              text(sheet.canvas, column.x, baseline(top + LINE * (row + 1), 8), line, { size: 8 })
            })
          }
        }
        if (index === 0) leaf(sheet.canvas, 'TH', draw, { scope: 'Row' })
        else leaf(sheet.canvas, 'TD', draw)
      })
    })
  })
  sheet.y += height
  const width = kind === 'total' ? THICK : kind === 'subtotal' ? THIN : HAIR
  const y = sheet.y - width / 2
  rule(sheet.canvas, { x: table.left, y }, { x: table.right, y }, width)
}

/** The name of a group of rows across the table, with facts in small letters. */
export function groupRow(table: Table, title: string, facts = '', size = 10): void {
  const { sheet } = table
  const dense = table.padding < 3
  const above = dense ? 4.5 : 9
  const top = sheet.y + above
  within(sheet.canvas, table.node, () => {
    within(sheet.canvas, addNode(sheet.canvas, 'TR'), () => {
      leaf(
        sheet.canvas,
        'TH',
        () => {
          const { bold, regular } = sheet.canvas.fonts
          const shown = fitText(bold, title, size, table.right - table.left)
          const width = text(sheet.canvas, table.left, baseline(top, size), shown, { size, bold: true })
          const room = table.right - table.left - width - 8
          if (facts !== '' && room > 24) {
            const line = fitText(regular, facts, 8, room)
            text(sheet.canvas, table.left + width + 8, baseline(top, size), line, { size: 8 })
          }
        },
        { scope: 'Row', columnSpan: table.columns.length },
      )
    })
  })
  sheet.y = top + LINE + (dense ? 1.5 : 3)
  rule(sheet.canvas, { x: table.left, y: sheet.y - 0.375 }, { x: table.right, y: sheet.y - 0.375 }, THIN)
}

export const groupRowHeight = (table: Table): number => (table.padding < 3 ? 18 : 24)

/** The lines of an explanation under the heading of a row, or under another of its cells. */
export function explanationLines(table: Table, value: string, at = 0): string[] {
  const column = table.columns[at]
  if (value === '' || !column) return []
  return wrapText(table.sheet.canvas.fonts.regular, value, 8, column.width)
}

function fitCell(table: Table, cell: string, column: Column, bold = false): string {
  const font = bold ? table.sheet.canvas.fonts.bold : table.sheet.canvas.fonts.regular
  if (column.align === 'right' && textWidth(font, cell, table.size) <= column.width + 40) return cell
  return fitText(font, cell, table.size, column.width)
}
