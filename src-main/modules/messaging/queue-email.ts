import type { Instant } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'
import { guardiansOf } from '../families'
import { countMatching, deleteWaiting, insertMessage } from './store'

export interface EmailToQueue {
  /** Same key twice = one message. */
  dedupeKey: string
  kind: string
  familyId: number | null
  to: string
  subject: string
  text: string
  /** Not before this moment; at once when left out. */
  sendAfter?: Instant
}

/** Writes an e-mail in the transaction that decides it; it leaves after the commit, with retries. False = already queued. */
export async function queueEmail(ctx: Ctx, { to, text, sendAfter, ...message }: EmailToQueue): Promise<boolean> {
  const row = { ...message, toAddress: to, bodyText: text, createdAt: ctx.now, nextAttemptAt: sendAfter ?? ctx.now }
  const id = await insertMessage(ctx.db, row)
  if (id === null) return false
  ctx.afterCommit(() => {
    ctx.services.wake('outbox')
    ctx.services.publish({ type: 'messages' })
  })
  return true
}

/** Queues the same e-mail to each adult of the family who accepts e-mails (rule 26) and has an address; says how many. */
export async function emailFamily(ctx: Ctx, message: Omit<EmailToQueue, 'to'> & { familyId: number }): Promise<number> {
  const adults = (await guardiansOf(ctx, message.familyId)).filter(
    ({ acceptsEmail, email }) => acceptsEmail && email !== '',
  )
  const written = new Set<string>()
  for (const { email, personId } of adults) {
    if (written.has(email)) continue
    written.add(email)
    await queueEmail(ctx, { ...message, to: email, dedupeKey: `${message.dedupeKey}/${personId}` })
  }
  return written.size
}

/** Takes back what was queued under keys that begin so, unless one message has already left: then nothing is taken back. */
export async function takeBackEmails(ctx: Ctx, keyPrefix: string): Promise<boolean> {
  const queued = await countMatching(ctx.db, keyPrefix)
  return (await deleteWaiting(ctx.db, keyPrefix)) === queued
}
