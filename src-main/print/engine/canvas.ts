import { printFonts, type PrintFont } from './fonts'
import { RAISED_BY, RAISED_SIZE, shapeText } from './text'

/** Roles of PDF/UA that our documents use. */
export type Role = 'Document' | 'Sect' | 'H1' | 'H2' | 'H3' | 'P' | 'Table' | 'TR' | 'TH' | 'TD' | 'Figure' | 'Note'

export interface TagNode {
  role: Role
  parent: TagNode | null
  children: TagNode[]
  marks: { page: number; mark: number }[]
  scope?: 'Column' | 'Row'
  columnSpan?: number
  alternative?: string
  title?: string
}

export interface CanvasPage {
  index: number
  width: number
  height: number
  /** rules and shapes that nobody reads, drawn first, in one artifact */
  background: string[]
  operators: string[]
  marks: TagNode[]
  images: { png: Buffer; x: number; y: number; height: number; width: number }[]
}

/** A document being drawn: pages of operators, the tree of tags, the glyphs that the core font lacks. Positions in points from the top left. */
export interface Canvas {
  fonts: { regular: PrintFont; bold: PrintFont }
  pages: CanvasPage[]
  page: CanvasPage
  root: TagNode
  parent: TagNode
  isMarking: boolean
  extras: { F1: Set<number>; F2: Set<number> }
}

export interface TextStyle {
  size: number
  bold?: boolean
  /** figures of one width, for columns */
  tabular?: boolean
  align?: 'left' | 'right' | 'center'
  white?: boolean
}

export const A4 = { width: 595.28, height: 841.89 }

export function createCanvas(): Canvas {
  const root: TagNode = { role: 'Document', parent: null, children: [], marks: [] }
  const page: CanvasPage = { index: 0, ...A4, background: [], operators: [], marks: [], images: [] }
  return {
    fonts: printFonts(),
    pages: [],
    page,
    root,
    parent: root,
    isMarking: false,
    extras: { F1: new Set(), F2: new Set() },
  }
}

export function addPage(canvas: Canvas, size: { width: number; height: number } = A4): CanvasPage {
  canvas.page = { index: canvas.pages.length, ...size, background: [], operators: [], marks: [], images: [] }
  canvas.pages.push(canvas.page)
  return canvas.page
}

/** Draws inside a structural element (a table, a row, a section). */
export function group<T>(canvas: Canvas, role: Role, draw: () => T, details: Partial<TagNode> = {}): T {
  const outer = canvas.parent
  canvas.parent = addNode(canvas, role, details)
  try {
    return draw()
  } finally {
    canvas.parent = outer
  }
}

/** Reopens an element begun earlier, for instance a table that goes on over the page. */
export function within<T>(canvas: Canvas, node: TagNode, draw: () => T): T {
  const outer = canvas.parent
  canvas.parent = node
  try {
    return draw()
  } finally {
    canvas.parent = outer
  }
}

export function addNode(canvas: Canvas, role: Role, details: Partial<TagNode> = {}): TagNode {
  const node: TagNode = { role, parent: canvas.parent, children: [], marks: [], ...details }
  canvas.parent.children.push(node)
  return node
}

/** Draws the content of one element that is read as a whole: a heading, a paragraph, a cell. */
export function leaf(canvas: Canvas, role: Role, draw: () => void, details: Partial<TagNode> = {}): void {
  const node = addNode(canvas, role, details)
  const mark = canvas.page.marks.length
  canvas.page.marks.push(node)
  node.marks.push({ page: canvas.page.index, mark })
  canvas.page.operators.push(`/${role}<</MCID ${mark}>>BDC`)
  canvas.isMarking = true
  draw()
  canvas.isMarking = false
  canvas.page.operators.push('EMC')
}

/** Text that a reader need not hear: running heads, footers. */
export function artifact(canvas: Canvas, draw: () => void): void {
  canvas.page.operators.push('/Artifact BMC')
  canvas.isMarking = true
  draw()
  canvas.isMarking = false
  canvas.page.operators.push('EMC')
}

/** A shape belongs to the figure being drawn, or else to the background of the page. */
function shape(canvas: Canvas, operators: string): void {
  const layer = canvas.isMarking ? canvas.page.operators : canvas.page.background
  layer.push(operators)
}

/** One line of text by its baseline; x is its left edge, right edge or middle. Returns its width in points. */
export function text(canvas: Canvas, x: number, baseline: number, value: string, style: TextStyle): number {
  if (value === '') return 0
  const font = style.bold ? canvas.fonts.bold : canvas.fonts.regular
  const shaped = shapeText(font, value, style.size, style.tabular)
  for (const glyph of shaped.extras) canvas.extras[font.key].add(glyph)
  const left = style.align === 'right' ? x - shaped.width : style.align === 'center' ? x - shaped.width / 2 : x
  let operators = `BT/${font.key} ${short(style.size)} Tf 1 0 0 -1 ${short(left)} ${short(baseline)} Tm`
  if (style.white) operators += ' 1 g'
  for (const piece of shaped.pieces) {
    operators += piece.isRaised
      ? `/${font.key} ${short(style.size * RAISED_SIZE)} Tf ${short(style.size * RAISED_BY)} Ts[${piece.tj}]TJ 0 Ts/${font.key} ${short(style.size)} Tf`
      : `[${piece.tj}]TJ`
  }
  canvas.page.operators.push(`${operators}${style.white ? ' 0 g' : ''} ET`)
  return shaped.width
}

/** A horizontal or vertical rule in black. */
export function rule(
  canvas: Canvas,
  from: { x: number; y: number },
  to: { x: number; y: number },
  width: number,
  dash?: string,
): void {
  const line = `${short(width)} w ${short(from.x)} ${short(from.y)} m ${short(to.x)} ${short(to.y)} l S`
  shape(canvas, dash ? `q [${dash}] 0 d ${line} Q` : line)
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

const rectangle = (box: Box) => `${short(box.x)} ${short(box.y)} ${short(box.width)} ${short(box.height)} re`

export function fillBox(canvas: Canvas, box: Box, color = '0 0 0'): void {
  shape(canvas, `${color} rg ${rectangle(box)} f 0 g`)
}

export function strokeBox(canvas: Canvas, box: Box, width: number): void {
  shape(canvas, `${short(width)} w ${rectangle(box)} S`)
}

/** Raw PDF path operators, for small drawings. Coordinates go down the page. */
export function path(canvas: Canvas, operators: string): void {
  shape(canvas, `q ${operators} Q`)
}

/** Two decimals are a hundredth of a point, less than any printer can show. */
export function short(value: number): number {
  return Math.round(value * 100) / 100
}
