import { z } from 'zod'
import { command, query } from '../operation'
import { requestStatuses, zBookingItem } from '../requests'
import { zDone, zInstant, zNothing, zUuid } from '../schemas'
import { zLabelledOutcome } from './calendar'

/** A request as its author reads it: what was asked, what became of each day, why. */
export const zMyRequest = z.object({
  id: zUuid,
  submittedAt: zInstant,
  /** `sent`: kept by the hosted portal, the office has not received it yet. */
  status: z.enum([...requestStatuses, 'sent']),
  reason: z.string(),
  decidedAt: zInstant.nullable(),
  outcomes: z.array(zLabelledOutcome),
})
export type MyRequest = z.output<typeof zMyRequest>

export const requestsContract = {
  /** The id is made by the browser when the recap opens: sent twice, it books once and answers the same. */
  'booking.submit': command({
    permission: 'signed-in',
    input: z.object({ id: zUuid, items: z.array(zBookingItem).min(1).max(400) }),
    output: zMyRequest,
    audit: ({ id, items }, { status }) => ({ entity: 'request', id, summary: { items: items.length, status } }),
  }),
  'requests.list': query({ permission: 'signed-in', input: zNothing, output: z.array(zMyRequest) }),
  'requests.get': query({ permission: 'signed-in', input: z.object({ id: zUuid }), output: zMyRequest }),
  'requests.withdraw': command({
    permission: 'signed-in',
    input: z.object({ id: zUuid }),
    output: zDone,
    audit: ({ id }) => ({ entity: 'request', id }),
  }),
}
