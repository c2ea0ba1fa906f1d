import { expect, it } from 'vitest'
import { cancelPayment, recordPayment } from '../../src-main/modules/payments'
import { balanceOf } from '../../src-main/modules/billing'
import type { Ctx } from '../../src-main/kernel/context'
import type { PaymentView } from '../../src-shared/contract/staff/payments'
import { localDate } from '../../src-shared/kernel/local-date'
import { cents } from '../../src-shared/kernel/money'
import { seededRandom } from '../../src-shared/kernel/seeded-random'
import { readPdf } from '../unit/print/read-pdf'
import { onEachDatabase, type TestDatabase } from '../support/database'
import { caller, deskOn } from '../support/desk'
import { deskWithTown } from '../support/factories/families'
import { insertInvoice } from '../support/factories/payments'

const today = localDate('2026-12-02')

async function counter(test: TestDatabase) {
  const desk = deskOn(test)
  const { town, ask, refusal } = await deskWithTown(desk)
  const cashier = ask(town.staff.cashier.token)
  const familyId = town.berthelot.id
  const pay = (amountCents: number, more: Record<string, unknown> = {}) =>
    cashier<PaymentView>('payments.record', { familyId, method: 'cheque', amountCents, receivedOn: today, ...more })
  const refused = (input: Record<string, unknown>, operation = 'payments.record') =>
    refusal(town.staff.cashier.token, operation, input)
  const balance = () => desk.read((ctx) => balanceOf(ctx, familyId))
  return { desk, town, cashier, familyId, pay, refused, balance }
}

async function threeInvoices(ctx: Ctx, familyId: number) {
  return [
    await insertInvoice(ctx, { familyId, totalCents: 4000, period: '2026-10', dueOn: '2026-11-30' }),
    await insertInvoice(ctx, { familyId, totalCents: 2500, period: '2026-09', dueOn: '2026-10-31' }),
    await insertInvoice(ctx, { familyId, totalCents: 1500, period: '2026-11', dueOn: '2026-12-31' }),
  ]
}

