import { refuse } from '../../../src-shared/errors'
import { formatMonth } from '../../../src-shared/format/date'
import { pluralWord } from '../../../src-shared/format/text'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { parisDate, type Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import { firstDay, lastDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import type { Ctx, ManualCtx } from '../../kernel/context'
import type { FileReply } from '../../kernel/files'
import { renderInvoice } from '../../print/invoice'
import type { InvoiceChildGroup, InvoiceDocument, PrintTown } from '../../print/types'
import { loadCatalogue, type Catalogue } from '../activities'
import { readTown, type Town } from '../organisation'
import type { InvoiceLineRow } from './entities'
import type { Recipient } from './recipient'
import { creditNotesOf, invoicesById, linesOf, type InvoiceWithPaid } from './store-invoices'

/** An invoice or a credit note as it is printed: its own lines, and what was paid since. */
export async function invoiceDocument(ctx: Ctx, id: number): Promise<InvoiceDocument> {
  const [document] = await invoiceDocuments(ctx, [id])
  return document ?? refuse('record.not-found')
}

/** Several of them, in the order asked for; read in a few queries whatever their number. */
export async function invoiceDocuments(ctx: Ctx, ids: readonly number[]): Promise<InvoiceDocument[]> {
  const town = await readTown(ctx)
  const catalogue = await loadCatalogue(ctx)
  const invoices = new Map((await invoicesById(ctx.db, ids)).map((invoice) => [invoice.id, invoice]))
  const lines = groupBy(await linesOf(ctx.db, ids), ({ invoiceId }) => invoiceId)
  const creditNotes = await creditNotesOf(ctx.db, ids)
  const print = printTownOf(town)
  return ids.flatMap((id) => {
    const invoice = invoices.get(id)
    if (!invoice) return []
    const children = childGroups(lines.get(id) ?? [], recipientIn(invoice), catalogue)
    return [documentOf({ invoice, children, town, print, creditNote: creditNotes.get(id)?.reference })]
  })
}

const recipientIn = ({ recipient }: InvoiceWithPaid) => JSON.parse(recipient) as Recipient

interface Parts {
  invoice: InvoiceWithPaid
  children: InvoiceChildGroup[]
  town: Town
  print: PrintTown
  creditNote: string | undefined
}

function documentOf({ invoice, children, town, print, creditNote }: Parts): InvoiceDocument {
  const recipient = recipientIn(invoice)
  const isOwed = invoice.kind === 'invoice' && invoice.cancelledAt === null
  const paid = isOwed ? invoice.paidCents : 0
  const period = invoice.period as YearMonth
  return {
    town: print,
    family: {
      number: String(recipient.number).padStart(5, '0'),
      name: recipient.name,
      addressLines: recipient.addressLines,
      quotientText: recipient.quotientText,
    },
    invoice: {
      reference: invoice.reference,
      kind: invoice.kind,
      period: formatMonth(period),
      periodFrom: firstDay(period),
      periodTo: lastDay(period),
      issuedOn: invoice.issuedOn as LocalDate,
      ...(invoice.kind === 'invoice' ? { dueOn: invoice.dueOn as LocalDate } : {}),
      totalCents: cents(invoice.totalCents),
      previouslyPaidCents: cents(paid),
      remainingCents: cents(isOwed ? invoice.totalCents - paid : 0),
      ...(invoice.cancelsReference === null ? {} : { correctedReference: invoice.cancelsReference }),
      ...(invoice.cancelledAt === null
        ? {}
        : { cancelled: { on: parisDate(invoice.cancelledAt as Instant), creditNoteReference: creditNote } }),
    },
    children,
    detail: town.settings.invoice.detail,
    payment: {
      slip: recipient.delivery === 'paper' && !recipient.directDebit,
      reference: invoice.reference,
      ...(recipient.directDebit ? { directDebitOn: invoice.dueOn as LocalDate } : {}),
      ...(onlineUrl(town) === '' ? {} : { onlineUrl: onlineUrl(town) }),
    },
  }
}

const onlineUrl = ({ settings }: Town) => (settings.payments.gateway === 'none' ? '' : settings.portal.publicUrl)

function printTownOf(town: Town): PrintTown {
  const hints = town.settings.invoice.paymentHints
  return {
    name: town.name,
    department: 'Enfance, éducation et jeunesse',
    addressLines: [town.addressLine, `${town.postalCode} ${town.city}`].filter((line) => line.trim() !== ''),
    phone: town.phone,
    email: town.email,
    ...(town.accentColour === null ? {} : { color: town.accentColour }),
    paymentHints: hints === '' ? [] : [{ title: 'Comment payer', text: hints }],
    legalNotes: [{ title: 'Émetteur', text: `${town.name}.` }],
  }
}

function childGroups(
  lines: readonly InvoiceLineRow[],
  recipient: Recipient,
  catalogue: Catalogue,
): InvoiceChildGroup[] {
  return [...groupBy(lines, ({ childId }) => childId)].map(([childId, own]) => ({
    childName: own[0]?.childName ?? '',
    childFacts: recipient.childFacts[String(childId)] ?? '',
    lines: own.map((line) => ({
      activityName: line.activityName,
      slotLabel: line.slotName,
      dates: JSON.parse(line.dates) as LocalDate[],
      quantity: line.quantity,
      ...unitOf(line, catalogue),
      unitCents: cents(line.unitCents),
      amountCents: cents(line.amountCents),
      explanation: line.explanation,
    })),
  }))
}

function unitOf({ activityId, quantity }: InvoiceLineRow, { byId }: Catalogue): { unit?: string } {
  const kind = byId.get(activityId)?.kind
  if (kind === 'meal') return { unit: 'repas' }
  if (kind === 'sport') return { unit: pluralWord(quantity, 'séance', 'séances') }
  return {}
}

/** The PDF of an invoice; the caller has checked who asks. Rendered outside any transaction. */
export async function invoicePdf(ctx: Pick<ManualCtx, 'read'>, id: number): Promise<FileReply> {
  const document = await ctx.read((unit) => invoiceDocument(unit, id))
  const word = document.invoice.kind === 'credit-note' ? 'avoir' : 'facture'
  return {
    contentType: 'application/pdf',
    fileName: `${word}-${document.invoice.reference}.pdf`,
    body: await renderInvoice(document),
    inline: true,
  }
}
