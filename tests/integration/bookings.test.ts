import { expect, it } from 'vitest'
import { applyItems, previewItems, waitingRanks, type ItemOutcome } from '../../src-main/modules/bookings'
import { instant } from '../../src-shared/kernel/instant'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import { asParent, insertEnrolledFamily, item, overbooked, wrongCounters } from '../support/factories/bookings'
import { smallTown } from '../support/factories/town'

/** Wednesday 2 December 2026, 16 h 10 in Paris. */
const now = '2026-12-02T15:10:00.000Z'
const outcomes = (list: ItemOutcome[]) => list.map(({ outcome }) => outcome)

onEachDatabase('bookings', (open) => {
  async function townDesk() {
    const desk = deskOn(await open(), { now })
    return { ...desk, town: await desk.write((ctx) => smallTown(ctx)) }
  }

  it('books a meal at the price of the quotient, and says until when it can be cancelled', async () => {
    const { write, read, town } = await townDesk()
    const meal = item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')
    const [booked] = await write((ctx) => asParent(ctx, town.berthelot.id, [meal]))
    expect(booked).toMatchObject({ outcome: 'booked', amountCents: 245, deadline: '2026-12-04T09:00:00.000Z' })
    expect(booked?.priceText).toContain('QF')
    expect(await read(wrongCounters)).toEqual([])
  })

  it('gives the maximum price to a family without quotient, and says so', async () => {
    const { write, town } = await townDesk()
    const meal = item(town.enrolments.awaCanteen, town.canteen.midday, '2026-12-07')
    const [booked] = await write((ctx) => asParent(ctx, town.diallo.id, [meal]))
    expect(booked).toMatchObject({ outcome: 'booked', amountCents: 485 })
    expect(booked?.priceText).toContain('Sans quotient familial')
  })

  it('changes nothing when the same item comes twice', async () => {
    const { write, read, town } = await townDesk()
    const meal = item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')
    expect(outcomes(await write((ctx) => asParent(ctx, town.berthelot.id, [meal, meal])))).toEqual([
      'booked',
      'unchanged',
    ])
    expect(outcomes(await write((ctx) => asParent(ctx, town.berthelot.id, [meal])))).toEqual(['unchanged'])
    expect(await read(wrongCounters)).toEqual([])
  })

  it('previews exactly what it would do, and writes nothing', async () => {
    const { write, read, town } = await townDesk()
    const items = [
      item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07'),
      item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-06'),
      item(town.enrolments.linaLeisure, town.leisure.day, '2026-12-16'),
    ]
    const input = { familyId: town.berthelot.id, items, at: instant(now), by: 'parent' as const }
    const preview = await read((ctx) => previewItems(ctx, input))
    expect(outcomes(preview)).toEqual(['booked', 'refused', 'requested'])
    expect(await read((ctx) => ctx.db.rows`select id from booking`)).toEqual([])
    expect(await write((ctx) => applyItems(ctx, input))).toEqual(preview)
  })

  it('refuses a booking after the deadline and says until when it was possible', async () => {
    const { write, town } = await townDesk()
    // The meal of Thursday could be booked until Wednesday 10 h.
    const meal = item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-03')
    const [refused] = await write((ctx) => asParent(ctx, town.berthelot.id, [meal]))
    expect(refused).toMatchObject({
      outcome: 'refused',
      amountCents: null,
      refusal: { code: 'booking.too-late', details: { deadline: '2026-12-02T09:00:00.000Z' } },
    })
  })

  it('judges the deadline at the click of the parent, not at its arrival', async () => {
    const { write, town } = await townDesk()
    const meal = item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-03')
    const clicked = instant('2026-12-02T08:59:59.000Z')
    expect(outcomes(await write((ctx) => asParent(ctx, town.berthelot.id, [meal], clicked)))).toEqual(['booked'])
  })

  it('[G26] books late with the surcharge where the activity allows it', async () => {
    const { write, town } = await townDesk()
    // Bookings of Wednesday 9 close on Friday 4 at 12 h.
    const day = item(town.enrolments.linaLeisure, town.leisure.day, '2026-12-09')
    const afterwards = instant('2026-12-04T11:00:00.000Z')
    const [late] = await write((ctx) => asParent(ctx, town.berthelot.id, [day], afterwards))
    expect(late).toMatchObject({ outcome: 'requested', late: true, amountCents: 765 + 200 })
  })

  it('says closed on a day without opening, and during a closure', async () => {
    const { write, town } = await townDesk()
    await write((ctx) =>
      ctx.db.insert('closure', {
        structureId: town.school,
        fromDate: '2026-12-08',
        toDate: '2026-12-08',
        label: 'Grève',
      }),
    )
    const meals = ['2026-12-06', '2026-12-08'].map((date) =>
      item(town.enrolments.linaCanteen, town.canteen.midday, date),
    )
    const refused = await write((ctx) => asParent(ctx, town.berthelot.id, meals))
    expect(refused.map(({ refusal }) => refusal?.code)).toEqual(['booking.closed', 'booking.closed'])
  })

  it('says which rule of the file stops, and what to do', async () => {
    const { write, town } = await townDesk()
    const { linaCanteen } = town.enrolments
    await write((ctx) => ctx.db.run`update enrolment set end_date = '2026-12-04' where id = ${linaCanteen}`)
    const [refused] = await write((ctx) =>
      asParent(ctx, town.berthelot.id, [item(linaCanteen, town.canteen.midday, '2026-12-07')]),
    )
    expect(refused?.refusal).toMatchObject({
      code: 'booking.blocked',
      details: { whatToDo: 'Demandez une nouvelle inscription.' },
    })
  })

  it('knows nothing of another family’s enrolment', async () => {
    const { write, town } = await townDesk()
    const meal = item(town.enrolments.awaCanteen, town.canteen.midday, '2026-12-07')
    const [refused] = await write((ctx) => asParent(ctx, town.berthelot.id, [meal]))
    expect(refused?.refusal?.code).toBe('record.not-found')
  })

  it('[F17] leaves to an agent what the activity wants validated, and keeps the place meanwhile', async () => {
    const { write, read, town } = await townDesk()
    const day = item(town.enrolments.linaLeisure, town.leisure.day, '2026-12-16')
    expect(outcomes(await write((ctx) => asParent(ctx, town.berthelot.id, [day])))).toEqual(['requested'])
    const [opening] = await read(
      (ctx) =>
        ctx.db
          .rows`select taken from opening where slot_id = ${town.leisure.day} and date = '2026-12-16' and group_id = ${town.leisure.big}`,
    )
    expect(opening).toEqual({ taken: 1 })
    expect(await read(wrongCounters)).toEqual([])
  })

  it('cancels freely before the deadline, and turns a later cancellation into an absence to decide', async () => {
    const { write, read, clock, town } = await townDesk()
    const book = ['2026-12-07', '2026-12-08'].map((date) =>
      item(town.enrolments.linaCanteen, town.canteen.midday, date),
    )
    await write((ctx) => asParent(ctx, town.berthelot.id, book))
    clock.set(instant('2026-12-04T09:30:00.000Z'))
    const cancel = book.map((one) => ({ ...one, action: 'cancel' as const }))
    const done = await write((ctx) => asParent(ctx, town.berthelot.id, cancel))
    expect(done).toMatchObject([
      { outcome: 'absence-requested', amountCents: 245 },
      { outcome: 'cancelled', amountCents: 0 },
    ])
    expect(await read(wrongCounters)).toEqual([])
  })

  it('[F23] asks an agent to cancel where the activity wants it, and a parent may change their mind', async () => {
    const { write, town } = await townDesk()
    const day = item(town.enrolments.linaLeisure, town.leisure.day, '2026-12-16')
    await write((ctx) => applyItems(ctx, { familyId: town.berthelot.id, items: [day], at: ctx.now, by: 'staff' }))
    const cancel = { ...day, action: 'cancel' as const }
    expect(outcomes(await write((ctx) => asParent(ctx, town.berthelot.id, [cancel])))).toEqual([
      'cancellation-requested',
    ])
    expect(outcomes(await write((ctx) => asParent(ctx, town.berthelot.id, [day])))).toEqual(['booked'])
  })

  it('[F25] excuses an absence declared in time, leaves a later one to an agent', async () => {
    const { write, clock, town } = await townDesk()
    const book = ['2026-12-07', '2026-12-08'].map((date) =>
      item(town.enrolments.linaCanteen, town.canteen.midday, date),
    )
    await write((ctx) => asParent(ctx, town.berthelot.id, book))
    clock.set(instant('2026-12-04T09:30:00.000Z'))
    const absent = book.map((one) => ({ ...one, action: 'declare-absence' as const, reason: 'Malade' }))
    expect(outcomes(await write((ctx) => asParent(ctx, town.berthelot.id, absent)))).toEqual([
      'absence-requested',
      'absent-excused',
    ])
  })

  it('forbids cancelling where the activity does, but takes the absence', async () => {
    const { write, town } = await townDesk()
    await write(
      (ctx) =>
        ctx.db
          .run`update activity set cancellation_mode = 'forbidden', version = version + 1 where id = ${town.canteen.id}`,
    )
    const meal = item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')
    const [booked] = await write((ctx) => asParent(ctx, town.berthelot.id, [meal]))
    expect(booked).not.toHaveProperty('deadline')
    const [refused] = await write((ctx) => asParent(ctx, town.berthelot.id, [{ ...meal, action: 'cancel' }]))
    expect(refused?.refusal?.code).toBe('booking.cancel-forbidden')
    expect(
      outcomes(await write((ctx) => asParent(ctx, town.berthelot.id, [{ ...meal, action: 'declare-absence' }]))),
    ).toEqual(['absence-requested'])
  })

  it('never lets a parent remove what was attended or invoiced', async () => {
    const { write, town } = await townDesk()
    const [attended, invoiced] = ['2026-12-07', '2026-12-08'].map((date) =>
      item(town.enrolments.linaCanteen, town.canteen.midday, date),
    )
    if (!attended || !invoiced) throw new Error('two days')
    await write((ctx) => asParent(ctx, town.berthelot.id, [attended, invoiced]))
    await write(async (ctx) => {
      await ctx.db.run`update booking set state = 'present' where date = '2026-12-07'`
      await invoice(ctx, town)
    })
    const removals = [attended, invoiced].flatMap((one) => [
      { ...one, action: 'cancel' as const },
      { ...one, action: 'declare-absence' as const },
    ])
    const refused = await write((ctx) => asParent(ctx, town.berthelot.id, removals))
    expect(refused.map(({ refusal }) => refusal?.code)).toEqual([
      'booking.attended',
      'booking.attended',
      'booking.invoiced',
      'booking.invoiced',
    ])
  })

  it('gives the last place to exactly one of twenty parents at once, and the others see ranks 1 to 19', async () => {
    const { write, read, town } = await townDesk()
    const { canteen } = town
    const families = await write(async (ctx) => {
      await ctx.db.run`update activity set waiting_list = ${true}, version = version + 1 where id = ${canteen.id}`
      await ctx.db.run`update opening set capacity = 1 where group_id = ${canteen.primary} and date = '2026-12-07'`
      const where = { activityId: canteen.id, groupId: canteen.primary, schoolId: town.school }
      const list = []
      for (let n = 0; n < 20; n++) list.push(await insertEnrolledFamily(ctx, 2000 + n, where))
      return list
    })
    const answers = await Promise.all(
      families.map(({ familyId, enrolmentId }) =>
        write((ctx) => asParent(ctx, familyId, [item(enrolmentId, canteen.midday, '2026-12-07')])),
      ),
    )
    const all = answers.flat()
    expect(all.filter(({ outcome }) => outcome === 'booked')).toHaveLength(1)
    expect(all.filter(({ outcome }) => outcome === 'waiting')).toHaveLength(19)
    const ids = await read((ctx) => ctx.db.rows<{ id: number }>`select id from booking where state = 'waiting'`)
    const ranks = await read((ctx) =>
      waitingRanks(
        ctx,
        ids.map(({ id }) => id),
      ),
    )
    const expected = Array.from({ length: 19 }, (_, i) => i + 1)
    expect([...ranks.values()].sort((a, b) => a - b)).toEqual(expected)
    expect(all.flatMap(({ rank }) => (rank ? [rank] : [])).sort((a, b) => a - b)).toEqual(expected)
    expect(await read(wrongCounters)).toEqual([])
    expect(await read(overbooked)).toEqual([])
  })

  it('counts the places of a slot over all groups, even when two groups are booked at once', async () => {
    const { write, read, town } = await townDesk()
    const { leisure } = town
    const families = await write(async (ctx) => {
      await ctx.db.run`update activity set waiting_list = ${false}, version = version + 1 where id = ${leisure.id}`
      const list = []
      // 8 places a group, 14 over both.
      for (let n = 0; n < 16; n++) {
        const where = { activityId: leisure.id, groupId: n % 2 ? leisure.little : leisure.big, schoolId: town.school }
        list.push(await insertEnrolledFamily(ctx, 3000 + n, where))
      }
      return list
    })
    const answers = await Promise.all(
      families.map(({ familyId, enrolmentId }) =>
        write((ctx) => asParent(ctx, familyId, [item(enrolmentId, leisure.day, '2026-12-16')])),
      ),
    )
    const all = answers.flat()
    expect(all.filter(({ outcome }) => outcome === 'requested')).toHaveLength(14)
    expect(all.filter(({ refusal }) => refusal?.code === 'booking.full')).toHaveLength(2)
    expect(await read(wrongCounters)).toEqual([])
  })
})

