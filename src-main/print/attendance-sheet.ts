import { formatWeekday } from '../../src-shared/format/date'
import { dayOfMonth, type LocalDate } from '../../src-shared/kernel/local-date'
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
const ROWS_PER_PAGE = 11
const NAME_X = X0 + 7 * MM
const ALERT_X = NAME_X + 38 * MM
const PICKUP_X = ALERT_X + 36 * MM
const DAYS_X = PICKUP_X + 60 * MM

interface Grid {
  canvas: Canvas
  document: AttendanceSheetDocument
  table: TagNode
  dayWidth: number
}

/** The sheet of a group for the staff on the ground: one to five days, eleven children a page, room to write. */
export function renderAttendanceSheet(document: AttendanceSheetDocument): Promise<Buffer> {
  const canvas = createCanvas()
  const pages = pagesOf(document.children)
  const grid: Grid = {
    canvas,
    document,
    table: canvas.root,
    dayWidth: (X1 - DAYS_X) / Math.max(1, document.days.length),
  }
  pages.forEach((children, index) => drawPage(grid, children, index, pages.length))
  return writePdf(canvas, {
    title: `Feuille de présence, ${document.title} · ${document.structureName}`,
    author: document.town.name,
    createdOn: document.printedOn,
  })
}

function pagesOf(children: AttendanceSheetChild[]): AttendanceSheetChild[][] {
  const pages: AttendanceSheetChild[][] = []
  for (let from = 0; from < children.length; from += ROWS_PER_PAGE)
    pages.push(children.slice(from, from + ROWS_PER_PAGE))
  return pages.length > 0 ? pages : [[]]
}

