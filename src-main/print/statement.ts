import { formatDate, formatDateOfYear, formatDayMonth } from '../../src-shared/format/date'
import { formatEuros } from '../../src-shared/format/money'
import { joinFrench } from '../../src-shared/format/text'
import { negateCents, type Cents } from '../../src-shared/kernel/money'
import { createCanvas, group, leaf, text } from './engine/canvas'
import { writePdf } from './engine/write-pdf'
import { keepTogether } from './invoice-lines'
import {
  baseline,
  BODY_TOP,
  finishSheet,
  foldMarks,
  LEFT,
  letterhead,
  paragraph,
  recipient,
  RIGHT,
  startSheet,
  sumLine,
  titleAndFacts,
  WIDTH,
  type Sheet,
} from './sheet'
import { explanationLines, startTable, tableRow, type Column } from './table'
import type { StatementDocument } from './types'
import { periodText, signedEuros } from './words'

const COLUMNS: Column[] = [
  { title: 'Date', x: LEFT, align: 'left', width: 60, tabular: true },
  { title: 'Opération', x: LEFT + 68, align: 'left', width: WIDTH - 284 },
  { title: 'Facturé', x: RIGHT - 138, align: 'right', width: 70, tabular: true },
  { title: 'Payé ou déduit', x: RIGHT - 66, align: 'right', width: 66, tabular: true },
  { title: 'Solde', x: RIGHT, align: 'right', width: 60, tabular: true },
]

const DUE_COLUMNS: Column[] = [
  { title: 'Facture', x: LEFT, align: 'left', width: WIDTH - 290 },
  { title: 'À payer avant le', x: RIGHT - 222, align: 'right', width: 66, tabular: true },
  { title: 'Montant', x: RIGHT - 138, align: 'right', width: 70, tabular: true },
  { title: 'Déjà payé', x: RIGHT - 66, align: 'right', width: 66, tabular: true },
  { title: 'Reste', x: RIGHT, align: 'right', width: 60, tabular: true, bold: true },
]

/** Everything billed and paid between two days, and what remains to be paid. */
export function renderStatement(document: StatementDocument): Promise<Buffer> {
  const { town, family } = document
  const canvas = createCanvas()
  const period = periodText(document.from, document.to)
  group(
    canvas,
    'Sect',
    () => {
      const sheet = startSheet(canvas, {
        town,
        footer: `${town.name} · Relevé de compte · Famille\u00a0${family.number} · ${period}`,
        runningHead: { left: town.name, right: `Relevé de compte · ${period}` },
      })
      drawHead(sheet, document)
      drawLines(sheet, document)
      drawDue(sheet, document)
      finishSheet(sheet)
    },
    { title: 'Relevé de compte' },
  )
  return writePdf(canvas, {
    title: `Relevé de compte ${period} · Famille ${family.number}`,
    author: town.name,
    createdOn: document.issuedOn,
  })
}

function drawHead(sheet: Sheet, document: StatementDocument): void {
  letterhead(sheet)
  recipient(sheet, document.family)
  foldMarks(sheet)
  titleAndFacts(sheet, 'Relevé de compte', [
    { label: 'Période', value: periodText(document.from, document.to), bold: true },
    { label: 'Établi le', value: formatDateOfYear(document.issuedOn) },
    { label: 'Famille', value: document.family.number },
    { label: 'Enfants', value: joinFrench(document.childNames) },
  ])
  const isDebt = document.balanceCents >= 0
  const until = formatDayMonth(document.to).replace(/^\S+\s/u, '')
  sumLine(
    sheet,
    BODY_TOP,
    [
      { label: 'Solde précédent', value: formatEuros(document.openingCents) },
      { label: 'Facturé', value: signedEuros(document.billedCents) },
      { label: 'Payé ou déduit', value: signedEuros(negateCents(document.paidCents)) },
    ],
    {
      label: isDebt ? `Il reste à payer au ${until}` : `En votre faveur au ${until}`,
      value: formatEuros(isDebt ? document.balanceCents : negateCents(document.balanceCents)),
    },
  )
  sheet.y = BODY_TOP + 57
}

function drawLines(sheet: Sheet, document: StatementDocument): void {
  const table = startTable(sheet, COLUMNS)
  const optional = (amount?: Cents) => (amount === undefined ? '' : formatEuros(amount))
  tableRow(table, [formatDate(document.from), 'Solde précédent', '', '', formatEuros(document.openingCents)])
  document.lines.forEach((line, index) => {
    const cells = [formatDate(line.on), line.label, optional(line.billedCents), optional(line.paidCents)]
    tableRow(table, [...cells, formatEuros(line.balanceCents)], {
      explanation: explanationLines(table, line.explanation ?? '', 1),
      explanationAt: 1,
      keepWith: index === document.lines.length - 1 ? 18 : 0,
    })
  })
  const totals = [document.billedCents, document.paidCents, document.balanceCents].map((amount) => formatEuros(amount))
  tableRow(table, [`Totaux et solde au ${formatDateOfYear(document.to)}`, '', ...totals], { kind: 'total' })
  sheet.y += 9
  paragraph(sheet, 'Solde positif\u00a0: vous devez cette somme. Solde négatif (−)\u00a0: payé d’avance.', { size: 8 })
}

function drawDue(sheet: Sheet, document: StatementDocument): void {
  if (document.due.length === 0) return
  keepTogether(sheet, 12 + 21 + 18 + 18)
  sheet.y += 12
  leaf(sheet.canvas, 'H2', () => {
    text(sheet.canvas, LEFT, baseline(sheet.y, 11), 'Ce qui reste à payer', { size: 11, bold: true })
  })
  sheet.y += 18
  const table = startTable(sheet, DUE_COLUMNS)
  for (const one of document.due) {
    const amounts = [one.amountCents, one.paidCents, one.remainingCents].map((amount) => formatEuros(amount))
    tableRow(table, [`N°\u00a0${one.reference}, ${one.label}`, formatDate(one.dueOn), ...amounts])
  }
  sheet.y += 9
  paragraph(sheet, 'Ce relevé ne remplace ni les factures ni les reçus.', { size: 8 })
}
