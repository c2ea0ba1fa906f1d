import { z } from 'zod'
import type { StoredState } from '../../rules/booking-state'
import { isStoredState } from '../../rules/booking-state'
import { command, manualCommand, query } from '../operation'
import {
  bookingActions,
  itemOutcomes,
  requestKinds,
  requestStatuses,
  requestTopics,
  zAttachment,
  zExchange,
} from '../requests'
import { zDone, zId, zInstant, zLocalDate, zNothing, zShortText, zUuid, zVersion } from '../schemas'

/** `waiting-family`: sent back for more, the family has not answered yet. */
export const inboxViews = ['to-decide', 'waiting-family', 'decided'] as const
/** Working days since the request was sent (or completed): more than two, more than five. */
export const inboxAges = ['any', 'today', 'over-2-days', 'over-5-days'] as const
export const inboxTypes = ['book', 'cancel', 'declare-absence', 'waiting'] as const

const zCount = z.number().int().nonnegative()

/** The agent who takes care of it. */
export const zAssignee = z.object({ id: zId, name: z.string() })
export type Assignee = z.output<typeof zAssignee>

/** One line of the list: what it is about, in a few words. */
export const zInboxRequest = z.object({
  id: zUuid,
  kind: z.enum(requestKinds),
  version: zVersion,
  status: z.enum(requestStatuses),
  topic: z.enum(requestTopics),
  /** What most of it asks, for the icon; null = not a booking. */
  action: z.enum(bookingActions).nullable(),
  title: z.string(),
  subtitle: z.string(),
  submittedAt: zInstant,
  /** Whole working days since then. */
  workingDays: zCount,
  assignee: zAssignee.nullable(),
  /** May be accepted with others, without being opened. */
  isSimple: z.boolean(),
  decidedAt: zInstant.nullable(),
  decidedBy: z.string(),
})
export type InboxRequest = z.output<typeof zInboxRequest>

/** The requests of one family stand together: ten clicks are one decision. */
export const zInboxGroup = z.object({
  /** Null = somebody whom the town does not know yet; then `familyName` is the person's. */
  familyId: zId.nullable(),
  familyNumber: z.number().int().nullable(),
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

/** One value asked, beside the one of the file. All in words; an IBAN is masked. */
export const zRequestRow = z.object({
  key: z.string(),
  label: z.string(),
  /** As the family saw it when it asked; '' = nothing. */
  before: z.string(),
  after: z.string(),
  /** As the file holds it now; of a decided request, as it was at the decision. */
  current: z.string(),
  /** The file changed since the family asked: accepting takes an explicit choice, field by field (`accept-part`). */
  conflict: z.boolean(),
  /** The file holds the value asked already. */
  same: z.boolean(),
  /** A health value that this agent may not read: the texts are empty. */
  hidden: z.boolean(),
  result: z.enum(['waiting', 'accepted', 'refused']),
})
export type RequestRow = z.output<typeof zRequestRow>

/** What an acceptance may choose, where there is a choice: a new family or one that exists, admitted or on the list. */
export const zDecisionChoice = z.object({ key: z.string(), label: z.string(), detail: z.string() })
export type DecisionChoice = z.output<typeof zDecisionChoice>

/** Something of the back office worth looking at before deciding: a family that resembles, the child's page. */
export const zRelated = z.object({ label: z.string(), detail: z.string(), path: z.string() })

export const zRequestDetail = z.object({
  id: zUuid,
  kind: z.enum(requestKinds),
  topic: z.enum(requestTopics),
  /** What it concerns: 'Lina', 'Sarah Berthelot'; '' = the family. */
  about: z.string(),
  workingDays: zCount,
  assignee: zAssignee.nullable(),
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
  /** Values asked, of the other kinds than bookings. */
  rows: z.array(zRequestRow),
  /** Some rows may be accepted and others refused. */
  mayAcceptPart: z.boolean(),
  mayAskMore: z.boolean(),
  /** Empty = accepting needs no choice. */
  choices: z.array(zDecisionChoice),
  attachments: z.array(zAttachment),
  exchanges: z.array(zExchange),
  related: z.array(zRelated),
  /** Accepting would do this, in one sentence; '' where `effect` says it. */
  effectText: z.string(),
  /** What changed since the family sent it, and what to look at: one sentence each. */
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

const zReason = z
  .string()
  .trim()
  .min(3, 'À renseigner\u00A0: la famille lira ce motif')
  .max(500, '500 caractères au plus')

const zDecision = z.discriminatedUnion('decision', [
  z.object({
    ...{ id: zUuid, version: zVersion, decision: z.literal('accept') },
    /** Key of one of the `choices`, where there are some. */
    choice: z.string().max(80).optional(),
  }),
  /** Row by row: those of `keys` are accepted, the others refused with the reason ('' when all are accepted). */
  z.object({
    ...{ id: zUuid, version: zVersion, decision: z.literal('accept-part') },
    keys: z.array(z.string().max(80)).min(1, 'Choisissez au moins une ligne').max(100),
    reason: z.string().trim().max(500, '500 caractères au plus'),
  }),
  z.object({ id: zUuid, version: zVersion, decision: z.literal('refuse'), reason: zReason }),
  z.object({
    ...{ id: zUuid, version: zVersion, decision: z.literal('ask-more') },
    question: z
      .string()
      .trim()
      .min(3, 'À renseigner\u00A0: la famille lira cette question')
      .max(1000, '1 000 caractères au plus'),
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
      /** Of bookings only. */
      type: z.enum(inboxTypes).nullable().default(null),
      kind: z.enum(requestKinds).nullable().default(null),
      topic: z.enum(requestTopics).nullable().default(null),
      assignee: z.union([z.enum(['any', 'me', 'nobody']), zId]).default('any'),
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
      counts: z.object({ toDecide: zCount, waitingFamily: zCount, decided: zCount }),
    }),
  }),
  'requests.counts': query({
    permission: 'requests.decide',
    input: z.object({}).strict(),
    output: z.object({ toDecide: zCount }),
  }),
  /** Requests of one family, each with its effect at this moment. Health values leave a trace. */
  'requests.read': query({
    permission: 'requests.decide',
    input: z.object({ ids: z.array(zUuid).min(1).max(100) }),
    output: z.object({
      /** Null = somebody whom the town does not know yet. */
      family: zInboxFamily.nullable(),
      requests: z.array(zRequestDetail),
      /** Whose health was read; empty = nobody's. */
      healthOf: z.array(zId),
    }),
    audit: (_, { family, healthOf }) =>
      healthOf.length === 0
        ? null
        : { entity: 'health', id: healthOf.join(','), familyId: family?.id ?? null, summary: { children: healthOf } },
  }),
  /** Agents who may be given a request. */
  'requests.assignees': query({ permission: 'requests.decide', input: zNothing, output: z.array(zAssignee) }),
  'requests.assign': command({
    permission: 'requests.decide',
    input: z.object({ ids: z.array(zUuid).min(1).max(200), assigneeId: zId.nullable() }),
    output: zDone,
    audit: ({ ids, assigneeId }) => ({ entity: 'request', summary: { ids, assigneeId } }),
  }),
  /** What accepting all these would do: the recap that comes before. */
  'requests.recap': query({
    permission: 'requests.decide',
    input: z.object({ ids: z.array(zUuid).min(1).max(500) }),
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
