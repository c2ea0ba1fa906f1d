import { parseViewKey, type ViewKey } from '../../../src-shared/contract/portal/views'
import { monthOf } from '../../../src-shared/kernel/local-date'
import { addMonths, type YearMonth } from '../../../src-shared/kernel/year-month'
import type { Ctx } from '../../kernel/context'

const monthsBefore = 2
const monthsAfter = 10

/** Months that a hosted portal can show. */
export function replicatedMonths(ctx: Ctx): YearMonth[] {
  const first = addMonths(monthOf(ctx.today), -monthsBefore)
  return Array.from({ length: monthsBefore + monthsAfter + 1 }, (_, index) => addMonths(first, index))
}

const ofFamily = (id: number) => [
  ...[`access/${id}`, `family/${id}`, `account/${id}`, `requests/${id}`, `file/${id}`, `documents/${id}`],
  `registration/${id}`,
]

const liveActivities = (ctx: Ctx) =>
  ctx.db.rows<{ id: number }>`select id from activity where archived_at is null order by id`

/** Every view that a portal may need, by family last: the town can be seen while the families are still coming. */
export async function allViewKeys(ctx: Ctx): Promise<string[]> {
  const { db } = ctx
  const months = replicatedMonths(ctx)
  const activities = await liveActivities(ctx)
  const families = await db.rows<{ id: number }>`select id from family where archived_at is null order by id`
  const booked = await db.rows<{ familyId: number; month: YearMonth }>`
    select distinct family_id, substr(date, 1, 7) as month from booking where date >= ${`${months[0]}-01`} order by 1, 2`
  return [
    'town',
    'news',
    'paperwork',
    'offer',
    ...activities.map(({ id }) => `activity/${id}`),
    ...activities.flatMap(({ id }) => months.map((month) => `availability/${id}/${month}`)),
    ...families.flatMap(({ id }) => ofFamily(id)),
    ...booked.map(({ familyId, month }) => `bookings/${familyId}/${month}`),
  ]
}

/** The marked views and those that show part of the same: a structure's name, a guardian's right, a slot's capacity. */
export async function withDependents(ctx: Ctx, keys: readonly string[]): Promise<string[]> {
  const all = new Set(keys)
  if (all.has('town')) all.add('offer')
  if (all.has('town')) for (const { id } of await liveActivities(ctx)) all.add(`activity/${id}`)
  for (const key of [...all]) {
    const parsed = parseViewKey(key)
    if (parsed?.kind === 'activity') {
      for (const month of replicatedMonths(ctx)) all.add(`availability/${parsed.id}/${month}`)
    }
    if (parsed?.kind === 'family') {
      all
        .add(`access/${parsed.id}`)
        .add(`file/${parsed.id}`)
        .add(`documents/${parsed.id}`)
        .add(`registration/${parsed.id}`)
    }
    // What the yearly file still misses is read in the papers given; what may be asked, in the activities.
    if (parsed?.kind === 'documents') all.add(`registration/${parsed.id}`)
    if (parsed?.kind === 'activity') all.add('offer')
    // A document waits, or is refused, with the request that brings it.
    if (parsed?.kind === 'requests') all.add(`documents/${parsed.id}`)
  }
  return [...all]
}

const familyKinds = new Set<ViewKey['kind']>([
  'family',
  'bookings',
  'account',
  'requests',
  'file',
  'access',
  'documents',
  'registration',
])

/** Which of these views a hosted portal may hold: months that it shows, families that are in use. */
export async function replicable(ctx: Ctx, keys: readonly ViewKey[]): Promise<Set<string>> {
  const months = new Set(replicatedMonths(ctx))
  const ids = [...new Set(keys.filter(({ kind }) => familyKinds.has(kind)).map(({ id }) => id))]
  const rows =
    ids.length === 0
      ? []
      : await ctx.db.rows<{ id: number }>`select id from family where id in ${ids} and archived_at is null`
  const families = new Set(rows.map(({ id }) => id))
  const isHeld = ({ kind, id, month }: ViewKey) =>
    (month === null || months.has(month)) && (!familyKinds.has(kind) || families.has(id))
  return new Set(keys.filter(isHeld).map(({ key }) => key))
}
