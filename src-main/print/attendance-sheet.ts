import { formatWeekday } from '../../src-shared/format/date'
import { dayOfMonth, type LocalDate } from '../../src-shared/kernel/local-date'
import { alertLines, drawLines, LINE_HEIGHT, pickupLines, type Line } from './attendance-lines'
import {
  addNode,
  addPage,
  artifact,
  createCanvas,
  leaf,
  path,
  rule,
  short,
  strokeBox,
  text,
  within,
  type Box,
  type Canvas,
  type TagNode,
} from './engine/canvas'
import { fitText, textWidth, wrapText } from './engine/text'
import { writePdf } from './engine/write-pdf'
import { ALERT_LABELS, pictogram } from './pictograms'
import { baseline, MM, THICK, THIN } from './sheet'
import type { AlertKind, AttendanceSheetChild, AttendanceSheetDocument } from './types'
import { capitalized } from './words'

const PAGE = { width: 841.89, height: 595.28 }
const X0 = 12 * MM
const X1 = PAGE.width - X0
const TABLE_TOP = 84
const HEAD_HEIGHT = 30
const ROW_HEIGHT = 33
const COUNT_HEIGHT = 18
const ROWS_HEIGHT = 11 * ROW_HEIGHT
const NAME_X = X0 + 7 * MM
const ALERT_X = NAME_X + 38 * MM
const PICKUP_X = ALERT_X + 36 * MM
const DAYS_X = PICKUP_X + 60 * MM

interface Grid {
  canvas: Canvas
  document: AttendanceSheetDocument
  table: TagNode
  dayWidth: number
  page: number
  pageCount: number
}

/** A child's row, as tall as what must be read there. */
interface Row {
  child: AttendanceSheetChild
  number: number
  alerts: Line[]
  pickups: Line[]
  height: number
}

/** The sheet of a group for the staff on the ground: one to five days, eleven children a page at most, room to write. */
export function renderAttendanceSheet(document: AttendanceSheetDocument): Promise<Buffer> {
  return renderAttendanceSheets([document])
}

/** The sheets of several groups in one file to print, each with its own page numbers. */
export function renderAttendanceSheets(documents: AttendanceSheetDocument[]): Promise<Buffer> {
  const [first] = documents
  if (!first) throw new Error('There is no attendance sheet to print')
  const canvas = createCanvas()
  for (const document of documents) drawSheet(canvas, document)
  return writePdf(canvas, {
    title: `Feuille de présence, ${first.title} · ${first.structureName}`,
    author: first.town.name,
    createdOn: first.printedOn,
  })
}

function drawSheet(canvas: Canvas, document: AttendanceSheetDocument): void {
  const pages = pagesOf(document.children.map((child, index) => rowOf(canvas, child, index + 1)))
  const dayWidth = (X1 - DAYS_X) / Math.max(1, document.days.length)
  const grid: Grid = { canvas, document, table: canvas.root, dayWidth, page: 0, pageCount: pages.length }
  for (const rows of pages) drawPage(grid, rows)
}

function rowOf(canvas: Canvas, child: AttendanceSheetChild, number: number): Row {
  const alerts = alertLines(canvas, child, 36 * MM)
  const pickups = pickupLines(canvas, child, 60 * MM)
  const height = Math.max(ROW_HEIGHT, Math.max(alerts.length, pickups.length) * LINE_HEIGHT + 3)
  return { child, number, alerts, pickups, height }
}

function pagesOf(rows: Row[]): Row[][] {
  const pages: Row[][] = [[]]
  let left = ROWS_HEIGHT
  for (const row of rows) {
    if (row.height > left) {
      pages.push([])
      left = ROWS_HEIGHT
    }
    pages.at(-1)?.push(row)
    left -= row.height
  }
  return pages
}

