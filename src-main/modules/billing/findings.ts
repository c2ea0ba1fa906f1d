import { anomalyKinds, type Anomaly, type AnomalyKind } from '../../../src-shared/contract/staff/billing'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import { firstDay, type YearMonth } from '../../../src-shared/kernel/year-month'
import type { Ctx } from '../../kernel/context'
import type { Activity, Slot } from '../activities'
import { activityLabels } from './activity-labels'
import type { PricedFamily } from './price-family'
import { marksByActivity, namesOf } from './store-charges'
import type { BillableBooking } from './types'

export type Finding = Omit<Anomaly, 'decision'> & { childId?: number }

/** Above this share of what the family is usually billed, somebody looks at the invoice… */
const unusualShare = 1.8
/** …unless the difference is small, or too few invoices make a habit. */
const unusualCents = 2000
const habitCount = 2

interface Surroundings {
  period: YearMonth
  usual: { averageCents: number; count: number } | undefined
  activities: ReadonlyMap<number, Activity>
  slots: ReadonlyMap<number, Slot>
}

/** What to look at before the invoice of a family is issued (domain rule 18). */
export function familyFindings(family: PricedFamily, around: Surroundings): Finding[] {
  const { bookings, unpriced, withoutQuotient, charges, totalCents } = family
  const amountOf = new Map(charges.map(({ bookingId, amountCents }) => [bookingId, amountCents]))
  const inMonth = bookings.filter(({ date }) => date >= firstDay(around.period))
  const found: Finding[] = [
    ...unpriced.map((booking) => ofBooking('unpriced', booking)),
    ...inMonth.filter((one) => lacksDeparture(one, around)).map((booking) => ofBooking('missing-departure', booking)),
    ...inMonth
      .filter(({ state, chargeId }) => state === 'present-unbooked' && chargeId === null)
      .map((booking) => ({ ...ofBooking('present-unbooked', booking), amountCents: amountOf.get(booking.id) ?? null })),
  ]
  if (withoutQuotient.length > 0) {
    const total = withoutQuotient.reduce((sum, { id }) => sum + (amountOf.get(id) ?? 0), 0)
    found.push({ ...ofFamily('no-quotient', family), count: withoutQuotient.length, amountCents: cents(total) })
  }
  if (totalCents === 0 && charges.length > 0) found.push(ofFamily('zero-invoice', family))
  const { usual } = around
  const isHabit = usual !== undefined && usual.count >= habitCount
  if (isHabit && totalCents > usual.averageCents * unusualShare && totalCents - usual.averageCents > unusualCents) {
    found.push({ ...ofFamily('unusual-invoice', family), usualCents: cents(usual.averageCents) })
  }
  return found
}

/** A child who was seen to come, in a service that notes when children leave, and whom nobody saw leave. */
function lacksDeparture(
  { state, arrivedAt, leftAt, slotId, activityId }: BillableBooking,
  around: Surroundings,
): boolean {
  if ((state !== 'present' && state !== 'present-unbooked') || !arrivedAt || leftAt) return false
  return around.slots.get(slotId)?.icon === 'evening' || around.activities.get(activityId)?.kind === 'nursery'
}

const nameless = { familyName: '', childName: '', activityName: '', usualCents: null }

function ofBooking(kind: AnomalyKind, booking: BillableBooking): Finding {
  const { id, familyId, childId, activityId, date } = booking
  const subject = { familyId, childId, activityId, bookingId: id, date }
  return {
    ...nameless,
    ...subject,
    key: `${kind}/${id}`,
    kind,
    severity: anomalyKinds[kind],
    count: 1,
    amountCents: null,
  }
}

function ofFamily(kind: AnomalyKind, { familyId, charges, totalCents }: PricedFamily): Finding {
  const subject = { familyId, activityId: null, bookingId: null, date: null }
  const size = { count: charges.length, amountCents: totalCents }
  return { ...nameless, ...subject, ...size, key: `${kind}/${familyId}`, kind, severity: anomalyKinds[kind] }
}

/** Services where attendance is noted, and where some days were forgotten. */
export async function attendanceFindings(
  ctx: Ctx,
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<Finding[]> {
  const labels = await activityLabels(ctx)
  const marks = await marksByActivity(ctx.db, from, to, ctx.today)
  return marks
    .filter(({ unmarked }) => unmarked > 0)
    .map(({ activityId, unmarked }) => ({
      ...nameless,
      ...{ familyId: null, bookingId: null, date: null, amountCents: null },
      key: `no-attendance/${activityId}`,
      kind: 'no-attendance',
      severity: anomalyKinds['no-attendance'],
      activityId,
      activityName: labels.get(activityId) ?? '',
      count: unmarked,
    }))
}

/** Writes the names that the sentences need. */
export async function nameFindings(
  ctx: Ctx,
  findings: readonly Finding[],
  activities: ReadonlyMap<number, Activity>,
): Promise<Finding[]> {
  if (findings.length === 0) return []
  const familyIds = findings.flatMap(({ familyId }) => (familyId === null ? [] : [familyId]))
  const childIds = findings.flatMap(({ childId }) => (childId === undefined ? [] : [childId]))
  const { familyName, childName } = await namesOf(ctx.db, [...new Set(familyIds)], [...new Set(childIds)])
  return findings.map(({ childId, ...finding }) => ({
    ...finding,
    familyName: familyName.get(finding.familyId ?? 0) ?? '',
    childName: childName.get(childId ?? 0) ?? '',
    activityName: activities.get(finding.activityId ?? 0)?.name ?? '',
  }))
}
