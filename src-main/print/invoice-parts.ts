import { formatDate, formatDateOfYear } from '../../src-shared/format/date'
import { formatEuros } from '../../src-shared/format/money'
import { addNode, fillBox, leaf, path, rule, short, strokeBox, text, within } from './engine/canvas'
import { fitText, wrapText } from './engine/text'
import {
  HAIR,
  LEFT,
  LINE,
  MM,
  RIGHT,
  THICK,
  THIN,
  WIDTH,
  WINDOW,
  baseline,
  factList,
  townColor,
  type Sheet,
} from './sheet'
import type { InvoiceDocument, TitledText } from './types'
import { signedEuros } from './words'

export const SLIP_TOP = 660
const LEGAL_LEADING = 10

/** The label of the amount box: what is asked, and until when. */
export function dueLabel(document: InvoiceDocument, shortDate = false): string {
  const { invoice, payment } = document
  const day = shortDate ? formatDate : formatDateOfYear
  if (invoice.kind === 'credit-note') return 'En votre faveur'
  if (invoice.cancelled) return 'Facture annulée'
  if (invoice.remainingCents <= 0) return 'Rien à payer'
  if (payment.directDebitOn) return `Prélevé le ${day(payment.directDebitOn)}`
  return invoice.dueOn ? `À payer avant le ${day(invoice.dueOn)}` : 'À payer'
}

/** Told in a frame, first thing under the sum: nothing to do (direct debit), cancelled, credit note. */
export function noticeBox(
  sheet: Sheet,
  title: string,
  body: string,
  facts: { label: string; value: string }[] = [],
): void {
  const { canvas } = sheet
  const lines = wrapText(canvas.fonts.regular, body, 9, WIDTH - 33)
  const rows = Math.ceil(facts.length / 2)
  const top = sheet.y
  const height = 11.25 + LINE + 6 + lines.length * LINE + (rows > 0 ? 12 + rows * LINE : 0) + 11.25
  strokeBox(canvas, { x: LEFT + 0.375, y: top, width: WIDTH - 0.75, height }, THIN)
  fillBox(canvas, { x: LEFT, y: top - 0.375, width: 4.5, height: height + 0.75 }, townColor(sheet.town))
  const x = LEFT + 16.5
  leaf(canvas, 'H2', () => {
    text(canvas, x, baseline(top + 11.25, 11), title, { size: 11, bold: true })
  })
  leaf(canvas, 'P', () => {
    lines.forEach((line, index) => text(canvas, x, baseline(top + 29.25 + index * LINE, 9), line, { size: 9 }))
  })
  const factsTop = top + 29.25 + lines.length * LINE + 12
  facts.forEach((fact, index) => {
    const isRight = index % 2 === 1
    const factX = isRight ? x + 93 * MM : x
    const y = factsTop + Math.floor(index / 2) * LINE
    const labelWidth = (isRight ? 22 : 27) * MM
    const bold = [{ ...fact, bold: true }]
    factList(sheet, bold, factX, y, labelWidth, isRight ? 50 * MM : 64 * MM)
  })
  sheet.y = top + height
}

export function sumsHeight(document: InvoiceDocument, legalHeight: number): number {
  const adjustments = document.adjustments ?? []
  const table = 18 + adjustments.reduce((height, one) => height + (one.explanation ? 30 : 18), 0) + 30
  return Math.max(table, legalHeight)
}

