import { type Instant, parisDate, parisInstant } from '../kernel/instant'
import type { LocalDate } from '../kernel/local-date'
import type { LocalTime } from '../kernel/local-time'
import type { Cents } from '../kernel/money'
import type { PublicHolidayOptions } from './calendar'
import { type DeadlineRule, deadlineOf, effectiveCancelRule } from './deadline'
import type { BlockReason } from './eligibility'
import type { StoredState } from './booking-transitions'

export {
  type ActorKind,
  OCCUPYING_STATES,
  STORED_STATES,
  type StoredState,
  allowedTransitions,
  canTransition,
  isStoredState,
  occupiesPlace,
} from './booking-transitions'

/** A day that is not like the others, whoever looks at it. `closed` and `leave` win over an opening, the others do not. */
export type DayMark = 'closed' | 'public-holiday' | 'small-holidays' | 'summer-holidays' | 'leave'

/** What a parent or an agent sees in a cell: domain.md, chapter 3. `nothing` is a past day on which nothing was booked. */
export type ShownState =
  | 'available'
  | 'selected'
  | 'late-surcharge'
  | 'too-late'
  | 'full'
  | 'blocked'
  | 'requested'
  | 'awaiting-payment'
  | 'booked'
  | 'booked-locked'
  | 'waiting'
  | 'offered'
  | 'refused'
  | 'cancellation-requested'
  | 'absence-requested'
  | 'cancelled'
  | 'absent-excused'
  | 'absent-billed'
  | 'present'
  | 'present-booked'
  | 'present-unbooked'
  | 'outside-contract'
  | 'nothing'
  | 'error'
  | DayMark

/**
 * The one thing that a parent may do with the cell. `cancel` becomes a request where an agent decides; what is offered may
 * be accepted (`accept`, an item `book`) or declined (an item `cancel`).
 */
export type BookingAction = 'book' | 'request' | 'waitlist' | 'accept' | 'cancel' | 'declare-absence' | 'withdraw'

export type BookingRules = {
  readonly bookingDeadline: DeadlineRule
  /** Null: the booking rule. */
  readonly cancelDeadline: DeadlineRule | null
  readonly lateBooking: 'refused' | 'surcharge'
  readonly lateSurchargeCents: Cents
  readonly validationMode: 'automatic' | 'agent' | 'payment'
  readonly cancellationMode: 'free' | 'agent' | 'forbidden'
  readonly waitingList: boolean
  readonly bookingOpensAt: Instant | null
  /** A service that is only attended, never booked: its presence is shown as such. */
  readonly withoutBooking?: boolean
}

export type ShownStateInput = {
  readonly stored?: {
    readonly state: StoredState
    readonly waitingRank?: number | null
    /** End of the hold of a place that waits for its payment, or of an offer of the waiting list. */
    readonly holdUntil?: Instant | null
  } | null
  /** Null = closed. `capacityLeft` null = no limit; `startTime` ends late bookings and bookings without limit. */
  readonly opening: { readonly capacityLeft: number | null; readonly startTime?: LocalTime | null } | null
  readonly rules: BookingRules
  readonly dayMark: DayMark | null
  readonly blocks: readonly BlockReason[]
  readonly date: LocalDate
  readonly now: Instant
  readonly calendar: PublicHolidayOptions
  /** The booking is on an issued invoice: a parent can no longer remove it (rule 9). */
  readonly invoiced: boolean
}

export type ShownStateResult = {
  readonly state: ShownState
  readonly action: BookingAction | null
  /** The deadline that the state depends on, passed or not: to book a free slot, to cancel a booked one. Null = no limit. */
  readonly deadline?: Instant | null
  readonly blockedBy?: readonly BlockReason[]
  readonly surchargeCents?: Cents
}

/**
 * What a cell shows and what may be done with it, from the stored state, the day and the rules at this moment.
 * Called for every cell of a calendar on every reading: it computes only the deadline it needs.
 */
