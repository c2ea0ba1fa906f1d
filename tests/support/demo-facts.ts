import { z } from 'zod'
import { zBookingPayload, zItemOutcome } from '../../src-shared/contract/requests'
import { localDate, type LocalDate } from '../../src-shared/kernel/local-date'
import { deadlineProblems } from '../../src-shared/rules/deadline'
import { validateTariff } from '../../src-shared/rules/pricing'
import type { StoredState } from '../../src-shared/rules/booking-state'
import type { Ctx } from '../../src-main/kernel/context'
import { loadActivities } from '../../src-main/modules/activities'
import { loadTariffBook, priceBooking } from '../../src-main/modules/pricing'

export const payloadOf = (text: string) => zBookingPayload.strict().parse(JSON.parse(text)).items
export const outcomesOf = (text: string) => z.object({ items: z.array(zItemOutcome) }).parse(JSON.parse(text)).items

/** Slots × dates booked that the product cannot price, and rules that its editors would refuse. */
export async function hasPriceEverywhere(ctx: Ctx): Promise<unknown[]> {
  const book = await loadTariffBook(ctx)
  const activities = await loadActivities(ctx)
  const problems: unknown[] = []
  for (const { name, bookingDeadline, effectiveCancelDeadline } of activities) {
    for (const problem of [...deadlineProblems(bookingDeadline), ...deadlineProblems(effectiveCancelDeadline)])
      problems.push({ name, problem })
  }
  for (const tariffs of book.byActivity.values()) {
    for (const { name, definition } of tariffs)
      for (const problem of validateTariff(definition)) problems.push({ name, problem })
  }
  const booked = await ctx.db.rows<{ activityId: number; slotId: number; date: LocalDate; state: StoredState }>`
    select distinct activity_id, slot_id, date, state from booking`
  for (const { activityId, slotId, date, state } of booked) {
    const price = priceBooking(book, { activityId, slotId, date: localDate(date), quotients: [], state, late: false })
    if (!price) problems.push({ activityId, slotId, date })
  }
  return problems
}
