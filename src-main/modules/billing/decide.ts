import type { AnomalyDecision } from '../../../src-shared/contract/staff/billing'
import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { draftRun, isRunning, requireRun } from './runs'
import { changeRun } from './store'

/**
 * Writes what an agent decided of some anomalies; null takes a decision back. Where it changes an amount (a presence that is
 * not billed after all), the draft is computed again: the job to follow is returned.
 */
export async function decide(
  ctx: Ctx,
  runId: number,
  keys: readonly string[],
  decision: AnomalyDecision | null,
): Promise<number | null> {
  const run = await requireRun(ctx, runId)
  if (run.status !== 'draft') refuse(run.status === 'issued' ? 'billing.run-issued' : 'billing.run-issuing')
  if (await isRunning(ctx, run)) refuse('job.already-running')
  const known = new Map(run.findings.found.map((one) => [one.key, one]))
  const decisions = { ...run.findings.decisions }
  let changesAmounts = false
  for (const key of keys) {
    const anomaly = known.get(key) ?? refuse('record.not-found')
    if (decision === 'waived' && anomaly.kind !== 'present-unbooked') refuse('record.not-found')
    if ((decisions[key] === 'waived') !== (decision === 'waived')) changesAmounts = true
    if (decision === null) delete decisions[key]
    else decisions[key] = decision
  }
  if (!(await changeRun(ctx.db, runId, { findings: { ...run.findings, decisions } }, run.version))) {
    refuse('record.changed-meanwhile')
  }
  ctx.afterCommit(() => ctx.services.publish({ type: 'billing', period: run.period }))
  return changesAmounts ? draftRun(ctx, runId) : null
}
