import { formatDateOfYear, formatMonth } from '../../src-shared/format/date'
import { createCanvas, fillBox, group, leaf, rule, strokeBox, text, within, type TagNode } from './engine/canvas'
import { fitText, wrapText } from './engine/text'
import { writePdf } from './engine/write-pdf'
import { attendanceTable, incomeTable, occupancyChart, overdueTable } from './monthly-report-tables'
import {
  baseline,
  factList,
  finishSheet,
  HAIR,
  LEFT,
  letterhead,
  LINE,
  MM,
  nextPage,
  RIGHT,
  startSheet,
  THIN,
  townColor,
  WIDTH,
  type Sheet,
} from './sheet'
import type { MonthlyReportDocument } from './types'
import { capitalized } from './words'

const COLUMN_WIDTH = (WIDTH - 10 * MM) / 2
const SIGNATURES_TOP = 702

interface Chapter {
  title: string
  page: number
}

/** The director's report of a month: key figures, attendance and occupancy, income, late payments, signatures. */
export function renderMonthlyReport(document: MonthlyReportDocument): Promise<Buffer> {
  const { town } = document
  const month = formatMonth(document.month)
  const canvas = createCanvas()
  const sheet = startSheet(canvas, {
    town,
    footer: `${town.name} · Rapport mensuel · ${month} · ${document.scope.toLocaleLowerCase('fr')}`,
    runningHead: { left: `Rapport mensuel, ${month}`, right: document.scope },
  })
  const contents = drawCover(sheet, document)
  const chapters = drawChapters(sheet, document)
  drawSignatures(sheet, document)
  drawContents(sheet, contents, chapters)
  finishSheet(sheet)
  return writePdf(canvas, {
    title: `Rapport mensuel, ${month} · ${town.name}`,
    author: town.name,
    createdOn: document.producedOn,
  })
}

/** Returns the place kept for the contents, whose page numbers are known at the end only. */
function drawCover(sheet: Sheet, document: MonthlyReportDocument): TagNode {
  const { canvas } = sheet
  letterhead(sheet, false)
  leaf(canvas, 'P', () => {
    const scope = fitText(canvas.fonts.regular, document.scope, 11, WIDTH)
    text(canvas, LEFT, baseline(144, 11), scope, { size: 11 })
  })
  leaf(canvas, 'H1', () => text(canvas, LEFT, baseline(168, 34, 36), 'Rapport mensuel', { size: 34, bold: true }))
  leaf(canvas, 'P', () => {
    text(canvas, LEFT, baseline(216, 20, 24), capitalized(formatMonth(document.month)), { size: 20 })
  })
  drawFigures(sheet, document)
  drawNotices(sheet, document)
  const contents = group(canvas, 'Sect', () => canvas.parent)
  const facts = [
    { label: 'État du mois', value: document.monthState },
    { label: 'Édité', value: `le ${formatDateOfYear(document.producedOn)}, par ${document.producedBy}` },
  ]
  factList(sheet, facts, LEFT, 720, 30 * MM, WIDTH - 30 * MM)
  return contents
}

function drawFigures(sheet: Sheet, document: MonthlyReportDocument): void {
  const { canvas } = sheet
  fillBox(canvas, { x: LEFT, y: 288, width: WIDTH, height: 4.5 }, townColor(document.town))
  const width = WIDTH / 4
  document.figures.slice(0, 8).forEach((figure, index) => {
    const column = index % 4
    const top = 292.5 + Math.floor(index / 4) * 84
    const x = LEFT + column * width + (column === 0 ? 0 : 10)
    if (column > 0) rule(canvas, { x: LEFT + column * width, y: top }, { x: LEFT + column * width, y: top + 84 }, THIN)
    if (column === 0) rule(canvas, { x: LEFT, y: top + 83.6 }, { x: RIGHT, y: top + 83.6 }, THIN)
    leaf(canvas, 'P', () => {
      const room = width - 14
      text(canvas, x, baseline(top + 13.5, 8), fitText(canvas.fonts.bold, figure.label, 8, room), {
        size: 8,
        bold: true,
      })
      const value = fitText(canvas.fonts.bold, figure.value, 20, room)
      text(canvas, x, baseline(top + 31.5, 20, 24), value, { size: 20, bold: true })
      const note = fitText(canvas.fonts.regular, figure.note ?? '', 8, room)
      text(canvas, x, baseline(top + 61.5, 8), note, { size: 8 })
    })
  })
}

