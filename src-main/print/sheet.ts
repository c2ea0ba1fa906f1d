import { addPage, artifact, fillBox, group, leaf, rule, strokeBox, text, A4, type Canvas } from './engine/canvas'
import { fitText, textWidth, wrapText } from './engine/text'
import type { PrintFamily, PrintTown } from './types'

export const MM = 72 / 25.4
export const LEFT = 20 * MM
export const RIGHT = A4.width - LEFT
export const WIDTH = RIGHT - LEFT
export const LINE = 12
/** where the address window of the envelope begins */
export const WINDOW = 110 * MM
export const BODY_TOP = 288
export const FOOTER_TOP = 804
export const BODY_BOTTOM = 792
export const HAIR = 0.4
export const THIN = 0.75
export const THICK = 1.5
const DEFAULT_COLOR = '#146362'

/** Where a page's text goes: a cursor on a page, and what is repeated on the pages that follow. */
export interface Sheet {
  canvas: Canvas
  town: PrintTown
  footer: string
  runningHead: { left: string; right: string }
  y: number
  bottom: number
  /** bottom of the pages to come, by their rank in this document (1 = the first) */
  bottomOfPage: (rank: number) => number
  firstPage: number
  footers: { top: number; prefix: string }[]
}

export interface SheetOptions {
  town: PrintTown
  footer: string
  runningHead: { left: string; right: string }
  bottomOfPage?: (rank: number) => number
}

/** The baseline of a line of text in a line box, as a browser sets Inter. */
export function baseline(top: number, size: number, lineHeight = LINE): number {
  return top + lineHeight / 2 + size * 0.3637
}

export function startSheet(canvas: Canvas, options: SheetOptions): Sheet {
  const bottomOfPage = options.bottomOfPage ?? (() => BODY_BOTTOM)
  addPage(canvas)
  return {
    canvas,
    town: options.town,
    footer: options.footer,
    runningHead: options.runningHead,
    y: 48,
    bottom: bottomOfPage(1),
    bottomOfPage,
    firstPage: canvas.pages.length - 1,
    footers: [{ top: FOOTER_TOP, prefix: '' }],
  }
}

/** A following page: one line at its head over a hair rule. */
export function nextPage(sheet: Sheet): void {
  const { canvas } = sheet
  addPage(canvas)
  sheet.footers.push({ top: FOOTER_TOP, prefix: '' })
  artifact(canvas, () => {
    const left = fitText(canvas.fonts.regular, sheet.runningHead.left, 8, WIDTH / 2)
    text(canvas, LEFT, baseline(48, 8), left, { size: 8 })
    text(canvas, RIGHT, baseline(48, 8), sheet.runningHead.right, { size: 8, align: 'right' })
    rule(canvas, { x: LEFT, y: 65.8 }, { x: RIGHT, y: 65.8 }, HAIR)
  })
  sheet.y = 81
  sheet.bottom = sheet.bottomOfPage(sheet.footers.length)
}

/** Writes « Page x sur y » once the number of pages is known. */
export function finishSheet(sheet: Sheet): void {
  const { canvas } = sheet
  const last = canvas.page
  const pages = canvas.pages.slice(sheet.firstPage)
  pages.forEach((page, index) => {
    const footer = sheet.footers[index] ?? { top: FOOTER_TOP, prefix: '' }
    canvas.page = page
    artifact(canvas, () => {
      const number = `${footer.prefix}Page ${index + 1} sur ${pages.length}`
      const room = WIDTH - 12 - textWidth(canvas.fonts.regular, number, 7.5)
      const left = fitText(canvas.fonts.regular, sheet.footer, 7.5, room)
      text(canvas, LEFT, baseline(footer.top, 7.5), left, { size: 7.5 })
      text(canvas, RIGHT, baseline(footer.top, 7.5), number, { size: 7.5, align: 'right' })
    })
  })
  canvas.page = last
}

/** '#146362' as the three numbers of a PDF colour. */
export function townColor(town: PrintTown): string {
  const hex = /^#[0-9a-f]{6}$/i.test(town.color ?? '') ? (town.color ?? '') : DEFAULT_COLOR
  const part = (from: number) => Math.round(Number.parseInt(hex.slice(from, from + 2), 16) / 2.55) / 100
  return `${part(1)} ${part(3)} ${part(5)}`
}

export function letterhead(sheet: Sheet, withContact = true): void {
  const { canvas, town } = sheet
  if (town.logoPng) canvas.page.images.push({ png: town.logoPng, x: LEFT, y: 48, width: 36, height: 36 })
  else fillBox(canvas, { x: LEFT, y: 48, width: 4.5, height: 36 }, townColor(town))
  const x = LEFT + (town.logoPng ? 46 : 14)
  const room = WINDOW - 12 - x
  leaf(canvas, 'P', () => {
    const department = town.department ?? ''
    const nameTop = department ? 51 : 58.5
    text(canvas, x, baseline(nameTop, 13, 15), fitText(canvas.fonts.bold, town.name, 13, room), {
      size: 13,
      bold: true,
    })
    text(canvas, x, baseline(69, 9), fitText(canvas.fonts.regular, department, 9, room), { size: 9 })
  })
  if (!withContact) return
  leaf(canvas, 'P', () => {
    const lines = [
      ...wrapText(canvas.fonts.regular, town.addressLines.join(', '), 8, 80 * MM),
      ...(town.phone ? [`Téléphone\u00a0: ${town.phone}`] : []),
      ...(town.email ? [town.email] : []),
    ]
    // nothing may come down into the window of the envelope
    lines.slice(0, 4).forEach((line, index) => {
      text(canvas, WINDOW, baseline(48 + index * LINE, 8), line, { size: 8 })
    })
  })
}

