import { z } from 'zod'
import { command, query } from '../operation'
import { zDone, zId, zInstant, zPage, zShortText } from '../schemas'

export const messageStatuses = ['pending', 'sent', 'failed'] as const

export const zOutboxMessage = z.object({
  id: zId,
  kind: z.string(),
  familyId: zId.nullable(),
  familyName: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  status: z.enum(messageStatuses),
  attempts: z.number().int(),
  /** Of a message that waits: the next time it will be tried. */
  nextAttemptAt: zInstant,
  lastError: z.string(),
  createdAt: zInstant,
  sentAt: zInstant.nullable(),
})
export type OutboxMessage = z.output<typeof zOutboxMessage>

export const messagingContract = {
  /** Messages written to families, the latest first. */
  'messaging.outbox': query({
    permission: 'messages.read',
    input: zPage.extend({ status: z.enum(messageStatuses).nullable().default(null), search: zShortText.default('') }),
    output: z.object({
      messages: z.array(zOutboxMessage),
      total: z.number().int(),
      counts: z.object({ pending: z.number().int(), sent: z.number().int(), failed: z.number().int() }),
      /** False when the town has not said how its e-mails leave: they wait. */
      isConfigured: z.boolean(),
    }),
  }),
  'messaging.retry': command({
    permission: 'messages.write',
    input: z.object({ id: zId }),
    output: zDone,
    audit: ({ id }) => ({ entity: 'outbox_message', id }),
  }),
}
