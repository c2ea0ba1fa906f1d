import { formatDateOfYear } from '../../src-shared/format/date'
import { formatEuros } from '../../src-shared/format/money'
import { negateCents, sumCents, ZERO, type Cents } from '../../src-shared/kernel/money'
import { createCanvas, group, rule, type Canvas } from './engine/canvas'
import { writePdf } from './engine/write-pdf'
import { invoiceLines, keepTogether } from './invoice-lines'
import {
  dueLabel,
  legalNotes,
  noteLines,
  notesHeight,
  noticeBox,
  paymentSlip,
  SLIP_TOP,
  sumsHeight,
  sumsTable,
  waysHeight,
  waysToPay,
} from './invoice-parts'
import {
  BODY_BOTTOM,
  BODY_TOP,
  finishSheet,
  foldMarks,
  LEFT,
  letterhead,
  MM,
  nextPage,
  paragraph,
  recipient,
  RIGHT,
  startSheet,
  sumLine,
  THIN,
  titleAndFacts,
  WINDOW,
  type Fact,
  type Sheet,
} from './sheet'
import type { InvoiceDocument } from './types'
import { ofPeriod, periodText, signedEuros } from './words'

const SLIP_FOOTER_TOP = 636
const WAYS_TOP = 669

/** One invoice or credit note. Refuses (throws) amounts that do not add up: a wrong sum must not reach a family. */
export function renderInvoice(document: InvoiceDocument): Promise<Buffer> {
  const canvas = createCanvas()
  drawInvoice(canvas, document)
  const { town, invoice } = document
  return writePdf(canvas, {
    title: `${kindName(document)} n°\u00a0${invoice.reference} · ${town.name}`,
    author: town.name,
    createdOn: invoice.issuedOn,
  })
}

/** Several invoices in one file to print, in the order given, each with its own page numbers. */
export function renderInvoices(documents: InvoiceDocument[]): Promise<Buffer> {
  const first = documents[0]
  if (!first) throw new Error('There is no invoice to print')
  const canvas = createCanvas()
  for (const document of documents) drawInvoice(canvas, document)
  return writePdf(canvas, {
    title: `Factures ${ofPeriod(first.invoice.period)} · ${first.town.name}`,
    author: first.town.name,
    createdOn: first.invoice.issuedOn,
  })
}

function drawInvoice(canvas: Canvas, document: InvoiceDocument): void {
  checkSums(document)
  const { town, invoice, family } = document
  // a family on direct debit gets no slip, whatever is asked: it must not pay twice by mistake
  const hasSlip = document.payment.slip && isOwed(document) && !document.payment.directDebitOn
  const number = `n°\u00a0${invoice.reference}`
  const name = kindName(document)
  group(
    canvas,
    'Sect',
    () => {
      const sheet = startSheet(canvas, {
        town,
        footer: `${town.name} · ${name} ${number} · Famille\u00a0${family.number}`,
        runningHead: {
          left: town.department ? `${town.name} · ${town.department}` : town.name,
          right: `${name} ${ofPeriod(invoice.period)} · ${number}`,
        },
        // the slip takes the foot of page 1, and its back carries the ways to pay only
        bottomOfPage: (rank) => (hasSlip && rank === 1 ? 627 : hasSlip && rank === 2 ? SLIP_TOP - 6 : BODY_BOTTOM),
      })
      drawHead(sheet, document)
      invoiceLines(sheet, document)
      if (hasSlip) endWithSlip(sheet, document)
      else endWithoutSlip(sheet, document)
      finishSheet(sheet)
    },
    { title: `${name} ${number}` },
  )
}

function drawHead(sheet: Sheet, document: InvoiceDocument): void {
  const { invoice, family } = document
  letterhead(sheet)
  recipient(sheet, family)
  titleAndFacts(sheet, `${kindName(document)} ${ofPeriod(invoice.period)}`, factsOf(document))
  foldMarks(sheet)
  sumLine(sheet, BODY_TOP, cellsOf(document), {
    label: dueLabel(document),
    value: formatEuros(invoice.kind === 'credit-note' ? positive(invoice.totalCents) : invoice.remainingCents),
  })
  sheet.y = BODY_TOP + 57
  drawNotice(sheet, document)
}