function drawPage(grid: Grid, children: AttendanceSheetChild[], page: number, pageCount: number): void {
  const { canvas, document } = grid
  addPage(canvas, PAGE)
  drawTop(grid)
  grid.table = addNode(canvas, 'Table')
  drawHeads(grid)
  children.forEach((child, index) => {
    drawChild(grid, child, page * ROWS_PER_PAGE + index + 1, TABLE_TOP + HEAD_HEIGHT + index * ROW_HEIGHT)
  })
  const bottom = TABLE_TOP + HEAD_HEIGHT + children.length * ROW_HEIGHT
  drawCounts(grid, children, bottom)
  drawVerticals(grid, bottom)
  drawLegend(grid)
  artifact(canvas, () => {
    text(canvas, X0, baseline(558, 7.5), `${document.town.name} · ${document.printedText}`, { size: 7.5 })
    text(canvas, X1, baseline(558, 7.5), `Page ${page + 1} sur ${pageCount}`, { size: 7.5, align: 'right' })
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

function drawChild(grid: Grid, child: AttendanceSheetChild, number: number, top: number): void {
  const { canvas } = grid
  const { regular, bold } = canvas.fonts
  row(grid, () => {
    leaf(canvas, 'TD', () => {
      const style = { size: 7.5, tabular: true, align: 'center' } as const
      text(canvas, X0 + 3.5 * MM, baseline(top + 10.5, 7.5), String(number), style)
    })
    leaf(
      canvas,
      'TH',
      () => {
        const room = 38 * MM - 8
        const last = fitText(bold, child.lastName, 9, room)
        text(canvas, NAME_X + 4, baseline(top + 4.5, 9), last, { size: 9, bold: true })
        const first = fitText(regular, child.firstName, 9, room - 6)
        const width = text(canvas, NAME_X + 4, baseline(top + 16.5, 9), first, { size: 9 })
        const facts = fitText(regular, child.facts, 7.5, Math.max(8, room - width - 6))
        if (room - width > 30) text(canvas, NAME_X + 10 + width, baseline(top + 16.5, 9), facts, { size: 7.5 })
      },
      { scope: 'Row' },
    )
    leaf(canvas, 'TD', () => drawAlerts(canvas, child, top))
    leaf(canvas, 'TD', () => drawPickups(canvas, child, top))
    grid.document.days.forEach((_, index) => {
      const x = DAYS_X + index * grid.dayWidth
      const planned = child.planned[index] ?? null
      if (planned === null) hatch(canvas, { x, y: top, width: grid.dayWidth, height: ROW_HEIGHT })
      leaf(canvas, 'TD', () => {
        const [part] = dayParts(x, grid.dayWidth)
        const style = { size: 9, bold: true, align: 'center' } as const
        text(canvas, part.x + part.width / 2, baseline(top + 10.5, 9), planned ?? '', style)
      })
    })
  })
  rule(canvas, { x: X0, y: top + ROW_HEIGHT }, { x: X1, y: top + ROW_HEIGHT }, THIN)
}

function drawAlerts(canvas: Canvas, child: AttendanceSheetChild, top: number): void {
  const { regular } = canvas.fonts
  const room = 36 * MM - 8
  const lines: { kind: AlertKind | null; text: string; x: number }[] = []
  for (const alert of child.alerts) {
    const sign = alert.kind === 'note' ? 0 : alert.kind === 'care-plan' ? 21 : 12
    const words = wrapText(regular, alert.text, 7.5, room - sign)
    words.forEach((line, index) => lines.push({ kind: index === 0 ? alert.kind : null, text: line, x: sign }))
  }
  const shown = lines.slice(0, 3)
  const from = top + (ROW_HEIGHT - shown.length * 10) / 2
  shown.forEach((line, index) => {
    const y = from + index * 10
    if (line.kind) pictogram(canvas, line.kind, ALERT_X + 4, y)
    // an instruction is never cut in silence: what follows is in the child's file
    const isCut = index === 2 && lines.length > 3
    const words = isCut ? cutLine(canvas, line.text, room - line.x) : line.text
    text(canvas, ALERT_X + 4 + line.x, baseline(y, 7.5, 10), words, { size: 7.5 })
  })
}

function cutLine(canvas: Canvas, line: string, room: number): string {
  const { regular } = canvas.fonts
  const pointer = '… voir dossier'
  const kept = fitText(regular, line, 7.5, room - textWidth(regular, pointer, 7.5)).replace(/…$/, '')
  return `${kept.trimEnd()}${pointer}`
}

function drawPickups(canvas: Canvas, child: AttendanceSheetChild, top: number): void {
  const room = 60 * MM - 8
  const shown = child.pickups.slice(0, 3)
  const from = top + (ROW_HEIGHT - shown.length * 10) / 2
  shown.forEach((pickup, index) => {
    const y = baseline(from + index * 10, 7.5, 10)
    const phone = pickup.phone ?? ''
    const style = { size: 7.5, tabular: true, align: 'right' } as const
    const width = text(canvas, DAYS_X - 4, y, phone, style)
    const others = index === 2 && child.pickups.length > 3 ? ` (+${child.pickups.length - 3}, voir dossier)` : ''
    const name = fitText(canvas.fonts.regular, pickup.name + others, 7.5, room - width - 4)
    text(canvas, PICKUP_X + 4, y, name, { size: 7.5 })
  })
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

function drawCounts(grid: Grid, children: AttendanceSheetChild[], top: number): void {
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
        const count = children.filter((child) => (child.planned[index] ?? null) !== null).length
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
  leaf(canvas, 'P', () => {
    let x = X0
    for (const [kind, label] of Object.entries(ALERT_LABELS) as [AlertKind, string][]) {
      x += pictogram(canvas, kind, x, top) + 1
      x += text(canvas, x, baseline(top, 7.5, 10), label, { size: 7.5 }) + 9
    }
  })
  leaf(canvas, 'P', () => {
    const { regular, bold } = canvas.fonts
    const widths = document.legend.map(
      (one) => textWidth(bold, one.letter, 7.5) + 3 + textWidth(regular, one.label, 7.5) + 9,
    )
    const notBooked = textWidth(regular, 'pas réservé', 7.5) + 12
    let x = X1 - notBooked - widths.reduce((sum, width) => sum + width, 0)
    document.legend.forEach((one, index) => {
      const width = text(canvas, x, baseline(top, 7.5, 10), one.letter, { size: 7.5, bold: true })
      text(canvas, x + width + 3, baseline(top, 7.5, 10), one.label, { size: 7.5 })
      x += widths[index] ?? 0
    })
    const box = { x, y: top + 1, width: 9, height: 8 }
    hatch(canvas, box)
    strokeBox(canvas, box, 0.5)
    text(canvas, x + 12, baseline(top, 7.5, 10), 'pas réservé', { size: 7.5 })
  })
}