/** How the sum is made up, from the total of the lines down to what is owed; beside the legal notes. */
export function sumsTable(sheet: Sheet, document: InvoiceDocument, x: number): void {
  const { canvas } = sheet
  const node = addNode(canvas, 'Table')
  const row = (label: string, amount: string, explanation: string, bold: boolean) => {
    const top = sheet.y + 3
    within(canvas, node, () => {
      within(canvas, addNode(canvas, 'TR'), () => {
        leaf(
          canvas,
          'TH',
          () => {
            const font = bold ? canvas.fonts.bold : canvas.fonts.regular
            text(canvas, x, baseline(top, 9), fitText(font, label, 9, RIGHT - x - 72), { size: 9, bold })
            const why = fitText(canvas.fonts.regular, explanation, 8, RIGHT - x - 60)
            text(canvas, x, baseline(top + LINE, 8), why, { size: 8 })
          },
          { scope: 'Row' },
        )
        leaf(canvas, 'TD', () => {
          text(canvas, RIGHT, baseline(top, 9), amount, { size: 9, bold, tabular: true, align: 'right' })
        })
      })
    })
    sheet.y += explanation === '' ? 18 : 30
    rule(canvas, { x, y: sheet.y - HAIR / 2 }, { x: RIGHT, y: sheet.y - HAIR / 2 }, HAIR)
  }
  row('Total des prestations', formatEuros(document.invoice.totalCents), '', true)
  for (const one of document.adjustments ?? []) {
    row(one.label, signedEuros(one.amountCents), one.explanation ?? '', false)
  }
  const box = { x: x + 2, y: sheet.y + 0.75, width: RIGHT - x - 2.75, height: 27 }
  strokeBox(canvas, box, THICK)
  fillBox(canvas, { x, y: sheet.y, width: 4.5, height: 28.5 }, townColor(sheet.town))
  leaf(canvas, 'P', () => {
    const top = sheet.y + 8.25
    text(canvas, x + 12.5, baseline(top, 9), dueLabel(document), { size: 9, bold: true })
    const amount = formatEuros(document.invoice.remainingCents)
    text(canvas, RIGHT - 8.75, baseline(top, 11), amount, { size: 13, bold: true, align: 'right' })
  })
  sheet.y += 30
}

interface NoteLine {
  bold: string
  rest: string
  endsNote: boolean
}

/** The notes broken into lines, their first words in bold. */
export function noteLines(sheet: Sheet, notes: TitledText[], width: number): NoteLine[] {
  const { regular } = sheet.canvas.fonts
  return notes.flatMap((note) => {
    const title = `${note.title}\u00a0: `
    // measured in regular with a little to spare: the bold title is wider
    const lines = wrapText(regular, title + note.text, 7.5, width - 4)
    return lines.map((line, index) => {
      const hasTitle = index === 0 && line.startsWith(title.trimEnd())
      return {
        bold: hasTitle ? title : '',
        rest: hasTitle ? line.slice(title.length) : line,
        endsNote: index === lines.length - 1,
      }
    })
  })
}

export function notesHeight(lines: NoteLine[]): number {
  return lines.reduce((height, line) => height + LEGAL_LEADING + (line.endsNote ? 1.5 : 0), 4.5)
}

/** Legal notes in small letters. Returns the top of what follows. */
export function legalNotes(sheet: Sheet, lines: NoteLine[], x: number, top: number): number {
  const { canvas } = sheet
  let y = top + 4.5
  let from = 0
  while (from < lines.length) {
    const end = lines.findIndex((line, index) => index >= from && line.endsNote)
    const note = lines.slice(from, end + 1)
    leaf(canvas, 'Note', () => {
      for (const line of note) {
        const at = baseline(y, 7.5, LEGAL_LEADING)
        const width = text(canvas, x, at, line.bold, { size: 7.5, bold: true })
        text(canvas, x + width, at, line.rest, { size: 7.5 })
        y += LEGAL_LEADING
      }
    })
    y += 1.5
    from = end + 1
  }
  return y
}

/** « Comment payer »: three columns of short texts. */
export function waysToPay(sheet: Sheet, hints: TitledText[], top: number): void {
  const { canvas } = sheet
  leaf(canvas, 'H2', () => text(canvas, LEFT, baseline(top, 11), 'Comment payer', { size: 11, bold: true }))
  const width = (WIDTH - 32) / 3
  let rowTop = top + 18
  for (let from = 0; from < hints.length && from < 6; from += 3) {
    let height = 0
    hints.slice(from, from + 3).forEach((hint, index) => {
      const x = LEFT + index * (width + 16)
      const lines = wrapText(canvas.fonts.regular, hint.text, 8, width)
      leaf(canvas, 'H3', () => text(canvas, x, baseline(rowTop, 9), hint.title, { size: 9, bold: true }))
      leaf(canvas, 'P', () => {
        lines.forEach((line, row) => text(canvas, x, baseline(rowTop + LINE * (row + 1), 8), line, { size: 8 }))
      })
      height = Math.max(height, LINE * (1 + lines.length))
    })
    rowTop += height + 6
  }
}