/** The slip stands on page 1 but is read last: it is drawn there once everything else is. */
function slipOnFirstPage(sheet: Sheet, document: InvoiceDocument): void {
  const { canvas } = sheet
  const last = canvas.page
  canvas.page = canvas.pages[sheet.firstPage] ?? last
  paymentSlip(sheet, document)
  canvas.page = last
  sheet.footers[0] = { top: SLIP_FOOTER_TOP, prefix: 'Suite au dos · ' }
}

function drawNotice(sheet: Sheet, document: InvoiceDocument): void {
  const { invoice, payment } = document
  const notice = noticeOf(document)
  if (!notice) return
  sheet.y = BODY_TOP + 60
  const debit = payment.directDebit
  const facts =
    debit && isOwed(document)
      ? [
          { label: 'Compte', value: debit.account },
          { label: 'Créancier', value: debit.creditor },
          { label: 'Mandat (RUM)', value: debit.mandate },
          { label: 'Libellé', value: debit.label },
        ]
      : []
  noticeBox(sheet, notice.title, notice.body, invoice.kind === 'invoice' ? facts : [])
  sheet.y += 9
}

function noticeOf(document: InvoiceDocument): { title: string; body: string } | null {
  const { invoice, payment } = document
  if (invoice.cancelled) {
    const by = invoice.cancelled.creditNoteReference
    const how = by ? ` par l’avoir n°\u00a0${by}` : ''
    return {
      title: 'Facture annulée',
      body: `Cette facture a été annulée le ${formatDateOfYear(invoice.cancelled.on)}${how}. Elle n’est plus à payer.`,
    }
  }
  if (invoice.kind === 'credit-note') {
    const corrected = invoice.correctedReference ? ` Il corrige la facture n°\u00a0${invoice.correctedReference}.` : ''
    const amount = formatEuros(positive(invoice.totalCents))
    return { title: 'Vous n’avez rien à faire', body: `Cet avoir met ${amount} au crédit de votre compte.${corrected}` }
  }
  if (payment.directDebitOn && isOwed(document)) {
    const amount = formatEuros(invoice.remainingCents)
    const day = formatDateOfYear(payment.directDebitOn)
    return {
      title: 'Vous n’avez rien à faire',
      body: `${amount} seront prélevés sur votre compte le ${day}. Ne payez pas par un autre moyen.`,
    }
  }
  return null
}

function factsOf(document: InvoiceDocument): Fact[] {
  const { invoice, family } = document
  const period =
    invoice.periodFrom && invoice.periodTo ? periodText(invoice.periodFrom, invoice.periodTo) : invoice.period
  return [
    { label: 'Numéro', value: invoice.reference, bold: true },
    { label: invoice.kind === 'credit-note' ? 'Établi le' : 'Établie le', value: formatDateOfYear(invoice.issuedOn) },
    { label: 'Période', value: period },
    { label: 'Famille', value: family.number },
    { label: 'Votre quotient', value: family.quotientText || 'non connu' },
  ]
}

function cellsOf(document: InvoiceDocument): { label: string; value: string }[] {
  const { invoice } = document
  const aids = adjusted(document, 'aid')
  const carried = adjusted(document, 'carried-over')
  return [
    { label: 'Prestations', value: formatEuros(invoice.totalCents) },
    { label: 'Aides', value: aids === 0 ? 'aucune' : signedEuros(aids) },
    { label: 'Report', value: carried === 0 ? 'aucun' : signedEuros(carried) },
    { label: 'Déjà payé', value: formatEuros(negateCents(invoice.previouslyPaidCents)) },
  ]
}

/** The sums beside the legal notes after the lines; the ways to pay on the back of the slip, always page 2. */
function endWithSlip(sheet: Sheet, document: InvoiceDocument): void {
  const { canvas, town } = sheet
  if (sheet.footers.length === 1) nextPage(sheet)
  const notes = noteLines(sheet, town.legalNotes ?? [], 62 * MM)
  keepTogether(sheet, 12 + sumsHeight(document, notesHeight(notes)))
  const top = sheet.y + 12
  sheet.y = top
  sumsTable(sheet, document, LEFT + 72 * MM)
  legalNotes(sheet, notes, LEFT, top)
  const last = canvas.page
  canvas.page = canvas.pages[sheet.firstPage + 1] ?? last
  waysToPay(sheet, hintsOf(document), WAYS_TOP)
  canvas.page = last
  slipOnFirstPage(sheet, document)
}

