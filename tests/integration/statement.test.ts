import { expect, it } from 'vitest'
import type { Ctx } from '../../src-main/kernel/context'
import { balanceOf, cancelInvoice } from '../../src-main/modules/billing'
import { cancelPayment, recordPayment, statementDocument } from '../../src-main/modules/payments'
import { formatEuros } from '../../src-shared/format/money'
import { addDays, localDate, type LocalDate } from '../../src-shared/kernel/local-date'
import { cents } from '../../src-shared/kernel/money'
import { seededRandom } from '../../src-shared/kernel/seeded-random'
import { instant } from '../../src-shared/kernel/instant'
import { readPdf } from '../unit/print/read-pdf'
import { onEachDatabase } from '../support/database'
import { caller, deskOn } from '../support/desk'
import { insertInvoice } from '../support/factories/payments'
import { insertStaffMember, smallTown } from '../support/factories/town'

const today = localDate('2026-12-02')
const september = localDate('2026-09-01')

onEachDatabase('account statements', (open) => {
  async function account() {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const familyId = town.berthelot.id
    const invoice = async (ctx: Ctx, totalCents: number, issuedOn: string, period = '2026-10') => {
      const made = await insertInvoice(ctx, { familyId, totalCents, period })
      await ctx.db.run`update invoice set issued_on = ${localDate(issuedOn)} where id = ${made.id}`
      return made
    }
    const pay = (ctx: Ctx, amountCents: number, receivedOn: LocalDate) =>
      recordPayment(ctx, {
        ...{ familyId, method: 'cheque', amountCents: cents(amountCents), receivedOn },
        ...{ reference: 'CIC 12', payerName: 'Sarah Berthelot' },
      })
    const statement = (from: LocalDate, to: LocalDate) =>
      desk.read((ctx) => statementDocument(ctx, familyId, { from, to }))
    const get = (query: Record<string, string> = {}, token = town.staff.cashier.token, id = familyId) =>
      desk.staff.files.get(`/files/families/${id}/statement.pdf`, query, caller(token))
    return { desk, town, familyId, invoice, pay, statement, get }
  }

  it('prints what was billed and paid, with the balance after each move', async () => {
    const { desk, invoice, pay, get } = await account()
    const made = await desk.write(async (ctx) => {
      await invoice(ctx, 5820, '2026-07-05', '2026-06')
      const october = await invoice(ctx, 15230, '2026-11-05')
      await pay(ctx, 5820, localDate('2026-09-07'))
      await pay(ctx, 5230, localDate('2026-11-16'))
      return october
    })
    const reply = await get()
    expect(reply).toMatchObject({
      ...{ contentType: 'application/pdf', inline: true },
      fileName: 'releve-1001-2026-09-01-2026-12-02.pdf',
    })
    const text = readPdf(Buffer.from(reply.body)).pages.join('\n')
    expect(text).toContain('Solde précédent\n58,20\u00a0€')
    expect(text).toContain(`Facture n°\u00a0${made.reference}`)
    expect(text).toContain('Octobre 2026, à payer avant le 31\u00a0décembre 2026')
    expect(text).toContain('Reçu R-000001, réf. CIC 12')
    expect(text).toContain('100,00\u00a0€')
    expect(text).toContain('Ce qui reste à payer')
    expect(text).toContain('Lina et Hugo')
  })

  it('agrees to the cent with the balance of the account, whatever was paid, cancelled and credited', async () => {
    const { desk, familyId, invoice, pay, statement } = await account()
    const random = seededRandom(20261202)
    const invoices: number[] = []
    const payments: number[] = []
    for (let step = 0; step < 40; step++) {
      const on = addDays(september, random.integer(0, 92))
      const what = random.integer(0, 9)
      await desk.write(async (ctx) => {
        if (what < 4) invoices.push((await invoice(ctx, random.integer(1, 20_000), on)).id)
        else if (what < 8) payments.push((await pay(ctx, random.integer(1, 25_000), on)).id)
        else if (what === 8 && invoices.length > 0) await cancelInvoice(ctx, invoices.pop() ?? 0, 'erreur')
        else if (payments.length > 0) await cancelPayment(ctx, payments.pop() ?? 0, 'chèque impayé')
      })
      const { dueCents, creditCents, invoices: dues } = await desk.read((ctx) => balanceOf(ctx, familyId))
      const year = await statement(september, today)
      expect(year.balanceCents).toBe(dueCents - creditCents)
      expect(year.openingCents + year.billedCents - year.paidCents).toBe(year.balanceCents)
      expect(year.lines.at(-1)?.balanceCents ?? 0).toBe(year.balanceCents)
      expect(year.due.reduce((sum, one) => sum + one.remainingCents, 0)).toBe(dueCents)
      expect(year.due).toHaveLength(dues.length)
    }
    // two halves make the whole: the second opens with what the first ends with
    const middle = localDate('2026-10-20')
    const first = await statement(september, middle)
    const second = await statement(addDays(middle, 1), today)
    expect(second.openingCents).toBe(first.balanceCents)
    expect(first.lines.length + second.lines.length).toBe((await statement(september, today)).lines.length)
    expect(first.due).toEqual([])
  })

  it('shows a cancelled payment and a credit note on the days when they happened', async () => {
    const { desk, invoice, pay, statement } = await account()
    const reference = await desk.write(async (ctx) => {
      const made = await invoice(ctx, 4000, '2026-11-05')
      const { id } = await pay(ctx, 4000, localDate('2026-11-10'))
      await cancelPayment(ctx, id, 'Chèque sans provision')
      await cancelInvoice(ctx, made.id, 'Doublon')
      return made.reference
    })
    const { lines, balanceCents } = await statement(september, today)
    expect(lines.map(({ on, label, balanceCents: balance }) => [on, label.split('\u00a0')[0], balance])).toEqual([
      ['2026-11-05', 'Facture n°', 4000],
      ['2026-11-10', 'Règlement', 0],
      ['2026-12-02', 'Avoir n°', -4000],
      ['2026-12-02', 'Règlement annulé', 0],
    ])
    expect(lines[2]?.explanation).toBe(`Annule la facture n°\u00a0${reference}`)
    expect(lines[3]?.explanation).toContain('Chèque sans provision')
    expect(balanceCents).toBe(0)
  })

  it('counts a payment cancelled in the night on its day in Paris', async () => {
    const { desk, pay, statement } = await account()
    const { id } = await desk.write((ctx) => pay(ctx, 900, localDate('2026-11-10')))
    // 23 h 30 on the 30th in universal time is already December in Paris
    const at = instant('2026-11-30T23:30:00.000Z')
    await desk.write(
      (ctx) => ctx.db.run`update payment set cancelled_at = ${at}, cancelled_by = ${'x'} where id = ${id}`,
    )
    expect((await statement(september, localDate('2026-11-30'))).balanceCents).toBe(-900)
    expect((await statement(september, localDate('2026-12-01'))).balanceCents).toBe(0)
  })

  it('says nothing of days to come, and refuses dates that make no sense', async () => {
    const { desk, get, invoice } = await account()
    await desk.write((ctx) => invoice(ctx, 1234, '2026-11-05'))
    const { fileName, body } = await get({ from: '2026-09-01', to: '2027-08-31' })
    expect(fileName).toContain('2026-12-02')
    expect(readPdf(Buffer.from(body)).pages.join('\n')).toContain(formatEuros(cents(1234)))
    for (const query of [
      { from: '2026-11-31' },
      { from: '2026-11-02', to: '2026-11-01' },
      { from: '2026-12-03', to: '2026-12-31' },
    ] as Record<string, string>[]) {
      await expect(get(query)).rejects.toMatchObject({ code: 'payment.statement-dates' })
    }
  })

  it('is closed to who has no business with money, and to the agents of other structures', async () => {
    const { desk, town, get, familyId } = await account()
    await expect(get({}, town.staff.animator.token)).rejects.toMatchObject({ code: 'permission.missing' })
    await expect(get({}, 'nobody')).rejects.toMatchObject({ code: 'session.missing' })
    const diallo = await desk.write(async (ctx) => {
      await ctx.db.run`delete from enrolment where id = ${town.enrolments.awaLeisure}`
      return town.diallo.id
    })
    const elsewhere = await desk.write((ctx) =>
      insertStaffMember(ctx, { role: 'cashier', email: 'cabanes@aubrelles.invalid', structureIds: [town.centre] }),
    )
    await expect(get({}, elsewhere.token, diallo)).rejects.toMatchObject({ code: 'record.not-found' })
    expect((await get({}, elsewhere.token, familyId)).contentType).toBe('application/pdf')
    for (const id of [999, Number.NaN]) {
      await expect(get({}, town.staff.cashier.token, id)).rejects.toMatchObject({ code: 'record.not-found' })
    }
  })
})
