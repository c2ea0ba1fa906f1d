import { zBookingPolicy, type BookingPolicy } from '../../../src-shared/contract/booking-policy'
import { zDeadlineRule } from '../../../src-shared/contract/rules'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { LocalTime } from '../../../src-shared/kernel/local-time'
import { cents, type Cents } from '../../../src-shared/kernel/money'
import { effectiveCancelRule, type DeadlineRule } from '../../../src-shared/rules/deadline'
import type { BookingRules } from '../../../src-shared/rules/booking-state'
import type { SupervisionSetting } from '../../../src-shared/rules/supervision'
import type { Database } from '../../database/database'
import { systemActor } from '../../kernel/actor'
import { inRead, type Ctx } from '../../kernel/context'
import type { ActivityGroupRow, ActivityRow, SlotRow } from './entities'
import { activitiesStamp, activityTables, isInTransaction } from './store'

export interface ActivityGroup {
  id: number
  activityId: number
  name: string
  /** Empty = every class level. */
  classLevels: readonly string[]
  position: number
}

export interface Slot {
  id: number
  activityId: number
  name: string
  letter: string
  icon: SlotRow['icon']
  startTime: LocalTime
  endTime: LocalTime
  includesMeal: boolean
  capacityOverGroups: number | null
  position: number
}

/** An activity with its groups and slots, rules parsed; shared between callers: never modify it. */
export interface Activity {
  id: number
  structureId: number
  name: string
  kind: ActivityRow['kind']
  supervision: SupervisionSetting
  validationMode: ActivityRow['validationMode']
  cancellationMode: ActivityRow['cancellationMode']
  bookingDeadline: DeadlineRule
  /** Null: the booking rule. */
  cancelDeadline: DeadlineRule | null
  /** What really applies to a cancellation. */
  effectiveCancelDeadline: DeadlineRule
  lateBooking: ActivityRow['lateBooking']
  lateSurchargeCents: Cents
  waitingList: boolean
  minAgeMonths: number | null
  maxAgeMonths: number | null
  residentsOnly: boolean
  validFrom: LocalDate
  validTo: LocalDate
  portalOpensAt: Instant | null
  onPortal: boolean
  /** Offers of the waiting list, holds, absences. */
  bookingPolicy: BookingPolicy
  position: number
  isArchived: boolean
  version: number
  groups: readonly ActivityGroup[]
  slots: readonly Slot[]
  /** As `shownState` wants them. */
  rules: BookingRules
}

export interface Catalogue {
  activities: readonly Activity[]
  byId: ReadonlyMap<number, Activity>
  slotById: ReadonlyMap<number, Slot>
  groupById: ReadonlyMap<number, ActivityGroup>
  /** The state of the tables that it was read from. */
  stamp: string
}

const known = new WeakMap<Database, Catalogue>()

/**
 * Every activity, parsed once for each state of the tables. The stamp is asked each time, so that a change made by another
 * process is seen at once. What a transaction reads is never kept: it may be half written, or undone; the committed state
 * is read once it is over.
 */
export async function loadCatalogue(ctx: Ctx): Promise<Catalogue> {
  const stamp = await activitiesStamp(ctx.db)
  const { services } = ctx
  const kept = known.get(services.database)
  if (kept?.stamp === stamp) return kept
  const catalogue = buildCatalogue(stamp, await activityTables(ctx.db))
  if (!isInTransaction(ctx.db)) known.set(services.database, catalogue)
  else ctx.afterCommit(async () => void (await inRead({ services, actor: systemActor }, loadCatalogue)))
  return catalogue
}

/** All activities (archived ones too), or those asked for, in the town's order. */
export async function loadActivities(
  ctx: Ctx,
  options: { ids?: readonly number[] } = {},
): Promise<readonly Activity[]> {
  const { activities } = await loadCatalogue(ctx)
  if (!options.ids) return activities
  const wanted = new Set(options.ids)
  return activities.filter(({ id }) => wanted.has(id))
}

/** One activity, or undefined. */
export async function findActivity(ctx: Ctx, id: number): Promise<Activity | undefined> {
  return (await loadCatalogue(ctx)).byId.get(id)
}

function buildCatalogue(stamp: string, tables: Awaited<ReturnType<typeof activityTables>>): Catalogue {
  const groups = tables.groups.map(parseGroup)
  const slots = tables.slots.map(parseSlot)
  const groupsOf = groupedByActivity(groups)
  const slotsOf = groupedByActivity(slots)
  const activities = tables.activities.map((row) =>
    parseActivity(row, groupsOf.get(row.id) ?? [], slotsOf.get(row.id) ?? []),
  )
  return {
    activities,
    byId: new Map(activities.map((activity) => [activity.id, activity])),
    slotById: new Map(slots.map((slot) => [slot.id, slot])),
    groupById: new Map(groups.map((group) => [group.id, group])),
    stamp,
  }
}

function groupedByActivity<T extends { activityId: number }>(items: readonly T[]): Map<number, T[]> {
  const grouped = new Map<number, T[]>()
  for (const item of items) {
    const list = grouped.get(item.activityId)
    if (list) list.push(item)
    else grouped.set(item.activityId, [item])
  }
  return grouped
}

function parseGroup(row: ActivityGroupRow): ActivityGroup {
  return { ...row, classLevels: JSON.parse(row.classLevels) as string[] }
}

function parseSlot(row: SlotRow): Slot {
  return {
    ...row,
    startTime: row.startTime as LocalTime,
    endTime: row.endTime as LocalTime,
    includesMeal: Boolean(row.includesMeal),
  }
}

function parseActivity(row: ActivityRow, groups: readonly ActivityGroup[], slots: readonly Slot[]): Activity {
  const { archivedAt, ...columns } = row
  const bookingDeadline = zDeadlineRule.parse(JSON.parse(row.bookingDeadline))
  const cancelDeadline = row.cancelDeadline === null ? null : zDeadlineRule.parse(JSON.parse(row.cancelDeadline))
  const lateSurchargeCents = cents(row.lateSurchargeCents)
  const waitingList = Boolean(row.waitingList)
  const portalOpensAt = row.portalOpensAt as Instant | null
  const { lateBooking, validationMode, cancellationMode } = row
  return {
    ...columns,
    supervision: row.supervision as SupervisionSetting,
    bookingDeadline,
    cancelDeadline,
    bookingPolicy: zBookingPolicy.parse(row.bookingPolicy === null ? {} : JSON.parse(row.bookingPolicy)),
    effectiveCancelDeadline: effectiveCancelRule(cancelDeadline, bookingDeadline),
    lateSurchargeCents,
    waitingList,
    residentsOnly: Boolean(row.residentsOnly),
    onPortal: Boolean(row.onPortal),
    validFrom: row.validFrom as LocalDate,
    validTo: row.validTo as LocalDate,
    portalOpensAt,
    isArchived: archivedAt !== null,
    groups,
    slots,
    rules: {
      bookingDeadline,
      cancelDeadline,
      lateBooking,
      lateSurchargeCents,
      validationMode,
      cancellationMode,
      waitingList,
      bookingOpensAt: portalOpensAt,
    },
  }
}
