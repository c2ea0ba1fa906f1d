import { addMonths, type YearMonth } from '../../../src-shared/kernel/year-month'
import { monthOf } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'

const monthsBefore = 2
const monthsAfter = 10

/** Months that a hosted portal can show. */
export function replicatedMonths(ctx: Ctx): YearMonth[] {
  const first = addMonths(monthOf(ctx.today), -monthsBefore)
  return Array.from({ length: monthsBefore + monthsAfter + 1 }, (_, index) => addMonths(first, index))
}

/** Every view that a portal may need, by family last: the town can be seen while the families are still coming. */
export async function allViewKeys(ctx: Ctx): Promise<string[]> {
  const { db } = ctx
  const months = replicatedMonths(ctx)
  const activities = await db.rows<{ id: number }>`select id from activity where archived_at is null order by id`
  const families = await db.rows<{ id: number }>`select id from family where archived_at is null order by id`
  const booked = await db.rows<{
    familyId: number
    month: YearMonth
  }>`select distinct family_id, substr(date, 1, 7) as month
    from booking where date >= ${`${months[0]}-01`} order by 1, 2`
  return [
    'town',
    'news',
    ...activities.map(({ id }) => `activity/${id}`),
    ...activities.flatMap(({ id }) => months.map((month) => `availability/${id}/${month}`)),
    ...families.flatMap(({ id }) => [`access/${id}`, `family/${id}`, `account/${id}`, `requests/${id}`]),
    ...booked.map(({ familyId, month }) => `bookings/${familyId}/${month}`),
  ]
}
