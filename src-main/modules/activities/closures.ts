import { formatShortDate } from '../../../src-shared/format/date'
import { refuse } from '../../../src-shared/errors'
import { datesBetween, monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import type { Ctx } from '../../kernel/context'
import { worksFor } from '../organisation'
import { loadActivities } from './catalogue'
import { bookedDays } from './store-write'

interface NewClosure {
  structureId: number | null
  fromDate: LocalDate
  toDate: LocalDate
  label: string
}

const daysNamed = 3

/** Closes a structure, or all of them, for some days; refuses while children are expected there. */
export async function addClosure(ctx: Ctx, closure: NewClosure): Promise<number> {
  const { structureId, fromDate, toDate } = closure
  if (toDate < fromDate) refuse('activity.wrong-period', { fields: { toDate: 'Après le début' } })
  checkReach(ctx, structureId)
  const booked = await bookedDays(ctx.db, structureId, fromDate, toDate)
  if (booked.length > 0) {
    const named = booked.slice(0, daysNamed).map(({ date }) => formatShortDate(date as LocalDate))
    const days = `${named.join(', ')}${booked.length > daysNamed ? '…' : ''}`
    refuse('closure.holds-bookings', { bookings: booked.reduce((sum, day) => sum + day.bookings, 0), days })
  }
  const id = await ctx.db.insert('closure', { ...closure })
  await touchDays(ctx, closure)
  return id
}

export async function removeClosure(ctx: Ctx, id: number): Promise<void> {
  const row = await ctx.db.one<NewClosure>`select structure_id, from_date, to_date, label from closure where id = ${id}`
  if (!row) return refuse('record.not-found')
  checkReach(ctx, row.structureId)
  await ctx.db.run`delete from closure where id = ${id}`
  await touchDays(ctx, row)
}

/** Only somebody who works for every structure closes them all. */
function checkReach(ctx: Ctx, structureId: number | null) {
  const { actor } = ctx
  const isLimited = actor.kind === 'staff' && actor.structureIds !== null
  if (structureId === null ? isLimited : !worksFor(ctx, structureId)) refuse('permission.missing')
}

async function touchDays(ctx: Ctx, { structureId, fromDate, toDate }: NewClosure) {
  const months = [...new Set(datesBetween(fromDate, toDate).map(monthOf))]
  const activities = (await loadActivities(ctx)).filter(
    (one) => structureId === null || one.structureId === structureId,
  )
  await ctx.touch(...activities.flatMap(({ id }) => months.map((month) => `availability/${id}/${month}`)))
}
