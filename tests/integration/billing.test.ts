import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  balanceOf,
  cancelInvoice,
  completeRun,
  createRun,
  draftRun,
  dueInvoices,
  invoiceDocument,
  invoicesOfFamily,
  issueRun,
} from '../../src-main/modules/billing'
import type { StoredState } from '../../src-shared/rules/booking-state'
import { AppError } from '../../src-shared/errors'
import { instant } from '../../src-shared/kernel/instant'
import { daysOfMonth, yearMonth } from '../../src-shared/kernel/year-month'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import {
  billedTwice,
  billMonth,
  changeBooking,
  insertBookings,
  insertManyFamilies,
  ledger,
  numbersOf,
} from '../support/factories/billing'
import { insertQuotient, smallTown } from '../support/factories/town'

const november = yearMonth('2026-11')

onEachDatabase('the billing of a month', (open) => {
  const begin = async () => {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    return { desk, town, midday: town.canteen.midday, ...town.enrolments }
  }

  it('prices what was booked, numbers the invoices without a gap and says why each price', async () => {
    const { desk, town, midday, linaCanteen, hugoCanteen, awaCanteen } = await begin()
    await desk.write((ctx) =>
      insertBookings(ctx, [
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-11-03' },
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-11-05' },
        { enrolmentId: hugoCanteen, slotId: midday, date: '2026-11-05', state: 'booked' },
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-11-06', state: 'absent-excused' },
        { enrolmentId: awaCanteen, slotId: midday, date: '2026-11-03' },
      ]),
    )
    const run = await billMonth(desk, '2026-11')
    expect(run).toMatchObject({ status: 'issued', publishedAt: null })
    expect(await desk.read(numbersOf)).toEqual({ 2026: [1, 2] })
    const [berthelot] = await desk.read((ctx) => invoicesOfFamily(ctx, town.berthelot.id))
    expect(berthelot).toMatchObject({
      reference: '2026-000001',
      totalCents: 735,
      remainingCents: 735,
      isPublished: false,
    })
    const document = await desk.read((ctx) => invoiceDocument(ctx, berthelot?.id ?? 0))
    expect(document.family).toMatchObject({
      number: '01001',
      name: 'Mme Sarah Berthelot',
      quotientText: '612 (CAF, janvier 2026)',
    })
    const lines = document.children.flatMap(({ childName, lines: own }) => own.map((line) => ({ childName, ...line })))
    expect(
      lines.map(({ childName, dates, quantity, unitCents }) => ({ childName, dates, quantity, unitCents })),
    ).toEqual([
      { childName: 'Lina Berthelot', dates: ['2026-11-03', '2026-11-05'], quantity: 2, unitCents: 245 },
      { childName: 'Hugo Berthelot', dates: ['2026-11-05'], quantity: 1, unitCents: 245 },
    ])
    expect(lines[0]?.explanation).toContain('QF\u00a0612, tranche de 401 à 800')
    const [diallo] = await desk.read((ctx) => invoicesOfFamily(ctx, town.diallo.id))
    expect(diallo?.totalCents).toBe(485)
    expect(await desk.read(ledger)).toEqual({ charges: 1220, lines: 1220, invoices: 1220 })
  })

  it('bills nothing twice: a second run of the month finds nothing, an issue called again neither', async () => {
    const { desk, midday, linaCanteen } = await begin()
    await desk.write((ctx) => insertBookings(ctx, [{ enrolmentId: linaCanteen, slotId: midday, date: '2026-11-03' }]))
    const run = await billMonth(desk, '2026-11')
    await expect(desk.write((ctx) => issueRun(ctx, run.id))).rejects.toMatchObject({ code: 'billing.run-issued' })
    const again = await billMonth(desk, '2026-11', 'draft')
    await expect(completeRun(desk, again.id, 'issue')).rejects.toMatchObject({ code: 'billing.nothing-to-issue' })
    expect(await desk.read(numbersOf)).toEqual({ 2026: [1] })
  })

  it('opens one run at a time, and none ahead of the month', async () => {
    const { desk } = await begin()
    await billMonth(desk, '2026-11', 'draft')
    const codeOf = (error: unknown) => (error instanceof AppError ? error.code : error)
    await expect(desk.write((ctx) => createRun(ctx, november)).catch(codeOf)).resolves.toBe('billing.run-open')
    await expect(desk.write((ctx) => createRun(ctx, yearMonth('2027-01'))).catch(codeOf)).resolves.toBe(
      'billing.month-ahead',
    )
  })

  it('prices a draft again with a later quotient, never what is issued', async () => {
    const { desk, town, midday, awaCanteen } = await begin()
    await desk.write((ctx) =>
      insertBookings(ctx, [
        { enrolmentId: awaCanteen, slotId: midday, date: '2026-11-03' },
        { enrolmentId: awaCanteen, slotId: midday, date: '2026-12-01' },
      ]),
    )
    const first = await billMonth(desk, '2026-11', 'draft')
    await desk.write((ctx) => insertQuotient(ctx, town.diallo.id, 900, '2026-09-01'))
    await completeRun(desk, first.id, 'issue')
    expect((await desk.read((ctx) => invoicesOfFamily(ctx, town.diallo.id))).map((one) => one.totalCents)).toEqual([
      360,
    ])
    await desk.write((ctx) => insertQuotient(ctx, town.diallo.id, 300, '2026-09-01'))
    await billMonth(desk, '2026-12')
    const totals = (await desk.read((ctx) => invoicesOfFamily(ctx, town.diallo.id))).map((one) => one.totalCents)
    expect(totals.toSorted()).toEqual([100, 360])
  })

  it('corrects in the next run what changed after the issue, at the price of the day it was billed', async () => {
    const { desk, town, midday, linaCanteen } = await begin()
    const [absent = 0, , late = 0] = await desk.write((ctx) =>
      insertBookings(ctx, [
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-11-03' },
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-11-05' },
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-11-09' },
      ]),
    )
    await billMonth(desk, '2026-11')
    await desk.write((ctx) => insertQuotient(ctx, town.berthelot.id, 300, '2026-09-01'))
    desk.clock.set(instant('2026-12-10T08:00:00.000Z'))
    await desk.write(async (ctx) => {
      await changeBooking(ctx, absent, 'absent-excused')
      await changeBooking(ctx, late, 'absent-billed')
      await insertBookings(ctx, [
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-11-12' },
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-12-03' },
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-12-04' },
      ])
    })
    await billMonth(desk, '2026-12')
    const invoices = await desk.read((ctx) => invoicesOfFamily(ctx, town.berthelot.id))
    // 100 (12 November, forgotten) + 100 + 100 (December) − 245 (3 November, excused); the billed absence costs the same.
    expect(invoices.map(({ totalCents }) => totalCents)).toEqual([735, 55])
    const document = await desk.read((ctx) => invoiceDocument(ctx, invoices[1]?.id ?? 0))
    const reversal = document.children[0]?.lines.find(({ amountCents }) => amountCents < 0)
    expect(reversal).toMatchObject({ dates: ['2026-11-03'], amountCents: -245 })
    expect(reversal?.explanation).toContain('Régularisation de novembre 2026, annulation')
    expect(await desk.read(billedTwice)).toEqual([])
    expect(await desk.read(ledger)).toEqual({ charges: 790, lines: 790, invoices: 790 })
  })

  it('carries over an amount in favour of the family until a run makes up for it', async () => {
    const { desk, town, midday, linaCanteen } = await begin()
    const [one = 0] = await desk.write((ctx) =>
      insertBookings(ctx, [{ enrolmentId: linaCanteen, slotId: midday, date: '2026-11-03' }]),
    )
    await billMonth(desk, '2026-11')
    desk.clock.set(instant('2026-12-10T08:00:00.000Z'))
    await desk.write((ctx) => changeBooking(ctx, one, 'cancelled'))
    const december = await billMonth(desk, '2026-12', 'draft')
    await expect(desk.write((ctx) => issueRun(ctx, december.id))).rejects.toMatchObject({
      code: 'billing.nothing-to-issue',
    })
    await desk.write((ctx) =>
      insertBookings(ctx, [
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-12-03' },
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-12-04' },
      ]),
    )
    await completeRun(desk, december.id, 'issue')
    const totals = (await desk.read((ctx) => invoicesOfFamily(ctx, town.berthelot.id))).map(
      ({ totalCents }) => totalCents,
    )
    expect(totals.toSorted()).toEqual([245, 245])
  })

  it('cancels an invoice by a credit note, gives back what was paid and lets the bookings be billed again', async () => {
    const { desk, town, midday, linaCanteen } = await begin()
    await desk.write((ctx) => insertBookings(ctx, [{ enrolmentId: linaCanteen, slotId: midday, date: '2026-11-03' }]))
    await billMonth(desk, '2026-11', 'publish')
    const [invoice] = await desk.read((ctx) => dueInvoices(ctx, town.berthelot.id))
    await desk.write(async (ctx) => {
      const paymentId = await ctx.db.insert('payment', {
        ...{ familyId: town.berthelot.id, method: 'cash', amountCents: 245, receivedOn: ctx.today, receiptNumber: 1 },
        ...{ reference: '', payerName: '', attemptId: null, createdAt: ctx.now, createdBy: 'régie', cancelledAt: null },
      })
      await ctx.db.insert('allocation', { paymentId, invoiceId: invoice?.id ?? 0, amountCents: 245 })
    })
    expect(await desk.read((ctx) => balanceOf(ctx, town.berthelot.id))).toMatchObject({ dueCents: 0, creditCents: 0 })
    const note = await desk.write((ctx) => cancelInvoice(ctx, invoice?.id ?? 0, 'Erreur de pointage'))
    expect(note).toMatchObject({ reference: 'A2026-000001', amountCents: 245 })
    expect(await desk.read((ctx) => balanceOf(ctx, town.berthelot.id))).toMatchObject({
      dueCents: 0,
      creditCents: 245,
      invoices: [],
    })
    const document = await desk.read((ctx) => invoiceDocument(ctx, note.id))
    expect(document.invoice).toMatchObject({ kind: 'credit-note', totalCents: -245, correctedReference: '2026-000001' })
    await expect(desk.write((ctx) => cancelInvoice(ctx, invoice?.id ?? 0, 'encore'))).rejects.toMatchObject({
      code: 'invoice.cancelled',
    })
    await billMonth(desk, '2026-11')
    expect(await desk.read(ledger)).toEqual({ charges: 245, lines: 245, invoices: 245 })
    expect(await desk.read(numbersOf)).toEqual({ 2026: [1, 2], A2026: [1] })
    expect(await desk.read(billedTwice)).toEqual([])
  })

  it('owes again what a cancelled invoice had taken off, until a run takes it off again', async () => {
    const { desk, town, midday, linaCanteen } = await begin()
    const [one = 0] = await desk.write((ctx) =>
      insertBookings(ctx, [{ enrolmentId: linaCanteen, slotId: midday, date: '2026-11-03' }]),
    )
    await billMonth(desk, '2026-11')
    desk.clock.set(instant('2026-12-10T08:00:00.000Z'))
    await desk.write(async (ctx) => {
      await changeBooking(ctx, one, 'absent-excused')
      await insertBookings(ctx, [
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-12-03' },
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-12-04' },
      ])
    })
    await billMonth(desk, '2026-12')
    desk.clock.set(instant('2026-12-11T08:00:00.000Z'))
    const december = (await desk.read((ctx) => invoicesOfFamily(ctx, town.berthelot.id))).find(
      ({ period }) => period === '2026-12',
    )
    await desk.write((ctx) => cancelInvoice(ctx, december?.id ?? 0, 'Mauvaise adresse'))
    await billMonth(desk, '2026-12')
    expect(await desk.read(ledger)).toEqual({ charges: 490, lines: 490, invoices: 490 })
    expect(await desk.read(billedTwice)).toEqual([])
  })

  it('finds what must be looked at, and leaves out the families that a decision is missing for', async () => {
    const { desk, town, midday, linaCanteen, awaCanteen, linaEvening, hugoCanteen } = await begin()
    await desk.write(async (ctx) => {
      await ctx.db
        .run`update tariff set valid_from = '2026-11-10', version = version + 1 where activity_id = ${town.canteen.id}`
      await insertBookings(ctx, [
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-11-03' },
        { enrolmentId: linaCanteen, slotId: midday, date: '2026-11-12' },
        { enrolmentId: hugoCanteen, slotId: midday, date: '2026-11-12', state: 'present-unbooked' },
        { enrolmentId: awaCanteen, slotId: midday, date: '2026-11-12', state: 'booked' },
        { enrolmentId: linaEvening, slotId: town.evening.care, date: '2026-11-12', arrivedAt: '16:30' },
      ])
    })
    const run = await billMonth(desk, '2026-11', 'draft')
    expect(run.findings.found.map(({ kind, severity, childName }) => ({ kind, severity, childName }))).toEqual([
      { kind: 'unpriced', severity: 'blocking', childName: 'Lina Berthelot' },
      { kind: 'missing-departure', severity: 'blocking', childName: 'Lina Berthelot' },
      { kind: 'present-unbooked', severity: 'check', childName: 'Hugo Berthelot' },
      { kind: 'no-quotient', severity: 'check', childName: '' },
      { kind: 'no-attendance', severity: 'check', childName: '' },
    ])
    const issued = await completeRun(desk, run.id, 'issue')
    expect(issued.findings.left).toEqual({ blocked: 1, negative: 0 })
    expect(await desk.read((ctx) => invoicesOfFamily(ctx, town.berthelot.id))).toEqual([])
    await desk.write(
      (ctx) =>
        ctx.db
          .run`update tariff set valid_from = '2026-09-01', version = version + 1 where activity_id = ${town.canteen.id}`,
    )
    await desk.write((ctx) => ctx.db.run`update booking set left_at = '18:00' where arrived_at = '16:30'`)
    await billMonth(desk, '2026-11')
    expect((await desk.read((ctx) => invoicesOfFamily(ctx, town.berthelot.id))).map((one) => one.totalCents)).toEqual([
      885,
    ])
  })

  it('sums charges, lines and invoices to the same cent, whatever the month', async () => {
    const states: StoredState[] = [
      'booked',
      'present',
      'present-unbooked',
      'absent-billed',
      'absent-excused',
      'cancelled',
      'waiting',
    ]
    const days = daysOfMonth(november)
    const { desk, town, enrolments } = await begin().then((all) => ({
      ...all,
      enrolments: Object.entries(all.town.enrolments),
    }))
    const slotOf = (name: string) =>
      name.endsWith('Canteen') ? town.canteen.midday : name.endsWith('Evening') ? town.evening.care : town.leisure.day
    const oneBooking = fc.record({
      enrolment: fc.nat(enrolments.length - 1),
      day: fc.nat(days.length - 1),
      state: fc.constantFrom(...states),
      late: fc.boolean(),
    })
    const month = fc.uniqueArray(oneBooking, { maxLength: 60, selector: ({ enrolment, day }) => `${enrolment}/${day}` })
    await fc.assert(
      fc.asyncProperty(month, fc.constantFrom(...states), async (bookings, after) => {
        for (const table of ['charge', 'invoice_line', 'invoice', 'billing_run', 'booking', 'job']) {
          await desk.write((ctx) => clear(ctx, table))
        }
        const rows = bookings.map(({ enrolment, day, state, late }) => {
          const [name = '', enrolmentId = 0] = enrolments[enrolment] ?? []
          return { name, enrolmentId, slotId: slotOf(name), date: days[day] ?? '', state, late }
        })
        const ids = await desk.write((ctx) => insertBookings(ctx, rows))
        await billMonth(desk, '2026-11').catch(onlyNothingToIssue)
        const first = await desk.read(ledger)
        expect(first.charges).toBe(rows.reduce((sum, row) => sum + expectedPrice(row.name, row), 0))
        expect(first.lines).toBe(first.charges)
        expect(first.invoices).toBe(first.charges)
        // Everything changes after the issue: once corrected, what was billed is what is now true.
        await desk.write(async (ctx) => {
          for (const id of ids) await changeBooking(ctx, id, after)
        })
        await desk.write(
          (ctx) => ctx.db.run`delete from billing_run where status <> 'issued' and not exists (select 1 from charge)`,
        )
        await billMonth(desk, '2026-12').catch(onlyNothingToIssue)
        const second = await desk.read(ledger)
        expect(second).toEqual({ charges: second.charges, lines: second.charges, invoices: second.charges })
        expect(await desk.read(billedTwice)).toEqual([])
        const numbers = (await desk.read(numbersOf))['2026'] ?? []
        expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
      }),
      { numRuns: 25 },
    )
  }, 60_000)

  it('issues hundreds of families in several units, with every number once', async () => {
    const { desk, town } = await begin()
    await desk.write((ctx) => insertManyFamilies(ctx, town, 450, ['2026-11-03', '2026-11-05']))
    const run = await billMonth(desk, '2026-11', 'draft')
    await desk.write((ctx) => draftRun(ctx, run.id))
    await expect(desk.write((ctx) => draftRun(ctx, run.id))).rejects.toMatchObject({ code: 'job.already-running' })
    await desk.write((ctx) => ctx.db.run`update job set status = 'cancelled' where status = 'queued'`)
    await completeRun(desk, run.id, 'publish')
    expect((await desk.read(numbersOf))['2026']).toEqual(Array.from({ length: 450 }, (_, index) => index + 1))
    expect(await desk.read(ledger)).toEqual({ charges: 450 * 970, lines: 450 * 970, invoices: 450 * 970 })
  })
})

/** The price list of the small town, written apart from the engine that applies it. */
function expectedPrice(enrolment: string, { state, late }: { state: StoredState; late: boolean }): number {
  if (!['booked', 'present', 'present-unbooked', 'absent-billed'].includes(state)) return 0
  const hasQuotient = !enrolment.startsWith('awa')
  if (enrolment.endsWith('Canteen')) return hasQuotient ? 245 : 485
  if (enrolment.endsWith('Evening')) return 150
  // 1,25 % of 612, or the ceiling without a quotient; 2 € more past the deadline.
  return (hasQuotient ? 765 : 1500) + (late ? 200 : 0)
}

async function clear(ctx: Parameters<typeof ledger>[0], table: string): Promise<void> {
  await ctx.db.runOf({ parts: [`delete from ${table}`], values: [] })
}

function onlyNothingToIssue(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'billing.nothing-to-issue') throw error
}