onEachDatabase('payments at the counter', (open) => {
  it('settles the oldest invoice first, and keeps what is too much as credit of the family', async () => {
    const { desk, familyId, pay, balance } = await counter(await open())
    const [october, september, november] = await desk.write((ctx) => threeInvoices(ctx, familyId))
    const first = await pay(3000, { reference: 'CIC 1234567', payerName: 'Sarah Berthelot' })
    expect(first.receiptReference).toBe('R-000001')
    expect(first.allocations.map(({ reference, amountCents }) => [reference, amountCents])).toEqual([
      [september?.reference, 2500],
      [october?.reference, 500],
    ])
    expect(await balance()).toMatchObject({ dueCents: 5000, overdueCents: 3500, creditCents: 0 })
    const second = await pay(6000)
    expect(second.creditCents).toBe(1000)
    expect(await balance()).toMatchObject({ dueCents: 0, creditCents: 1000, invoices: [] })
    expect(second.allocations.map(({ invoiceId }) => invoiceId)).toEqual([october?.id, november?.id])
  })

  it('allocates by hand, never more than what is owed nor than what was received', async () => {
    const { desk, familyId, pay, refused, balance } = await counter(await open())
    const [october, , november] = await desk.write((ctx) => threeInvoices(ctx, familyId))
    await pay(2000, { allocations: [{ invoiceId: november?.id, amountCents: 1500 }] })
    expect(await balance()).toMatchObject({ dueCents: 6500, creditCents: 500 })
    const base = { familyId, method: 'cash', receivedOn: today }
    const byHand = (amountCents: number, allocations: unknown[]) => refused({ ...base, amountCents, allocations })
    expect((await byHand(2000, [{ invoiceId: november?.id, amountCents: 100 }]))?.code).toBe('payment.invoice-not-due')
    expect((await byHand(9000, [{ invoiceId: october?.id, amountCents: 4001 }]))?.code).toBe(
      'payment.allocation-too-large',
    )
    const over = [{ invoiceId: october?.id, amountCents: 2000 }]
    expect((await byHand(1999, over))?.code).toBe('payment.allocations-exceed-amount')
    expect(await balance()).toMatchObject({ dueCents: 6500, creditCents: 500 })
  })

  it('never settles the invoice of another family', async () => {
    const { desk, town, familyId, refused } = await counter(await open())
    const other = await desk.write((ctx) => insertInvoice(ctx, { familyId: town.diallo.id, totalCents: 1000 }))
    const allocations = [{ invoiceId: other.id, amountCents: 1000 }]
    const answer = await refused({ familyId, method: 'cash', amountCents: 1000, receivedOn: today, allocations })
    expect(answer?.code).toBe('payment.invoice-not-due')
  })

  it('refuses a payment of the future, of nothing, or of a family that does not exist', async () => {
    const { familyId, refused } = await counter(await open())
    const input = { familyId, method: 'cash', amountCents: 1000, receivedOn: today }
    expect((await refused({ ...input, receivedOn: '2026-12-03' }))?.code).toBe('payment.future-date')
    expect((await refused({ ...input, amountCents: 0 }))?.code).toBe('input.invalid')
    expect((await refused({ ...input, method: 'online' }))?.code).toBe('input.invalid')
    expect((await refused({ ...input, familyId: 999 }))?.code).toBe('record.not-found')
  })

  it('takes a payment back with its reason: it stays visible, and its invoices are due again', async () => {
    const { desk, cashier, familyId, pay, refused, balance } = await counter(await open())
    await desk.write((ctx) => threeInvoices(ctx, familyId))
    const { id } = await pay(8000)
    expect((await balance()).dueCents).toBe(0)
    expect((await refused({ id, reason: ' ' }, 'payments.cancel'))?.code).toBe('input.invalid')
    await cashier('payments.cancel', { id, reason: 'Chèque sans provision' })
    expect(await balance()).toMatchObject({ dueCents: 8000, creditCents: 0 })
    expect((await refused({ id, reason: 'encore' }, 'payments.cancel'))?.code).toBe('payment.already-cancelled')
    const list = await cashier<{ rows: PaymentView[]; totalCents: number }>('payments.list', { from: today, to: today })
    expect(list.rows.map(({ cancelReason, cancelledBy }) => [cancelReason, cancelledBy])).toEqual([
      ['Chèque sans provision', 'Élise Marchand cashier'],
    ])
    expect(list.totalCents).toBe(0)
  })

  it('gives what was paid in advance to the invoices that come later', async () => {
    const { desk, cashier, familyId, pay, refused, balance } = await counter(await open())
    expect((await refused({ familyId }, 'payments.useCredit'))?.code).toBe('payment.no-credit')
    await pay(3000)
    await pay(2000)
    expect((await balance()).creditCents).toBe(5000)
    await desk.write((ctx) => threeInvoices(ctx, familyId))
    const used = await cashier<{ amountCents: number; references: string[] }>('payments.useCredit', { familyId })
    expect(used.amountCents).toBe(5000)
    expect(used.references).toHaveLength(2)
    expect(await balance()).toMatchObject({ dueCents: 3000, creditCents: 0 })
  })

  it('numbers the receipts without a gap, whatever is refused between two of them', async () => {
    const { desk, familyId, pay } = await counter(await open())
    const late = {
      familyId,
      method: 'cash',
      amountCents: cents(100),
      receivedOn: today,
      reference: '',
      payerName: '',
    } as const
    const attempts = Array.from({ length: 30 }, (_, index) =>
      desk
        .write(async (ctx) => {
          await recordPayment(ctx, late)
          if (index % 3 === 0) throw new Error('cut')
        })
        .then(() => 1)
        .catch(() => 0),
    )
    const done = (await Promise.all(attempts)).reduce<number>((sum, one) => sum + one, 0)
    expect(done).toBe(20)
    expect((await pay(100)).receiptReference).toBe('R-000021')
    const rows = await desk.read(
      ({ db }) => db.rows<{ receiptNumber: number }>`select receipt_number from payment order by receipt_number`,
    )
    expect(rows.map(({ receiptNumber }) => receiptNumber)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1))
  })

  it('never settles an invoice beyond its total, however many payments come at once', async () => {
    const { desk, familyId, balance } = await counter(await open())
    const invoice = await desk.write((ctx) => insertInvoice(ctx, { familyId, totalCents: 1000 }))
    const one = {
      familyId,
      method: 'cash',
      amountCents: cents(700),
      receivedOn: today,
      reference: '',
      payerName: '',
    } as const
    await Promise.all(Array.from({ length: 8 }, () => desk.write((ctx) => recordPayment(ctx, one))))
    const row = await desk.read(
      ({ db }) =>
        db.one<{ paid: number }>`select sum(amount_cents) as paid from allocation where invoice_id = ${invoice.id}`,
    )
    expect(Number(row?.paid)).toBe(1000)
    expect(await balance()).toMatchObject({ dueCents: 0, creditCents: 8 * 700 - 1000 })
  })

  it('keeps every cent through any order of payments, cancellations and credits', async () => {
    const { desk, cashier, familyId, refused } = await counter(await open())
    const random = seededRandom(20261202)
    const owed: number[] = []
    const received = new Map<number, number>()
    for (let step = 0; step < 60; step += 1) {
      const draw = random.integer(0, 9)
      if (draw < 3) {
        const totalCents = random.integer(1, 9000)
        owed.push(totalCents)
        await desk.write((ctx) => insertInvoice(ctx, { familyId, totalCents }))
      } else if (draw < 7) {
        const amountCents = cents(random.integer(1, 9000))
        const input = {
          familyId,
          method: 'cash',
          amountCents,
          receivedOn: today,
          reference: '',
          payerName: '',
        } as const
        received.set((await desk.write((ctx) => recordPayment(ctx, input))).id, amountCents)
      } else if (draw < 8 && received.size > 0) {
        const id = [...received.keys()][random.integer(0, received.size - 1)] ?? 0
        await desk.write((ctx) => cancelPayment(ctx, id, 'erreur'))
        received.delete(id)
      } else await refused({ familyId }, 'payments.useCredit')
      const { dueCents, creditCents } = await desk.read((ctx) => balanceOf(ctx, familyId))
      const total = (list: Iterable<number>) => [...list].reduce((sum, one) => sum + one, 0)
      expect(dueCents - creditCents).toBe(total(owed) - total(received.values()))
    }
    const { payments } = await cashier<{ payments: PaymentView[] }>('payments.account', { familyId })
    for (const { amountCents, allocations, creditCents } of payments) {
      expect(allocations.reduce((sum, one) => sum + Number(one.amountCents), Number(creditCents))).toBe(
        Number(amountCents),
      )
    }
  })

  it('lists the payments of a day with a total for each method', async () => {
    const { cashier, familyId, pay, desk, town } = await counter(await open())
    await pay(1000)
    await pay(2550)
    await pay(300, { method: 'cash' })
    await pay(700, { receivedOn: '2026-12-01', familyId: town.diallo.id })
    const { rows, totals, totalCents } = await cashier<{
      rows: PaymentView[]
      totals: { method: string; count: number; amountCents: number }[]
      totalCents: number
    }>('payments.list', { from: today, to: today })
    expect(rows.map(({ amountCents, familyName }) => [amountCents, familyName])).toEqual([
      [300, 'Berthelot'],
      [2550, 'Berthelot'],
      [1000, 'Berthelot'],
    ])
    expect(totals).toEqual(
      expect.arrayContaining([
        { method: 'cheque', count: 2, amountCents: 3550 },
        { method: 'cash', count: 1, amountCents: 300 },
      ]),
    )
    expect(totalCents).toBe(3850)
    expect(await desk.read((ctx) => balanceOf(ctx, familyId))).toMatchObject({ creditCents: 3850 })
  })

  it('prints a receipt that says what it settles, and none for a cancelled payment', async () => {
    const { desk, town, familyId, pay } = await counter(await open())
    const [, september] = await desk.write((ctx) => threeInvoices(ctx, familyId))
    const { id } = await pay(2500, { payerName: 'Julien Berthelot', reference: 'CA 7654321' })
    const file = () => desk.staff.files.get(`/files/receipts/${id}.pdf`, {}, caller(town.staff.cashier.token))
    const { body, contentType } = await file()
    expect(contentType).toBe('application/pdf')
    const text = readPdf(Buffer.from(body)).pages.join('\n')
    for (const words of ['R-000001', september?.reference ?? '?', 'Julien Berthelot', 'CA 7654321', 'Chèque']) {
      expect(text).toContain(words)
    }
    await desk.write((ctx) => cancelPayment(ctx, id, 'erreur de saisie'))
    await expect(file()).rejects.toMatchObject({ code: 'payment.already-cancelled' })
  })

  it('is open to the cashier, and closed to who has no business with money', async () => {
    const { desk, town, familyId } = await counter(await open())
    const input = { familyId, method: 'cash', amountCents: 100, receivedOn: today }
    const { reply } = await desk.staff.dispatcher.call('payments.record', input, caller(town.staff.animator.token))
    expect(reply).toMatchObject({ ok: false, error: { code: 'permission.missing' } })
  })
})
