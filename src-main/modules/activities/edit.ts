import type { ActivityFields, ActivityInput } from '../../../src-shared/contract/staff/activities'
import { refuse } from '../../../src-shared/errors'
import { deadlineProblems } from '../../../src-shared/rules/deadline'
import type { Ctx } from '../../kernel/context'
import { worksFor } from '../organisation'
import { findActivity, type Activity } from './catalogue'
import {
  countBookingsOutside,
  isGroupUsed,
  isSlotUsed,
  nextActivityPosition,
  removeEmptyOpeningsOutside,
  removeGroup,
  removeSlot,
  updateActivity,
  type Columns,
} from './store-write'
import { offerNewPlaces } from './waiting-list'

/** The activity, if the caller works for its structure. */
export async function activityFor(ctx: Ctx, id: number): Promise<Activity> {
  const activity = await findActivity(ctx, id)
  if (!activity || !worksFor(ctx, activity.structureId)) return refuse('record.not-found')
  return activity
}

/** Creates (id null) or changes an activity with its groups and slots; never strands a child. */
export async function saveActivity(
  ctx: Ctx,
  { id, version, groups, slots, ...fields }: ActivityInput & { id: number | null; version: number },
): Promise<number> {
  checkActivity({ groups, slots, ...fields })
  if (!worksFor(ctx, fields.structureId)) refuse('record.not-found')
  const activityId = id === null ? await insertActivity(ctx, fields) : await changeActivity(ctx, id, version, fields)
  const before = id === null ? undefined : await activityFor(ctx, id)
  await saveGroups(ctx, activityId, groups, before)
  await saveSlots(ctx, activityId, slots, before)
  if (before) await offerNewPlaces(ctx, activityId)
  await ctx.touch(`activity/${activityId}`)
  return activityId
}

/** What no activity may be; each refusal names the field. */
export function checkActivity({ groups, slots, ...fields }: ActivityInput): void {
  const { validFrom, validTo, minAgeMonths, maxAgeMonths, bookingDeadline, cancelDeadline } = fields
  // the hold is kept and freed, and no page of the portal pays it yet: what asks for it is read, never saved
  if (fields.validationMode === 'payment') refuse('activity.payment-not-yet')
  if (validTo < validFrom) refuse('activity.wrong-period', { fields: { validTo: 'Après le début' } })
  if (minAgeMonths !== null && maxAgeMonths !== null && maxAgeMonths < minAgeMonths) refuse('activity.wrong-ages')
  if (slots.some(({ startTime, endTime }) => endTime <= startTime)) refuse('activity.wrong-hours')
  for (const list of [groups, slots]) {
    if (new Set(list.map(({ name }) => name.toLowerCase())).size < list.length) refuse('activity.same-names')
  }
  for (const rule of [bookingDeadline, cancelDeadline]) {
    if (rule !== null && deadlineProblems(rule).length > 0) refuse('activity.wrong-deadline')
  }
}

/** The columns of the table and no other: what is saved may carry more than them. */
function columnsOf(fields: ActivityFields & Pick<ActivityInput, 'bookingPolicy'>): Columns {
  const { structureId, name, kind, supervision, validationMode, cancellationMode, lateBooking, lateSurchargeCents } =
    fields
  const { waitingList, minAgeMonths, maxAgeMonths, residentsOnly, validFrom, validTo, portalOpensAt, onPortal } = fields
  return {
    structureId,
    name,
    kind,
    supervision,
    validationMode,
    cancellationMode,
    bookingDeadline: JSON.stringify(fields.bookingDeadline),
    cancelDeadline: fields.cancelDeadline === null ? null : JSON.stringify(fields.cancelDeadline),
    lateBooking,
    lateSurchargeCents,
    waitingList,
    minAgeMonths,
    maxAgeMonths,
    residentsOnly,
    validFrom,
    validTo,
    portalOpensAt,
    onPortal,
    ...(fields.bookingPolicy ? { bookingPolicy: JSON.stringify(fields.bookingPolicy) } : {}),
  }
}

