import { expect, it } from 'vitest'
import { invoicesOfFamily } from '../../src-main/modules/billing'
import { recordPayment } from '../../src-main/modules/payments'
import { csvCell } from '../../src-main/kernel/csv'
import type { MonthReport } from '../../src-shared/contract/staff/reports'
import { localDate } from '../../src-shared/kernel/local-date'
import { cents } from '../../src-shared/kernel/money'
import { readPdf } from '../unit/print/read-pdf'
import { onEachDatabase, type TestDatabase } from '../support/database'
import { caller, deskOn } from '../support/desk'
import { billMonth, insertBookings } from '../support/factories/billing'
import { deskWithTown } from '../support/factories/families'
import { insertStaffMember } from '../support/factories/town'

/** November of the small town: attended, billed, and paid in part. */
async function november(test: TestDatabase) {
  const desk = deskOn(test)
  const { town, ask } = await deskWithTown(desk)
  const { canteen, evening, enrolments } = town
  const at = (enrolmentId: number, slotId: number) => (date: string, state: string) =>
    ({ enrolmentId, slotId, date, state }) as never
  const lina = at(enrolments.linaCanteen, canteen.midday)
  const linaEvening = at(enrolments.linaEvening, evening.care)
  const awa = at(enrolments.awaCanteen, canteen.midday)
  await desk.write((ctx) =>
    insertBookings(ctx, [
      ...[lina('2026-11-03', 'present'), lina('2026-11-05', 'present'), lina('2026-11-06', 'absent-excused')],
      ...[lina('2026-11-09', 'absent-billed'), lina('2026-11-10', 'cancelled'), linaEvening('2026-11-03', 'present')],
      ...[awa('2026-11-03', 'present'), awa('2026-11-05', 'present-unbooked'), awa('2026-10-01', 'present')],
    ]),
  )
  const report = (input: Record<string, unknown> = {}, token = town.staff.director.token) =>
    ask(token)<MonthReport>('reports.month', { month: '2026-11', ...input })
  return { desk, town, report }
}

const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0)

