import { afterEach, expect, it } from 'vitest'
import {
  createOutboxWorker,
  emailFamily,
  queueEmail,
  retryMinutes,
  type OutboxWorker,
} from '../../src-main/modules/messaging'
import { mailPasswordPlace } from '../../src-main/modules/organisation'
import type { OutboxMessage } from '../../src-shared/contract/staff/messaging'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf, type Desk } from '../support/desk'
import { smallTown } from '../support/factories/town'
import { openMailBox, type MailBox } from '../support/smtp'

const boxes: MailBox[] = []
const workers: OutboxWorker[] = []
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await Promise.all(boxes.splice(0).map((box) => box.close()))
})

async function mailBox(options?: Parameters<typeof openMailBox>[0]): Promise<MailBox> {
  const box = await openMailBox(options)
  boxes.push(box)
  return box
}

function startWorker({ services }: Desk): OutboxWorker {
  const worker = createOutboxWorker(services)
  workers.push(worker)
  return worker
}

async function sendDue(desk: Desk, worker = startWorker(desk)) {
  worker.wake()
  await worker.idle()
}

onEachDatabase('the outbox', (open) => {
  async function desk() {
    const made = deskOn(await open())
    const town = await made.write((ctx) => smallTown(ctx))
    /** Says how the town's e-mails leave. */
    const sendThrough = (port: number, login?: { user: string; password: string }) => {
      const passwordSealed = login ? made.services.cipher.seal(login.password, mailPasswordPlace) : ''
      const mail = {
        host: '127.0.0.1',
        port,
        from: 'enfance@aubrelles.invalid',
        user: login?.user ?? '',
        passwordSealed,
      }
      return made.write(
        (ctx) => ctx.db.run`update town set settings = ${JSON.stringify({ mail })}, version = version + 1`,
      )
    }
    const queue = (dedupeKey = 'test/1', more: { to?: string; text?: string } = {}) =>
      made.write((ctx) =>
        queueEmail(ctx, {
          dedupeKey,
          kind: 'test',
          familyId: town.berthelot.id,
          to: 'sarah@courriel.invalid',
          subject: 'Réservé\u00A0: été à l’école',
          text: 'Bonjour,\n\nPlace réservée à l’été.',
          ...more,
        }),
      )
    const outbox = (token = town.staff.agent.token) =>
      made.staff.dispatcher
        .call('messaging.outbox', {}, caller(token))
        .then(({ reply }) => valueOf<{ messages: OutboxMessage[]; isConfigured: boolean; counts: object }>(reply))
    return { made, town, sendThrough, queue, outbox }
  }

  it('sends a message with its accents, from the town, once', async () => {
    const { made, sendThrough, queue, outbox } = await desk()
    const box = await mailBox()
    await sendThrough(box.port)
    await queue()
    const worker = startWorker(made)
    await sendDue(made, worker)
    await sendDue(made, worker)
    expect(box.received).toHaveLength(1)
    expect(box.received[0]).toMatchObject({
      from: 'enfance@aubrelles.invalid',
      to: ['sarah@courriel.invalid'],
      subject: 'Réservé\u00A0: été à l’école',
    })
    expect(box.received[0]?.text).toContain('Place réservée à l’été.')
    expect(box.received[0]?.header('From')).toContain('enfance@aubrelles.invalid')
    expect((await outbox()).messages).toMatchObject([
      { status: 'sent', attempts: 1, familyName: 'Berthelot', lastError: '' },
    ])
  })

  it('queues the same key once, and nothing when the transaction fails', async () => {
    const { made, queue, outbox } = await desk()
    expect(await queue()).toBe(true)
    expect(await queue()).toBe(false)
    const failing = made.write(async (ctx) => {
      await queueEmail(ctx, {
        dedupeKey: 'lost',
        kind: 'test',
        familyId: null,
        to: 'x@y.invalid',
        subject: '',
        text: '',
      })
      throw new Error('refused later')
    })
    await expect(failing).rejects.toThrow('refused later')
    expect((await outbox()).messages).toHaveLength(1)
  })

  it('writes only to the adults who accept e-mails', async () => {
    const { made, town } = await desk()
    const message = {
      dedupeKey: 'news',
      kind: 'test',
      familyId: town.berthelot.id,
      subject: 'Bonjour',
      text: 'Bonjour',
    }
    expect(await made.write((ctx) => emailFamily(ctx, message))).toBe(1)
    const rows = await made.read((ctx) => ctx.db.rows`select to_address from outbox_message`)
    expect(rows).toEqual([{ toAddress: 'sarah.berthelot@courriel.invalid' }])
  })

  it('keeps a message while the server is down, says why, and sends it when the server is back', async () => {
    const { made, sendThrough, queue, outbox } = await desk()
    const gone = await openMailBox()
    await gone.close()
    await sendThrough(gone.port)
    await queue()
    const worker = startWorker(made)
    await sendDue(made, worker)
    const [waiting] = (await outbox()).messages
    expect(waiting).toMatchObject({
      status: 'pending',
      attempts: 1,
      nextAttemptAt: addMinutesToInstant(made.clock.now(), 1),
    })
    expect(waiting?.lastError).toMatch(/^Le serveur ne répond pas/)
    const box = await mailBox({ port: gone.port })
    await sendDue(made, worker)
    expect(box.received).toHaveLength(0)
    made.clock.set(addMinutesToInstant(made.clock.now(), 1))
    await sendDue(made, worker)
    expect(box.received).toHaveLength(1)
  })

  it('tries after 1, 5 and 30 minutes, 2 and 12 hours, then gives up with the reason until an agent asks again', async () => {
    const { made, town, sendThrough, queue, outbox } = await desk()
    const gone = await openMailBox()
    await gone.close()
    await sendThrough(gone.port)
    await queue()
    const worker = startWorker(made)
    const waits: number[] = []
    for (const minutes of retryMinutes) {
      await sendDue(made, worker)
      const row = await made.read(
        (ctx) => ctx.db.one<{ nextAttemptAt: string }>`select next_attempt_at from outbox_message`,
      )
      expect(row?.nextAttemptAt).toBe(addMinutesToInstant(made.clock.now(), minutes))
      waits.push(minutes)
      made.clock.set(addMinutesToInstant(made.clock.now(), minutes))
    }
    expect(waits).toEqual([1, 5, 30, 120, 720])
    await sendDue(made, worker)
    const failed = await made.read(
      (ctx) =>
        ctx.db.one<{ id: number; status: string; attempts: number; lastError: string }>`select * from outbox_message`,
    )
    expect(failed).toMatchObject({ status: 'failed', attempts: 6 })
    expect(failed?.lastError).toMatch(/ne répond pas/)
    await made.write((ctx) => ctx.db.run`update staff_session set expires_at = '2099-01-01T00:00:00.000Z'`)
    const box = await mailBox({ port: gone.port })
    const again = await made.staff.dispatcher.call(
      'messaging.retry',
      { id: failed?.id },
      caller(town.staff.agent.token),
    )
    expect(again.reply.ok).toBe(true)
    await sendDue(made, worker)
    expect(box.received).toHaveLength(1)
    expect((await outbox()).counts).toEqual({ pending: 0, sent: 1, failed: 0 })
    const late = await made.staff.dispatcher.call('messaging.retry', { id: failed?.id }, caller(town.staff.agent.token))
    expect(late.reply).toMatchObject({ ok: false, error: { code: 'message.not-retryable' } })
  })

  it('gives up at once on an address that the server does not know', async () => {
    const { made, sendThrough, queue, outbox } = await desk()
    const box = await mailBox({ unknown: ['sarah@courriel.invalid'] })
    await sendThrough(box.port)
    await queue()
    await sendDue(made)
    const [message] = (await outbox()).messages
    expect(message).toMatchObject({ status: 'failed', attempts: 1 })
    expect(message?.lastError).toMatch(/destinataire/)
  })

  it('signs in to the server with the sealed password, and says when it is refused', async () => {
    const { made, sendThrough, queue, outbox } = await desk()
    const login = { user: 'aubrelles', password: 'mot de passe' }
    const box = await mailBox({ login })
    await sendThrough(box.port, { ...login, password: 'autre' })
    await queue()
    const worker = startWorker(made)
    await sendDue(made, worker)
    expect((await outbox()).messages[0]?.lastError).toMatch(/identifiant ou le mot de passe/)
    await sendThrough(box.port, login)
    made.clock.set(addMinutesToInstant(made.clock.now(), 1))
    await sendDue(made, worker)
    expect(box.received).toHaveLength(1)
  })

  it('sends after a restart what a process that died had taken, under the same message id', async () => {
    const { made, sendThrough, queue } = await desk()
    const box = await mailBox()
    await sendThrough(box.port)
    await queue()
    let release = () => {}
    let started = () => {}
    const reached = new Promise<void>((resolve) => (started = resolve))
    const never = new Promise<void>((resolve) => (release = resolve))
    const dying = createOutboxWorker(made.services, () => ({
      send: async () => {
        started()
        await never
        throw new Error('the process died here')
      },
      close: () => {},
    }))
    dying.wake()
    await reached
    const worker = startWorker(made)
    await sendDue(made, worker)
    expect(box.received).toHaveLength(0)
    made.clock.set(addMinutesToInstant(made.clock.now(), 3))
    await sendDue(made, worker)
    expect(box.received).toHaveLength(1)
    expect(box.received[0]?.header('Message-ID')).toMatch(/^<ribambelle-\d+-\d+@aubrelles\.invalid>$/)
    release()
    await dying.stop()
    // What the dead process learnt too late changes nothing to what was sent.
    const row = await made.read((ctx) => ctx.db.one`select status, last_error from outbox_message`)
    expect(row).toEqual({ status: 'sent', lastError: '' })
  })

  it('shares many messages between two processes without sending any twice', async () => {
    const { made, sendThrough, queue } = await desk()
    const box = await mailBox()
    await sendThrough(box.port)
    for (let n = 0; n < 60; n++) await queue(`many/${n}`, { to: `p${n}@courriel.invalid` })
    await Promise.all([sendDue(made), sendDue(made)])
    const receivers = box.received.flatMap(({ to }) => to)
    expect(receivers).toHaveLength(60)
    expect(new Set(receivers).size).toBe(60)
  })

  it('keeps everything while the town has no mail server, and says so', async () => {
    const { made, queue, outbox } = await desk()
    await queue()
    await sendDue(made)
    expect(await outbox()).toMatchObject({ isConfigured: false, messages: [{ status: 'pending', attempts: 0 }] })
  })

  it('does not let a line break in a name write headers of its own', async () => {
    const { made, sendThrough } = await desk()
    const box = await mailBox()
    await sendThrough(box.port)
    const subject = 'Bonjour\r\nBcc: voleur@ailleurs.invalid\r\n\r\nAutre texte'
    await made.write((ctx) =>
      queueEmail(ctx, {
        dedupeKey: 'x',
        kind: 'test',
        familyId: null,
        to: 'sarah@courriel.invalid',
        subject,
        text: 'Bonjour',
      }),
    )
    await sendDue(made)
    expect(box.received[0]?.to).toEqual(['sarah@courriel.invalid'])
    expect(box.received[0]?.header('Bcc')).toBe('')
    expect(box.received[0]?.text.trim()).toBe('Bonjour')
  })
})
