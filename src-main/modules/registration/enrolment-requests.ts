import type { EnrolmentPayload, EnrolmentMode, WeekSlot } from '../../../src-shared/contract/registration'
import { refuse } from '../../../src-shared/errors'
import { addDays, dayOfWeek, type LocalDate } from '../../../src-shared/kernel/local-date'
import { describeBlock, eligibilityBlocks, type BlockReason } from '../../../src-shared/rules/eligibility'
import type { Ctx } from '../../kernel/context'
import { findActivity, openingsBetween, type Activity, type ActivityGroup } from '../activities'
import { readChild, requireChildOf } from '../children'
import { createEnrolment, enrolmentsOf } from '../enrolments'
import { familyHeader } from '../families'
import type { EnrolmentSettingRow } from './entities'
import { insertPattern, settingRows } from './store-enrolments'
import { registrationChanged } from './yearly-file'

export type EnrolmentRules = Pick<EnrolmentSettingRow, 'decision' | 'modes'>
export const ordinaryRules: EnrolmentRules = { decision: 'agent', modes: 'both' }

/** How each activity receives requests; an activity without a row asks an agent, in both ways. */
export async function enrolmentRules(ctx: Ctx): Promise<Map<number, EnrolmentRules>> {
  return new Map(
    (await settingRows(ctx.db)).map(({ activityId, decision, modes }) => [activityId, { decision, modes }]),
  )
}

export const modesOffered = ({ modes }: EnrolmentRules): EnrolmentMode[] =>
  modes === 'both' ? ['regular', 'occasional'] : [modes]

export interface EligibleChild {
  birthDate: LocalDate | null
  schoolId: number | null
  classLevel: string
  isResident: boolean
}

/** What keeps a child out of an activity, besides not being enrolled yet. */
export function enrolmentBlocks(
  child: EligibleChild,
  activity: Pick<Activity, 'minAgeMonths' | 'maxAgeMonths' | 'residentsOnly'>,
  now: Ctx['now'],
  on: LocalDate,
): BlockReason[] {
  const { birthDate } = child
  return eligibilityBlocks(
    { ...child, birthDate: birthDate ?? on },
    {
      minAgeMonths: birthDate === null ? null : activity.minAgeMonths,
      maxAgeMonths: birthDate === null ? null : activity.maxAgeMonths,
      residentsOnly: activity.residentsOnly,
    },
    on,
    { now, enrolment: { startDate: on, endDate: null } },
  )
}

/** The group that receives a class: one that names it, else one that takes every class. */
export function groupFor(groups: readonly ActivityGroup[], classLevel: string): ActivityGroup | null {
  const naming = groups.find(({ classLevels }) => classLevels.includes(classLevel))
  return naming ?? groups.find(({ classLevels }) => classLevels.length === 0) ?? null
}

export interface CheckedEnrolment {
  activity: Activity
  group: ActivityGroup
  childName: string
  startDate: LocalDate
  rules: EnrolmentRules
}

/**
 * What a parent asks, judged again: the activity receives requests, in this way, and this child; the week is one of its
 * own. Refuses with the code of what stands in the way.
 */
export async function checkEnrolment(ctx: Ctx, familyId: number, asked: EnrolmentPayload): Promise<CheckedEnrolment> {
  const child = await requireChildOf(ctx, asked.childId, familyId)
  const activity = await findActivity(ctx, asked.activityId)
  if (!activity || activity.isArchived || !activity.onPortal) return refuse('record.not-found')
  const rules = (await enrolmentRules(ctx)).get(activity.id) ?? ordinaryRules
  if (rules.decision === 'closed') refuse('enrolment.closed')
  if (!modesOffered(rules).includes(asked.mode)) refuse('enrolment.mode-not-offered', { mode: asked.mode })
  const startDate = asked.startDate < activity.validFrom ? activity.validFrom : asked.startDate
  const { resident: isResident } = await familyHeader(ctx, familyId)
  const { birthDate, schoolId, classLevel, firstName } = child
  const [block] = enrolmentBlocks({ birthDate, schoolId, classLevel, isResident }, activity, ctx.now, startDate)
  if (block) refuse('enrolment.not-eligible', { rule: describeBlock(block).rule })
  const group = groupFor(activity.groups, classLevel)
  if (group === null) return refuse('enrolment.no-group')
  await checkWeek(ctx, activity, startDate, asked.week)
  await refuseTwice(ctx, familyId, asked.childId, activity, startDate)
  return { activity, group, childName: firstName, startDate, rules }
}

async function checkWeek(ctx: Ctx, activity: Activity, from: LocalDate, week: readonly WeekSlot[]): Promise<void> {
  if (week.length === 0) return
  const openings = await openingsBetween(ctx, { activityIds: [activity.id], from, to: activity.validTo })
  const open = new Set(openings.map(({ slotId, date }) => `${dayOfWeek(date)}/${slotId}`))
  if (week.some(({ weekday, slotId }) => !open.has(`${weekday}/${slotId}`))) refuse('enrolment.wrong-week')
}

async function refuseTwice(ctx: Ctx, familyId: number, childId: number, activity: Activity, from: LocalDate) {
  const { id: activityId, validTo: to } = activity
  if ((await enrolmentsOf(ctx, { familyId, childId, activityId, from, to })).length > 0) refuse('enrolment.exists')
}

/** Days to book of a usual week, from its first day to the end of the activity. */
export async function daysOfWeek(
  ctx: Ctx,
  { activity, group, startDate }: CheckedEnrolment,
  week: readonly WeekSlot[],
): Promise<{ slotId: number; date: LocalDate }[]> {
  if (week.length === 0) return []
  const wanted = new Set(week.map(({ weekday, slotId }) => `${weekday}/${slotId}`))
  const openings = await openingsBetween(ctx, {
    activityIds: [activity.id],
    groupIds: [group.id],
    from: startDate <= ctx.today ? addDays(ctx.today, 1) : startDate,
    to: activity.validTo,
  })
  return openings
    .filter(({ slotId, date }) => wanted.has(`${dayOfWeek(date)}/${slotId}`))
    .map(({ slotId, date }) => ({ slotId, date }))
}

/** Enrols the child; what its week books is for the caller, in the same transaction. */
export async function openEnrolment(
  ctx: Ctx,
  familyId: number,
  asked: EnrolmentPayload,
): Promise<{ enrolmentId: number; days: { slotId: number; date: LocalDate }[] }> {
  const checked = await checkEnrolment(ctx, familyId, asked)
  const { activity, group, startDate } = checked
  const { id: enrolmentId } = await createEnrolment(ctx, {
    ...{ childId: asked.childId, familyId, activityId: activity.id, groupId: group.id },
    ...{ startDate, endDate: null },
  })
  if (asked.mode === 'regular') {
    await insertPattern(ctx.db, { enrolmentId, week: asked.week, createdAt: ctx.now })
  }
  await registrationChanged(ctx, familyId)
  return { enrolmentId, days: await daysOfWeek(ctx, checked, asked.week) }
}

/** First name of the child and name of the activity, whatever has become of the request. */
export async function enrolmentNames(ctx: Ctx, { childId, activityId }: EnrolmentPayload) {
  const activity = await findActivity(ctx, activityId)
  const { firstName } = await readChild(ctx, childId)
  return { childName: firstName, activity, activityName: activity?.name ?? '' }
}