onEachDatabase('the month’s report', (open) => {
  it('counts children once, and bookings, presences, absences and meals as they were marked', async () => {
    const { report } = await november(await open())
    const { figures, attendance, previous } = await report()
    expect(figures).toMatchObject({
      children: 2,
      booked: 6,
      present: 5,
      excused: 1,
      billedAbsences: 1,
      unbooked: 1,
      meals: 4,
    })
    expect(previous).toMatchObject({ children: 1, present: 1 })
    const rows = attendance.flatMap(({ rows: own }) => own)
    expect(rows.find(({ activityName }) => activityName === 'Restauration Jean-Zay')).toMatchObject({
      ...{ children: 2, booked: 5, present: 4, excused: 1, billedAbsences: 1, unbooked: 1, places: 120, days: 17 },
    })
    const evening = rows.find(({ activityName }) => activityName === 'Accueil du soir')
    expect(evening).toMatchObject({ present: 1, meals: 0, places: null, averagePercent: null })
  })

  it('draws each day for what it was, and says the public holidays', async () => {
    const { report } = await november(await open())
    const { days, services } = await report()
    expect(days).toHaveLength(30)
    expect(days[10]).toMatchObject({ date: '2026-11-11', isOpen: false, label: 'armistice de 1918' })
    const midday = services.find(({ key }) => key === 'meal')
    expect(midday?.present[2]).toBe(2)
    expect(midday?.others[5]).toBe(1)
    expect(sum(services.flatMap(({ present }) => present))).toBe(5)
  })

  it('agrees with billing to the cent, by activity and by quotient, paid and unpaid', async () => {
    const { desk, town, report } = await november(await open())
    await billMonth(desk, '2026-11', 'publish')
    const owed = await desk.read(async (ctx) => [
      ...(await invoicesOfFamily(ctx, town.berthelot.id)),
      ...(await invoicesOfFamily(ctx, town.diallo.id)),
    ])
    const total = sum(owed.map(({ totalCents }) => totalCents))
    expect(total).toBeGreaterThan(0)
    const payment = { method: 'cash', receivedOn: localDate('2026-12-02'), reference: '', payerName: '' } as const
    await desk.write((ctx) => recordPayment(ctx, { ...payment, familyId: town.berthelot.id, amountCents: cents(333) }))
    const { figures, income, bands } = await report()
    expect(figures).toMatchObject({ invoicedCents: total, paidCents: 333, unpaidCents: total - 333, invoices: 2 })
    for (const rows of [income, bands]) {
      expect(sum(rows.map(({ invoicedCents }) => invoicedCents))).toBe(total)
      expect(sum(rows.map(({ paidCents }) => paidCents))).toBe(333)
      expect(sum(rows.map(({ unpaidCents }) => unpaidCents))).toBe(total - 333)
    }
    const without = bands.find(({ from }) => from === null)
    expect(without).toMatchObject({ families: 1, paidCents: 0 })
    expect(bands.find(({ from }) => from === 600)).toMatchObject({ families: 1, paidCents: 333 })
  })

  it('tells two activities of the same name apart by their structure', async () => {
    const { desk, town, report } = await november(await open())
    await desk.write(
      ({ db }) => db.run`update activity set name = 'Accueil' where id in ${[town.canteen.id, town.leisure.id]}`,
    )
    const { occupancy } = await report()
    const labels = occupancy.map(({ label }) => label)
    expect(labels).toContain('Midi, École Jean-Zay')
    expect(labels).toContain('Journée, Les Cabanes')
    expect(new Set(labels).size).toBe(labels.length)
  })

  it('leaves out what a credit note cancelled, and shows what is late today', async () => {
    const { desk, town, report } = await november(await open())
    await billMonth(desk, '2026-11', 'publish')
    const before = await report()
    await desk.write(
      ({ db }) =>
        db.run`update invoice set cancelled_at = ${'2026-12-02T15:10:00.000Z'} where family_id = ${town.diallo.id}`,
    )
    const after = await report()
    const [kept] = await desk.read((ctx) => invoicesOfFamily(ctx, town.berthelot.id))
    expect(after.figures.invoicedCents).toBe(kept?.totalCents)
    expect(after.figures.invoicedCents).toBeLessThan(before.figures.invoicedCents)
    expect(after.overdue).toEqual([])
    desk.clock.set('2027-03-01T10:00:00.000Z' as never)
    await desk.write(({ db }) => db.run`update staff_session set expires_at = '2028-01-01T00:00:00.000Z'`)
    const late = await report()
    expect(sum(late.overdue.map(({ amountCents }) => amountCents))).toBe(kept?.totalCents)
  })

  it('shows a structure alone, and to whoever works for one, that one only', async () => {
    const { desk, town, report } = await november(await open())
    const centre = await report({ structureId: town.centre })
    expect(centre.figures).toMatchObject({ present: 0, children: 0 })
    expect(centre.scope).toBe('Les Cabanes')
    const limited = await desk.write((ctx) =>
      insertStaffMember(ctx, { role: 'director', email: 'cabanes@aubrelles.invalid', structureIds: [town.centre] }),
    )
    const own = await report({}, limited.token)
    expect(own.attendance.map(({ structureName }) => structureName)).toEqual(['Les Cabanes'])
    expect(own.figures.present).toBe(0)
    await expect(report({ structureId: town.school }, limited.token)).rejects.toThrow(/record.not-found/)
  })

  it('goes to a spreadsheet with French decimals, and to paper as a PDF', async () => {
    const { desk, town } = await november(await open())
    await billMonth(desk, '2026-11', 'publish')
    const file = (ending: string) =>
      desk.staff.files.get(`/files/reports/2026-11.${ending}`, {}, caller(town.staff.director.token))
    const csv = String((await file('csv')).body)
    expect(csv.startsWith('\uFEFF')).toBe(true)
    expect(csv).toMatch(/\r\nRestauration Jean-Zay;2;5;\d+,\d\d;0,00;\d+,\d\d\r\n/)
    const pdf = readPdf(Buffer.from((await file('pdf')).body))
    const text = pdf.pages.join('\n')
    for (const words of ['Rapport mensuel', 'Novembre 2026', 'Restauration Jean-Zay', 'Toutes les structures']) {
      expect(text).toContain(words)
    }
    await expect(file('doc')).rejects.toMatchObject({ code: 'record.not-found' })
  })
})

it('never lets a name run as a formula in a spreadsheet', () => {
  expect(csvCell('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`)
  expect(csvCell('+33 6')).toBe(`'+33 6`)
  expect(csvCell('@somme')).toBe(`'@somme`)
  expect(csvCell('-2+3')).toBe(`'-2+3`)
  expect(csvCell('-12,50')).toBe('-12,50')
  expect(csvCell('Midi ; soir')).toBe('"Midi ; soir"')
})
