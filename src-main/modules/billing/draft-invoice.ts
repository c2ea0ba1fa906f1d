import type { DraftInvoice, InvoiceView } from '../../../src-shared/contract/staff/billing'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { cents, sumCents } from '../../../src-shared/kernel/money'
import { addMonths, firstDay, lastDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import type { Ctx } from '../../kernel/context'
import { loadCatalogue } from '../activities'
import { familyHeader, familyIsVisible } from '../families'
import { anomaliesOf } from './decisions'
import type { Recipient } from './recipient'
import { groupLines } from './rules/lines'
import { requireRun } from './runs'
import { bookingsNotBilled } from './store-drafts'
import { childRows, draftCharges } from './store-issue'
import { creditNotesOf, invoiceHistory, invoicesById, linesOf, type InvoiceListRow } from './store-invoices'

const monthsOfHistory = 5

async function visibleFamily(ctx: Ctx, familyId: number): Promise<void> {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
}

async function historyOf(ctx: Ctx, familyId: number, period: YearMonth) {
  const rows = await invoiceHistory(ctx.db, familyId, addMonths(period, -monthsOfHistory), addMonths(period, -1))
  return rows.map(({ period: month, total }) => ({ period: month, totalCents: cents(total) }))
}

/** The invoice that a family would get, line by line, with what is not billed and why. */
export async function readDraft(ctx: Ctx, runId: number, familyId: number): Promise<DraftInvoice> {
  await visibleFamily(ctx, familyId)
  const run = await requireRun(ctx, runId)
  const family = await familyHeader(ctx, familyId)
  const { byId, slotById } = await loadCatalogue(ctx)
  const lines = groupLines(await draftCharges(ctx.db, runId, [familyId]), run.period)
  const notBilled = await bookingsNotBilled(ctx.db, {
    runId,
    familyId,
    from: firstDay(run.period),
    to: lastDay(run.period),
  })
  const ids = [...lines, ...notBilled].map(({ childId }) => childId)
  const children = await childRows(ctx.db, [...new Set(ids)])
  const childName = new Map(children.map(({ childId, firstName }) => [childId, firstName]))
  return {
    familyId,
    familyNumber: family.number,
    familyName: family.name,
    totalCents: sumCents(lines.map(({ amountCents }) => amountCents)),
    dueOn: run.dueOn,
    lines: lines.map(({ childId, activityId, slotId, ...line }) => ({
      ...line,
      childName: childName.get(childId) ?? '',
      activityName: byId.get(activityId)?.name ?? '',
      slotName: slotById.get(slotId)?.name ?? '',
    })),
    notBilled: notBilled.map(({ childId, activityId, ...booking }) => ({
      ...booking,
      childName: childName.get(childId) ?? '',
      activityName: byId.get(activityId)?.name ?? '',
    })),
    history: await historyOf(ctx, familyId, run.period),
    anomalies: anomaliesOf(run.findings).filter((one) => one.familyId === familyId),
  }
}

/** An issued invoice, as the back office shows it. */
export async function readInvoice(ctx: Ctx, id: number): Promise<InvoiceView> {
  const [invoice] = await invoicesById(ctx.db, [id])
  if (!invoice) refuse('record.not-found')
  await visibleFamily(ctx, invoice.familyId)
  const family = await familyHeader(ctx, invoice.familyId)
  const lines = await linesOf(ctx.db, [id])
  const creditNote = (await creditNotesOf(ctx.db, [id])).get(id) ?? null
  const cancels =
    invoice.cancelsId === null ? null : { id: invoice.cancelsId, reference: invoice.cancelsReference ?? '' }
  return {
    ...rowOf({ ...invoice, familyName: family.name, familyNumber: family.number }),
    lines: lines.map((line) => ({
      ...{ childName: line.childName, activityName: line.activityName, slotName: line.slotName },
      ...{ quantity: line.quantity, explanation: line.explanation },
      dates: JSON.parse(line.dates) as LocalDate[],
      unitCents: cents(line.unitCents),
      amountCents: cents(line.amountCents),
      mealCents: cents(line.mealCents),
    })),
    history: await historyOf(ctx, invoice.familyId, invoice.period as YearMonth),
    linked: cancels ?? creditNote,
    reason: (JSON.parse(invoice.recipient) as Recipient).reason ?? '',
  }
}

/** A row of the list of invoices; nothing is left to pay of what is cancelled (rule 19). */
export function rowOf(invoice: InvoiceListRow) {
  const isStanding = invoice.kind === 'invoice' && invoice.cancelledAt === null
  return {
    id: invoice.id,
    reference: invoice.reference,
    kind: invoice.kind,
    familyId: invoice.familyId,
    familyName: invoice.familyName,
    familyNumber: invoice.familyNumber,
    period: invoice.period as YearMonth,
    issuedOn: invoice.issuedOn as LocalDate,
    dueOn: invoice.dueOn as LocalDate,
    totalCents: cents(invoice.totalCents),
    remainingCents: cents(isStanding ? Math.max(0, invoice.totalCents - invoice.paidCents) : 0),
    cancelledAt: invoice.cancelledAt as Instant | null,
    publishedAt: invoice.publishedAt as Instant | null,
  }
}
