import type { AttendanceRow, MonthReport } from '../../../src-shared/contract/staff/reports'
import { groupBy } from '../../../src-shared/kernel/group-by'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import type { Activity } from '../activities'
import type { BookingCount, OpeningCount } from './store'

const presentStates: ReadonlySet<StoredState> = new Set<StoredState>([
  'present',
  'present-unbooked',
  'outside-contract',
])
/** Of a booking that was made, whatever came of it afterwards. */
const bookedStates: ReadonlySet<StoredState> = new Set<StoredState>([
  ...(['booked', 'present', 'absent-excused', 'absent-billed', 'cancellation-requested', 'absence-requested'] as const),
])

export interface Counts {
  booked: number
  present: number
  excused: number
  billedAbsences: number
  unbooked: number
  meals: number
  unmarked: number
}

type WithMeal = (slotId: number) => boolean

export function countStates(rows: readonly BookingCount[], today: LocalDate, withMeal: WithMeal): Counts {
  const sum = (keep: (row: BookingCount) => boolean) =>
    rows.reduce((total, row) => (keep(row) ? total + row.n : total), 0)
  return {
    booked: sum(({ state }) => bookedStates.has(state)),
    present: sum(({ state }) => presentStates.has(state)),
    excused: sum(({ state }) => state === 'absent-excused'),
    billedAbsences: sum(({ state }) => state === 'absent-billed'),
    unbooked: sum(({ state }) => state === 'present-unbooked'),
    meals: sum(({ state, slotId }) => presentStates.has(state) && withMeal(slotId)),
    unmarked: sum(({ state, date }) => state === 'booked' && date < today),
  }
}

interface Occupancy {
  places: number | null
  averagePercent: number | null
  busiestPercent: number | null
}

/** Places taken over places, on the days when places are limited. */
export function occupancyOf(
  openings: readonly OpeningCount[],
  overGroups: (slotId: number) => number | null,
): Occupancy {
  const limited = openings
    .map((opening) => ({ taken: opening.taken, places: placesOf(opening, overGroups(opening.slotId)) }))
    .filter((one): one is { taken: number; places: number } => one.places !== null && one.places > 0)
  if (limited.length === 0 || limited.length < openings.length)
    return { places: null, averagePercent: null, busiestPercent: null }
  const total = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0)
  const taken = total(limited.map((one) => one.taken))
  const places = total(limited.map((one) => one.places))
  return {
    places: Math.max(...limited.map((one) => one.places)),
    averagePercent: Math.round((taken * 100) / places),
    busiestPercent: Math.max(...limited.map((one) => Math.round((one.taken * 100) / one.places))),
  }
}

/** The tightest counter of a slot on a day; null when nothing limits it. */
function placesOf({ places, unlimited }: OpeningCount, overall: number | null): number | null {
  if (unlimited > 0) return overall
  return overall === null ? places : Math.min(places, overall)
}

interface Sources {
  activities: readonly Activity[]
  counts: readonly BookingCount[]
  openings: readonly OpeningCount[]
  children: ReadonlyMap<number, number>
  today: LocalDate
}

/** One row for each activity with something open or booked, by structure. */
export function attendanceRows(
  sources: Sources,
  structures: readonly { id: number; name: string }[],
): MonthReport['attendance'] {
  const { activities, today } = sources
  const counts = groupBy(sources.counts, ({ activityId }) => activityId)
  const openings = groupBy(sources.openings, ({ activityId }) => activityId)
  const rowOf = (activity: Activity): AttendanceRow => {
    const { slots } = activity
    const { unmarked: _, ...sums } = countStates(counts.get(activity.id) ?? [], today, hasMeal(slots))
    const own = openings.get(activity.id) ?? []
    return {
      ...{ activityId: activity.id, activityName: activity.name, ...sums },
      ...occupancyOf(own, limitOf(slots)),
      days: new Set(own.map(({ date }) => date)).size,
      children: sources.children.get(activity.id) ?? 0,
    }
  }
  return structures
    .map(({ id, name }) => ({
      structureId: id,
      structureName: name,
      rows: activities
        .filter(({ structureId }) => structureId === id)
        .map(rowOf)
        .filter(({ days, booked }) => days + booked > 0),
    }))
    .filter(({ rows }) => rows.length > 0)
}

type Slots = Activity['slots']
const hasMeal =
  (slots: Slots): WithMeal =>
  (slotId) =>
    slots.find(({ id }) => id === slotId)?.includesMeal ?? false
