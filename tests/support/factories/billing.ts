import { completeRun, createRun, type Run } from '../../../src-main/modules/billing'
import type { Ctx } from '../../../src-main/kernel/context'
import { yearMonth } from '../../../src-shared/kernel/year-month'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Desk } from '../desk'
import { insertEnrolledFamily } from './bookings'

interface BookingOptions {
  enrolmentId: number
  slotId: number
  date: string
  state?: StoredState
  late?: boolean
  arrivedAt?: string | null
  leftAt?: string | null
}

/** Bookings written as they are, whatever the deadlines: what a month looks like once it is over. */
export async function insertBookings(ctx: Ctx, list: readonly BookingOptions[]): Promise<number[]> {
  const ids: number[] = []
  for (const { enrolmentId, slotId, date, state = 'present', late = false, arrivedAt = null, leftAt = null } of list) {
    const enrolment = await ctx.db.one<{ childId: number; familyId: number; activityId: number; groupId: number }>`
      select child_id, family_id, activity_id, group_id from enrolment where id = ${enrolmentId}`
    if (!enrolment) throw new Error(`no enrolment ${enrolmentId}`)
    ids.push(
      await ctx.db.insert('booking', {
        ...{ enrolmentId, ...enrolment, slotId, date, state, late, arrivedAt, leftAt },
        ...{ waitingSince: null, requestId: null, reason: '', memo: '' },
        ...{ changedAt: ctx.now, changedBy: 'Élise Marchand', version: 1 },
      }),
    )
  }
  return ids
}

/** Changes the state of a booking, as an agent does after the fact. */
export async function changeBooking(ctx: Ctx, id: number, state: StoredState): Promise<void> {
  await ctx.db.run`update booking set state = ${state}, changed_at = ${ctx.now}, version = version + 1 where id = ${id}`
}

/** Opens the run of a month and takes it so far. */
export async function billMonth(
  desk: Desk,
  period: string,
  upTo: 'draft' | 'issue' | 'publish' = 'issue',
): Promise<Run> {
  const { id } = await desk.write((ctx) => createRun(ctx, yearMonth(period)))
  return completeRun(desk, id, upTo)
}

/** Families with one child each, and the same bookings at the canteen. */
export async function insertManyFamilies(
  ctx: Ctx,
  town: { school: number; canteen: { id: number; primary: number; midday: number } },
  count: number,
  dates: readonly string[],
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const where = { activityId: town.canteen.id, groupId: town.canteen.primary, schoolId: town.school }
    const { enrolmentId } = await insertEnrolledFamily(ctx, 2000 + index, where)
    await insertBookings(
      ctx,
      dates.map((date) => ({ enrolmentId, slotId: town.canteen.midday, date })),
    )
  }
}

/** Every sum of money of the ledger, three ways: they must be one. */
export async function ledger(ctx: Ctx) {
  const sum = async (rows: Promise<{ total: number }[]>) => Number((await rows)[0]?.total ?? 0)
  return {
    charges: await sum(
      ctx.db.rows`select coalesce(sum(amount_cents), 0) as total from charge where invoice_id is not null`,
    ),
    lines: await sum(ctx.db.rows`select coalesce(sum(amount_cents), 0) as total from invoice_line`),
    invoices: await sum(ctx.db.rows`select coalesce(sum(total_cents), 0) as total from invoice`),
  }
}

/** Numbers of each series, in order. */
export async function numbersOf(ctx: Ctx): Promise<Record<string, number[]>> {
  const rows = await ctx.db.rows<{
    series: string
    number: number
  }>`select series, number from invoice order by series, number`
  const series: Record<string, number[]> = {}
  for (const row of rows) (series[row.series] ??= []).push(row.number)
  return series
}

/** Bookings that two charges bill at once. */
export function billedTwice(ctx: Ctx): Promise<unknown[]> {
  return ctx.db.rows`select c.booking_id, count(*) as n from charge c
    where c.invoice_id is not null and c.reverses_id is null
      and not exists (select 1 from charge r where r.booking_id = c.booking_id and r.reverses_id = c.id and r.invoice_id is not null)
    group by c.booking_id having count(*) > 1`
}
