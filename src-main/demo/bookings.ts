import type { Instant } from '../../src-shared/kernel/instant'
import { monthOf } from '../../src-shared/kernel/local-date'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import { occupiesPlace, type StoredState } from '../../src-shared/rules/booking-state'
import type { BookingRow } from '../modules/bookings/entities'
import type { Catalogue, Cell, Service } from './catalogue-types'
import { isoWeekdayBit } from './days'
import type { DemoEnrolment, Habit } from './enrolments'
import type { NextId } from './counter'
import { hasPlace, takePlace } from './places'
import { timeBetween, type Streams } from './random'
import { instantBefore, type DemoDay, type Timeline } from './timeline'

export interface DemoBooking {
  row: BookingRow
  service: Service
  day: DemoDay
}

export interface BookingMaker {
  timeline: Timeline
  streams: Streams
  catalogue: Catalogue
  nextId: NextId
  /** For each bookable day, when a booking of that day was made at the latest. */
  bookedAt: Map<number, Instant>
}

export function bookingMaker(catalogue: Catalogue, timeline: Timeline, streams: Streams, nextId: NextId): BookingMaker {
  const bookedAt = new Map(timeline.bookable.map((day) => [day.index, instantBefore(timeline, day.date, 16, '20:40')]))
  return { catalogue, timeline, streams, nextId, bookedAt }
}

/** The bookings of one enrolment, from its habits, the calendar, the places left and a little chance. */
export function bookingsOf(maker: BookingMaker, enrolment: DemoEnrolment): DemoBooking[] {
  const { timeline, streams } = maker
  const random = streams('bookings', enrolment.row.id)
  const weeks = new Map<number, boolean>()
  // Not every family has booked next month yet.
  const booksAhead = enrolment.household.index < 3 || random.chance(0.82)
  const bookings: DemoBooking[] = []
  for (const day of timeline.bookable) {
    if (!isOwnDay(enrolment, day)) continue
    if (!booksAhead && day.date > timeline.today && !day.date.startsWith(timeline.today.slice(0, 7))) continue
    if (enrolment.service.usage === 'holidays' && !isHolidayWeek(weeks, day.week, random)) continue
    for (const habit of enrolment.habits) {
      const booking = bookingOn(maker, enrolment, habit, day, random)
      if (booking) bookings.push(booking)
    }
  }
  return bookings
}

function isOwnDay({ row, parity }: DemoEnrolment, day: DemoDay): boolean {
  if (day.date < row.startDate || (row.endDate !== null && day.date > row.endDate)) return false
  return parity === null || (day.week & 1) === parity
}

/** Holidays are booked by the week. */
function isHolidayWeek(weeks: Map<number, boolean>, week: number, random: SeededRandom): boolean {
  let goes = weeks.get(week)
  if (goes === undefined) {
    goes = random.chance(0.5)
    weeks.set(week, goes)
  }
  return goes
}

function bookingOn(
  maker: BookingMaker,
  enrolment: DemoEnrolment,
  { cell, weekdays }: Habit,
  day: DemoDay,
  random: SeededRandom,
): DemoBooking | null {
  const isUsual = (weekdays & isoWeekdayBit(day.weekday)) !== 0
  const { catalogue, timeline } = maker
  const { strike } = catalogue
  if (isUsual && strike?.day === day && strike.structureId === enrolment.service.structure.id) {
    return made(maker, enrolment, cell, day, {
      state: 'cancelled',
      reason: 'Grève du personnel',
      changedBy: 'Élise Marchand',
    })
  }
  if (!cell.open[day.index]) return null
  if (!isUsual) {
    // Somebody comes without having booked: only a past day can tell.
    const comesAnyway = day.date < timeline.today && hasPlace(cell, day.index) && random.chance(0.006)
    return comesAnyway
      ? made(maker, enrolment, cell, day, {
          state: 'present-unbooked',
          ...attendance(maker, enrolment, cell, day, random),
        })
      : null
  }
  if (day.date < timeline.today) return pastBooking(maker, enrolment, cell, day, random)
  return comingBooking(maker, enrolment, cell, day, random)
}