function drawPage(grid: Grid, rows: Row[]): void {
  const { canvas, document } = grid
  grid.page += 1
  addPage(canvas, PAGE)
  drawTop(grid)
  grid.table = addNode(canvas, 'Table')
  drawHeads(grid)
  let bottom = TABLE_TOP + HEAD_HEIGHT
  for (const row of rows) {
    drawChild(grid, row, bottom)
    bottom += row.height
  }
  drawCounts(grid, rows, bottom)
  drawVerticals(grid, bottom)
  drawLegend(grid)
  artifact(canvas, () => {
    text(canvas, X0, baseline(558, 7.5), `${document.town.name} · ${document.printedText}`, { size: 7.5 })
    text(canvas, X1, baseline(558, 7.5), `Page ${grid.page} sur ${grid.pageCount}`, { size: 7.5, align: 'right' })
  })
}

function drawTop(grid: Grid): void {
  const { canvas, document } = grid
  const { regular, bold } = canvas.fonts
  const weekX = DAYS_X - 2
  const confidential: Box = { x: X1 - 58 * MM, y: 34, width: 58 * MM, height: 42 }
  const weekRoom = confidential.x - weekX - 12
  leaf(canvas, 'H1', () => text(canvas, X0, baseline(36, 16, 24), 'Feuille de présence', { size: 16, bold: true }))
  leaf(canvas, 'P', () => {
    const name = fitText(bold, document.structureName, 9, 200)
    const width = text(canvas, X0, baseline(60, 9), name, { size: 9, bold: true })
    const rest = [document.groupName, document.contact ?? ''].filter((part) => part !== '').join(' · ')
    const shown = fitText(regular, ` · ${rest}`, 9, weekX - X0 - width - 12)
    text(canvas, X0 + width, baseline(60, 9), shown, { size: 9 })
  })
  leaf(canvas, 'P', () => {
    text(canvas, weekX, baseline(36, 16, 24), fitText(bold, document.title, 16, weekRoom), { size: 16, bold: true })
    text(canvas, weekX, baseline(60, 9), fitText(regular, document.subtitle, 9, weekRoom), { size: 9 })
  })
  strokeBox(canvas, confidential, THIN)
  leaf(canvas, 'P', () => {
    const x = confidential.x + 6
    text(canvas, x, baseline(39.25, 7.5, 10), 'Confidentiel', { size: 7.5, bold: true })
    wrapText(regular, document.confidentialText, 7.5, confidential.width - 12)
      .slice(0, 2)
      .forEach((line, index) => text(canvas, x, baseline(49.25 + index * 10, 7.5, 10), line, { size: 7.5 }))
  })
}

function row(grid: Grid, draw: () => void): void {
  within(grid.canvas, grid.table, () => within(grid.canvas, addNode(grid.canvas, 'TR'), draw))
}

function drawHeads(grid: Grid): void {
  const { canvas, document, dayWidth } = grid
  const middle = baseline(TABLE_TOP + 9, 8)
  const heads: [number, string][] = [
    [X0 + 4, 'N°'],
    [NAME_X + 4, 'Enfant'],
    [ALERT_X + 4, 'À savoir'],
    [PICKUP_X + 4, 'Peuvent venir chercher l’enfant'],
  ]
  row(grid, () => {
    for (const [x, title] of heads) {
      leaf(canvas, 'TH', () => text(canvas, x, middle, title, { size: 8, bold: true }), { scope: 'Column' })
    }
    document.days.forEach((day, index) => {
      const x = DAYS_X + index * dayWidth
      leaf(
        canvas,
        'TH',
        () => {
          const center = x + dayWidth / 2
          text(canvas, center, baseline(TABLE_TOP, 9, 15), dayTitle(day), { size: 9, bold: true, align: 'center' })
          const [planned, arrival, departure] = dayParts(x, dayWidth)
          for (const [part, label] of [
            [planned, 'Prévu'],
            [arrival, 'Arrivée'],
            [departure, 'Départ'],
          ] as const) {
            const at = part.x + part.width / 2
            text(canvas, at, baseline(TABLE_TOP + 15, 6.5, 15), label, { size: 6.5, align: 'center' })
          }
        },
        { scope: 'Column' },
      )
    })
  })
  rule(canvas, { x: X0, y: TABLE_TOP }, { x: X1, y: TABLE_TOP }, THICK)
  rule(canvas, { x: DAYS_X, y: TABLE_TOP + 15 }, { x: X1, y: TABLE_TOP + 15 }, THIN)
  rule(canvas, { x: X0, y: TABLE_TOP + HEAD_HEIGHT }, { x: X1, y: TABLE_TOP + HEAD_HEIGHT }, THICK)
}

