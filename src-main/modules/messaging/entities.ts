import { column, table, type RowOf } from '../../database/table'

const { id, int, text, instant, optional } = column

/** E-mails to send, written in the transaction that decides them, sent after it, with retries. */
export const OutboxTable = table(
  'outbox_message',
  {
    id: id(),
    /** Same key twice = one message. */
    dedupeKey: text(),
    kind: text(),
    familyId: optional(int()),
    toAddress: text(),
    subject: text(),
    bodyText: text(),
    bodyHtml: text(),
    status: text<'pending' | 'sent' | 'failed'>(),
    attempts: int(),
    nextAttemptAt: instant(),
    lastError: text(),
    createdAt: instant(),
    sentAt: optional(instant()),
  },
  { unique: [['dedupeKey']], index: [['status', 'nextAttemptAt'], ['familyId']] },
)
export type OutboxRow = RowOf<typeof OutboxTable>

/** What the town tells families on the portal's home. */
export const NewsTable = table('news', {
  id: id(),
  title: text(),
  body: text(),
  publishedAt: optional(instant()),
  version: int(),
})
