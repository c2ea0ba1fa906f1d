import { addMinutesToInstant, epochOf, type Instant } from '../../../src-shared/kernel/instant'
import { systemActor } from '../../kernel/actor'
import { inRead, inWrite, type Ctx, type Services } from '../../kernel/context'
import { mailPasswordPlace, townOrNull, townSender } from '../organisation'
import type { OutboxRow } from './entities'
import { readMailError, smtpTransport, type MailServer, type MailTransport } from './mail-transport'
import { dueMessages, leaseMessages, markFailure, markSent, nextDue } from './store'

/** Minutes before each new try; after the last one the message has failed, and an agent decides. */
export const retryMinutes = [1, 5, 30, 120, 720] as const

const batchSize = 20
/** While a message is being sent nobody else takes it; a process that died gives it back after this. */
const leaseMinutes = 3
const longestPauseMs = 60_000

export interface OutboxWorker {
  wake(): void
  /** Resolves when everything that was due has been tried. */
  idle(): Promise<void>
  stop(): Promise<void>
}

interface Sender {
  from: { name: string; address: string }
  transport: MailTransport
}

/** Sends what the outbox holds, when its time comes, and keeps trying as `retryMinutes` says. */
export function createOutboxWorker(
  services: Services,
  open: (server: MailServer) => MailTransport = smtpTransport,
): OutboxWorker {
  const unit = { services, actor: systemActor }
  let stopping = false
  let running: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined
  let kept: { key: string; transport: MailTransport } | undefined

  /** The town's way out, or null when it has not said any: messages then wait, and nothing is lost. */
  async function findSender(): Promise<Sender | null> {
    const town = await inRead(unit, townOrNull)
    if (!town || town.settings.mail.host === '' || town.settings.mail.from === '') return null
    const { host, port, secure, user, passwordSealed } = town.settings.mail
    const server = { host, port, secure, user, password: services.cipher.open(passwordSealed, mailPasswordPlace) }
    const key = JSON.stringify(server)
    if (kept?.key !== key) {
      kept?.transport.close()
      kept = { key, transport: open(server) }
    }
    return { from: townSender(town), transport: kept.transport }
  }

  const take = () =>
    inWrite(unit, async (ctx) => {
      const rows = await dueMessages(ctx.db, ctx.now, batchSize)
      if (rows.length > 0)
        await leaseMessages(
          ctx.db,
          rows.map(({ id }) => id),
          addMinutesToInstant(ctx.now, leaseMinutes),
        )
      return rows
    })

  async function send(row: OutboxRow, { from, transport }: Sender) {
    const domain = from.address.split('@')[1] ?? 'localhost'
    // The same for every try: a mailbox that got it twice keeps one.
    const messageId = `<ribambelle-${row.id}-${epochOf(row.createdAt as Instant)}@${domain}>`
    try {
      await transport.send({ messageId, from, to: row.toAddress, subject: row.subject, text: row.bodyText })
    } catch (error) {
      await inWrite(unit, (ctx) => noteFailure(ctx, row, readMailError(error)))
      return
    }
    await inWrite(unit, (ctx) => markSent(ctx.db, row.id, ctx.now))
  }

  async function sendDue() {
    for (;;) {
      if (stopping) return
      const sender = await findSender()
      if (!sender) return
      const rows = await take()
      if (rows.length === 0) return
      await Promise.all(rows.map((row) => send(row, sender)))
      services.publish({ type: 'messages' })
    }
  }

  async function plan() {
    if (stopping) return
    const due = await inRead(unit, ({ db }) => nextDue(db))
    clearTimeout(timer)
    if (due === null) return
    const pauseMs = Math.min(Math.max(epochOf(due) - epochOf(services.clock.now()), 250), longestPauseMs)
    timer = setTimeout(wake, pauseMs)
    timer.unref()
  }

  function wake() {
    if (stopping) return
    running = running
      .then(sendDue)
      .then(plan)
      .catch((error: unknown) => {
        services.log.bug(error, { during: 'outbox' })
        if (stopping) return
        timer = setTimeout(wake, longestPauseMs)
        timer.unref()
      })
  }

  return {
    wake,
    idle: () => running,
    stop: async () => {
      stopping = true
      clearTimeout(timer)
      await running
      kept?.transport.close()
    },
  }
}

async function noteFailure(ctx: Ctx, row: OutboxRow, { reason, isFinal }: { reason: string; isFinal: boolean }) {
  // `row` was read before this try was counted.
  const minutes = isFinal ? undefined : retryMinutes[row.attempts]
  await markFailure(ctx.db, row.id, reason, minutes === undefined ? null : addMinutesToInstant(ctx.now, minutes))
}
