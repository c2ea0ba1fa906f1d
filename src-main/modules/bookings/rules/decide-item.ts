import type { BookingItem, ItemOutcome } from '../../../../src-shared/contract/requests'
import type { ErrorCode, ErrorDetails } from '../../../../src-shared/errors'
import { parisDate, type Instant } from '../../../../src-shared/kernel/instant'
import type { LocalTime } from '../../../../src-shared/kernel/local-time'
import {
  shownState,
  type BookingRules,
  type DayMark,
  type ShownStateResult,
  type StoredState,
} from '../../../../src-shared/rules/booking-state'
import type { PublicHolidayOptions } from '../../../../src-shared/rules/calendar'
import { deadlineOf, effectiveCancelRule } from '../../../../src-shared/rules/deadline'
import { describeBlock, type BlockReason } from '../../../../src-shared/rules/eligibility'

/** Everything that one item depends on, at the moment when it is decided. */
export interface ItemFacts {
  item: Pick<BookingItem, 'action' | 'date'>
  at: Instant
  by: 'parent' | 'staff'
  approve: boolean
  current: StoredState | null
  /** End of the offer or of the hold of the current booking. */
  holdUntil?: Instant | null
  isInvoiced: boolean
  /** Null = closed. */
  opening: { capacityLeft: number | null; startTime: LocalTime } | null
  dayMark: DayMark | null
  blocks: readonly BlockReason[]
  rules: BookingRules
  calendar: PublicHolidayOptions
}

export interface Decision {
  outcome: ItemOutcome['outcome']
  /** State to write; null = nothing changes. */
  to: StoredState | null
  refusal?: { code: ErrorCode; details: ErrorDetails }
  late?: boolean
  deadline?: Instant | null
}

type Settled = Extract<StoredState, ItemOutcome['outcome']>

/** What becomes of one item: rules 1 to 6 and 9 of the domain. Writes nothing, knows no clock. */
export function decideItem(facts: ItemFacts): Decision {
  switch (facts.item.action) {
    case 'book':
      return decideBooking(facts)
    case 'cancel':
      return decideCancellation(facts)
    case 'declare-absence':
      return decideAbsence(facts)
  }
}

function decideBooking(facts: ItemFacts): Decision {
  const { current, by, approve } = facts
  switch (current) {
    case null:
    case 'refused':
    case 'cancelled':
      return by === 'staff' ? bookByStaff(facts) : bookByParent(facts)
    case 'requested':
      return approve || by === 'staff' ? becomes('booked', cancellableUntil(facts)) : unchanged(facts)
    case 'waiting':
      return by === 'staff' && hasPlace(facts) ? becomes('booked', cancellableUntil(facts)) : unchanged(facts)
    case 'offered':
      return acceptOffer(facts)
    case 'awaiting-payment':
      return by === 'staff' ? becomes('booked', cancellableUntil(facts)) : holdAgain(facts)
    case 'cancellation-requested':
    case 'absence-requested':
      return facts.isInvoiced ? refused('booking.invoiced') : becomes('booked', cancellableUntil(facts))
    default:
      return unchanged(facts)
  }
}

function bookByParent(facts: ItemFacts): Decision {
  const shown = shownNow(facts)
  const late = shown.state === 'late-surcharge'
  switch (shown.action) {
    case 'request':
      return becomes(facts.approve ? 'booked' : 'requested', { ...cancellableUntil(facts), late })
    case 'book':
      return becomes(facts.rules.validationMode === 'payment' ? 'awaiting-payment' : 'booked', {
        ...cancellableUntil(facts),
        late,
      })
    case 'waitlist':
      return becomes('waiting', { ...cancellableUntil(facts), late: isLate(facts) })
    default:
      return refusalOf(shown)
  }
}

/** The place of an offer is already kept: what stops it is its hour, a closed day, or the file. */
function acceptOffer(facts: ItemFacts): Decision {
  const { by, at, opening, dayMark, blocks, rules, holdUntil = null } = facts
  if (opening === null || dayMark === 'closed') return refused('booking.closed')
  if (by === 'staff') return becomes('booked', cancellableUntil(facts))
  if (isPassed(holdUntil, at)) return refused('booking.offer-over', {}, holdUntil)
  if (blocks.length > 0) return blockedBy(blocks)
  return becomes(rules.validationMode === 'payment' ? 'awaiting-payment' : 'booked', cancellableUntil(facts))
}

/** A hold that has run out, and that nobody cleaned yet, is asked for again as a free slot would be. */
function holdAgain(facts: ItemFacts): Decision {
  if (!isPassed(facts.holdUntil ?? null, facts.at)) return unchanged(facts)
  const { opening } = facts
  const left = opening?.capacityLeft ?? null
  const asFree = opening && left !== null ? { ...opening, capacityLeft: left + 1 } : opening
  return bookByParent({ ...facts, opening: asFree })
}

/** An agent may book after the deadline, not on a closed day, nor without an enrolment, nor above the places. */
function bookByStaff(facts: ItemFacts): Decision {
  if (facts.opening === null || facts.dayMark === 'closed') return refused('booking.closed')
  const stopping = facts.blocks.filter(({ code }) => code.startsWith('enrolment-'))
  if (stopping.length > 0) return blockedBy(stopping)
  if (hasPlace(facts)) return becomes('booked', cancellableUntil(facts))
  return facts.rules.waitingList ? becomes('waiting', cancellableUntil(facts)) : refused('booking.full')
}

