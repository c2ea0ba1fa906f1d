import type { billingContract } from '../../../src-shared/contract/staff/billing'
import { refuse } from '../../../src-shared/errors'
import { cents } from '../../../src-shared/kernel/money'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import type { StaffActor } from '../../kernel/actor'
import type { StaffCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { visibleFamilies } from '../families'
import { askQuotients } from './ask-quotients'
import { cancelInvoice } from './cancel'
import { decide } from './decide'
import { anomaliesOf } from './decisions'
import { readDraft, readInvoice, rowOf } from './draft-invoice'
import { compareRun, readMonth } from './month'
import { createRun, discardRun, draftRun, issueRun, publishRun, requireRun } from './runs'
import { invoiceById, invoiceSums, searchInvoices } from './store-invoices'
import { draftRows } from './store-drafts'
import { familyIsVisible } from '../families'

/** A run bills every structure: only who works for all of them acts on it. */
function wholeTown<T>({ actor }: StaffCtx, act: () => Promise<T>): Promise<T> {
  return actor.structureIds === null ? act() : refuse('billing.whole-town')
}

export const billingHandlers: Handlers<typeof billingContract, StaffActor> = {
  'billing.month': (ctx, { period }) => readMonth(ctx, period),
  'billing.anomalies': (ctx, { runId }) =>
    wholeTown(ctx, async () => anomaliesOf((await requireRun(ctx, runId)).findings)),
  'billing.comparison': (ctx, { runId }) => compareRun(ctx, runId),
  'billing.drafts': async (ctx, { runId, search, offset, limit }) => {
    await requireRun(ctx, runId)
    const page = { search: normalizeSearch(search), visible: visibleFamilies(ctx), offset, limit }
    const { total, rows } = await draftRows(ctx.db, runId, page)
    return { total, rows: rows.map((row) => ({ ...row, totalCents: cents(row.totalCents) })) }
  },
  'billing.draft': (ctx, { runId, familyId }) => readDraft(ctx, runId, familyId),
  'billing.invoices': async (ctx, { search, offset, limit, ...filter }) => {
    const where = { ...filter, search: normalizeSearch(search), visible: visibleFamilies(ctx) }
    const { total, totalCents, remainingCents } = await invoiceSums(ctx.db, where)
    const rows = await searchInvoices(ctx.db, where, offset, limit)
    return { total, totalCents: cents(totalCents), remainingCents: cents(remainingCents), rows: rows.map(rowOf) }
  },
  'billing.invoice': (ctx, { id }) => readInvoice(ctx, id),
  'billing.createRun': (ctx, { period }) =>
    wholeTown(ctx, async () => {
      const { id } = await createRun(ctx, period)
      return { id, jobId: await draftRun(ctx, id) }
    }),
  'billing.recompute': (ctx, { id, version }) =>
    wholeTown(ctx, async () => ({ jobId: await draftRun(ctx, id, version) })),
  'billing.discard': (ctx, { id, version }) =>
    wholeTown(ctx, async () => {
      await discardRun(ctx, id, version)
      return { done: true }
    }),
  'billing.decide': (ctx, { runId, keys, decision }) =>
    wholeTown(ctx, async () => ({ jobId: await decide(ctx, runId, keys, decision) })),
  'billing.askQuotients': (ctx, { runId }) => wholeTown(ctx, () => askQuotients(ctx, runId)),
  'billing.issue': (ctx, { id, version, dueOn }) =>
    wholeTown(ctx, async () => ({ jobId: await issueRun(ctx, id, { version, dueOn }) })),
  'billing.publish': (ctx, { id, version }) =>
    wholeTown(ctx, async () => ({ jobId: await publishRun(ctx, id, version) })),
  'billing.cancelInvoice': async (ctx, { id, reason }) => {
    const invoice = await invoiceById(ctx.db, id)
    if (!invoice || !(await familyIsVisible(ctx, invoice.familyId))) refuse('record.not-found')
    return cancelInvoice(ctx, id, reason)
  },
}