export function shownState(input: ShownStateInput): ShownStateResult {
  const { stored } = input
  if (stored === undefined || stored === null) return freeSlot(input, 0)
  const isOver = input.date < parisDate(input.now)
  switch (stored.state) {
    case 'requested':
    case 'waiting':
    case 'cancellation-requested':
    case 'absence-requested':
      return { state: stored.state, action: isOver || input.invoiced ? null : 'withdraw' }
    case 'offered':
      return offeredPlace(input, stored.holdUntil ?? null)
    case 'awaiting-payment':
      return awaitingPayment(input, stored.holdUntil ?? null)
    case 'booked':
      return bookedSlot(input, isOver)
    case 'refused':
    case 'cancelled':
      return { ...freeSlot(input, 0), state: stored.state }
    case 'absent-excused':
    case 'absent-billed':
    case 'present-unbooked':
    case 'outside-contract':
      return { state: stored.state, action: null }
    case 'present':
      return { state: input.rules.withoutBooking === true ? 'present' : 'present-booked', action: null }
    default:
      // a text that no version of the program has written: shown as it is, an error, never as a free slot
      return { state: 'error', action: null }
  }
}

/** A hold that has run out is a free slot again, its own place included, even before the cleaning job comes by. */
function awaitingPayment(input: ShownStateInput, holdUntil: Instant | null): ShownStateResult {
  if (holdUntil !== null && input.now >= holdUntil) return freeSlot(input, 1)
  return { state: 'awaiting-payment', action: 'withdraw', deadline: holdUntil }
}

/** Nobody answers an offer that is over, even before the cleaning job comes by: the place goes to the next. */
function offeredPlace(input: ShownStateInput, until: Instant | null): ShownStateResult {
  if (input.opening === null || input.dayMark === 'closed') return { state: 'error', action: null }
  const isOver = input.date < parisDate(input.now) || (until !== null && input.now >= until)
  return { state: 'offered', action: isOver ? null : 'accept', deadline: until }
}

function bookedSlot(input: ShownStateInput, isOver: boolean): ShownStateResult {
  // a closure cancels its bookings: one that is still there must be looked at by someone
  if (input.opening === null || input.dayMark === 'closed') return { state: 'error', action: null }
  const { rules } = input
  const deadline = deadlineOf(
    effectiveCancelRule(rules.cancelDeadline, rules.bookingDeadline),
    input.date,
    input.calendar,
  )
  if (isOver || input.invoiced) return { state: 'booked-locked', action: null, deadline }
  const isPast = deadline !== null && input.now >= deadline
  if (isPast || rules.cancellationMode === 'forbidden') {
    return { state: 'booked-locked', action: 'declare-absence', deadline }
  }
  return { state: 'booked', action: 'cancel', deadline }
}

function freeSlot(input: ShownStateInput, ownPlaces: number): ShownStateResult {
  const { opening, dayMark, date, now, rules } = input
  if (dayMark === 'closed' || dayMark === 'leave') return { state: dayMark, action: null }
  if (opening === null) return { state: dayMark ?? 'closed', action: null }
  const today = parisDate(now)
  if (date < today) return { state: 'nothing', action: null }

  const deadline = deadlineOf(rules.bookingDeadline, date, input.calendar)
  const isLate = deadline !== null && now >= deadline
  const hasStarted = date === today && isNotNull(opening.startTime) && now >= parisInstant(date, opening.startTime)
  if (hasStarted || (isLate && rules.lateBooking === 'refused')) return { state: 'too-late', action: null, deadline }

  const blockedBy = withWindow(input.blocks, rules.bookingOpensAt, now)
  if (opening.capacityLeft !== null && opening.capacityLeft + ownPlaces <= 0) {
    if (blockedBy.length > 0) return { state: 'full', action: null, deadline, blockedBy }
    return { state: 'full', action: rules.waitingList ? 'waitlist' : null, deadline }
  }
  if (blockedBy.length > 0) return { state: 'blocked', action: null, deadline, blockedBy }
  const action = rules.validationMode === 'agent' ? 'request' : 'book'
  if (isLate) return { state: 'late-surcharge', action, deadline, surchargeCents: rules.lateSurchargeCents }
  return { state: 'available', action, deadline }
}

function withWindow(blocks: readonly BlockReason[], opensAt: Instant | null, now: Instant): readonly BlockReason[] {
  if (opensAt === null || now >= opensAt || blocks.some((block) => block.code === 'window-not-open')) return blocks
  return [...blocks, { code: 'window-not-open', opensAt }]
}

function isNotNull<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined
}