function decideCancellation(facts: ItemFacts): Decision {
  const { current, by, approve } = facts
  const decides = approve || by === 'staff'
  switch (current) {
    case null:
    case 'refused':
    case 'cancelled':
      return unchanged(facts)
    case 'requested':
    case 'waiting':
    case 'offered':
    case 'awaiting-payment':
      return becomes('cancelled')
    case 'cancellation-requested':
      if (facts.isInvoiced) return refused('booking.invoiced')
      return decides ? becomes('cancelled') : unchanged(facts)
    case 'absence-requested':
      return by === 'staff' && !facts.isInvoiced ? becomes('cancelled') : unchanged(facts)
    case 'booked':
      return cancelBooked(facts, decides)
    default:
      return refused('booking.attended')
  }
}

function cancelBooked(facts: ItemFacts, decides: boolean): Decision {
  if (facts.isInvoiced) return refused('booking.invoiced')
  if (facts.by === 'staff') return becomes('cancelled')
  if (isOver(facts)) return refused('booking.past')
  const { cancellationMode } = facts.rules
  if (cancellationMode === 'forbidden') return refused('booking.cancel-forbidden')
  const deadline = cancelDeadline(facts)
  if (isPassed(deadline, facts.at)) return becomes('absence-requested', { deadline })
  return cancellationMode === 'free' || decides ? becomes('cancelled') : becomes('cancellation-requested', { deadline })
}

function decideAbsence(facts: ItemFacts): Decision {
  const { current, by, approve } = facts
  switch (current) {
    case 'absent-excused':
    case 'absent-billed':
    case 'cancellation-requested':
      return unchanged(facts)
    case 'absence-requested':
      if (facts.isInvoiced) return refused('booking.invoiced')
      return approve || by === 'staff' ? becomes('absent-excused') : unchanged(facts)
    case 'booked':
      return declareAbsence(facts)
    case 'present':
    case 'present-unbooked':
    case 'outside-contract':
      return refused('booking.attended')
    default:
      return refused('booking.not-booked')
  }
}

function declareAbsence(facts: ItemFacts): Decision {
  if (facts.isInvoiced) return refused('booking.invoiced')
  if (facts.by === 'staff') return becomes('absent-excused')
  if (isOver(facts)) return refused('booking.past')
  const deadline = cancelDeadline(facts)
  const inTime = !isPassed(deadline, facts.at) && facts.rules.cancellationMode === 'free'
  return inTime ? becomes('absent-excused', { deadline }) : becomes('absence-requested', { deadline })
}

function shownNow(facts: ItemFacts): ShownStateResult {
  const { opening, rules, dayMark, blocks, calendar, at } = facts
  return shownState({
    stored: null,
    opening,
    rules,
    dayMark,
    blocks,
    date: facts.item.date,
    now: at,
    calendar,
    invoiced: false,
  })
}

function refusalOf(shown: ShownStateResult): Decision {
  switch (shown.state) {
    case 'too-late':
      return refused('booking.too-late', { deadline: shown.deadline ?? null }, shown.deadline)
    case 'full':
      return shown.blockedBy ? blockedBy(shown.blockedBy) : refused('booking.full')
    case 'blocked':
      return blockedBy(shown.blockedBy ?? [])
    case 'nothing':
      return refused('booking.past')
    default:
      return refused('booking.closed', { mark: shown.state })
  }
}

function blockedBy(blocks: readonly BlockReason[]): Decision {
  const described = blocks.map((block) => ({ code: block.code, ...describeBlock(block) }))
  const [first] = described
  return refused('booking.blocked', { rule: first?.rule ?? '', whatToDo: first?.whatToDo ?? '', blocks: described })
}

const becomes = (to: Settled, more: Partial<Decision> = {}): Decision => ({ outcome: to, to, ...more })

function refused(code: ErrorCode, details: ErrorDetails = {}, deadline?: Instant | null): Decision {
  return { outcome: 'refused', to: null, refusal: { code, details }, ...(deadline === undefined ? {} : { deadline }) }
}

function unchanged(facts: ItemFacts): Decision {
  return { outcome: 'unchanged', to: null, ...(facts.current === 'booked' ? cancellableUntil(facts) : {}) }
}

const hasPlace = ({ opening }: ItemFacts) =>
  opening !== null && (opening.capacityLeft === null || opening.capacityLeft > 0)
const isOver = ({ item, at }: ItemFacts) => item.date < parisDate(at)
const isPassed = (deadline: Instant | null, at: Instant) => deadline !== null && at >= deadline
const isLate = ({ rules, item, calendar, at }: ItemFacts) =>
  isPassed(deadlineOf(rules.bookingDeadline, item.date, calendar), at)

function cancelDeadline({ rules, item, calendar }: ItemFacts): Instant | null {
  return deadlineOf(effectiveCancelRule(rules.cancelDeadline, rules.bookingDeadline), item.date, calendar)
}

/** Nothing is said where cancelling is forbidden: null would mean "without limit". */
function cancellableUntil(facts: ItemFacts): { deadline?: Instant | null } {
  return facts.rules.cancellationMode === 'forbidden' ? {} : { deadline: cancelDeadline(facts) }
}
