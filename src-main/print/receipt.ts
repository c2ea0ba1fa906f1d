import { formatDateOfYear } from '../../src-shared/format/date'
import { formatEuros } from '../../src-shared/format/money'
import { ZERO, sumCents } from '../../src-shared/kernel/money'
import { createCanvas, group } from './engine/canvas'
import { writePdf } from './engine/write-pdf'
import { noticeBox } from './invoice-parts'
import {
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
import type { ReceiptDocument } from './types'

const COLUMNS: Column[] = [
  { title: 'Ce que ce paiement règle', x: LEFT, align: 'left', width: WIDTH - 80 },
  { title: 'Montant', x: RIGHT, align: 'right', width: 72, tabular: true },
]

/** The receipt of one payment. Refuses (throws) a payment whose parts do not make its amount. */
export function renderReceipt(document: ReceiptDocument): Promise<Buffer> {
  const { town, family, receipt } = document
  const allocated = sumCents(document.allocations.map((one) => one.amountCents))
  if (allocated + document.creditCents !== receipt.amountCents) {
    throw new Error(`Receipt ${receipt.reference} is not printed: its parts do not make ${receipt.amountCents} cents`)
  }
  const canvas = createCanvas()
  const number = `Reçu n°\u00a0${receipt.reference}`
  group(
    canvas,
    'Sect',
    () => {
      const sheet = startSheet(canvas, {
        town,
        footer: `${town.name} · ${number} · Famille\u00a0${family.number}`,
        runningHead: { left: town.name, right: number },
      })
      drawReceipt(sheet, document)
      finishSheet(sheet)
    },
    { title: number },
  )
  return writePdf(canvas, { title: `${number} · ${town.name}`, author: town.name, createdOn: receipt.paidOn })
}

function drawReceipt(sheet: Sheet, document: ReceiptDocument): void {
  const { family, receipt, creditCents, remainingDueCents } = document
  letterhead(sheet)
  recipient(sheet, family)
  foldMarks(sheet)
  titleAndFacts(sheet, 'Reçu de paiement', [
    { label: 'Numéro', value: receipt.reference, bold: true },
    { label: 'Payé le', value: formatDateOfYear(receipt.paidOn) },
    { label: 'Par', value: receipt.payerName },
    { label: 'Moyen', value: receipt.method },
    { label: 'Opération', value: receipt.methodReference ?? 'sans numéro' },
    { label: 'Famille', value: family.number },
  ])
  sumLine(
    sheet,
    BODY_TOP,
    [
      { label: 'Porte-monnaie', value: creditCents > 0 ? `+${formatEuros(creditCents)}` : formatEuros(ZERO) },
      { label: 'Reste à payer', value: formatEuros(remainingDueCents) },
    ],
    { label: `Reçu le ${formatDateOfYear(receipt.paidOn)}`, value: formatEuros(receipt.amountCents) },
  )
  sheet.y = BODY_TOP + 57
  if (receipt.isTest) {
    sheet.y = BODY_TOP + 60
    noticeBox(sheet, 'Paiement d’essai', 'Aucune somme n’a été encaissée. Ce reçu n’a pas de valeur.')
    sheet.y += 9
  }
  const table = startTable(sheet, COLUMNS)
  for (const one of document.allocations) {
    const explanation = explanationLines(table, one.explanation ?? '')
    tableRow(table, [one.label, formatEuros(one.amountCents)], { explanation })
  }
  if (creditCents > 0) {
    const explanation = ['Sera retiré de vos prochaines factures']
    tableRow(table, ['Versé dans votre porte-monnaie', formatEuros(creditCents)], { explanation })
  }
  tableRow(table, ['Total reçu', formatEuros(receipt.amountCents)], { kind: 'total' })
  sheet.y += 12
  const contact = sheet.town.phone ? ` Une question\u00a0: ${sheet.town.phone}.` : ''
  const rest =
    remainingDueCents > 0
      ? `Après ce paiement, il reste ${formatEuros(remainingDueCents)} à payer.`
      : 'Après ce paiement, vous n’avez plus rien à payer.'
  paragraph(sheet, `${rest} Gardez ce reçu.${contact}`, { size: 8 })
}
