import { z } from 'zod'
import type { ErrorCode, ErrorDetails } from '../errors'
import { isErrorCode } from '../errors'
import { zFilePayload } from './file/subjects'
import { zId, zInstant, zLocalDate, zUuid } from './schemas'

/** What a parent may ask of one slot on one date, for one enrolment. */
export const bookingActions = ['book', 'cancel', 'declare-absence'] as const

export const zBookingItem = z.object({
  enrolmentId: zId,
  slotId: zId,
  date: zLocalDate,
  action: z.enum(bookingActions),
  reason: z.string().trim().max(500, '500 caractères au plus').optional(),
  /** In the waiting list: with the brothers and sisters who wait for the same slot, or not at all. */
  together: z.boolean().optional(),
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

/** `needs-more`: sent back to the family, who completes the same request. */
export const requestStatuses = ['pending', 'needs-more', 'accepted', 'partly-accepted', 'refused', 'withdrawn'] as const
export type RequestStatus = (typeof requestStatuses)[number]

/** Requests that an answer may still reach: the family may take them back. */
export const openStatuses = ['pending', 'needs-more'] as const satisfies readonly RequestStatus[]

export const requestKinds = [
  'booking',
  /** A change of the family file: one subject. */
  'file',
  'document',
  'enrolment',
  'school-enrolment',
  'nursery-enrolment',
  /** The yearly file read again and sent (DIU). */
  'yearly-file',
  /** Somebody whom the town does not know asks for an account: no family yet. */
  'registration',
] as const
export type RequestKind = (typeof requestKinds)[number]

/** What a request is about, as parents filter their list and agents theirs. */
export const requestTopics = [
  'guardian',
  'spouse',
  'tax',
  'caf',
  'bank',
  'documents',
  'children',
  'enrolments',
  'bookings',
  'registration',
] as const
export type RequestTopic = (typeof requestTopics)[number]

/** What an agent counts of what waits: what days are asked for, and the other requests by what they are about. */
export const waitingKinds = [...bookingActions, 'file', 'documents', 'enrolments', 'registration'] as const
export type WaitingKind = (typeof waitingKinds)[number]

export const requestTopicLabels: Record<RequestTopic, string> = {
  guardian: 'Responsable',
  spouse: 'Conjoint ou second responsable',
  tax: 'Informations fiscales',
  caf: 'Caf ou MSA',
  bank: 'Coordonnées bancaires',
  documents: 'Documents',
  children: 'Enfants',
  enrolments: 'Inscriptions',
  bookings: 'Réservations et absences',
  registration: 'Création de compte',
}

/** « Mon compte » and « Mes enfants », the two halves of a parent's list. */
export const requestAreas = ['account', 'children'] as const
export type RequestArea = (typeof requestAreas)[number]

export const areaOfTopic = (topic: RequestTopic): RequestArea =>
  topic === 'children' || topic === 'enrolments' || topic === 'bookings' ? 'children' : 'account'

/** One value asked, in words. An IBAN is masked. */
export const zAskedValue = z.object({
  key: z.string(),
  label: z.string(),
  /** '' = nothing. */
  before: z.string(),
  after: z.string(),
  result: z.enum(['waiting', 'accepted', 'refused']),
})
export type AskedValue = z.output<typeof zAskedValue>

/** What the office asked in addition, and what the family answered. */
export const zExchange = z.object({
  askedAt: zInstant,
  askedBy: z.string(),
  question: z.string(),
  answeredAt: zInstant.nullable(),
  answer: z.string(),
})
export type Exchange = z.output<typeof zExchange>

export const zAttachment = z.object({ id: zUuid, name: z.string(), mediaType: z.string(), size: z.number().int() })
export type Attachment = z.output<typeof zAttachment>

/** A request as a parent may read it again. */
export const zRequestView = z.object({
  id: zUuid,
  kind: z.enum(requestKinds),
  topic: z.enum(requestTopics),
  /** 'Coordonnées du responsable'; '' for bookings, whose days say it. */
  title: z.string(),
  /** Who it is about: 'Lina', 'Sarah Berthelot'; '' = the family. */
  about: z.string(),
  submittedAt: zInstant,
  authorName: z.string(),
  status: z.enum(requestStatuses),
  /** Why it was refused, in whole or in part; empty when it was not. */
  reason: z.string(),
  decidedAt: zInstant.nullable(),
  /** Days asked, of a booking; empty otherwise. */
  outcomes: z.array(zItemOutcome),
  /** Values asked, of the other kinds. */
  values: z.array(zAskedValue),
  /** What the family wrote with it. */
  message: z.string(),
  attachments: z.array(zAttachment),
  exchanges: z.array(zExchange),
  /** Of a change of the file: what was asked, to be completed or shown beside the field. An IBAN is masked. */
  file: zFilePayload.nullable(),
})
export type RequestView = z.output<typeof zRequestView>
