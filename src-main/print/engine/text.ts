import { shapeWord, type PrintFont } from './fonts'

/** A line of text ready to be shown: pieces of one size, raised ones (« 1er », « 2e ») apart. */
export interface ShapedText {
  pieces: { tj: string; isRaised: boolean }[]
  /** in points */
  width: number
  extras: number[]
}

export const RAISED_SIZE = 0.64
export const RAISED_BY = 0.36
const ORDINAL = /(?<=(?:^|[^\p{L}\d])\d{1,2})(er|re|e)(?![\p{L}\d])/u

/** Composed accents, and no narrow space: Inter has no U+202F. */
export function printable(text: string): string {
  return /[\u0300-\u036f\u202f]/.test(text) ? text.normalize('NFC').replace(/\u202f/g, '\u00a0') : text
}

/** Texts typed by hand rarely have the spaces that French typography wants unbroken. */
function unbroken(text: string): string {
  return printable(text)
    .replace(/ (?=[:;?!%€»])|(?<=[«×]) |(?<=n°) |(?<=\d) (?=\d)|(?<=\d) (?=h\b)|(?<=\bh) (?=\d)/g, '\u00a0')
    .replace(
      /(?<=\d) (?=(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b)/g,
      '\u00a0',
    )
}

export function shapeText(font: PrintFont, text: string, size: number, tabular = false): ShapedText {
  const shaped: ShapedText = { pieces: [], width: 0, extras: [] }
  // a split by a captured separator puts the raised pieces at the odd places
  const pieces = /\d[er]/.test(text) ? printable(text).split(ORDINAL) : [printable(text)]
  pieces.forEach((piece, index) => {
    const isRaised = index % 2 === 1
    addPiece(shaped, font, piece, isRaised ? size * RAISED_SIZE : size, isRaised, tabular)
  })
  return shaped
}

export function textWidth(font: PrintFont, text: string, size: number, tabular = false): number {
  return shapeText(font, text, size, tabular).width
}

/** Breaks a text at its ordinary spaces only: an amount, a date or a number written with U+00A0 stays whole. */
export function wrapText(font: PrintFont, text: string, size: number, width: number): string[] {
  const lines: string[] = []
  for (const paragraph of unbroken(text).split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line !== '' && textWidth(font, longer, size) > width) {
        lines.push(line)
        line = word
      } else {
        line = longer
      }
      while (textWidth(font, line, size) > width && line.length > 1) {
        const head = headThatFits(font, line, size, width)
        lines.push(head)
        line = line.slice(head.length)
      }
    }
    lines.push(line)
  }
  return lines
}

/** The text on one line, shortened with « … » when it is too long. */
export function fitText(font: PrintFont, text: string, size: number, width: number): string {
  if (textWidth(font, text, size) <= width) return text
  return `${headThatFits(font, printable(text), size, width - textWidth(font, '…', size)).trimEnd()}…`
}

function headThatFits(font: PrintFont, text: string, size: number, width: number): string {
  let short = 1
  let long = text.length
  while (short < long) {
    const middle = Math.ceil((short + long) / 2)
    if (textWidth(font, text.slice(0, middle), size) <= width) short = middle
    else long = middle - 1
  }
  return text.slice(0, short)
}

function addPiece(
  shaped: ShapedText,
  font: PrintFont,
  piece: string,
  size: number,
  isRaised: boolean,
  tabular: boolean,
): void {
  if (piece === '') return
  let tj = ''
  let from = 0
  while (from < piece.length) {
    const space = piece.indexOf(' ', from)
    const end = space === -1 ? piece.length : space + 1
    const word = shapeWord(font, piece.slice(from, end), tabular)
    tj += word.tj
    shaped.width += (word.width * size) / 1000
    if (word.extras.length > 0) shaped.extras.push(...word.extras)
    from = end
  }
  shaped.pieces.push({ tj, isRaised })
}