interface Part {
  x: number
  width: number
}

/** What is planned, the hour of arrival, the hour of departure. */
function dayParts(x: number, dayWidth: number): [Part, Part, Part] {
  const planned = (dayWidth * 7.2) / 26.4
  const hour = (dayWidth - planned) / 2
  return [
    { x, width: planned },
    { x: x + planned, width: hour },
    { x: x + planned + hour, width: hour },
  ]
}

function dayTitle(day: LocalDate): string {
  const number = dayOfMonth(day)
  return `${capitalized(formatWeekday(day))}\u00a0${number === 1 ? '1er' : number}`
}

function drawChild(grid: Grid, { child, number, alerts, pickups, height }: Row, top: number): void {
  const { canvas } = grid
  const { regular, bold } = canvas.fonts
  const middle = top + (height - ROW_HEIGHT) / 2
  row(grid, () => {
    leaf(canvas, 'TD', () => {
      const style = { size: 7.5, tabular: true, align: 'center' } as const
      text(canvas, X0 + 3.5 * MM, baseline(middle + 10.5, 7.5), String(number), style)
    })
    leaf(
      canvas,
      'TH',
      () => {
        const room = 38 * MM - 8
        const last = fitText(bold, child.lastName, 9, room)
        text(canvas, NAME_X + 4, baseline(middle + 4.5, 9), last, { size: 9, bold: true })
        const first = fitText(regular, child.firstName, 9, room - 6)
        const width = text(canvas, NAME_X + 4, baseline(middle + 16.5, 9), first, { size: 9 })
        const facts = fitText(regular, child.facts, 7.5, Math.max(8, room - width - 6))
        if (room - width > 30) text(canvas, NAME_X + 10 + width, baseline(middle + 16.5, 9), facts, { size: 7.5 })
      },
      { scope: 'Row' },
    )
    leaf(canvas, 'TD', () => drawLines(canvas, alerts, { x: ALERT_X, y: top, width: 36 * MM, height }))
    leaf(canvas, 'TD', () => drawLines(canvas, pickups, { x: PICKUP_X, y: top, width: 60 * MM, height }))
    grid.document.days.forEach((_, index) => {
      const x = DAYS_X + index * grid.dayWidth
      const planned = child.planned[index] ?? null
      if (planned === null) hatch(canvas, { x, y: top, width: grid.dayWidth, height })
      leaf(canvas, 'TD', () => {
        const [part] = dayParts(x, grid.dayWidth)
        // several slots in a day: the letters get smaller, none is lost
        const size = Math.min(9, (9 * (part.width - 2)) / Math.max(1, textWidth(bold, planned ?? '', 9)))
        const style = { size, bold: true, align: 'center' } as const
        text(canvas, part.x + part.width / 2, baseline(middle + 10.5, size), planned ?? '', style)
      })
    })
  })
  rule(canvas, { x: X0, y: top + height }, { x: X1, y: top + height }, THIN)
}

/** Oblique lines over what is not booked: nothing is to be written there. */
function hatch(canvas: Canvas, box: Box): void {
  const lines: string[] = []
  for (let at = 0; at < box.width + box.height; at += 6.4) {
    lines.push(
      `${short(box.x + at)} ${short(box.y)} m ${short(box.x + at - box.height)} ${short(box.y + box.height)} l`,
    )
  }
  path(
    canvas,
    `${short(box.x)} ${short(box.y)} ${short(box.width)} ${short(box.height)} re W n 0.3 w ${lines.join(' ')} S`,
  )
}

