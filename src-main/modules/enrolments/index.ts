import { formatDate } from '../../../src-shared/format/date'
import type { enrolmentsContract } from '../../../src-shared/contract/staff/enrolments'
import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { requireChildOf } from '../children'
import { familyChanged, familyIsVisible, requireFamily } from '../families'
import {
  activityFacts,
  bookingsAfter,
  enrolmentChoices,
  enrolmentsOf,
  enrolmentViews,
  groupIsOf,
  holdEnrolment,
} from './store'

export { enrolmentsOf, heldAfter, holdEnrolment, type Enrolment, type EnrolmentFilter } from './store'

export interface NewEnrolment {
  childId: number
  familyId: number
  activityId: number
  groupId: number
  startDate: LocalDate
  endDate: LocalDate | null
}

const endOfTime = '9999-12-31' as LocalDate

/** Enrols a child, for the account of one of its families; the payer stands on the enrolment. */
export async function createEnrolment(ctx: Ctx, enrolment: NewEnrolment) {
  const { childId, familyId, activityId, groupId, startDate, endDate } = enrolment
  const child = await requireChildOf(ctx, childId, familyId)
  const activity = (await activityFacts(ctx, activityId)) ?? refuse('record.not-found')
  if (!(await groupIsOf(ctx, groupId, activityId))) refuse('enrolment.wrong-group')
  if (endDate !== null && endDate < startDate) refuse('enrolment.dates-reversed')
  const { validFrom, validTo } = activity
  if (startDate < validFrom || startDate > validTo || (endDate !== null && endDate > validTo)) {
    refuse('enrolment.outside-activity', { from: formatDate(validFrom), to: formatDate(validTo) })
  }
  const same = await enrolmentsOf(ctx, { familyId, childId, activityId, from: startDate, to: endDate ?? endOfTime })
  if (same.length > 0) refuse('enrolment.exists')
  const id = await ctx.db.insert('enrolment', { ...enrolment, status: 'active', createdAt: ctx.now, version: 1 })
  await familyChanged(ctx, familyId)
  return { id, activityName: activity.name, childName: `${child.firstName} ${child.lastName}` }
}

/** Ends an enrolment on a day, included; refuses while bookings remain after it (rule 8). */
export async function endEnrolment(
  ctx: Ctx,
  { id, version, endDate }: { id: number; version: number; endDate: LocalDate },
) {
  await holdEnrolment(ctx, id)
  const [enrolment] = await enrolmentViews(ctx, { id })
  if (!enrolment) refuse('record.not-found')
  await requireFamily(ctx, enrolment.familyId)
  if (endDate < enrolment.startDate) refuse('enrolment.dates-reversed')
  const after = await bookingsAfter(ctx, id, endDate)
  if (after.last !== null) refuse('enrolment.has-bookings', { count: after.count, last: formatDate(after.last) })
  const status = endDate < ctx.today ? 'ended' : 'active'
  const done = await ctx.db.run`update enrolment set end_date = ${endDate}, status = ${status}, version = version + 1
    where id = ${id} and version = ${version}`
  if (done === 0) refuse('record.changed-meanwhile')
  await familyChanged(ctx, enrolment.familyId)
  const { familyId, activityName, childFirstName } = enrolment
  return { familyId, activityName, childName: childFirstName }
}

export const enrolmentsHandlers: Handlers<typeof enrolmentsContract, StaffActor> = {
  'enrolments.list': async (ctx, { familyId, childId }) => {
    if (familyId === undefined && childId === undefined)
      refuse('input.invalid', { fields: { familyId: 'À renseigner' } })
    if (familyId !== undefined && !(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
    return enrolmentViews(ctx, { familyId, childId })
  },
  'enrolments.choices': enrolmentChoices,
  'enrolments.create': createEnrolment,
  'enrolments.bookingsAfter': async (ctx, { id, date }) => {
    const [enrolment] = await enrolmentViews(ctx, { id })
    if (!enrolment || !(await familyIsVisible(ctx, enrolment.familyId))) refuse('record.not-found')
    return bookingsAfter(ctx, id, date)
  },
}
