import { groupBy } from '../../../src-shared/kernel/group-by'
import type { Instant } from '../../../src-shared/kernel/instant'
import { addMonths, firstDay, lastDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import { DEFAULT_BILLED_STATES } from '../../../src-shared/rules/pricing'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Ctx } from '../../kernel/context'
import type { JobDefinition, JobStep } from '../../kernel/jobs'
import { loadCatalogue } from '../activities'
import { quotientsOf } from '../families'
import { loadTariffBook, type TariffBook } from '../pricing'
import { attendanceFindings, familyFindings, nameFindings, type Finding } from './findings'
import { priceFamily, type PricedFamily } from './price-family'
import { changeRun, issuedPeriods, runById } from './store'
import {
  averageInvoices,
  billableBookings,
  countFamiliesToBill,
  familiesToBill,
  insertCharges,
  removeDraftCharges,
  type Window,
} from './store-charges'
import type { Run } from './types'

/** Families priced in one short transaction. */
const familiesPerUnit = 100
/** How far back a run looks for what changed after it was billed. */
const monthsLookedAt = 12
/** Months over which the usual amount of a family is counted. */
const monthsOfHabit = 6

interface DraftCursor {
  afterId: number
  done: number
  total: number
  startedAt: Instant
  findings: Finding[]
}

export interface DraftParams {
  runId: number
}

/** Computes a draft again from nothing, family after family; what is already invoiced is never touched. */
export const draftJob: JobDefinition = {
  kind: 'billing.draft',
  step: (ctx, params, cursor) => draftStep(ctx, params as DraftParams, cursor as DraftCursor | null),
}

/** Months whose bookings a run of this period may bill: its own, and those already issued, for what changed since. */
export async function windowOf(ctx: Ctx, period: YearMonth): Promise<Window> {
  const issued = await issuedPeriods(ctx.db, addMonths(period, -monthsLookedAt), period)
  const months = [...new Set([...issued, period])].sort()
  return { from: firstDay(months[0] ?? period), to: lastDay(period), months }
}

async function draftStep(ctx: Ctx, { runId }: DraftParams, cursor: DraftCursor | null): Promise<JobStep> {
  const run = await runById(ctx.db, runId)
  if (!run || run.status !== 'draft') return { progress: 0, total: 0, cursor: null, done: { result: null } }
  const window = await windowOf(ctx, run.period)
  const at = cursor ?? (await beginDraft(ctx, run, window))
  const ids = await familiesToBill(ctx.db, window, at.afterId, familiesPerUnit)
  const lastId = ids.at(-1)
  if (lastId === undefined) return endDraft(ctx, run, at)
  const findings = await draftFamilies(ctx, run, window, ids)
  const next = { ...at, afterId: lastId, done: at.done + ids.length, findings: [...at.findings, ...findings] }
  return { progress: next.done, total: next.total, cursor: next }
}

async function beginDraft(ctx: Ctx, run: Run, window: Window): Promise<DraftCursor> {
  await removeDraftCharges(ctx.db, run.id)
  const total = await countFamiliesToBill(ctx.db, window)
  return { afterId: 0, done: 0, total, startedAt: ctx.now, findings: [] }
}

async function draftFamilies(ctx: Ctx, run: Run, window: Window, ids: readonly number[]): Promise<Finding[]> {
  const book = await loadTariffBook(ctx)
  const { byId, slotById } = await loadCatalogue(ctx)
  const bookings = groupBy(await billableBookings(ctx.db, ids, window, billedStates(book)), ({ familyId }) => familyId)
  const quotients = await quotientsOf(ctx, [...bookings.keys()])
  const offered = offeredBookings(run)
  const priced = [...bookings].map(([familyId, list]): PricedFamily =>
    priceFamily({ runId: run.id, familyId, bookings: list, quotients: quotients.get(familyId) ?? [], book, offered }),
  )
  await insertCharges(
    ctx.db,
    priced.flatMap(({ charges }) => charges),
  )
  const usual = await averageInvoices(ctx.db, ids, addMonths(run.period, -monthsOfHabit), run.period)
  const findings = priced.flatMap((family) =>
    familyFindings(family, {
      period: run.period,
      usual: usual.get(family.familyId),
      activities: byId,
      slots: slotById,
    }),
  )
  return nameFindings(ctx, findings, byId)
}

async function endDraft(ctx: Ctx, run: Run, { startedAt, findings, done }: DraftCursor): Promise<JobStep> {
  const month = { from: firstDay(run.period), to: lastDay(run.period) }
  const found = [...findings, ...(await attendanceFindings(ctx, month))]
  // Bookings changed while the families were priced are newer than the start: the screen says so.
  await changeRun(ctx.db, run.id, { draftedAt: startedAt, findings: { found, decisions: run.findings.decisions } })
  ctx.afterCommit(() => ctx.services.publish({ type: 'billing', period: run.period }))
  return { progress: done, total: done, cursor: null, done: { result: { families: done, anomalies: found.length } } }
}

function billedStates(book: TariffBook): StoredState[] {
  const states = new Set<StoredState>(DEFAULT_BILLED_STATES)
  for (const tariffs of book.byActivity.values()) {
    for (const { definition } of tariffs) for (const state of definition.billedStates ?? []) states.add(state)
  }
  return [...states]
}

function offeredBookings({ findings: { decisions } }: Run): Set<number> {
  const prefix = 'present-unbooked/'
  const keys = Object.keys(decisions).filter((key) => key.startsWith(prefix) && decisions[key] === 'waived')
  return new Set(keys.map((key) => Number(key.slice(prefix.length))))
}