function drawCounts(grid: Grid, rows: Row[], top: number): void {
  const { canvas, document, dayWidth } = grid
  const labels = ['Prévus sur cette page', 'Venus (écrire le nombre)']
  labels.forEach((label, line) => {
    const y = top + line * COUNT_HEIGHT
    row(grid, () => {
      const style = { size: 8, bold: true, align: 'right' } as const
      leaf(canvas, 'TH', () => text(canvas, DAYS_X - 4, baseline(y + 3, 8), label, style), {
        scope: 'Row',
        columnSpan: 4,
      })
      document.days.forEach((_, index) => {
        const x = DAYS_X + index * dayWidth
        const [part] = dayParts(x, dayWidth)
        const count = rows.filter(({ child }) => (child.planned[index] ?? null) !== null).length
        leaf(canvas, 'TD', () => {
          const shown = line === 0 ? String(count) : ''
          text(canvas, part.x + part.width / 2, baseline(y + 3, 9), shown, { size: 9, bold: true, align: 'center' })
        })
      })
    })
    rule(canvas, { x: X0, y: y + COUNT_HEIGHT }, { x: X1, y: y + COUNT_HEIGHT }, THIN)
  })
}

function drawVerticals(grid: Grid, childrenBottom: number): void {
  const { canvas, document, dayWidth } = grid
  const bottom = childrenBottom + 2 * COUNT_HEIGHT
  const vertical = (x: number, from: number, to: number, width: number) =>
    rule(canvas, { x, y: from }, { x, y: to }, width)
  vertical(X0, TABLE_TOP, bottom, THIN)
  vertical(X1, TABLE_TOP, bottom, THIN)
  for (const x of [NAME_X, ALERT_X, PICKUP_X]) vertical(x, TABLE_TOP, childrenBottom, THIN)
  document.days.forEach((_, index) => {
    const x = DAYS_X + index * dayWidth
    const [, arrival, departure] = dayParts(x, dayWidth)
    vertical(x, TABLE_TOP, bottom, THICK)
    vertical(arrival.x, TABLE_TOP + 15, childrenBottom + COUNT_HEIGHT, THIN)
    vertical(departure.x, TABLE_TOP + 15, childrenBottom, THIN)
  })
}

function drawLegend(grid: Grid): void {
  const { canvas, document } = grid
  const top = 540
  let left = X0
  leaf(canvas, 'P', () => {
    for (const [kind, label] of Object.entries(ALERT_LABELS) as [AlertKind, string][]) {
      left += pictogram(canvas, kind, left, top) + 1
      left += text(canvas, left, baseline(top, 7.5, 10), label, { size: 7.5 }) + 9
    }
  })
  leaf(canvas, 'P', () => {
    const { regular, bold } = canvas.fonts
    const notBooked = textWidth(regular, 'pas réservé', 7.5) + 12
    const room = (X1 - left - 12 - notBooked) / Math.max(1, document.legend.length)
    const entries = document.legend.map(({ letter, label }) => {
      const start = textWidth(bold, letter, 7.5) + 3
      // long names give way rather than run over the signs
      const shown = legendWidth(canvas, document) > room * document.legend.length ? room - start - 9 : Infinity
      const words = fitText(regular, label, 7.5, shown)
      return { letter, words, start, width: start + textWidth(regular, words, 7.5) + 9 }
    })
    let x = X1 - notBooked - entries.reduce((sum, { width }) => sum + width, 0)
    for (const { letter, words, start, width } of entries) {
      text(canvas, x, baseline(top, 7.5, 10), letter, { size: 7.5, bold: true })
      text(canvas, x + start, baseline(top, 7.5, 10), words, { size: 7.5 })
      x += width
    }
    const box = { x, y: top + 1, width: 9, height: 8 }
    hatch(canvas, box)
    strokeBox(canvas, box, 0.5)
    text(canvas, x + 12, baseline(top, 7.5, 10), 'pas réservé', { size: 7.5 })
  })
}

function legendWidth({ fonts }: Canvas, { legend }: AttendanceSheetDocument): number {
  const widths = legend.map(
    ({ letter, label }) => textWidth(fonts.bold, letter, 7.5) + textWidth(fonts.regular, label, 7.5),
  )
  return widths.reduce((sum, width) => sum + width + 12, 0)
}
