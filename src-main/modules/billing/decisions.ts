import type { Anomaly } from '../../../src-shared/contract/staff/billing'
import type { RunFindings } from './types'

/** What was found, with what somebody decided of it. */
export function anomaliesOf({ found, decisions }: RunFindings): Anomaly[] {
  return found.map((one) => ({ ...one, decision: decisions[one.key] ?? null }))
}

/** Families whose invoice waits for a decision. */
export function blockedFamilies(findings: RunFindings): Set<number> {
  const open = anomaliesOf(findings).filter(({ severity, decision }) => severity === 'blocking' && decision === null)
  return new Set(open.flatMap(({ familyId }) => (familyId === null ? [] : [familyId])))
}
