import type { BillingRunView, RunComparison } from '../../../src-shared/contract/staff/billing'
import { cents } from '../../../src-shared/kernel/money'
import { addMonths, firstDay, lastDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import type { Ctx } from '../../kernel/context'
import { loadActivities } from '../activities'
import { activityLabels } from './activity-labels'
import { blockedFamilies } from './decisions'
import { requireRun } from './runs'
import { cancelledSince, changedSince, openRun, runsOfPeriod } from './store'
import { marksByActivity } from './store-charges'
import { amountsByActivity, openDays, runOpenDays } from './store-comparison'
import { draftOnPaper, draftSummary, issuedSummary } from './store-summary'
import type { Run } from './types'

/** Where the billing of a month stands. */
export async function readMonth(ctx: Ctx, period: YearMonth) {
  const runs = await runsOfPeriod(ctx.db, period)
  const open = await openRun(ctx.db)
  const views = []
  for (const run of runs) views.push(await viewOf(ctx, run))
  const [latest] = runs
  return {
    runs: views,
    openElsewhere: open && open.period !== period ? { id: open.id, period: open.period } : null,
    toComplete: latest?.status === 'issued' && (await isIncomplete(ctx, latest, views[0]?.changedSince ?? 0)),
    check: await checkRun(ctx, period),
  }
}

/** Families left at the issue, bookings changed since, invoices cancelled since: a run of the same month bills them. */
async function isIncomplete(ctx: Ctx, run: Run, changed: number): Promise<boolean> {
  if ((run.findings.left?.blocked ?? 0) > 0 || changed > 0) return true
  return (await cancelledSince(ctx.db, run.period, run.createdAt)) > 0
}

/** How far the attendance of a month is written down, before anything is priced. */
export async function checkRun(ctx: Ctx, period: YearMonth) {
  const labels = await activityLabels(ctx)
  const marks = await marksByActivity(ctx.db, firstDay(period), lastDay(period), ctx.today)
  const families = await ctx.db.one<{ n: number }>`select count(distinct family_id) as n from booking
    where date between ${firstDay(period)} and ${lastDay(period)}`
  return {
    bookings: marks.reduce((sum, { bookings }) => sum + bookings, 0),
    marked: marks.reduce((sum, { marked }) => sum + marked, 0),
    families: Number(families?.n ?? 0),
    activities: marks.map((mark) => ({ ...mark, name: labels.get(mark.activityId) ?? '' })),
  }
}

async function viewOf(ctx: Ctx, run: Run): Promise<BillingRunView> {
  const { findings, createdAt: _, ...facts } = run
  const since = run.draftedAt
  const changed = since === null ? 0 : await changedSince(ctx.db, firstDay(run.period), lastDay(run.period), since)
  const shared = { ...facts, changedSince: changed, blockedFamilies: blockedFamilies(findings).size }
  if (run.status === 'draft') {
    const { families, totalCents, charges, carriedOver } = await draftSummary(ctx.db, run.id)
    const onPaper = await draftOnPaper(ctx.db, run.id)
    const size = { invoices: families, charges, totalCents: cents(totalCents), carriedOver }
    return { ...shared, ...size, onPaper, onPortal: Math.max(0, families + carriedOver - onPaper), paidCents: cents(0) }
  }
  const { invoices, totalCents, charges, onPaper, paidCents } = await issuedSummary(ctx.db, run.id)
  return {
    ...shared,
    ...{ invoices, charges, totalCents: cents(totalCents), paidCents: cents(paidCents) },
    ...{ onPaper, onPortal: invoices - onPaper, carriedOver: findings.left?.negative ?? 0 },
    blockedFamilies: run.status === 'issued' ? (findings.left?.blocked ?? 0) : shared.blockedFamilies,
  }
}

/** A run beside what was issued for the month before, by activity and by open day. */
export async function compareRun(ctx: Ctx, runId: number): Promise<RunComparison> {
  const run = await requireRun(ctx, runId)
  const previousPeriod = addMonths(run.period, -1)
  const activities = await loadActivities(ctx)
  const labels = await activityLabels(ctx)
  const now = await amountsByActivity(ctx.db, run.period, run.id)
  const before = await amountsByActivity(ctx.db, previousPeriod, null)
  const days = await openDays(ctx.db, firstDay(run.period), lastDay(run.period))
  const previousDays = await openDays(ctx.db, firstDay(previousPeriod), lastDay(previousPeriod))
  const rows = activities
    .filter(({ id }) => now.has(id) || before.has(id))
    .map(({ id, name }) => ({
      activityId: id,
      name: labels.get(id) ?? name,
      amountCents: cents(now.get(id) ?? 0),
      days: days.get(id) ?? 0,
      previousCents: cents(before.get(id) ?? 0),
      previousDays: previousDays.get(id) ?? 0,
    }))
  return {
    previousPeriod,
    ...(await runOpenDays(ctx.db, run.period, previousPeriod)),
    previousTotalCents: cents([...before.values()].reduce((sum, amount) => sum + amount, 0)),
    activities: rows,
  }
}
