import type { BookingItem, ItemOutcome } from '../../../src-shared/contract/requests'
import type { ErrorCode, ErrorDetails } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { LocalTime } from '../../../src-shared/kernel/local-time'
import type { StoredState } from '../../../src-shared/rules/booking-state'

export type { BookingItem, ItemOutcome }

export interface ItemsInput {
  familyId: number
  items: readonly BookingItem[]
  /** When the family clicked: deadlines and the rank in the waiting list are judged at this moment. */
  at: Instant
  /** A parent is held to every rule; staff to openings, enrolments, places and invoices. */
  by: 'parent' | 'staff'
  requestId?: string
  /** Settles at once what would wait, or waits, for an agent. */
  approve?: boolean
}

export interface ApplyInput extends ItemsInput {
  /** Filled with what `setStates` needs to put everything back. */
  undo?: StateChange[]
}

/** An agent's edit of one cell. */
export interface StateChange {
  enrolmentId: number
  slotId: number
  date: LocalDate
  /** Null = no booking at all: only to undo the edit that made it. */
  state: StoredState | null
  /** Version that the agent saw; null = an empty cell; left out = whatever is there. */
  version?: number | null
  reason?: string
  memo?: string
  arrivedAt?: LocalTime | null
  leftAt?: LocalTime | null
  waitingSince?: Instant | null
  waitingPriority?: number
  together?: boolean
  holdUntil?: Instant | null
  late?: boolean
  requestId?: string | null
  /** Above the capacity on purpose. */
  force?: boolean
  /** Puts back an earlier state, whatever steps the state machine knows. */
  restores?: boolean
}

export interface StateChangeResult {
  enrolmentId: number
  slotId: number
  date: LocalDate
  bookingId: number | null
  /** State and version after the change, or as they stand when it was refused. */
  state: StoredState | null
  version: number | null
  refusal?: { code: ErrorCode; details: ErrorDetails }
}

/** A booking as the rules see it. */
export interface BookingFact {
  id: number
  enrolmentId: number
  childId: number
  familyId: number
  activityId: number
  groupId: number
  slotId: number
  date: LocalDate
  state: StoredState
  waitingSince: Instant | null
  waitingPriority: number
  together: boolean
  /** End of an offer, or of a hold. */
  holdUntil: Instant | null
  late: boolean
  requestId: string | null
  reason: string
  memo: string
  arrivedAt: LocalTime | null
  leftAt: LocalTime | null
  version: number
}

export interface EnrolmentFact {
  id: number
  childId: number
  familyId: number
  activityId: number
  groupId: number
  startDate: LocalDate
  endDate: LocalDate | null
  childName: string
  birthDate: LocalDate | null
  schoolId: number | null
  classLevel: string
  isResident: boolean
}
