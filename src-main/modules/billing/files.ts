import { refuse } from '../../../src-shared/errors'
import { formatDate, formatMonth } from '../../../src-shared/format/date'
import { formatAmount } from '../../../src-shared/format/money'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { FileRoute } from '../../kernel/files'
import { renderInvoices } from '../../print/invoice'
import { familyIsVisible } from '../families'
import { invoiceDocuments, invoicePdf } from './document'
import { requireRun } from './runs'
import { invoiceById, invoiceIdsOfRun } from './store-invoices'
import { linesForCsv, type CsvLine } from './store-csv'

function idOf(params: Record<string, string>): number {
  const id = Number(params['id'])
  return Number.isSafeInteger(id) && id > 0 ? id : refuse('record.not-found')
}

/** Invoices of a run cover every structure: whoever works for some of them opens those of their own families only. */
function refusePartial(actor: StaffActor): void {
  if (actor.structureIds !== null) refuse('billing.whole-town')
}

/** Downloads of the back office. */
export const billingFiles: FileRoute<StaffActor>[] = [
  {
    path: '/files/invoices/:id.pdf',
    permission: 'billing.read',
    handle: async (ctx, params) => {
      const id = idOf(params)
      await ctx.read(async (unit) => {
        const invoice = await invoiceById(unit.db, id)
        if (!invoice || !(await familyIsVisible(unit, invoice.familyId))) refuse('record.not-found')
      })
      return invoicePdf(ctx, id)
    },
  },
  {
    path: '/files/runs/:id/invoices.pdf',
    permission: 'billing.read',
    handle: async (ctx, params, query) => {
      refusePartial(ctx.actor)
      const { documents, period } = await ctx.read((unit) =>
        runDocuments(unit, idOf(params), query['only'] === 'paper'),
      )
      if (documents.length === 0) refuse('record.not-found')
      const fileName = `factures-${period}.pdf`
      return { contentType: 'application/pdf', fileName, body: await renderInvoices(documents), inline: true }
    },
  },
  {
    path: '/files/runs/:id/invoices.csv',
    permission: 'billing.read',
    handle: async (ctx, params) => {
      refusePartial(ctx.actor)
      return ctx.read(async (unit) => {
        const run = await requireRun(unit, idOf(params))
        const lines = await linesForCsv(unit.db, run.id)
        return {
          contentType: 'text/csv; charset=utf-8',
          fileName: `factures-${run.period}.csv`,
          body: csvOf(lines),
        }
      })
    },
  },
]

async function runDocuments(ctx: Ctx, runId: number, onlyPaper: boolean) {
  const run = await requireRun(ctx, runId)
  const ids = await invoiceIdsOfRun(ctx.db, run.id, onlyPaper)
  return { documents: await invoiceDocuments(ctx, ids), period: run.period }
}

const head = [
  ...['Facture', 'Mois', 'Émise le', 'Échéance', 'N° famille', 'Famille', 'Enfant', 'Activité', 'Créneau'],
  ...['Quantité', 'Prix unitaire', 'Montant', 'Dont repas', 'Explication'],
]

/** With a byte-order mark and semicolons: opened as it is by a French spreadsheet. */
function csvOf(lines: readonly CsvLine[]): string {
  const rows = lines.map((line) => [
    line.reference,
    formatMonth(line.period as YearMonth),
    formatDate(line.issuedOn as LocalDate),
    formatDate(line.dueOn as LocalDate),
    String(line.familyNumber),
    line.familyName,
    line.childName,
    line.activityName,
    line.slotName,
    String(line.quantity),
    amount(line.unitCents),
    amount(line.amountCents),
    amount(line.mealCents),
    line.explanation,
  ])
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`
}

// A spreadsheet reads '−1 240,50' as text: a plain minus and no space between thousands.
const amount = (value: number) => formatAmount(cents(value)).replaceAll('\u00a0', '').replace('\u2212', '-')

/** A text that begins like a formula would be run by a spreadsheet: an apostrophe keeps it a text. */
function cell(value: string): string {
  const isFormula = /^[=+@\t\r]/.test(value) || (value.startsWith('-') && !/^-[\d,]+$/.test(value))
  const safe = isFormula ? `'${value}` : value
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
