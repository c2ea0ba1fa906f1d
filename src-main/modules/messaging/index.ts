import type { messagingContract } from '../../../src-shared/contract/staff/messaging'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import { familyIsVisible, visibleFamilies } from '../families'
import { readTown } from '../organisation'
import { askAgain, listOutbox } from './store'

export { emailFamily, queueEmail, takeBackEmails, type EmailToQueue } from './queue-email'
export { createOutboxWorker, retryMinutes, type OutboxWorker } from './outbox-worker'
export { smtpTransport, type Mail, type MailServer, type MailTransport } from './mail-transport'

/** A link that opens somebody's account is for their mailbox alone. */
const withoutSecrets = (text: string) => text.replace(/(https?:\/\/\S+#)[\w-]{20,}/g, '$1…')

export const messagingHandlers: Handlers<typeof messagingContract, StaffActor> = {
  'messaging.outbox': async (ctx, input) => {
    const { rows, total, counts } = await listOutbox(ctx.db, { ...input, visible: visibleFamilies(ctx) })
    const { settings } = await readTown(ctx)
    const countOf = (status: string) => Number(counts.find((one) => one.status === status)?.n ?? 0)
    return {
      messages: rows.map((row) => ({
        ...{ id: row.id, kind: row.kind, familyId: row.familyId, familyName: row.familyName ?? '' },
        ...{
          to: row.toAddress,
          subject: row.subject,
          text: withoutSecrets(row.bodyText),
          status: row.status,
          attempts: row.attempts,
        },
        nextAttemptAt: row.nextAttemptAt as Instant,
        lastError: row.lastError,
        createdAt: row.createdAt as Instant,
        sentAt: row.sentAt as Instant | null,
      })),
      total,
      counts: { pending: countOf('pending'), sent: countOf('sent'), failed: countOf('failed') },
      isConfigured: settings.mail.host !== '' && settings.mail.from !== '',
    }
  },
  'messaging.retry': async (ctx, { id }) => {
    const found = await ctx.db.one<{ familyId: number | null }>`select family_id from outbox_message where id = ${id}`
    if (!found || (found.familyId !== null && !(await familyIsVisible(ctx, found.familyId)))) refuse('record.not-found')
    if (!(await askAgain(ctx.db, id, ctx.now))) refuse('message.not-retryable')
    ctx.afterCommit(() => {
      ctx.services.wake('outbox')
      ctx.services.publish({ type: 'messages' })
    })
    return { done: true }
  },
}
