import { z } from 'zod'
import type { StoredState } from '../../rules/booking-state'
import { isStoredState } from '../../rules/booking-state'
import { manualCommand, query } from '../operation'
import { bookingActions, itemOutcomes, requestKinds, requestStatuses } from '../requests'
import { zId, zInstant, zLocalDate, zShortText, zUuid, zVersion } from '../schemas'

export const inboxViews = ['to-decide', 'decided'] as const
export const inboxAges = ['any', 'today', 'over-2-days', 'over-5-days'] as const
export const inboxTypes = ['book', 'cancel', 'declare-absence', 'waiting'] as const

const zCount = z.number().int().nonnegative()

/** One line of the list: what it is about, in a few words. */
export const zInboxRequest = z.object({
  id: zUuid,
  kind: z.enum(requestKinds),
  version: zVersion,
  status: z.enum(requestStatuses),
  /** What most of it asks, for the icon. */
  action: z.enum(bookingActions),
  title: z.string(),
  subtitle: z.string(),
  submittedAt: zInstant,
  decidedAt: zInstant.nullable(),
  decidedBy: z.string(),
})
export type InboxRequest = z.output<typeof zInboxRequest>

/** The requests of one family stand together: ten clicks are one decision. */
export const zInboxGroup = z.object({
  familyId: zId,
  familyNumber: z.number().int(),
  familyName: z.string(),
  /** When the one that waits for longest was sent; of decided ones, when the last was decided. */
  at: zInstant,
  requests: z.array(zInboxRequest),
})
export type InboxGroup = z.output<typeof zInboxGroup>

export const zRequestCell = z.object({
  date: zLocalDate,
  before: z.custom<StoredState>((v) => typeof v === 'string' && isStoredState(v)).nullable(),
  outcome: z.enum(itemOutcomes),
  rank: z.number().int().positive().optional(),
  late: z.boolean(),
  amountCents: z.number().int().nullable(),
  priceText: z.string(),
  refusalText: z.string(),
  /** Places taken before and after, of `capacity`; null = the slot is closed that day. */
  places: z
    .object({ before: z.number().int(), after: z.number().int(), capacity: z.number().int().nullable() })
    .nullable(),
})
export type RequestCell = z.output<typeof zRequestCell>

export const zRequestSection = z.object({
  action: z.enum(bookingActions),
  childName: z.string(),
  activityName: z.string(),
  slotName: z.string(),
  structureName: z.string(),
  cells: z.array(zRequestCell),
  totalCents: z.number().int(),
  /** Why this price, when it is the same for all; and until when it can be cancelled. */
  notes: z.array(z.string()),
})
export type RequestSection = z.output<typeof zRequestSection>

export const zRequestDetail = z.object({
  id: zUuid,
  kind: z.enum(requestKinds),
  version: zVersion,
  status: z.enum(requestStatuses),
  title: z.string(),
  authorName: z.string(),
  origin: z.enum(['portal', 'hosted-portal', 'counter']),
  submittedAt: zInstant,
  isLate: z.boolean(),
  reason: z.string(),
  message: z.string(),
  decidedAt: zInstant.nullable(),
  decidedBy: z.string(),
  sections: z.array(zRequestSection),
  /** What changed since the family sent it, one sentence each. */
  changes: z.array(z.string()),
  /** What accepting would do, or what was done. */
  effect: z.object({
    booked: zCount,
    cancelled: zCount,
    excused: zCount,
    waiting: zCount,
    refused: zCount,
    amountCents: z.number().int(),
  }),
})
export type RequestDetail = z.output<typeof zRequestDetail>

export const zInboxFamily = z.object({
  id: zId,
  number: z.number().int(),
  name: z.string(),
  children: z.array(
    z.object({ id: zId, name: z.string(), ageMonths: z.number().int().nullable(), classLevel: z.string() }),
  ),
  quotient: z.object({ value: z.number().int(), kind: z.string(), validFrom: zLocalDate }).nullable(),
  /** Who will receive the answer by e-mail. */
  recipients: z.array(z.string()),
})

const zDecision = z.discriminatedUnion('decision', [
  z.object({ id: zUuid, version: zVersion, decision: z.literal('accept') }),
  z.object({
    id: zUuid,
    version: zVersion,
    decision: z.literal('refuse'),
    reason: z.string().trim().min(3, 'À renseigner\u00A0: la famille lira ce motif').max(500, '500 caractères au plus'),
  }),
])
export type RequestDecision = z.output<typeof zDecision>

const zDecisionResult = z.object({
  id: zUuid,
  familyName: z.string(),
  /** Present when it was decided. */
  done: z.object({ status: z.enum(requestStatuses), version: zVersion, summary: z.string() }).nullable(),
  refusal: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
})
export type DecisionResult = z.output<typeof zDecisionResult>

const countDone = (results: DecisionResult[]) => results.filter(({ done }) => done !== null).length

export const requestsContract = {
  'requests.list': query({
    permission: 'requests.decide',
    input: z.object({
      view: z.enum(inboxViews).default('to-decide'),
      type: z.enum(inboxTypes).nullable().default(null),
      structureId: zId.nullable().default(null),
      age: z.enum(inboxAges).default('any'),
      search: zShortText.default(''),
      /** Requests, not families. */
      limit: z.number().int().min(1).max(1000).default(300),
    }),
    output: z.object({
      /** The desk's clock, from which ages are told. */
      now: zInstant,
      groups: z.array(zInboxGroup),
      /** Requests that match, beyond those given. */
      total: zCount,
      counts: z.object({ toDecide: zCount, decided: zCount }),
    }),
  }),
  'requests.counts': query({
    permission: 'requests.decide',
    input: z.object({}).strict(),
    output: z.object({ toDecide: zCount }),
  }),
  /** Requests of one family, each with its effect at this moment. */
  'requests.read': query({
    permission: 'requests.decide',
    input: z.object({ ids: z.array(zUuid).min(1).max(100) }),
    output: z.object({ family: zInboxFamily, requests: z.array(zRequestDetail) }),
  }),
  /** What accepting all these would do: the recap that comes before. */
  'requests.recap': query({
    permission: 'requests.decide',
    input: z.object({ ids: z.array(zUuid).min(1).max(200) }),
    output: z.object({
      families: zCount,
      requests: zCount,
      effect: zRequestDetail.shape.effect,
      mails: zCount,
      lines: z.array(
        z.object({
          id: zUuid,
          familyName: z.string(),
          title: z.string(),
          amountCents: z.number().int(),
          warnings: z.array(z.string()),
        }),
      ),
    }),
  }),
  /** Each decision stands alone: one that comes too late does not hold back the others. */
  'requests.decide': manualCommand({
    permission: 'requests.decide',
    input: z.object({ decisions: z.array(zDecision).min(1).max(200) }),
    output: z.object({ results: z.array(zDecisionResult) }),
    audit: ({ decisions }, { results }) => ({
      entity: 'request',
      summary: { asked: decisions.length, done: countDone(results), ids: decisions.map(({ id }) => id) },
    }),
  }),
  /** Takes decisions back, within a minute, as long as nothing moved since. */
  'requests.undo': manualCommand({
    permission: 'requests.decide',
    input: z.object({
      requests: z
        .array(z.object({ id: zUuid, version: zVersion }))
        .min(1)
        .max(200),
    }),
    output: z.object({ results: z.array(zDecisionResult) }),
    audit: ({ requests }, { results }) => ({
      entity: 'request',
      summary: { asked: requests.length, done: countDone(results), ids: requests.map(({ id }) => id) },
    }),
  }),
}
