import { text, type Box, type Canvas } from './engine/canvas'
import { fitText, textWidth, wrapText } from './engine/text'
import { pictogram } from './pictograms'
import { baseline } from './sheet'
import type { AlertKind, AttendanceSheetChild } from './types'

export const LINE_HEIGHT = 10
/** an instruction longer than this is read in the child's file */
const MOST_LINES = 9
const MOST_PICKUPS = 5

/** A line of a cell: its sign, its words, and what stands at its right end. */
export interface Line {
  sign: AlertKind | null
  text: string
  x: number
  end?: string
  bold?: boolean
}

const CELL_PADDING = 4
const LINE_STYLE = { size: 7.5 } as const

/** The lines of a cell, in its middle. */
export function drawLines(canvas: Canvas, lines: Line[], cell: Box): void {
  const from = cell.y + (cell.height - lines.length * LINE_HEIGHT) / 2
  lines.forEach((line, index) => {
    const top = from + index * LINE_HEIGHT
    const y = baseline(top, LINE_STYLE.size, LINE_HEIGHT)
    if (line.sign) pictogram(canvas, line.sign, cell.x + CELL_PADDING, top)
    text(canvas, cell.x + CELL_PADDING + line.x, y, line.text, { ...LINE_STYLE, bold: line.bold ?? false })
    if (line.end) {
      const style = { ...LINE_STYLE, tabular: true, align: 'right' } as const
      text(canvas, cell.x + cell.width - CELL_PADDING, y, line.end, style)
    }
  })
}

/** What must be known of a child, each sign with its words. */
export function alertLines(canvas: Canvas, child: AttendanceSheetChild, width: number): Line[] {
  const { regular } = canvas.fonts
  const room = width - 2 * CELL_PADDING
  const lines = child.alerts.flatMap((alert): Line[] => {
    const x = alert.kind === 'note' ? 0 : alert.kind === 'care-plan' ? 21 : 12
    const words = wrapText(regular, alert.text, LINE_STYLE.size, room - x)
    return words.map((line, index) => ({ sign: index === 0 ? alert.kind : null, text: line, x }))
  })
  // an instruction is never cut in silence: what follows is in the child's file
  return lines.slice(0, MOST_LINES).map((line, index) => {
    const isCut = index === MOST_LINES - 1 && lines.length > MOST_LINES
    return isCut ? { ...line, text: cutLine(canvas, line.text, room - line.x) } : line
  })
}

function cutLine(canvas: Canvas, line: string, room: number): string {
  const { regular } = canvas.fonts
  const pointer = '… voir dossier'
  const kept = fitText(regular, line, 7.5, room - textWidth(regular, pointer, 7.5)).replace(/…$/, '')
  return `${kept.trimEnd()}${pointer}`
}

/** Who may not have the child comes first; no name is cut, and how many are not shown is said. */
export function pickupLines(canvas: Canvas, child: AttendanceSheetChild, width: number): Line[] {
  const { regular, bold } = canvas.fonts
  const room = width - 2 * CELL_PADDING
  const forbidden = child.notToCollect.flatMap((name): Line[] => {
    const words = wrapText(bold, `Ne pas remettre à ${name}`, LINE_STYLE.size, room - 12)
    return words.map((line, index) => ({ sign: index === 0 ? 'check-pickup' : null, text: line, x: 12, bold: true }))
  })
  const allowed = child.pickups.slice(0, MOST_PICKUPS).flatMap((pickup): Line[] => {
    const end = pickup.phone ?? ''
    const left = room - textWidth(regular, end, LINE_STYLE.size) - (end === '' ? 0 : 8)
    const words = wrapText(regular, pickup.name, LINE_STYLE.size, left)
    return words.map((line, index) => ({ sign: null, text: line, x: 0, ...(index === 0 ? { end } : {}) }))
  })
  const more = child.pickups.length - MOST_PICKUPS
  const others: Line[] = more > 0 ? [{ sign: null, text: `et ${more} de plus, voir le dossier`, x: 0 }] : []
  return [...forbidden, ...allowed, ...others]
}
