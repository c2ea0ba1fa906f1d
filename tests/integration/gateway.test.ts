import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { balanceOf } from '../../src-main/modules/billing'
import { reconcileAttempts, recordPayment, registerPaymentRoutes, settleAttempt } from '../../src-main/modules/payments'
import { signNotification } from '../../src-main/modules/payments/test-gateway/sign'
import { createFrontServer, listen } from '../../src-main/transports/http/server'
import type { PaymentProgress } from '../../src-shared/contract/portal/payments'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { cents } from '../../src-shared/kernel/money'
import { onEachDatabase, type TestDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { insertInvoice, openTestGateway } from '../support/factories/payments'
import { insertParent, smallTown } from '../support/factories/town'
import { silentLog } from '../../src-main/kernel/log'

const servers: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

type Decision = 'paid' | 'refused' | 'cancelled'

/** A portal that really listens, a family that owes 40 € and 25 €, and what a browser does. */
async function portal(test: TestDatabase, options: { notificationUrl?: () => string } = {}) {
  const desk = deskOn(test)
  const town = await desk.write((ctx) => smallTown(ctx, { mode: 'demonstration' }))
  const familyId = town.berthelot.id
  const invoices = await desk.write(async (ctx) => {
    await openTestGateway(ctx)
    return [
      await insertInvoice(ctx, { familyId, totalCents: 4000, dueOn: '2026-11-30', period: '2026-10' }),
      await insertInvoice(ctx, { familyId, totalCents: 2500 }),
    ] as const
  })
  const server = await createFrontServer({
    audience: 'parent',
    ...desk.portal,
    log: silentLog,
    extend: (one) => registerPaymentRoutes(one, desk.services, { testGateway: options }),
  })
  servers.push(server)
  const address = await listen(server, 0)
  const call = (operation: string, input: unknown, token = town.parent.token) =>
    desk.portal.dispatcher.call(operation, input, caller(token)).then(({ reply }) => reply)
  const begin = async (invoiceIds: number[], id: string = randomUUID()) =>
    valueOf<{ id: string; redirectUrl: string }>(await call('payments.begin', { id, invoiceIds }))
  const status = async (id: string) => valueOf<PaymentProgress>(await call('payments.status', { id }))
  const decide = (redirectUrl: string, decision: Decision) =>
    fetch(`${address}${redirectUrl}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `decision=${decision}`,
    })
  const notify = (message: Record<string, unknown>, signature?: string) => {
    const body = JSON.stringify(message)
    return fetch(`${address}/payments/notifications/test`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-signature': signature ?? signNotification(desk.services.secret, body),
      },
      body,
    })
  }
  const messageOf = async (id: string, state: Decision) => {
    const row = await desk.read(
      ({ db }) =>
        db.one<{
          gatewayReference: string
          amountCents: number
        }>`select gateway_reference, amount_cents from payment_attempt where id = ${id}`,
    )
    return { attemptId: id, reference: row?.gatewayReference ?? '', amountCents: row?.amountCents ?? 0, status: state }
  }
  const balance = () => desk.read((ctx) => balanceOf(ctx, familyId))
  const paymentCount = async () => {
    const row = await desk.read(({ db }) => db.one<{ n: number }>`select count(*) as n from payment`)
    return Number(row?.n)
  }
  const later = (minutes: number) => desk.clock.set(addMinutesToInstant(desk.clock.now(), minutes))
  return {
    desk,
    town,
    familyId,
    invoices,
    address,
    call,
    begin,
    status,
    decide,
    notify,
    messageOf,
    balance,
    paymentCount,
    later,
  }
}

onEachDatabase('online payment', (open) => {
  it('[N24] settles the invoices from server to server, before and without the browser', async () => {
    const { invoices, begin, decide, status, balance, desk } = await portal(await open())
    const { id, redirectUrl } = await begin(invoices.map((one) => one.id))
    expect(await status(id)).toMatchObject({
      status: 'pending',
      amountCents: 6500,
      redirectUrl,
      receipt: null,
      isTest: true,
    })
    const answer = await decide(redirectUrl, 'paid')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`/paiement/${id}`)
    // the browser has not followed the redirection
    expect(await balance()).toMatchObject({ dueCents: 0, creditCents: 0 })
    expect(await status(id)).toMatchObject({
      status: 'paid',
      redirectUrl: null,
      receipt: { reference: 'R-000001', creditCents: 0 },
    })
    const mails = await desk.read(
      ({ db }) =>
        db.rows<{
          toAddress: string
          bodyText: string
        }>`select to_address, body_text from outbox_message where kind = 'payment-received'`,
    )
    expect(mails.map(({ toAddress }) => toAddress)).toEqual(['sarah.berthelot@courriel.invalid'])
    expect(mails[0]?.bodyText).toMatch(/65,00.€/)
    expect(mails[0]?.bodyText).toContain('aucune somme n’a été débitée')
  })

  it('[I14] marks the pages of the test gateway as a test, with the sum of the server', async () => {
    const { invoices, begin, address } = await portal(await open())
    const { redirectUrl } = await begin([invoices[0].id])
    const page = await fetch(`${address}${redirectUrl}`)
    const html = await page.text()
    expect(html).toContain('PAIEMENT DE TEST – aucune somme n’est débitée')
    expect(html).toMatch(/40,00.€/)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await fetch(`${address}/test-gateway/TEST-nobody`)).status).toBe(404)
  })

  it('begins one payment however often the button is pressed', async () => {
    const { invoices, call, familyId, desk } = await portal(await open())
    const id = randomUUID()
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => call('payments.begin', { id, invoiceIds: [invoices[0].id] })),
    )
    const urls = replies.map((reply) => valueOf<{ redirectUrl: string }>(reply).redirectUrl)
    expect(new Set(urls).size).toBe(1)
    const rows = await desk.read(({ db }) => db.rows`select id from payment_attempt where family_id = ${familyId}`)
    expect(rows).toHaveLength(1)
    expect(await call('payments.begin', { id, invoiceIds: [invoices[1].id] })).toMatchObject({
      ok: false,
      error: { code: 'payment.attempt-differs' },
    })
  })

  it('says that a payment is begun rather than beginning a second one for the same invoice', async () => {
    const { invoices, call, begin, decide } = await portal(await open())
    const { id, redirectUrl } = await begin([invoices[0].id])
    const second = await call('payments.begin', { id: randomUUID(), invoiceIds: [invoices[0].id, invoices[1].id] })
    expect(second).toMatchObject({ ok: false, error: { code: 'payment.attempt-pending', details: { attemptId: id } } })
    expect((await call('payments.begin', { id: randomUUID(), invoiceIds: [invoices[1].id] })).ok).toBe(true)
    await decide(redirectUrl, 'cancelled')
    expect((await call('payments.begin', { id: randomUUID(), invoiceIds: [invoices[0].id] })).ok).toBe(true)
  })

  it('begins nothing for the invoice of another family, one not published, one paid, or one that will be debited', async () => {
    const { desk, town, familyId, invoices, call } = await portal(await open())
    const begin = (invoiceIds: number[]) => call('payments.begin', { id: randomUUID(), invoiceIds })
    const [others, hidden] = await desk.write(async (ctx) => [
      await insertInvoice(ctx, { familyId: town.diallo.id, totalCents: 900 }),
      await insertInvoice(ctx, { familyId, totalCents: 900, published: false }),
    ])
    for (const one of [others, hidden]) {
      expect(await begin([invoices[0].id, one?.id ?? 0])).toMatchObject({
        ok: false,
        error: { code: 'record.not-found' },
      })
    }
    await desk.write((ctx) =>
      recordPayment(ctx, {
        familyId,
        method: 'cash',
        amountCents: cents(4000),
        receivedOn: localDate('2026-12-02'),
        reference: '',
        payerName: '',
      }),
    )
    expect(await begin([invoices[0].id])).toMatchObject({ ok: false, error: { code: 'record.not-found' } })
    await desk.write(({ db }) => db.run`update family set direct_debit = ${true} where id = ${familyId}`)
    expect(await begin([invoices[1].id])).toMatchObject({ ok: false, error: { code: 'payment.direct-debit' } })
  })

  it('shows a payment and its receipt to its family alone', async () => {
    const { desk, town, invoices, begin, decide, status, call } = await portal(await open())
    const stranger = await desk.write((ctx) => insertParent(ctx, town.diallo.mariama, town.diallo.id))
    const { id, redirectUrl } = await begin([invoices[0].id])
    await decide(redirectUrl, 'paid')
    const notFound = { ok: false, error: { code: 'record.not-found' } }
    expect(await call('payments.status', { id }, stranger.token)).toMatchObject(notFound)
    expect(await call('payments.begin', { id, invoiceIds: [invoices[0].id] }, stranger.token)).toMatchObject(notFound)
    const path = `/files/receipts/${(await status(id)).receipt?.id}.pdf`
    await expect(desk.portal.files.get(path, {}, caller(stranger.token))).rejects.toMatchObject({
      code: 'record.not-found',
    })
    const own = await desk.portal.files.get(path, {}, caller(town.parent.token))
    expect(own.contentType).toBe('application/pdf')
  })

  it('settles once when the notification comes ten times at once', async () => {
    const { invoices, begin, notify, messageOf, paymentCount, balance } = await portal(await open())
    const { id } = await begin([invoices[0].id])
    const message = await messageOf(id, 'paid')
    const answers = await Promise.all(Array.from({ length: 10 }, () => notify(message)))
    expect(answers.map((one) => one.status)).toEqual(Array.from({ length: 10 }, () => 200))
    expect(await paymentCount()).toBe(1)
    expect(await balance()).toMatchObject({ dueCents: 2500, creditCents: 0 })
  })

  it('refuses a notification that is forged, changed, of another amount or of an unknown payment', async () => {
    const { invoices, begin, notify, messageOf, paymentCount, status, desk } = await portal(await open())
    const { id } = await begin([invoices[0].id])
    const message = await messageOf(id, 'paid')
    expect((await notify(message, 'forged')).status).toBe(403)
    const changed = signNotification(desk.services.secret, JSON.stringify({ ...message, status: 'refused' }))
    expect((await notify(message, changed)).status).toBe(403)
    expect((await notify({ ...message, amountCents: 1 })).status).toBe(409)
    expect((await notify({ ...message, reference: 'TEST-other' })).status).toBe(409)
    expect((await notify({ ...message, attemptId: randomUUID() })).status).toBe(404)
    expect(await paymentCount()).toBe(0)
    expect((await status(id)).status).toBe('pending')
  })

  it('ignores a refusal that comes after the success', async () => {
    const { invoices, begin, notify, messageOf, status, balance } = await portal(await open())
    const { id } = await begin([invoices[0].id])
    await notify(await messageOf(id, 'paid'))
    const late = await notify(await messageOf(id, 'refused'))
    expect(await late.json()).toMatchObject({ settlement: 'ignored' })
    expect((await status(id)).status).toBe('paid')
    expect((await balance()).dueCents).toBe(2500)
  })

  it('keeps the money of a success that comes after a refusal', async () => {
    const { invoices, begin, notify, messageOf, status, balance } = await portal(await open())
    const { id } = await begin([invoices[0].id])
    await notify(await messageOf(id, 'refused'))
    expect((await status(id)).status).toBe('refused')
    await notify(await messageOf(id, 'paid'))
    expect((await status(id)).status).toBe('paid')
    expect((await balance()).dueCents).toBe(2500)
  })

  it('leaves as credit what was paid meanwhile at the counter', async () => {
    const { desk, familyId, invoices, begin, decide, balance, status } = await portal(await open())
    const { id, redirectUrl } = await begin([invoices[0].id])
    const atCounter = {
      familyId,
      method: 'cash',
      amountCents: cents(3000),
      receivedOn: localDate('2026-12-02'),
      reference: '',
      payerName: '',
    } as const
    await desk.write((ctx) => recordPayment(ctx, atCounter))
    await decide(redirectUrl, 'paid')
    expect(await balance()).toMatchObject({ dueCents: 2500, creditCents: 3000 })
    expect((await status(id)).receipt?.creditCents).toBe(3000)
  })

  it('finds out by itself when the notification is lost: paid is settled, refused is closed', async () => {
    const nowhere = { notificationUrl: () => 'http://127.0.0.1:9/lost' }
    const { desk, invoices, begin, decide, status, balance, later } = await portal(await open(), nowhere)
    const paid = await begin([invoices[0].id])
    const refused = await begin([invoices[1].id])
    await decide(paid.redirectUrl, 'paid')
    await decide(refused.redirectUrl, 'refused')
    expect((await status(paid.id)).status).toBe('pending')
    later(2)
    expect(await reconcileAttempts(desk.services)).toBe(2)
    expect((await status(paid.id)).status).toBe('paid')
    expect((await status(refused.id)).status).toBe('refused')
    expect(await balance()).toMatchObject({ dueCents: 2500 })
    expect(await reconcileAttempts(desk.services)).toBe(0)
  })

  it('closes an attempt that nobody finished, which can then no longer be paid, and lets the invoice be paid again', async () => {
    const { desk, invoices, begin, decide, status, later, paymentCount } = await portal(await open())
    const { id, redirectUrl } = await begin([invoices[0].id])
    later(29)
    expect(await reconcileAttempts(desk.services)).toBe(0)
    later(2)
    expect(await reconcileAttempts(desk.services)).toBe(1)
    expect((await status(id)).status).toBe('cancelled')
    await decide(redirectUrl, 'paid')
    expect(await paymentCount()).toBe(0)
    expect((await begin([invoices[0].id])).id).not.toBe(id)
  })

  it('never lets a test result settle an invoice of a town in production, at the beginning nor at the end', async () => {
    const { desk, invoices, begin, notify, messageOf, call, paymentCount, status, later } = await portal(await open())
    const { id } = await begin([invoices[0].id])
    const message = await messageOf(id, 'paid')
    await desk.write(({ db }) => db.run`update town set mode = 'production'`)
    const again = await call('payments.begin', { id: randomUUID(), invoiceIds: [invoices[1].id] })
    expect(again).toMatchObject({ ok: false, error: { code: 'payment.online-unavailable' } })
    expect((await notify(message)).status).toBe(403)
    await expect(desk.write((ctx) => settleAttempt(ctx, message))).rejects.toMatchObject({
      code: 'payment.test-in-production',
    })
    later(31)
    await reconcileAttempts(desk.services)
    expect(await paymentCount()).toBe(0)
    expect((await status(id)).status).toBe('expired')
  })
})
