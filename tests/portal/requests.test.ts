import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { localDate } from '../../src-shared/kernel/local-date'
import type { BookingItem } from '../../src-shared/contract/requests'
import { onEachDatabase } from '../support/database'
import { insertPayment } from './invoice'
import { portalTown, type PortalTown } from './portal-town'

const meals = ({ town }: PortalTown, ...days: number[]): BookingItem[] =>
  days.map((day) => ({
    enrolmentId: town.enrolments.linaCanteen,
    slotId: town.canteen.midday,
    date: localDate(`2026-12-${String(day).padStart(2, '0')}`),
    action: 'book',
  }))
const wednesday = ({ town }: PortalTown): BookingItem => ({
  enrolmentId: town.enrolments.linaLeisure,
  slotId: town.leisure.day,
  date: localDate('2026-12-16'),
  action: 'book',
})
const bookingCount = async ({ desk }: PortalTown) => {
  const row = await desk.read(({ db }) => db.one<{ count: number }>`select count(*) as count from booking`)
  return Number(row?.count)
}

onEachDatabase('what a parent asks', (open) => {
  it('is quoted without writing anything, then becomes exactly what was quoted', async () => {
    const town = await portalTown(await open())
    const items = [...meals(town, 3, 10, 11), wednesday(town)]
    const quote = await town.sarah.value('booking.quote', { items })
    expect(quote.outcomes.map(({ outcome }) => outcome)).toEqual(['refused', 'booked', 'booked', 'requested'])
    expect(quote).toMatchObject({ sureCents: 490, atMostCents: 490 + 765, quotient: { kind: 'caf', value: 612 } })
    expect(await bookingCount(town)).toBe(0)
    const receipt = await town.sarah.value('booking.submit', { id: randomUUID(), items })
    expect(receipt.outcomes.map(({ outcome, amountCents }) => [outcome, amountCents])).toEqual(
      quote.outcomes.map(({ outcome, amountCents }) => [outcome, amountCents]),
    )
    expect(receipt.outcomes[1]).toMatchObject({
      childName: 'Lina',
      activityName: 'Restauration Jean-Zay',
      slotName: 'Midi',
    })
  })

  it('books once when it is sent twice, one after the other or at the same time, and answers the same', async () => {
    const town = await portalTown(await open())
    const input = { id: randomUUID(), items: meals(town, 10, 11) }
    const answers = await Promise.all([1, 2, 3].map(() => town.sarah.value('booking.submit', input)))
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect(await town.sarah.value('booking.submit', input)).toEqual(answers[0])
    expect(await bookingCount(town)).toBe(2)
    expect(await town.sarah.value('requests.list', {})).toHaveLength(1)
  })

  it('is refused when its number already belongs to another request', async () => {
    const town = await portalTown(await open())
    const id = randomUUID()
    await town.sarah.value('booking.submit', { id, items: meals(town, 10) })
    expect(await town.sarah.code('booking.submit', { id, items: meals(town, 11) })).toBe('request.id-reused')
    expect(await bookingCount(town)).toBe(1)
  })

  it('is listed with its answer, and can be withdrawn while nobody has answered', async () => {
    const town = await portalTown(await open())
    const { id } = await town.sarah.value('booking.submit', { id: randomUUID(), items: [wednesday(town)] })
    expect(await town.sarah.value('requests.get', { id })).toMatchObject({ id, status: 'pending' })
    await town.sarah.value('requests.withdraw', { id })
    expect(await town.sarah.value('requests.get', { id })).toMatchObject({ status: 'withdrawn' })
    const freed = await town.desk.read(({ db }) => db.one<{ taken: number }>`select max(taken) as taken from opening`)
    expect(Number(freed?.taken)).toBe(0)
  })

  it('is refused once the family is archived, which still reads what it owes', async () => {
    const town = await portalTown(await open())
    const items = meals(town, 10)
    const sent = { id: randomUUID(), items }
    const answer = await town.sarah.value('booking.submit', sent)
    const { id } = town.town.berthelot
    await town.desk.write((ctx) => ctx.db.run`update family set archived_at = ${ctx.now} where id = ${id}`)
    const more = meals(town, 11)
    expect(await town.sarah.code('booking.quote', { items: more })).toBe('family.closed')
    expect(await town.sarah.code('booking.submit', { id: randomUUID(), items: more })).toBe('family.closed')
    expect(await bookingCount(town)).toBe(1)
    expect(await town.sarah.value('booking.submit', sent)).toEqual(answer)
    expect(await town.sarah.value('requests.list', {})).toHaveLength(1)
    expect(await town.sarah.value('invoices.list', {})).toMatchObject({ dueCents: 2940 })
  })

  it('leaves a trace of who asked', async () => {
    const town = await portalTown(await open())
    const { id } = await town.sarah.value('booking.submit', { id: randomUUID(), items: meals(town, 10) })
    const rows = await town.desk.read(
      ({ db }) =>
        db.rows`select actor_kind, actor_name, operation, entity_id from audit_log where operation = 'booking.submit'`,
    )
    expect(rows).toEqual([
      { actorKind: 'parent', actorName: 'Sarah Berthelot', operation: 'booking.submit', entityId: id },
    ])
  })
})

onEachDatabase('what a parent owes', (open) => {
  it('is what is left of the published invoices, with a statement that ends on it', async () => {
    const town = await portalTown(await open())
    const { desk, sarah, invoices, town: made } = town
    await desk.write((ctx) =>
      insertPayment(ctx, { familyId: made.berthelot.id, invoiceId: invoices.berthelot, amountCents: 1000 }),
    )
    const account = await sarah.value('invoices.list', {})
    expect(account).toMatchObject({ dueCents: 1940, creditCents: 0 })
    expect(account.unpaid).toMatchObject([
      { id: invoices.berthelot, totalCents: 2940, remainingCents: 1940, overdue: false },
    ])
    expect(account.statement.map(({ kind, amountCents, balanceCents }) => [kind, amountCents, balanceCents])).toEqual([
      ['payment', -1000, 1940],
      ['invoice', 2940, 2940],
    ])
    expect((await sarah.value('home.read', {})).money).toMatchObject({ dueCents: 1940, unpaid: 1, overdue: 0 })
  })

  it('shows no invoice before it is published, nor its file', async () => {
    const town = await portalTown(await open())
    await town.desk.write((ctx) => ctx.db.run`update invoice set published_at = ${null}`)
    expect(await town.sarah.value('invoices.list', {})).toMatchObject({ dueCents: 0, unpaid: [], settled: [] })
    expect(await town.sarah.code('invoices.get', { id: town.invoices.berthelot })).toBe('record.not-found')
  })

  it('explains each line of an invoice', async () => {
    const town = await portalTown(await open())
    const invoice = await town.sarah.value('invoices.get', { id: town.invoices.berthelot })
    expect(invoice.lines).toMatchObject([
      { quantity: 12, unitCents: 245, explanation: expect.stringContaining('QF 612') },
    ])
  })
})
