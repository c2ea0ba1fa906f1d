import type { Calendar, CalendarDay, Cell, Service } from '../../../src-shared/contract/portal/calendar'
import type {
  ActivityView,
  AvailabilityView,
  BookingsView,
  FamilyView,
  TownView,
} from '../../../src-shared/contract/portal/views'
import { localDate, monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import { minutesOf } from '../../../src-shared/kernel/local-time'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import {
  shownState,
  type DayMark,
  type ShownStateResult,
  type StoredState,
} from '../../../src-shared/rules/booking-state'
import { publicHolidayName, schoolHolidayOn } from '../../../src-shared/rules/calendar'
import { effectiveCancelRule } from '../../../src-shared/rules/deadline'
import type { BookingPapers } from '../../../src-shared/rules/documents'
import { eligibilityBlocks, type BlockReason } from '../../../src-shared/rules/eligibility'
import { priceBooking, slotMinutes, type TariffBook } from '../pricing'

/** Everything that a calendar depends on: views, and the moment when it is read. */
export interface CalendarSources {
  town: TownView
  family: FamilyView
  /** Those in which a child of the family is enrolled, in the town's order. */
  activities: readonly ActivityView[]
  availability: ReadonlyMap<string, AvailabilityView>
  bookings: ReadonlyMap<YearMonth, BookingsView>
  /** Null when no paper holds a booking back. */
  papers: BookingPapers | null
  dates: readonly LocalDate[]
  now: Instant
  today: LocalDate
}

type Stored = BookingsView['bookings'][number]
type Enrolment = FamilyView['enrolments'][number]
type Child = FamilyView['children'][number]

export const availabilityName = (activityId: number, month: YearMonth) => `${activityId} ${month}`

/** What each day shows for each child and slot, from the views and the rules at this moment. Writes and asks nothing. */
export function computeCalendar(sources: CalendarSources): Calendar {
  const { family, today, now } = sources
  const services = sources.activities.flatMap((activity) => activity.slots.map((slot) => serviceOf(activity, slot)))
  const tables = openTables(sources)
  const days = sources.dates.map((date) => computeDay(sources, tables, date))
  return {
    today,
    now,
    children: family.children.map(({ id, firstName, lastName, schoolName, classLevel }) => {
      return { id, firstName, lastName, schoolName, classLevel }
    }),
    services,
    prices: tables.prices,
    blocks: tables.blocks,
    days,
  }
}

/** One activity followed by one child, with what is looked up at every cell. */
interface Lane {
  child: Child
  childIndex: number
  activity: ActivityView
  enrolments: readonly Enrolment[]
  firstService: number
}

interface Tables {
  lanes: Lane[]
  /** Of each service, in minutes. */
  starts: number[]
  stored: Map<string, Stored>
  book: TariffBook
  prices: Calendar['prices']
  priceIndex: Map<string, number>
  blocks: BlockReason[][]
  blockIndex: Map<string, number>
}

function openTables({ family, activities, bookings }: CalendarSources): Tables {
  const lanes: Lane[] = []
  family.children.forEach((child, childIndex) => {
    let firstService = 0
    for (const activity of activities) {
      const enrolments = family.enrolments.filter((one) => one.childId === child.id && one.activityId === activity.id)
      if (enrolments.length > 0) lanes.push({ child, childIndex, activity, enrolments, firstService })
      firstService += activity.slots.length
    }
  })
  const stored = new Map<string, Stored>()
  for (const view of bookings.values()) {
    for (const booking of view.bookings) stored.set(`${booking.enrolmentId} ${booking.slotId} ${booking.date}`, booking)
  }
  return {
    lanes,
    starts: activities.flatMap(({ slots }) => slots.map(({ startTime }) => minutesOf(startTime))),
    stored,
    book: tariffBookOf(activities),
    prices: [],
    priceIndex: new Map(),
    blocks: [],
    blockIndex: new Map(),
  }
}

/** The prices of the views, in the form that pricing computes with. */
export function tariffBookOf(activities: readonly ActivityView[]): TariffBook {
  return {
    byActivity: new Map(
      activities.map(({ id, tariffs }) => [
        id,
        tariffs.map((tariff) => ({ ...tariff, activityId: id, name: '', version: 0 })),
      ]),
    ),
    surchargeOf: new Map(activities.map(({ id, rules }) => [id, rules.lateSurchargeCents])),
    minutesOf: slotMinutes(activities),
    stamp: 'views',
  }
}

export function serviceOf(activity: ActivityView, slot: ActivityView['slots'][number]): Service {
  const { rules } = activity
  return {
    activityId: activity.id,
    slotId: slot.id,
    activityName: activity.name,
    slotName: slot.name,
    structureName: activity.structure.name,
    icon: slot.icon,
    startTime: slot.startTime,
    endTime: slot.endTime,
    bookingDeadline: rules.bookingDeadline,
    cancelDeadline: effectiveCancelRule(rules.cancelDeadline, rules.bookingDeadline),
  }
}

function computeDay(sources: CalendarSources, tables: Tables, date: LocalDate): CalendarDay {
  const { town } = sources
  const holiday = schoolHolidayOn(date, town.schoolZone, town.schoolHolidays)
  const publicName = publicHolidayName(date, town)
  const period = holiday === null ? null : holiday.kind === 'summer' ? 'summer-holidays' : 'small-holidays'
  const dayMark: DayMark | null = publicName !== null ? 'public-holiday' : period
  const cells: Cell[] = []
  let closure = ''
  for (const lane of tables.lanes) {
    const availability = sources.availability.get(availabilityName(lane.activity.id, monthOf(date)))
    const closed = availability?.closures.find(({ from, to }) => from <= date && date <= to)
    if (closed) closure = closed.label
    laneCells({ sources, tables, lane, date, availability, mark: closed ? 'closed' : dayMark }, cells)
  }
  const isOpen = cells.some(({ state }) => state !== 'closed')
  // a day is read from morning to evening, whatever the activities
  const startOf = ({ service }: Cell) => tables.starts[service] ?? 0
  cells.sort((left, right) => left.child - right.child || startOf(left) - startOf(right))
  if (isOpen) return { date, mark: null, label: holiday?.name ?? '', holidays: period, cells }
  const mark = closure !== '' ? 'closed' : dayMark
  return { date, mark, label: closure || publicName || holiday?.name || '', holidays: period, cells: [] }
}

interface LaneDay {
  sources: CalendarSources
  tables: Tables
  lane: Lane
  date: LocalDate
  availability: AvailabilityView | undefined
  mark: DayMark | null
}

function laneCells(day: LaneDay, cells: Cell[]): void {
  const { lane, tables, date, availability, mark } = day
  const enrolment = enrolmentOn(lane.enrolments, date)
  const openings = availability ? openingsOf(availability) : undefined
  let blocks: readonly BlockReason[] | undefined
  lane.activity.slots.forEach((slot, index) => {
    const left = openings?.get(`${enrolment.groupId} ${slot.id} ${date}`)
    const booking = tables.stored.get(`${enrolment.id} ${slot.id} ${date}`)
    if (left === undefined && !booking) return
    const isFree =
      !booking || booking.state === 'refused' || booking.state === 'cancelled' || booking.state === 'awaiting-payment'
    blocks ??= isFree ? blocksOf(day, enrolment) : undefined
    const shown = shownState({
      stored: booking ? { state: booking.state, waitingRank: booking.rank, holdUntil: booking.holdUntil } : null,
      opening: left === undefined ? null : { capacityLeft: left, startTime: slot.startTime },
      rules: lane.activity.rules,
      dayMark: mark === 'closed' || !isOnLeave(day, enrolment.id) ? mark : 'leave',
      blocks: blocks ?? [],
      date,
      now: day.sources.now,
      calendar: day.sources.town,
      invoiced: booking?.invoiced ?? false,
    })
    cells.push(cellOf(day, { enrolment, slotId: slot.id, service: lane.firstService + index, booking, shown }))
  })
}

function isOnLeave({ sources, date }: LaneDay, enrolmentId: number): boolean {
  const leaves = sources.bookings.get(monthOf(date))?.leaves ?? []
  return leaves.some((one) => one.enrolmentId === enrolmentId && one.from <= date && date <= one.to)
}

interface Shown {
  enrolment: Enrolment
  slotId: number
  service: number
  booking: Stored | undefined
  shown: ShownStateResult
}

function cellOf(day: LaneDay, { enrolment, slotId, service, booking, shown }: Shown): Cell {
  const { lane, tables } = day
  const cell: Cell = {
    child: lane.childIndex,
    service,
    enrolmentId: enrolment.id,
    state: shown.state,
    action: shown.action,
    price: priceIndexOf(day, slotId, booking, shown),
  }
  if (shown.deadline) cell.deadline = shown.deadline
  if (shown.surchargeCents) cell.surchargeCents = shown.surchargeCents
  if (shown.blockedBy && shown.blockedBy.length > 0) cell.blocks = blockIndexOf(tables, shown.blockedBy)
  if (!booking) return cell
  if (booking.rank !== null) cell.rank = booking.rank
  if (booking.reason !== '') cell.reason = booking.reason
  cell.since = booking.changedAt
  return cell
}

/** The enrolment of a day: the one that covers it, else the nearest, whose dates will say why it stops. */
export function enrolmentOn(enrolments: readonly Enrolment[], date: LocalDate): Enrolment {
  const covering = enrolments.find((one) => one.startDate <= date && (one.endDate === null || date <= one.endDate))
  const next = enrolments.find((one) => one.startDate > date)
  const found = covering ?? next ?? enrolments.at(-1)
  if (!found) throw new Error('a lane without enrolment')
  return found
}

const noBirthDate = localDate('2000-01-01')

function blocksOf({ lane, sources, date }: LaneDay, enrolment: Enrolment): readonly BlockReason[] {
  const { child, activity } = lane
  const isBirthKnown = child.birthDate !== null
  return eligibilityBlocks(
    {
      birthDate: child.birthDate ?? noBirthDate,
      schoolId: child.schoolId,
      classLevel: child.classLevel,
      isResident: sources.family.resident,
    },
    {
      minAgeMonths: isBirthKnown ? activity.minAgeMonths : null,
      maxAgeMonths: isBirthKnown ? activity.maxAgeMonths : null,
      residentsOnly: activity.residentsOnly,
    },
    date,
    {
      now: sources.now,
      enrolment,
      ...sources.papers?.missing({
        childId: child.id,
        activityId: activity.id,
        structureId: activity.structure.id,
        on: date,
      }),
    },
  )
}

/** States that have their own price; the others show the price of a booking to come. */
function billedState(booking: Stored | undefined): StoredState | undefined {
  switch (booking?.state) {
    case undefined:
    case 'requested':
    case 'waiting':
    case 'offered':
    case 'awaiting-payment':
    case 'refused':
    case 'cancelled':
      return undefined
    default:
      return booking?.state
  }
}

const isNowLate = ({ action, deadline }: ShownStateResult, now: Instant) =>
  action !== null && deadline !== undefined && deadline !== null && now >= deadline

function priceIndexOf(
  day: LaneDay,
  slotId: number,
  booking: Stored | undefined,
  shown: ShownStateResult,
): number | null {
  const { tables, lane, sources, date } = day
  const state = billedState(booking)
  const isFree = booking === undefined || booking.state === 'refused' || booking.state === 'cancelled'
  // booked now, or waited for now: after the deadline, it is late, as the desk will judge it
  const late = isFree ? isNowLate(shown, sources.now) : booking.late
  const price = priceBooking(tables.book, {
    activityId: lane.activity.id,
    slotId,
    date,
    quotients: sources.family.quotients,
    state,
    late,
  })
  if (price === null) return null
  const { amountCents, explanation } = price
  const { basis } = explanation
  const quotient = 'quotient' in basis ? basis.quotient : basis.kind
  const name = `${lane.activity.id} ${slotId} ${amountCents} ${explanation.surchargeCents} ${quotient} ${explanation.absencePercent ?? ''}`
  let index = tables.priceIndex.get(name)
  if (index === undefined) {
    index = tables.prices.push({ amountCents, explanation }) - 1
    tables.priceIndex.set(name, index)
  }
  return index
}

function blockIndexOf(tables: Tables, blocks: readonly BlockReason[]): number {
  const name = JSON.stringify(blocks)
  let index = tables.blockIndex.get(name)
  if (index === undefined) {
    index = tables.blocks.push([...blocks]) - 1
    tables.blockIndex.set(name, index)
  }
  return index
}

const indexedOpenings = new WeakMap<AvailabilityView, ReadonlyMap<string, number | null>>()

/** Places left by group, slot and date; indexed once for each view. */
function openingsOf(view: AvailabilityView): ReadonlyMap<string, number | null> {
  let index = indexedOpenings.get(view)
  if (!index) {
    index = new Map(view.openings.map(([groupId, slotId, date, left]) => [`${groupId} ${slotId} ${date}`, left]))
    indexedOpenings.set(view, index)
  }
  return index
}