/** The height of « Comment payer » with these texts. */
export function waysHeight(sheet: Sheet, hints: TitledText[]): number {
  const width = (WIDTH - 32) / 3
  let height = 12
  for (let from = 0; from < hints.length && from < 6; from += 3) {
    const rows = hints
      .slice(from, from + 3)
      .map((hint) => wrapText(sheet.canvas.fonts.regular, hint.text, 8, width).length)
    height += 6 + LINE * (1 + Math.max(...rows))
  }
  return height
}

/** The part of page 1 that is cut away and sent with a cheque. */
export function paymentSlip(sheet: Sheet, document: InvoiceDocument): void {
  const { canvas } = sheet
  const { invoice, family, town } = document
  rule(canvas, { x: 0, y: SLIP_TOP }, { x: 595.28, y: SLIP_TOP }, THIN, '2.25 2.25')
  scissors(sheet)
  const top = SLIP_TOP + 17.25
  leaf(canvas, 'H2', () => text(canvas, LEFT, baseline(top, 11), 'Talon de paiement', { size: 11, bold: true }))
  leaf(canvas, 'P', () => {
    const what = 'Joignez-le à votre chèque, ou présentez-le au guichet. Gardez le reste de la feuille.'
    wrapText(canvas.fonts.regular, what, 8, 72 * MM).forEach((line, index) => {
      text(canvas, LEFT, baseline(top + 18 + index * LINE, 8), line, { size: 8 })
    })
  })
  const facts = [
    { label: 'Payeur', value: fitText(canvas.fonts.bold, family.name, 9, 57 * MM), bold: true },
    { label: 'Facture', value: invoice.reference, bold: true },
    { label: 'Famille', value: family.number, bold: true },
    ...(document.payment.reference ? [{ label: 'Référence', value: document.payment.reference, bold: true }] : []),
  ]
  factList(sheet, facts, LEFT, SLIP_TOP + 89.25, 27 * MM, 57 * MM)
  slipBox(sheet, document)
  leaf(canvas, 'P', () => {
    const lines = town.cashOfficeLines ?? [town.name, ...town.addressLines]
    lines.slice(0, 5).forEach((line, index) => {
      const shown = fitText(canvas.fonts.regular, line, 8, RIGHT - WINDOW)
      text(canvas, WINDOW, baseline(SLIP_TOP + 89.25 + index * LINE, 8), shown, { size: 8 })
    })
  })
}

function slipBox(sheet: Sheet, document: InvoiceDocument): void {
  const { canvas } = sheet
  const top = SLIP_TOP + 18
  strokeBox(canvas, { x: WINDOW + 2, y: top + 0.75, width: 48 * MM - 2.75, height: 52.5 }, THICK)
  fillBox(canvas, { x: WINDOW, y: top, width: 4.5, height: 54 }, townColor(sheet.town))
  leaf(canvas, 'P', () => {
    text(canvas, WINDOW + 12.5, baseline(top + 10.5, 8), dueLabel(document, true), { size: 8, bold: true })
    const amount = formatEuros(document.invoice.remainingCents)
    text(canvas, WINDOW + 12.5, baseline(top + 22.5, 18, 24), amount, { size: 18, bold: true })
  })
}

/** A pair of scissors on the cut line, as in the mock-up: a 20 × 12 drawing at three quarters. */
function scissors(sheet: Sheet): void {
  const x = 8 * MM
  fillBox(sheet.canvas, { x, y: SLIP_TOP - 4.5, width: 15, height: 9 }, '1 1 1')
  const ring = (cy: number) =>
    `5 ${cy} m 5 ${cy + 1.1} 4.1 ${cy + 2} 3 ${cy + 2} c 1.9 ${cy + 2} 1 ${cy + 1.1} 1 ${cy} c ` +
    `1 ${cy - 1.1} 1.9 ${cy - 2} 3 ${cy - 2} c 4.1 ${cy - 2} 5 ${cy - 1.1} 5 ${cy} c S`
  path(
    sheet.canvas,
    `0.75 0 0 0.75 ${short(x)} ${SLIP_TOP - 4.5} cm 0.9 w ${ring(2.8)} ${ring(9.2)} 4.7 3.9 m 19 9.8 l S 4.7 8.1 m 19 2.2 l S`,
  )
}