/** Without a slip: the sums only where something was taken from them, the ways to pay, the notes at the foot of the last page. */
function endWithoutSlip(sheet: Sheet, document: InvoiceDocument): void {
  if ((document.adjustments ?? []).length > 0) {
    keepTogether(sheet, 12 + sumsHeight(document, 0))
    sheet.y += 12
    sumsTable(sheet, document, LEFT + 72 * MM)
  }
  const hints = hintsOf(document)
  if (isOwed(document) && !document.payment.directDebitOn && hints.length > 0) {
    const height = waysHeight(sheet, hints)
    keepTogether(sheet, height + 18)
    waysToPay(sheet, hints, sheet.y + 18)
    sheet.y += height + 18
  }
  const contact = document.town.phone ?? document.town.email
  if (contact && document.payment.directDebitOn) {
    sheet.y += 9
    paragraph(sheet, `Une question sur une ligne\u00a0: ${contact}.`, { size: 8 })
  }
  notesAtFoot(sheet, document)
}

function notesAtFoot(sheet: Sheet, document: InvoiceDocument): void {
  const width = WINDOW - LEFT - 10 * MM
  const lines = noteLines(sheet, document.town.legalNotes ?? [], width)
  if (lines.length === 0) return
  const ends = lines.flatMap((line, index) => (line.endsNote ? [index + 1] : []))
  const half = ends.find((end) => end >= lines.length / 2) ?? lines.length
  const columns = [lines.slice(0, half), lines.slice(half)]
  const height = Math.max(...columns.map(notesHeight)) + 12
  keepTogether(sheet, height + 12)
  const top = BODY_BOTTOM - height
  rule(sheet.canvas, { x: LEFT, y: top }, { x: RIGHT, y: top }, THIN)
  columns.forEach((column, index) => legalNotes(sheet, column, index === 0 ? LEFT : RIGHT - width, top + 7))
  sheet.y = BODY_BOTTOM
}

function hintsOf(document: InvoiceDocument): { title: string; text: string }[] {
  const { payment, town } = document
  if (!payment.onlineUrl || town.paymentHints.some((hint) => hint.title === 'En ligne')) return town.paymentHints
  const reference = payment.reference ? ` Référence\u00a0: ${payment.reference}.` : ''
  return [{ title: 'En ligne', text: `Par carte, sur ${payment.onlineUrl}.${reference}` }, ...town.paymentHints]
}

function checkSums(document: InvoiceDocument): void {
  const { invoice } = document
  const lines = sumCents(document.children.flatMap((child) => child.lines.map((line) => line.amountCents)))
  const refuse = (what: string) => {
    throw new Error(`Invoice ${invoice.reference} is not printed: ${what}`)
  }
  if (lines !== invoice.totalCents) refuse(`its lines make ${lines} cents, its total says ${invoice.totalCents}`)
  if (invoice.kind === 'credit-note' || invoice.cancelled) return
  const owed = lines + adjusted(document, 'aid') + adjusted(document, 'carried-over') - invoice.previouslyPaidCents
  if (owed !== invoice.remainingCents) refuse(`${owed} cents are owed, it asks for ${invoice.remainingCents}`)
}

function adjusted(document: InvoiceDocument, kind: 'aid' | 'carried-over'): Cents {
  const found = (document.adjustments ?? []).filter((one) => one.kind === kind)
  return found.length === 0 ? ZERO : sumCents(found.map((one) => one.amountCents))
}

const isOwed = ({ invoice }: InvoiceDocument) =>
  invoice.kind === 'invoice' && !invoice.cancelled && invoice.remainingCents > 0
const kindName = ({ invoice }: InvoiceDocument) => (invoice.kind === 'credit-note' ? 'Avoir' : 'Facture')
const positive = (amount: Cents) => (amount < 0 ? negateCents(amount) : amount)
