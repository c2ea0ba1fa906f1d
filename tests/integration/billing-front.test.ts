import { expect, it } from 'vitest'
import { jobDefinitions } from '../../src-main/composition'
import { createJobRunner } from '../../src-main/kernel/jobs'
import type { Anomaly, BillingRunView, InvoiceRowView } from '../../src-shared/contract/staff/billing'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { insertBookings } from '../support/factories/billing'
import { smallTown } from '../support/factories/town'

onEachDatabase('the guided month, as an agent does it', (open) => {
  const begin = async () => {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const jobs = createJobRunner(desk.services, jobDefinitions)
    const as =
      (token: string) =>
      async <T = unknown>(operation: string, input: unknown): Promise<T> => {
        const value = valueOf<T>((await desk.staff.dispatcher.call(operation, input, caller(token))).reply)
        jobs.wake()
        await jobs.idle()
        return value
      }
    const refusal = async (token: string, operation: string, input: unknown) => {
      const { reply } = await desk.staff.dispatcher.call(operation, input, caller(token))
      return reply.ok ? null : reply.error.code
    }
    await desk.write((ctx) =>
      insertBookings(ctx, [
        { enrolmentId: town.enrolments.linaCanteen, slotId: town.canteen.midday, date: '2026-11-03' },
        {
          enrolmentId: town.enrolments.hugoCanteen,
          slotId: town.canteen.midday,
          date: '2026-11-03',
          state: 'present-unbooked',
        },
        { enrolmentId: town.enrolments.awaCanteen, slotId: town.canteen.midday, date: '2026-11-03' },
      ]),
    )
    const period = '2026-11'
    const agent = as(town.staff.agent.token)
    const latest = async () => (await agent<{ runs: BillingRunView[] }>('billing.month', { period })).runs[0]
    return { desk, town, period, agent, as, refusal, latest }
  }

  it('goes from the check to the portal, the e-mail, the PDF and the spreadsheet', async () => {
    const { desk, town, period, agent, latest } = await begin()
    const { id } = await agent<{ id: number }>('billing.createRun', { period })
    expect(await latest()).toMatchObject({ invoices: 2, charges: 3, totalCents: 975, status: 'draft' })
    const anomalies = await agent<Anomaly[]>('billing.anomalies', { runId: id })
    expect(anomalies.map(({ kind, amountCents }) => ({ kind, amountCents }))).toEqual([
      { kind: 'present-unbooked', amountCents: 245 },
      { kind: 'no-quotient', amountCents: 485 },
    ])
    const keys = [anomalies[0]?.key ?? '']
    await agent('billing.decide', { runId: id, keys, decision: 'waived' })
    expect(await latest()).toMatchObject({ totalCents: 730 })
    await agent('billing.decide', { runId: id, keys, decision: null })
    expect(await latest()).toMatchObject({ totalCents: 975 })

    const before = await latest()
    await agent('billing.issue', { id, version: before?.version, dueOn: '2026-12-31' })
    const issued = await latest()
    expect(issued).toMatchObject({ status: 'issued', dueOn: '2026-12-31', invoices: 2 })
    await agent('billing.publish', { id, version: issued?.version })
    expect((await latest())?.publishedAt).not.toBeNull()

    // Sarah accepts e-mails, Julien does not.
    const sent = await desk.read(
      (ctx) => ctx.db.rows<{ toAddress: string; subject: string }>`select to_address, subject
      from outbox_message where kind = 'invoice' order by to_address`,
    )
    expect(sent.map(({ toAddress }) => toAddress)).toEqual([
      'mariama.diallo@courriel.invalid',
      'sarah.berthelot@courriel.invalid',
    ])
    expect(sent[1]?.subject).toBe('Votre facture de novembre 2026\u00a0: 4,90\u00a0€')
    const stale = await desk.read((ctx) => ctx.db.rows<{ key: string }>`select key from view_dirty`)
    expect(stale.map(({ key }) => key)).toContain(`account/${town.berthelot.id}`)

    const { rows } = await agent<{ rows: InvoiceRowView[] }>('billing.invoices', { period, search: 'berth' })
    expect(rows).toMatchObject([{ familyName: 'Berthelot', totalCents: 490, remainingCents: 490 }])
    const get = (path: string) => desk.staff.files.get(path, {}, caller(town.staff.agent.token))
    const pdf = await get(`/files/invoices/${rows[0]?.id ?? 0}.pdf`)
    expect(pdf).toMatchObject({ contentType: 'application/pdf', fileName: 'facture-2026-000001.pdf' })
    expect(String(pdf.body).slice(0, 5)).toBe('%PDF-')
    expect((await get(`/files/runs/${id}/invoices.pdf`)).body.length).toBeGreaterThan(pdf.body.length)
    const csv = String((await get(`/files/runs/${id}/invoices.csv`)).body)
    expect(csv.split('\r\n')).toHaveLength(5)
    expect(csv).toContain(
      '2026-000002;novembre 2026;02/12/2026;31/12/2026;1002;Diallo;Awa Diallo;Restauration Jean-Zay;Midi;1;4,85;4,85;4,85;',
    )
  })

  it('is refused to who may not bill, and to who works for some structures only', async () => {
    const { desk, town, period, refusal } = await begin()
    expect(await refusal(town.staff.cashier.token, 'billing.createRun', { period })).toBe('permission.missing')
    expect(await refusal(town.staff.animator.token, 'billing.month', { period })).toBe('permission.missing')
    await desk.write((ctx) =>
      ctx.db.insert('staff_structure', { staffId: town.staff.agent.id, structureId: town.school }),
    )
    expect(await refusal(town.staff.agent.token, 'billing.createRun', { period })).toBe('billing.whole-town')
  })

  it('refuses what somebody else changed meanwhile, and an échéance in the past', async () => {
    const { period, agent, refusal, town, latest } = await begin()
    const { id } = await agent<{ id: number }>('billing.createRun', { period })
    const run = await latest()
    const input = { id, version: run?.version, dueOn: '2026-11-30' }
    expect(await refusal(town.staff.agent.token, 'billing.issue', input)).toBe('billing.due-date-past')
    await agent('billing.recompute', { id, version: run?.version })
    expect(await refusal(town.staff.agent.token, 'billing.issue', { ...input, dueOn: '2026-12-31' })).toBe(
      'record.changed-meanwhile',
    )
  })

  it('throws no draft away while it is being computed', async () => {
    const { period, agent, refusal, town, latest } = await begin()
    const { id } = await agent<{ id: number }>('billing.createRun', { period })
    const { version } = (await latest()) ?? { version: 0 }
    expect(await refusal(town.staff.agent.token, 'billing.recompute', { id, version })).toBeNull()
    const discard = { id, version: version + 1 }
    expect(await refusal(town.staff.agent.token, 'billing.discard', discard)).toBe('job.already-running')
    const computed = await latest()
    await agent('billing.discard', { id, version: (await latest())?.version })
    expect([computed?.id, await latest()]).toEqual([id, undefined])
  })
})
