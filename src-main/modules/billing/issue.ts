import { groupBy } from '../../../src-shared/kernel/group-by'
import { monthOf, yearOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import { cents, sumCents } from '../../../src-shared/kernel/money'
import { lastDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import type { Ctx } from '../../kernel/context'
import type { JobDefinition, JobStep } from '../../kernel/jobs'
import { loadCatalogue } from '../activities'
import { quotientsOf } from '../families'
import { blockedFamilies } from './decisions'
import { recipientOf } from './recipient'
import { groupLines, type ChargeToGroup, type GroupedLine } from './rules/lines'
import { changeRun, runById, takeNumbers } from './store'
import { removeDraftCharges } from './store-charges'
import {
  childRows,
  closeCharges,
  countInvoices,
  draftCharges,
  draftTotals,
  insertInvoices,
  learnSize,
  payerRows,
  type InvoiceToInsert,
} from './store-issue'
import type { LeftFamilies, Run } from './types'

/** Families issued in one short transaction: each is issued whole, or not at all. */
const familiesPerUnit = 100

export interface IssueParams {
  runId: number
  issuedOn: LocalDate
  dueOn: LocalDate
  total: number
}

interface IssueCursor {
  afterId: number
  left: LeftFamilies
  /** Invoices of the run when the database last counted them. */
  learntAt: number
}

/**
 * Gives numbers, lines and due dates, unit by unit. Killed at any moment, it goes on at the next start: the number, the
 * invoice and its charges are one transaction, and a family whose charges are tied to an invoice is never met again.
 */
export const issueJob: JobDefinition = {
  kind: 'billing.issue',
  step: (ctx, params, cursor) => issueStep(ctx, params as IssueParams, cursor as IssueCursor | null),
}

async function issueStep(ctx: Ctx, params: IssueParams, cursor: IssueCursor | null): Promise<JobStep> {
  const run = await runById(ctx.db, params.runId)
  if (!run || run.status !== 'issuing') return { progress: 0, total: 0, cursor: null, done: { result: null } }
  const at = cursor ?? { afterId: 0, left: { blocked: 0, negative: 0 }, learntAt: 50 }
  const totals = await draftTotals(ctx.db, run.id, at.afterId, familiesPerUnit)
  const lastId = totals.at(-1)?.familyId
  if (lastId === undefined) return endIssue(ctx, run, at)
  const blocked = blockedFamilies(run.findings)
  const free = totals.filter(({ familyId }) => !blocked.has(familyId))
  const toIssue = free.filter(({ totalCents }) => totalCents >= 0)
  await issueFamilies(
    ctx,
    run,
    params,
    toIssue.map(({ familyId }) => familyId),
  )
  const left = {
    blocked: at.left.blocked + totals.length - free.length,
    negative: at.left.negative + free.length - toIssue.length,
  }
  const { all } = await countInvoices(ctx.db, run.id)
  // Each time the run doubles in size, a dozen times at most.
  if (all >= 2 * at.learntAt) await learnSize(ctx.db)
  const learntAt = all >= 2 * at.learntAt ? all : at.learntAt
  return {
    progress: all,
    total: Math.max(params.total, all),
    cursor: { afterId: lastId, left, learntAt } satisfies IssueCursor,
  }
}

/** What was not issued leaves the run: its bookings are billed by the next one. */
async function endIssue(ctx: Ctx, run: Run, { left }: IssueCursor): Promise<JobStep> {
  await removeDraftCharges(ctx.db, run.id)
  await changeRun(ctx.db, run.id, { status: 'issued', issuedAt: ctx.now, findings: { ...run.findings, left } })
  ctx.afterCommit(() => ctx.services.publish({ type: 'billing', period: run.period }))
  const { all } = await countInvoices(ctx.db, run.id)
  return { progress: all, total: all, cursor: null, done: { result: { invoices: all, ...left } } }
}

interface IssuedFamily {
  familyId: number
  lines: GroupedLine[]
  charges: ChargeToGroup[]
}

async function issueFamilies(ctx: Ctx, run: Run, params: IssueParams, familyIds: readonly number[]): Promise<void> {
  if (familyIds.length === 0) return
  const sentences = new Map<string, string>()
  const byFamily = groupBy(await draftCharges(ctx.db, run.id, familyIds), ({ familyId }) => familyId)
  const families = [...byFamily].map(([familyId, charges]): IssuedFamily => {
    return { familyId, charges, lines: groupLines(charges, run.period, sentences) }
  })
  const invoices = await invoicesOf(ctx, run, params, families)
  const ids = await insertInvoices(ctx.db, invoices)
  const children = new Map((await childrenOf(ctx, families)).map((child) => [child.childId, child]))
  const { byId, slotById } = await loadCatalogue(ctx)
  const rows = families.flatMap(({ lines }, index) => {
    const invoiceId = ids.get(invoices[index]?.number ?? 0) ?? 0
    return lines.map((line, position) => {
      const child = children.get(line.childId)
      return {
        invoiceId,
        position: position + 1,
        childId: line.childId,
        childName: child ? `${child.firstName} ${child.lastName}` : '',
        activityId: line.activityId,
        activityName: byId.get(line.activityId)?.name ?? '',
        slotName: slotById.get(line.slotId)?.name ?? '',
        dates: JSON.stringify(line.dates),
        quantity: line.quantity,
        unitCents: line.unitCents,
        amountCents: line.amountCents,
        mealCents: line.mealCents,
        explanation: line.explanation,
      }
    })
  })
  await ctx.db.insertMany('invoice_line', rows)
  await closeCharges(ctx.db, run.id, familyIds)
  await touchBookings(ctx, families)
}

async function invoicesOf(
  ctx: Ctx,
  run: Run,
  { issuedOn, dueOn }: IssueParams,
  families: readonly IssuedFamily[],
): Promise<InvoiceToInsert[]> {
  const ids = families.map(({ familyId }) => familyId)
  const payers = groupBy(await payerRows(ctx.db, ids), ({ familyId }) => familyId)
  const quotients = await quotientsOf(ctx, ids)
  const children = new Map((await childrenOf(ctx, families)).map((child) => [child.childId, child]))
  const series = String(yearOf(issuedOn))
  const firstNumber = await takeNumbers(ctx.db, series, families.length)
  return families.map(({ familyId, charges }, index) => {
    const payer = payers.get(familyId)?.[0]
    if (!payer) throw new Error(`family ${familyId} has charges and no row`)
    const own = [...new Set(charges.map(({ childId }) => childId))].flatMap((id) => children.get(id) ?? [])
    const recipient = recipientOf(payer, quotients.get(familyId) ?? [], own, lastDay(run.period))
    const number = firstNumber + index
    return {
      kind: 'invoice',
      series,
      number,
      reference: referenceOf(series, number),
      familyId,
      runId: run.id,
      period: run.period,
      issuedOn,
      dueOn,
      totalCents: sumCents(charges.map(({ amountCents }) => cents(amountCents))),
      cancelsId: null,
      cancelledAt: null,
      publishedAt: null,
      recipient: JSON.stringify(recipient),
    }
  })
}

/** '2026-004187', 'A2026-000012'. */
export const referenceOf = (series: string, number: number) => `${series}-${String(number).padStart(6, '0')}`

const childrenOf = (ctx: Ctx, families: readonly IssuedFamily[]) =>
  childRows(ctx.db, [...new Set(families.flatMap(({ lines }) => lines.map(({ childId }) => childId)))])

/** An invoiced booking is no longer removed by a parent: their calendars say so. */
async function touchBookings(ctx: Ctx, families: readonly IssuedFamily[]): Promise<void> {
  for (const { familyId, charges } of families) {
    const months = new Set<YearMonth>(charges.map(({ date }) => monthOf(date)))
    await ctx.touch(...[...months].map((month) => `bookings/${familyId}/${month}`))
  }
}
