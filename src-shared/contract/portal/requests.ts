import { z } from 'zod'
import { zCompletion } from '../completion'
import { command, query } from '../operation'
import { requestAreas, requestStatuses, zBookingItem, zRequestView } from '../requests'
import { zDone, zUuid } from '../schemas'
import { zLabelledOutcome } from './calendar'

/** A request as its author reads it: what was asked, what became of each day or value, why. */
export const zMyRequest = zRequestView.extend({
  /** `sent`: kept by the hosted portal, the office has not received it yet. */
  status: z.enum([...requestStatuses, 'sent']),
  area: z.enum(requestAreas),
  outcomes: z.array(zLabelledOutcome),
  mayWithdraw: z.boolean(),
  /** The office asks for more: `requests.complete` answers the last exchange. */
  mayComplete: z.boolean(),
})
export type MyRequest = z.output<typeof zMyRequest>
export type { Completion } from '../completion'

export const requestsContract = {
  /** The id is made by the browser when the recap opens: sent twice, it books once and answers the same. */
  'booking.submit': command({
    permission: 'signed-in',
    input: z.object({ id: zUuid, items: z.array(zBookingItem).min(1).max(400) }),
    output: zMyRequest,
    audit: ({ id, items }, { status }) => ({ entity: 'request', id, summary: { items: items.length, status } }),
  }),
  /** The latest first; `month`: those of the last month, and whatever still waits. */
  'requests.list': query({
    permission: 'signed-in',
    input: z.object({ period: z.enum(['month', 'all']).default('month') }),
    output: z.array(zMyRequest),
  }),
  'requests.get': query({ permission: 'signed-in', input: z.object({ id: zUuid }), output: zMyRequest }),
  'requests.withdraw': command({
    permission: 'signed-in',
    input: z.object({ id: zUuid }),
    output: zDone,
    audit: ({ id }) => ({ entity: 'request', id }),
  }),
  /** Answers what the office asked in addition: the same request waits again for its decision. */
  'requests.complete': command({
    permission: 'signed-in',
    input: zCompletion.extend({ id: zUuid }),
    output: zMyRequest,
    audit: ({ id }, { status }) => ({ entity: 'request', id, summary: { status } }),
  }),
}