async function invoice(ctx: Parameters<typeof wrongCounters>[0], town: Awaited<ReturnType<typeof smallTown>>) {
  const booking = await ctx.db.one<{
    id: number
    childId: number
  }>`select id, child_id from booking where date = '2026-12-08'`
  if (!booking) throw new Error('no booking')
  const runId = await ctx.db.insert('billing_run', {
    ...{
      period: '2026-12',
      status: 'issued',
      dueOn: '2027-01-31',
      createdAt: ctx.now,
      draftedAt: ctx.now,
      issuedAt: ctx.now,
    },
    ...{ publishedAt: null, jobId: null, anomalies: '[]', version: 1 },
  })
  const invoiceId = await ctx.db.insert('invoice', {
    ...{
      kind: 'invoice',
      series: 'F2026',
      number: 1,
      reference: 'F2026-1',
      familyId: town.berthelot.id,
      runId,
      period: '2026-12',
    },
    ...{
      issuedOn: '2026-12-31',
      dueOn: '2027-01-31',
      totalCents: 245,
      cancelsId: null,
      cancelledAt: null,
      publishedAt: null,
    },
    recipient: '{}',
  })
  await ctx.db.insert('charge', {
    ...{
      runId,
      bookingId: booking.id,
      familyId: town.berthelot.id,
      childId: booking.childId,
      activityId: town.canteen.id,
    },
    ...{ slotId: town.canteen.midday, date: '2026-12-08', amountCents: 245, mealCents: 245, explanation: '{}' },
    ...{ reversesId: null, invoiceId },
  })
}