async function insertActivity(ctx: Ctx, fields: ActivityFields): Promise<number> {
  const position = await nextActivityPosition(ctx.db)
  return ctx.db.insert('activity', { ...columnsOf(fields), position, archivedAt: null, version: 1 })
}

async function changeActivity(ctx: Ctx, id: number, version: number, fields: ActivityFields): Promise<number> {
  await activityFor(ctx, id)
  const { validFrom, validTo } = fields
  const bookings = await countBookingsOutside(ctx.db, id, validFrom, validTo)
  if (bookings > 0) refuse('activity.period-holds-bookings', { bookings })
  if ((await updateActivity(ctx.db, id, version, columnsOf(fields))) === 0) refuse('record.changed-meanwhile')
  await removeEmptyOpeningsOutside(ctx.db, id, validFrom, validTo)
  return id
}

/** A part that exists must be one of this activity's. */
function checkOwn(parts: readonly { id: number | null }[], own: readonly { id: number }[]) {
  if (parts.some((part) => part.id !== null && !own.some(({ id }) => id === part.id))) refuse('record.not-found')
}

async function saveGroups(ctx: Ctx, activityId: number, groups: ActivityInput['groups'], before?: Activity) {
  checkOwn(groups, before?.groups ?? [])
  const kept = new Set(groups.map(({ id }) => id))
  for (const group of before?.groups ?? []) {
    if (kept.has(group.id)) continue
    if (await isGroupUsed(ctx.db, group.id)) refuse('activity.part-in-use', { name: group.name })
    await removeGroup(ctx.db, group.id)
  }
  for (const [index, { id, name, classLevels }] of groups.entries()) {
    const levels = JSON.stringify(classLevels)
    const position = index + 1
    if (id === null) await ctx.db.insert('activity_group', { activityId, name, classLevels: levels, position })
    else {
      await ctx.db.run`update activity_group set name = ${name}, class_levels = ${levels}, position = ${position}
        where id = ${id} and activity_id = ${activityId}`
    }
  }
}

async function saveSlots(ctx: Ctx, activityId: number, slots: ActivityInput['slots'], before?: Activity) {
  checkOwn(slots, before?.slots ?? [])
  const kept = new Set(slots.map(({ id }) => id))
  for (const slot of before?.slots ?? []) {
    if (kept.has(slot.id)) continue
    if (await isSlotUsed(ctx.db, slot.id)) refuse('activity.part-in-use', { name: slot.name })
    await removeSlot(ctx.db, slot.id)
  }
  for (const [index, { id, ...slot }] of slots.entries()) {
    const position = index + 1
    const { name, letter, icon, startTime, endTime, includesMeal, capacityOverGroups } = slot
    const row = { name, letter, icon, startTime, endTime, includesMeal, capacityOverGroups, position }
    if (id === null) await ctx.db.insert('slot', { activityId, ...row })
    else {
      await ctx.db.run`update slot set name = ${slot.name}, letter = ${slot.letter}, icon = ${slot.icon},
        start_time = ${slot.startTime}, end_time = ${slot.endTime}, includes_meal = ${slot.includesMeal},
        capacity_over_groups = ${slot.capacityOverGroups}, position = ${position}
        where id = ${id} and activity_id = ${activityId}`
    }
  }
}

/** An archived activity takes no new booking and leaves the portal; its history stays. */
export async function archiveActivity(
  ctx: Ctx,
  { id, version, archived }: { id: number; version: number; archived: boolean },
): Promise<void> {
  await activityFor(ctx, id)
  const archivedAt = archived ? ctx.now : null
  if ((await updateActivity(ctx.db, id, version, { archivedAt })) === 0) refuse('record.changed-meanwhile')
  await ctx.touch(`activity/${id}`)
}