function pastBooking(
  maker: BookingMaker,
  enrolment: DemoEnrolment,
  cell: Cell,
  day: DemoDay,
  random: SeededRandom,
): DemoBooking | null {
  if (!hasPlace(cell, day.index)) return null
  const state = random.weighted<StoredState>([
    ['present', 92],
    ['absent-excused', 3.6],
    ['absent-billed', 2],
    ['cancelled', 2],
    // The attendance sheet was not filled in: what the month's check must find.
    ['booked', 0.4],
  ])
  const seen = state === 'present' ? attendance(maker, enrolment, cell, day, random) : {}
  const reason =
    state === 'absent-excused' ? random.pick(['Enfant malade', 'Certificat médical', 'Rendez-vous médical']) : ''
  const late = enrolment.service.activity.lateBooking === 'surcharge' && random.chance(0.01)
  return made(maker, enrolment, cell, day, { state, reason, late, ...seen })
}

function comingBooking(
  maker: BookingMaker,
  enrolment: DemoEnrolment,
  cell: Cell,
  day: DemoDay,
  random: SeededRandom,
): DemoBooking | null {
  const { timeline } = maker
  if (!hasPlace(cell, day.index)) {
    if (!enrolment.service.activity.waitingList) return null
    const waitingSince = instantBefore(
      timeline,
      timeline.today,
      random.integer(1, 12),
      timeBetween(random, 7 * 60, 22 * 60),
    )
    return made(maker, enrolment, cell, day, { state: 'waiting', waitingSince, changedAt: waitingSince })
  }
  const state = random.chance(0.015) ? 'cancelled' : 'booked'
  const memo = random.chance(0.004)
    ? random.pick(['Part à 17 h avec sa grand-mère', 'Doudou dans le sac', 'Arrive après le dentiste'])
    : ''
  return made(maker, enrolment, cell, day, { state, memo })
}

/** Hours, where somebody writes them down. This month a few departures are still missing; last month's were completed. */
function attendance(
  { timeline }: BookingMaker,
  { service }: DemoEnrolment,
  cell: Cell,
  day: DemoDay,
  random: SeededRandom,
): Omit<Partial<BookingRow>, 'state'> {
  const changedBy = random.pick(['Yanis Cordier', 'Mélanie Riou', 'Élise Marchand'])
  if (service.usage === 'meal' || service.usage === 'sport') return { changedBy }
  const [start, end] = [minutesOf(cell.slot.startTime), minutesOf(cell.slot.endTime)]
  const [arrivedAt, leftAt] =
    cell.slot.icon === 'morning'
      ? [timeBetween(random, start, end - 10), cell.slot.endTime]
      : cell.slot.icon === 'evening'
        ? [cell.slot.startTime, timeBetween(random, start + 15, end)]
        : [timeBetween(random, start, start + 75), timeBetween(random, end - 90, end)]
  const isForgotten = random.chance(0.01) && monthOf(day.date) === monthOf(timeline.today)
  return { changedBy, arrivedAt, leftAt: isForgotten ? null : leftAt }
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

function made(
  maker: BookingMaker,
  enrolment: DemoEnrolment,
  cell: Cell,
  day: DemoDay,
  facts: Omit<Partial<BookingRow>, 'state'> & { state: StoredState },
): DemoBooking {
  const { row: enrolmentRow, service, household } = enrolment
  const holder = household.guardians[0]
  const isAttendance = facts.state.startsWith('present') || facts.state === 'absent-billed'
  const row: BookingRow = {
    id: maker.nextId(),
    enrolmentId: enrolmentRow.id,
    childId: enrolmentRow.childId,
    familyId: enrolmentRow.familyId,
    activityId: service.activity.id,
    groupId: cell.group.id,
    slotId: cell.slot.id,
    date: day.date,
    waitingSince: null,
    waitingPriority: 0,
    together: false,
    holdUntil: null,
    uploadId: null,
    collectedBy: '',
    cancellationId: null,
    late: false,
    requestId: null,
    reason: '',
    memo: '',
    arrivedAt: null,
    leftAt: null,
    changedAt: isAttendance
      ? `${day.date}T17:45:00.000Z`
      : (maker.bookedAt.get(day.index) ?? maker.timeline.startOfToday),
    changedBy: isAttendance ? 'Yanis Cordier' : holder ? `${holder.firstName} ${holder.lastName}` : 'Portail',
    version: 1,
    ...facts,
  }
  if (occupiesPlace(facts.state)) takePlace(cell, day.index)
  return { row, service, day }
}