/** Who receives the letter, in the window of a DL envelope: six lines at most. */
export function recipient(sheet: Sheet, family: PrintFamily): void {
  const { canvas } = sheet
  const lines = family.addressLines.slice(0, 6)
  const top = lines.length > 5 ? 144 : 156
  leaf(canvas, 'P', () => {
    lines.forEach((line, index) => {
      const shown = fitText(canvas.fonts.regular, line, 10, 80 * MM)
      text(canvas, WINDOW, baseline(top + index * LINE, 10), shown, { size: 10 })
    })
  })
}

/** Fold marks and hole mark of a mailed first page. */
export function foldMarks(sheet: Sheet): void {
  for (const [y, length] of [
    [99, 4],
    [148.5, 6],
    [198, 4],
  ] as const) {
    rule(sheet.canvas, { x: 5 * MM, y: y * MM }, { x: (5 + length) * MM, y: y * MM }, THIN)
  }
}

export interface Fact {
  label: string
  value: string
  bold?: boolean
}

/** The title and the facts at the left of the window. */
export function titleAndFacts(sheet: Sheet, title: string, facts: Fact[]): void {
  const { canvas } = sheet
  leaf(canvas, 'H1', () => {
    const size = textWidth(canvas.fonts.bold, title, 16) > 84 * MM ? 13 : 16
    const shown = fitText(canvas.fonts.bold, title, size, 84 * MM)
    text(canvas, LEFT, baseline(147.5, size, 24), shown, { size, bold: true })
  })
  factList(sheet, facts, LEFT, 180, 27 * MM, 57 * MM)
}

/** Label and value pairs, one per line. Returns the top of what follows. */
export function factList(
  sheet: Sheet,
  facts: Fact[],
  x: number,
  top: number,
  labelWidth: number,
  room: number,
): number {
  const { canvas } = sheet
  let y = top
  for (const fact of facts) {
    leaf(canvas, 'P', () => {
      text(canvas, x, baseline(y, 9), fact.label, { size: 9 })
      const font = fact.bold ? canvas.fonts.bold : canvas.fonts.regular
      for (const line of wrapText(font, fact.value, 9, room)) {
        text(canvas, x + labelWidth, baseline(y, 9), line, { size: 9, bold: fact.bold })
        y += LINE
      }
    })
  }
  return y
}

export interface SumCell {
  label: string
  value: string
}

/** The sum in one line: what is owed is the last cell, in a frame. */
export function sumLine(sheet: Sheet, top: number, cells: SumCell[], due: SumCell): void {
  const { canvas } = sheet
  const dueWidth = 55 * MM
  const cellWidth = (WIDTH - dueWidth) / cells.length
  const dueX = RIGHT - dueWidth
  rule(canvas, { x: LEFT, y: top + 0.375 }, { x: dueX, y: top + 0.375 }, THIN)
  rule(canvas, { x: LEFT, y: top + 47.6 }, { x: dueX, y: top + 47.6 }, THIN)
  cells.forEach((cell, index) => {
    const x = LEFT + index * cellWidth
    if (index > 0) rule(canvas, { x, y: top }, { x, y: top + 48 }, THIN)
    sumCell(sheet, index === 0 ? x : x + 8, top, cell, false)
  })
  strokeBox(canvas, { x: dueX + 2, y: top, width: dueWidth - 2.75, height: 48 }, THICK)
  fillBox(canvas, { x: dueX, y: top - 0.75, width: 4.5, height: 49.5 }, townColor(sheet.town))
  sumCell(sheet, dueX + 12.5, top, due, true)
}

function sumCell(sheet: Sheet, x: number, top: number, cell: SumCell, isDue: boolean): void {
  const { canvas } = sheet
  leaf(canvas, 'P', () => {
    text(canvas, x, baseline(top + 5.25, 8), cell.label, { size: 8, bold: isDue })
    const size = isDue ? 18 : 11
    text(canvas, x, baseline(top + 23.25, 11), cell.value, { size, bold: isDue, tabular: !isDue })
  })
}

export interface ParagraphOptions {
  x?: number
  width?: number
  size?: number
  leading?: number
  bold?: boolean
}

/** A paragraph at the cursor of the sheet; goes to the next page when it does not fit. */
export function paragraph(sheet: Sheet, value: string, options: ParagraphOptions = {}): void {
  const { x = LEFT, width = WIDTH, size = 9, leading = LINE, bold = false } = options
  const font = bold ? sheet.canvas.fonts.bold : sheet.canvas.fonts.regular
  const lines = wrapText(font, value, size, width)
  if (sheet.y + lines.length * leading > sheet.bottom) nextPage(sheet)
  leaf(sheet.canvas, 'P', () => {
    for (const line of lines) {
      text(sheet.canvas, x, baseline(sheet.y, size, leading), line, { size, bold })
      sheet.y += leading
    }
  })
}

export function section<T>(sheet: Sheet, title: string, draw: () => T): T {
  return group(sheet.canvas, 'Sect', draw, { title })
}
