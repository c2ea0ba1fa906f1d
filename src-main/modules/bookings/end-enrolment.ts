import type { EndEnrolment, EndedEnrolment } from '../../../src-shared/contract/staff/bookings'
import type { Ctx } from '../../kernel/context'
import { endEnrolment, heldAfter, holdEnrolment } from '../enrolments'
import { applyItems } from './apply-items'

/**
 * Ends an enrolment on a day, included (rule 8). What is booked after it is cancelled with its places given back
 * (`free`), or keeps the enrolment until the last of it (`keep`); without a choice, and where a booking can no longer be
 * cancelled, nothing is written: `enrolment.has-bookings`.
 */
export async function endWithBookings(ctx: Ctx, input: EndEnrolment): Promise<EndedEnrolment> {
  const { id, version, endDate, bookings } = input
  await holdEnrolment(ctx, id)
  const held = bookings === undefined ? [] : await heldAfter(ctx, id, endDate)
  const [first] = held
  if (bookings !== 'free' || !first) {
    const lastDay = held.reduce((latest, { date }) => (date > latest ? date : latest), endDate)
    return { ...(await endEnrolment(ctx, { id, version, endDate: lastDay })), endDate: lastDay, freed: 0 }
  }
  const items = held.map(({ slotId, date }) => ({ enrolmentId: id, slotId, date, action: 'cancel' as const }))
  const outcomes = await applyItems(ctx, { familyId: first.familyId, items, at: ctx.now, by: 'staff' })
  const freed = outcomes.filter(({ outcome }) => outcome === 'cancelled').length
  // refuses, and so takes everything back, when one of them is invoiced or took place
  return { ...(await endEnrolment(ctx, { id, version, endDate })), endDate, freed }
}
