import { expect, it } from 'vitest'
import {
  cancelInvoice,
  completeRun,
  createRun,
  draftRun,
  invoicesOfFamily,
  issueRun,
} from '../../src-main/modules/billing'
import { instant } from '../../src-shared/kernel/instant'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import { billedTwice, billMonth, insertBookings, ledger } from '../support/factories/billing'
import { smallTown } from '../support/factories/town'

onEachDatabase('what happens around an invoice', (open) => {
  const begin = async () => {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const [booking = 0] = await desk.write((ctx) =>
      insertBookings(ctx, [
        { enrolmentId: town.enrolments.linaCanteen, slotId: town.canteen.midday, date: '2026-11-03' },
      ]),
    )
    const invoicesOf = (familyId: number) => desk.read((ctx) => invoicesOfFamily(ctx, familyId))
    return { desk, town, booking, invoicesOf }
  }

  it('never shows nor announces an invoice that was cancelled before it was published', async () => {
    const { desk, town, invoicesOf } = await begin()
    await desk.write((ctx) =>
      insertBookings(ctx, [
        { enrolmentId: town.enrolments.awaCanteen, slotId: town.canteen.midday, date: '2026-11-03' },
      ]),
    )
    const run = await billMonth(desk, '2026-11')
    const [wrong] = await invoicesOf(town.berthelot.id)
    await desk.write((ctx) => cancelInvoice(ctx, wrong?.id ?? 0, 'Erreur de pointage'))
    const published = await completeRun(desk, run.id, 'publish')
    expect(published.publishedAt).not.toBeNull()
    const rows = await desk.read(
      ({ db }) => db.rows<{ familyId: number }>`select family_id from invoice where published_at is not null`,
    )
    expect(rows).toEqual([{ familyId: town.diallo.id }])
    const mails = await desk.read(
      ({ db }) => db.rows`select id from outbox_message where kind = 'invoice' and family_id = ${town.berthelot.id}`,
    )
    expect(mails).toEqual([])
  })

  it('cancels nothing while a draft is being computed: the family would be left out of it', async () => {
    const { desk, town, invoicesOf } = await begin()
    await billMonth(desk, '2026-11')
    const [invoice] = await invoicesOf(town.berthelot.id)
    await desk.write(async (ctx) => draftRun(ctx, (await createRun(ctx, yearMonth('2026-12'))).id))
    await expect(desk.write((ctx) => cancelInvoice(ctx, invoice?.id ?? 0, 'Erreur'))).rejects.toMatchObject({
      code: 'job.already-running',
    })
    expect(await invoicesOf(town.berthelot.id)).toHaveLength(1)
  })

  it('finishes an issue that was interrupted, even once its due date is past', async () => {
    const { desk, town, invoicesOf } = await begin()
    const run = await billMonth(desk, '2026-11', 'draft')
    await desk.write((ctx) => issueRun(ctx, run.id))
    await desk.write((ctx) => ctx.db.run`update job set status = 'failed' where status = 'queued'`)
    desk.clock.set(instant('2027-03-01T08:00:00.000Z'))
    expect(await completeRun(desk, run.id, 'issue')).toMatchObject({ status: 'issued', dueOn: run.dueOn })
    expect(await invoicesOf(town.berthelot.id)).toHaveLength(1)
  })

  it('corrects a booking whose change was under way while the draft was computed', async () => {
    const { desk, booking } = await begin()
    await billMonth(desk, '2026-11')
    // Its transaction began just before the draft and committed just after: its stamp is the older of the two.
    await desk.write(
      (ctx) => ctx.db.run`update booking set state = 'cancelled', changed_at = '2026-12-02T15:09:58.000Z'
        where id = ${booking}`,
    )
    desk.clock.set(instant('2026-12-10T08:00:00.000Z'))
    const december = await billMonth(desk, '2026-12', 'draft')
    const rows = await desk.read(
      ({ db }) => db.rows<{ amountCents: number }>`select amount_cents from charge where run_id = ${december.id}`,
    )
    expect(rows).toEqual([{ amountCents: -245 }])
    expect(await desk.read(billedTwice)).toEqual([])
    expect(await desk.read(ledger)).toEqual({ charges: 245, lines: 245, invoices: 245 })
  })
})
