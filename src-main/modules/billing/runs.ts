import { refuse } from '../../../src-shared/errors'
import { formatMonth } from '../../../src-shared/format/date'
import { addDays, monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import { systemActor, type Actor } from '../../kernel/actor'
import { inRead, inWrite, type Ctx, type Services } from '../../kernel/context'
import { readJob, startJob, type JobDefinition } from '../../kernel/jobs'
import { readTown } from '../organisation'
import { draftJob } from './draft'
import { issueJob } from './issue'
import { publishJob } from './publish'
import { blockedFamilies } from './decisions'
import { changeRun, openRun, runById } from './store'
import { draftSummary } from './store-summary'
import type { Run } from './types'

const runJobs = { draft: draftJob, issue: issueJob, publish: publishJob }

/** Kinds of long work of this module, for the composition root. */
export const billingJobs: JobDefinition[] = Object.values(runJobs)

/**
 * Opens the run of a month, without computing anything yet. One run is open at a time in the town: two drafts could bill
 * the same late booking. A month already issued gets a run that completes it.
 */
export async function createRun(ctx: Ctx, period: YearMonth): Promise<Run> {
  if (period > monthOf(ctx.today)) refuse('billing.month-ahead')
  await ctx.db.lock('billing.run')
  const open = await openRun(ctx.db)
  if (open) refuse('billing.run-open', { month: formatMonth(open.period), period: open.period, id: open.id })
  const { settings } = await readTown(ctx)
  const id = await ctx.db.insert('billing_run', {
    period,
    status: 'draft',
    dueOn: addDays(ctx.today, settings.invoice.dueDays),
    createdAt: ctx.now,
    draftedAt: null,
    issuedAt: null,
    publishedAt: null,
    jobId: null,
    anomalies: JSON.stringify({ found: [], decisions: {} }),
    version: 1,
  })
  announce(ctx, period)
  return requireRun(ctx, id)
}

export async function requireRun(ctx: Ctx, id: number): Promise<Run> {
  return (await runById(ctx.db, id)) ?? refuse('record.not-found')
}

/** Starts the computation of a draft; returns the job to follow. */
export async function draftRun(ctx: Ctx, runId: number, version?: number): Promise<number> {
  const run = await requireRun(ctx, runId)
  refuseIssued(run)
  await refuseRunning(ctx, run)
  const jobId = await startJob(ctx, draftJob.kind, { runId })
  await change(ctx, run, { draftedAt: null, jobId }, version)
  return jobId
}

/** Starts the issue: from here on the run can only go forward. Called again after an interruption, it goes on. */
export async function issueRun(
  ctx: Ctx,
  runId: number,
  { dueOn, version }: { dueOn?: LocalDate; version?: number } = {},
): Promise<number> {
  const run = await requireRun(ctx, runId)
  if (run.status === 'issued') refuse('billing.run-issued')
  await refuseRunning(ctx, run)
  if (run.draftedAt === null) refuse('billing.draft-missing')
  const due = run.status === 'issuing' ? run.dueOn : (dueOn ?? run.dueOn)
  // An issue under way keeps the date of the invoices that it already made.
  if (run.status === 'draft' && due < ctx.today) refuse('billing.due-date-past')
  const total = await issuable(ctx, run)
  if (run.status === 'draft' && total === 0) refuse('billing.nothing-to-issue')
  const jobId = await startJob(ctx, issueJob.kind, { runId, issuedOn: ctx.today, dueOn: due, total }, total)
  await change(ctx, run, { status: 'issuing', dueOn: due, jobId }, version)
  return jobId
}

/** Starts the publication: portal and e-mails. */
export async function publishRun(ctx: Ctx, runId: number, version?: number): Promise<number> {
  const run = await requireRun(ctx, runId)
  if (run.status !== 'issued') refuse('billing.run-not-issued')
  await refuseRunning(ctx, run)
  const jobId = await startJob(ctx, publishJob.kind, { runId })
  await change(ctx, run, { jobId }, version)
  return jobId
}

/** Throws a draft away; its bookings are as if it had never been. */
export async function discardRun(ctx: Ctx, runId: number, version: number): Promise<void> {
  const run = await requireRun(ctx, runId)
  refuseIssued(run)
  await refuseRunning(ctx, run)
  await change(ctx, run, { draftedAt: null }, version)
  await ctx.db.run`delete from charge where run_id = ${runId}`
  await ctx.db.run`delete from billing_run where id = ${runId}`
}

/**
 * Does a whole step of a run at once, unit by unit, without the background runner: demonstration town, benches, tests.
 * Same units, same transactions as the jobs.
 */
export async function completeRun(
  { services, actor = systemActor }: { services: Services; actor?: Actor },
  runId: number,
  upTo: 'draft' | 'issue' | 'publish',
  options: { dueOn?: LocalDate } = {},
): Promise<Run> {
  const unit = { services, actor }
  const finish = async (jobId: number, definition: JobDefinition) => {
    for (let isDone = false; !isDone;) isDone = await inWrite(unit, (ctx) => stepOf(ctx, jobId, definition))
  }
  const steps = ['draft', 'issue', 'publish'] as const
  const starts = { draft: draftRun, issue: (ctx: Ctx, id: number) => issueRun(ctx, id, options), publish: publishRun }
  for (const step of steps.slice(0, steps.indexOf(upTo) + 1)) {
    const run = await inRead(unit, (ctx) => requireRun(ctx, runId))
    if (isBehind(run, step)) await finish(await inWrite(unit, (ctx) => starts[step](ctx, runId)), runJobs[step])
  }
  return inRead(unit, (ctx) => requireRun(ctx, runId))
}

const isBehind = (run: Run, step: keyof typeof runJobs) =>
  step === 'draft' ? run.status === 'draft' : step === 'issue' ? run.status !== 'issued' : run.publishedAt === null

async function stepOf(ctx: Ctx, jobId: number, definition: JobDefinition): Promise<boolean> {
  const row = await ctx.db.one<{ params: string; cursor: string }>`select params, cursor from job where id = ${jobId}`
  if (!row) return true
  const step = await definition.step(ctx, JSON.parse(row.params), JSON.parse(row.cursor))
  const status = step.done ? 'done' : 'running'
  await ctx.db.run`update job set status = ${status}, progress = ${step.progress}, total = ${step.total},
    cursor = ${JSON.stringify(step.cursor ?? null)}, result = ${JSON.stringify(step.done?.result ?? null)},
    heartbeat_at = ${ctx.now}, finished_at = ${step.done ? ctx.now : null} where id = ${jobId}`
  return step.done !== undefined
}

async function issuable(ctx: Ctx, run: Run): Promise<number> {
  const { families } = await draftSummary(ctx.db, run.id, [...blockedFamilies(run.findings)])
  return families
}

function refuseIssued(run: Run): void {
  if (run.status === 'issued') refuse('billing.run-issued')
  if (run.status === 'issuing') refuse('billing.run-issuing')
}

/** Whether the job of the run still works; one that failed or was stopped may be started again. */
export async function isRunning(ctx: Ctx, run: Run): Promise<boolean> {
  if (run.jobId === null) return false
  const { status } = await readJob(ctx, run.jobId)
  return status === 'queued' || status === 'running'
}

async function refuseRunning(ctx: Ctx, run: Run): Promise<void> {
  if (await isRunning(ctx, run)) refuse('job.already-running')
}

async function change(ctx: Ctx, run: Run, what: Parameters<typeof changeRun>[2], version = run.version): Promise<void> {
  if (!(await changeRun(ctx.db, run.id, what, version))) refuse('record.changed-meanwhile')
  announce(ctx, run.period)
}

function announce(ctx: Ctx, period: YearMonth): void {
  ctx.afterCommit(() => ctx.services.publish({ type: 'billing', period }))
}