function listTitle(sheet: Sheet, x: number, title: string): void {
  const { canvas } = sheet
  leaf(canvas, 'H2', () => text(canvas, x, baseline(492, 11), title, { size: 11, bold: true }))
  rule(canvas, { x, y: 509.6 }, { x: x + COLUMN_WIDTH, y: 509.6 }, THIN)
}

function drawNotices(sheet: Sheet, document: MonthlyReportDocument): void {
  const { canvas } = sheet
  listTitle(sheet, LEFT, 'À savoir')
  const notices = document.notices.length > 0 ? document.notices : [{ count: 0, text: 'point à signaler ce mois-ci' }]
  let y = 510
  for (const notice of notices) {
    const lines = wrapText(canvas.fonts.regular, notice.text, 9, COLUMN_WIDTH - 24)
    const height = lines.length * LINE + 12
    if (y + height > 708) break
    leaf(canvas, 'P', () => {
      text(canvas, LEFT, baseline(y + 6, 9), String(notice.count), { size: 9, bold: true })
      lines.forEach((line, row) => text(canvas, LEFT + 24, baseline(y + 6 + row * LINE, 9), line, { size: 9 }))
    })
    y += height
    rule(canvas, { x: LEFT, y: y - 0.2 }, { x: LEFT + COLUMN_WIDTH, y: y - 0.2 }, HAIR)
  }
}

function drawContents(sheet: Sheet, place: TagNode, chapters: Chapter[]): void {
  const { canvas } = sheet
  const last = canvas.page
  canvas.page = canvas.pages[sheet.firstPage] ?? last
  within(canvas, place, () => {
    const x = RIGHT - COLUMN_WIDTH
    listTitle(sheet, x, 'Dans ce rapport')
    chapters.forEach((chapter, index) => {
      const top = 510 + index * 24
      leaf(canvas, 'P', () => {
        text(canvas, x, baseline(top + 6, 9), chapter.title, { size: 9 })
        text(canvas, RIGHT, baseline(top + 6, 9), String(chapter.page), { size: 9, bold: true, align: 'right' })
      })
      rule(canvas, { x, y: top + 23.8 }, { x: RIGHT, y: top + 23.8 }, HAIR)
    })
  })
  canvas.page = last
}

function drawChapters(sheet: Sheet, document: MonthlyReportDocument): Chapter[] {
  const chapters: Chapter[] = []
  const chapter = (title: string, minimumHeight: number, draw: () => void) => {
    const isFirst = chapters.length === 0
    // a title keeps its first rows
    if (isFirst || sheet.y + 24 + minimumHeight > sheet.bottom) nextPage(sheet)
    else sheet.y += 24
    chapters.push({ title, page: sheet.footers.length })
    group(
      sheet.canvas,
      'Sect',
      () => {
        const heading = `${chapters.length}. ${title}`
        leaf(sheet.canvas, 'H2', () => {
          text(sheet.canvas, LEFT, baseline(sheet.y - 3, 11), heading, { size: 11, bold: true })
        })
        sheet.y += 15
        draw()
      },
      { title },
    )
  }
  chapter('Fréquentation par structure et activité', 90, () => attendanceTable(sheet, document))
  chapter('Occupation des places', 60, () => occupancyChart(sheet, document))
  chapter('Recettes facturées par activité', 90, () => incomeTable(sheet, document))
  chapter(`Impayés au\u00a0${formatDateOfYear(document.producedOn)}`, 90, () => overdueTable(sheet, document))
  return chapters
}

/** Boxes to sign by hand at the foot of the last page. */
function drawSignatures(sheet: Sheet, document: MonthlyReportDocument): void {
  const signatures = (document.signatures ?? []).slice(0, 3)
  if (signatures.length === 0) return
  if (sheet.y + 12 > SIGNATURES_TOP) nextPage(sheet)
  const { canvas } = sheet
  const width = (WIDTH - 16) / 3
  signatures.forEach((signature, index) => {
    const x = LEFT + index * (width + 8)
    strokeBox(canvas, { x: x + 0.375, y: SIGNATURES_TOP, width: width - 0.75, height: 84 }, THIN)
    leaf(canvas, 'P', () => {
      const title = fitText(canvas.fonts.bold, signature.title, 8, width - 16)
      text(canvas, x + 8, baseline(SIGNATURES_TOP + 6, 8), title, { size: 8, bold: true })
      text(canvas, x + 8, baseline(SIGNATURES_TOP + 18, 8), signature.text, { size: 8 })
      text(canvas, x + 8, baseline(SIGNATURES_TOP + 30, 8), 'Date et signature\u00a0:', { size: 8 })
    })
  })
}
