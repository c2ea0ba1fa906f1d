import type { Anomaly, AnomalyDecision } from '../../../src-shared/contract/staff/billing'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { Cents } from '../../../src-shared/kernel/money'
import type { YearMonth } from '../../../src-shared/kernel/year-month'
import type { StoredState } from '../../../src-shared/rules/booking-state'

export type { ChargeExplanation } from './rules/charge-explanation'

/** What an issue left for the next run, and why. */
export interface LeftFamilies {
  blocked: number
  negative: number
}

/** Content of `billing_run.anomalies`. */
export interface RunFindings {
  found: Omit<Anomaly, 'decision'>[]
  decisions: Record<string, AnomalyDecision>
  left?: LeftFamilies
}

export interface Run {
  id: number
  period: YearMonth
  status: 'draft' | 'issuing' | 'issued'
  dueOn: LocalDate
  createdAt: Instant
  draftedAt: Instant | null
  issuedAt: Instant | null
  publishedAt: Instant | null
  jobId: number | null
  findings: RunFindings
  version: number
}

/** A booking to bill or to look at again, with the charge that already stands on an invoice, if any. */
export interface BillableBooking {
  id: number
  familyId: number
  childId: number
  activityId: number
  slotId: number
  date: LocalDate
  state: StoredState
  late: boolean
  arrivedAt: string | null
  leftAt: string | null
  chargeId: number | null
  chargeAmountCents: Cents | null
  chargeMealCents: Cents | null
  chargeExplanation: string | null
}

export interface DraftCharge {
  runId: number
  bookingId: number
  familyId: number
  childId: number
  activityId: number
  slotId: number
  date: LocalDate
  amountCents: Cents
  mealCents: Cents
  /** `ChargeExplanation` as JSON. */
  explanation: string
  reversesId: number | null
  invoiceId: null
}

/** An invoice that is not cancelled, with what is left to pay of it. */
export interface DueInvoice {
  id: number
  reference: string
  familyId: number
  period: YearMonth
  issuedOn: LocalDate
  dueOn: LocalDate
  totalCents: Cents
  paidCents: Cents
  remainingCents: Cents
  isOverdue: boolean
  isPublished: boolean
}

export interface Balance {
  dueCents: Cents
  /** Received and not allocated to any invoice. */
  creditCents: Cents
  overdueCents: Cents
  /** Those with something left to pay, the oldest due date first. */
  invoices: DueInvoice[]
}