const limitOf = (slots: Slots) => (slotId: number) => slots.find(({ id }) => id === slotId)?.capacityOverGroups ?? null

/** Says an activity by its name, with its structure when another one has the same name; `isShared` when it does. */
export function activityNames(activities: readonly Activity[], structures: readonly { id: number; name: string }[]) {
  const byName = groupBy(activities, ({ name }) => name)
  const structureNames = new Map(structures.map(({ id, name }) => [id, name]))
  const structureOf = ({ structureId }: Activity) => structureNames.get(structureId) ?? ''
  const isShared = ({ name }: Activity) => (byName.get(name)?.length ?? 0) > 1
  return {
    full: (activity: Activity) => (isShared(activity) ? `${activity.name}, ${structureOf(activity)}` : activity.name),
    /** 'Soir, École Jean-Zay', 'Mercredis, journée' */
    ofSlot: (activity: Activity, slot: Slots[number]) => {
      if (isShared(activity)) return `${slot.name}, ${structureOf(activity)}`
      return activity.slots.length > 1 ? `${activity.name}, ${slot.name.toLowerCase()}` : activity.name
    },
  }
}

/** Each slot with limited places, the fullest first. */
export function occupancyRows(
  { activities, openings }: Sources,
  labelOf: (activity: Activity, slot: Slots[number]) => string,
): MonthReport['occupancy'] {
  const bySlot = groupBy(openings, ({ slotId }) => slotId)
  return activities
    .flatMap((activity) =>
      activity.slots.flatMap((slot) => {
        const { averagePercent, busiestPercent } = occupancyOf(bySlot.get(slot.id) ?? [], limitOf(activity.slots))
        if (averagePercent === null || busiestPercent === null) return []
        return [{ label: labelOf(activity, slot), averagePercent, busiestPercent }]
      }),
    )
    .toSorted((left, right) => right.averagePercent - left.averagePercent)
}

const services = [
  { key: 'morning', label: 'Matin' },
  { key: 'meal', label: 'Midi' },
  { key: 'evening', label: 'Soir' },
  { key: 'leisure', label: 'Loisirs' },
  { key: 'sport', label: 'Sport' },
  { key: 'nursery', label: 'Accueil petits' },
] as const

function serviceOf(activity: Activity, slotId: number): (typeof services)[number]['key'] {
  if (activity.kind !== 'before-after-school') return activity.kind
  return activity.slots.find(({ id }) => id === slotId)?.icon === 'morning' ? 'morning' : 'evening'
}

/** Presences of each day, of all the structures together, for each moment of the day. */
export function serviceRows(sources: Sources, dates: readonly LocalDate[]): MonthReport['services'] {
  const byId = new Map(sources.activities.map((activity) => [activity.id, activity]))
  const keyOf = (row: { activityId: number; slotId: number }) => {
    const activity = byId.get(row.activityId)
    return activity ? serviceOf(activity, row.slotId) : null
  }
  const counts = groupBy(sources.counts, keyOf)
  const openings = groupBy(sources.openings, keyOf)
  return services
    .map(({ key, label }) => {
      const days = groupBy(counts.get(key) ?? [], ({ date }) => date)
      const perDay = (keep: (state: StoredState) => boolean) =>
        dates.map((date) => (days.get(date) ?? []).reduce((sum, { state, n }) => (keep(state) ? sum + n : sum), 0))
      return {
        ...{ key, label, places: placesOfDay(openings.get(key) ?? [], byId) },
        present: perDay((state) => presentStates.has(state)),
        others: perDay((state) => bookedStates.has(state) && !presentStates.has(state)),
      }
    })
    .filter(({ key, present, others }) => openings.has(key) || [...present, ...others].some((one) => one > 0))
}

/** Places of the day that offers most; null when a slot has no limit. */
function placesOfDay(openings: readonly OpeningCount[], byId: ReadonlyMap<number, Activity>): number | null {
  const totals = new Map<LocalDate, number>()
  for (const opening of openings) {
    const slots = byId.get(opening.activityId)?.slots ?? []
    const places = placesOf(opening, limitOf(slots)(opening.slotId))
    if (places === null) return null
    totals.set(opening.date, (totals.get(opening.date) ?? 0) + places)
  }
  return totals.size === 0 ? null : Math.max(...totals.values())
}

export const allMeals = (activities: readonly Activity[]): WithMeal =>
  hasMeal(activities.flatMap(({ slots }) => [...slots]))
