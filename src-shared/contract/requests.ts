import { z } from 'zod'
import type { ErrorCode, ErrorDetails } from '../errors'
import { isErrorCode } from '../errors'
import { zId, zInstant, zLocalDate, zUuid } from './schemas'

/** What a parent may ask of one slot on one date, for one enrolment. */
export const bookingActions = ['book', 'cancel', 'declare-absence'] as const

export const zBookingItem = z.object({
  enrolmentId: zId,
  slotId: zId,
  date: zLocalDate,
  action: z.enum(bookingActions),
  reason: z.string().trim().max(500, '500 caractères au plus').optional(),
})
export type BookingItem = z.output<typeof zBookingItem>

export const itemOutcomes = [
  'booked',
  'requested',
  'waiting',
  'awaiting-payment',
  'cancelled',
  'cancellation-requested',
  'absence-requested',
  'absent-excused',
  'unchanged',
  'refused',
] as const

const zRefusal = z.object({
  code: z.custom<ErrorCode>((v) => typeof v === 'string' && isErrorCode(v)),
  details: z.custom<ErrorDetails>((v) => typeof v === 'object' && v !== null),
})

/** What became, or would become, of one item. */
export const zItemOutcome = zBookingItem.extend({
  outcome: z.enum(itemOutcomes),
  /** Place in the waiting list, from 1. */
  rank: z.number().int().positive().optional(),
  refusal: zRefusal.optional(),
  /** What the slot will be billed if nothing else changes: 0 once cancelled, null without a tariff or when refused. */
  amountCents: z.number().int().nullable(),
  priceText: z.string().optional(),
  /** Booked after the deadline, with the surcharge that `amountCents` contains. */
  late: z.boolean().optional(),
  /** Until when a booking may be cancelled freely; of a refusal, the deadline that had passed. Null = no limit. */
  deadline: zInstant.nullable().optional(),
})
export type ItemOutcome = z.output<typeof zItemOutcome>

/** Payload of the kind `booking`: what a parent confirmed in one recap. */
export const zBookingPayload = z.object({ items: z.array(zBookingItem).min(1).max(1000) })
export type BookingPayload = z.output<typeof zBookingPayload>

export const requestStatuses = ['pending', 'accepted', 'partly-accepted', 'refused', 'withdrawn'] as const
export type RequestStatus = (typeof requestStatuses)[number]

/** Kinds of request, each with its payload; more kinds come beside this one. */
export const requestKinds = ['booking'] as const
export type RequestKind = (typeof requestKinds)[number]

/** A request as a parent may read it again. */
export const zRequestView = z.object({
  id: zUuid,
  kind: z.enum(requestKinds),
  submittedAt: zInstant,
  status: z.enum(requestStatuses),
  /** Why it was refused; empty when it was not. */
  reason: z.string(),
  decidedAt: zInstant.nullable(),
  outcomes: z.array(zItemOutcome),
})
export type RequestView = z.output<typeof zRequestView>
