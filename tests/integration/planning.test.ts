import { expect, it } from 'vitest'
import { caller, deskOn, valueOf } from '../support/desk'
import { onEachDatabase } from '../support/database'
import { asParent, insertEnrolledFamily, item, wrongCounters } from '../support/factories/bookings'
import { insertStaffMember, smallTown } from '../support/factories/town'
import { instant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import type { OutputOf } from '../../src-shared/contract/operation'
import type { StaffContract } from '../../src-shared/contract/staff'

/** Wednesday 2 December 2026, 16 h 10 in Paris. */
const now = '2026-12-02T15:10:00.000Z'
type Grid = OutputOf<StaffContract, 'planning.grid'>
type Changes = OutputOf<StaffContract, 'planning.apply'>

onEachDatabase('planning', (open) => {
  async function townDesk(options: { leisureCapacity?: number } = {}) {
    const desk = deskOn(await open(), { now })
    const town = await desk.write((ctx) => smallTown(ctx, options))
    const ask = async <T>(operation: string, input: unknown, token = town.staff.agent.token) =>
      valueOf<T>((await desk.staff.dispatcher.call(operation, input, caller(token))).reply)
    const refusal = async (operation: string, input: unknown, token = town.staff.agent.token) => {
      const { reply } = await desk.staff.dispatcher.call(operation, input, caller(token))
      return reply.ok ? null : reply.error.code
    }
    const gridOf = (structureId: number) => ask<Grid>('planning.grid', { structureId, month: '2026-12' })
    const apply = (action: string, cells: unknown[], more = {}) =>
      ask<Changes>('planning.apply', { action, cells, ...more })
    return { ...desk, town, ask, refusal, gridOf, apply }
  }
  const letterOf = (grid: Grid, enrolmentId: number, slotId: number, date: string) => {
    const row = grid.rows.find(({ enrolments }) => enrolments.some(({ id }) => id === enrolmentId))
    return row?.cells[grid.columns.findIndex((column) => column.slotId === slotId && column.date === date)]
  }
  const cell = (enrolmentId: number, slotId: number, date: string, version: number | null = null) => ({
    ...{ enrolmentId, slotId, date, version },
  })

  it('shows a month of a structure, one row for each child and payer, under the group of its class', async () => {
    const { town, gridOf } = await townDesk()
    const grid = await gridOf(town.school)
    expect(grid.rows.map(({ group, firstName }) => `${group} ${firstName}`)).toEqual([
      'Maternelle Hugo',
      'Élémentaire Lina',
      'Élémentaire Awa',
    ])
    // 11 days of school, no Wednesday, none after the 18th: a meal and an evening each
    expect(grid.columns).toHaveLength(22)
    expect(letterOf(grid, town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')).toBe('.')
    // Hugo is not enrolled in the evening
    const evening = grid.columns.findIndex(({ slotId }) => slotId === town.evening.care)
    expect(grid.rows[0]?.cells[evening]).toBe('-')
    expect(grid.closedDays.find(({ date }) => date === '2026-12-25')?.label).toBe('Noël')
  })

  it('books, frees, and says what it did of each cell', async () => {
    const { town, gridOf, apply, read } = await townDesk()
    const days = ['2026-12-07', '2026-12-08', '2026-12-10']
    const { linaCanteen } = town.enrolments
    const { midday } = town.canteen
    const { results } = await apply(
      'book',
      days.map((date) => cell(linaCanteen, midday, date)),
    )
    expect(results.map(({ state, version }) => [state, version])).toEqual(days.map(() => ['booked', 1]))
    await apply('release', [cell(linaCanteen, midday, '2026-12-08', 1)])
    await apply('excuse', [cell(linaCanteen, midday, '2026-12-10', 1)])
    const grid = await gridOf(town.school)
    expect(days.map((date) => letterOf(grid, linaCanteen, midday, date)).join('')).toBe('rce')
    expect(await read(wrongCounters)).toEqual([])
  })

  it('leaves alone the cells that a key has nothing to do with', async () => {
    const { town, apply } = await townDesk()
    const free = cell(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')
    expect(await apply('release', [free])).toEqual({ results: [], undo: null })
    await apply('book', [free])
    expect(await apply('book', [{ ...free, version: 1 }])).toEqual({ results: [], undo: null })
  })

  it('refuses a cell that somebody changed since it was seen, and shows how it stands', async () => {
    const { town, apply, write } = await townDesk()
    const { linaCanteen } = town.enrolments
    const meal = item(linaCanteen, town.canteen.midday, '2026-12-07')
    await write((ctx) => asParent(ctx, town.berthelot.id, [meal]))
    const { results } = await apply('bill', [cell(linaCanteen, town.canteen.midday, '2026-12-07')])
    expect(results).toMatchObject([{ state: 'booked', version: 1, refusal: { code: 'record.changed-meanwhile' } }])
  })

  it('undoes a whole batch, exactly as it was', async () => {
    const { town, apply, ask, gridOf, read } = await townDesk()
    const { linaCanteen, awaCanteen } = town.enrolments
    const { midday } = town.canteen
    await apply('book', [cell(linaCanteen, midday, '2026-12-07')])
    const { undo } = await apply('bill', [cell(linaCanteen, midday, '2026-12-07', 1)])
    const booked = await apply('book', [cell(awaCanteen, midday, '2026-12-07')])
    await ask('planning.undo', booked.undo)
    await ask('planning.undo', undo)
    const grid = await gridOf(town.school)
    expect(letterOf(grid, linaCanteen, midday, '2026-12-07')).toBe('r')
    expect(letterOf(grid, awaCanteen, midday, '2026-12-07')).toBe('.')
    expect(await read(wrongCounters)).toEqual([])
    // the same undo again would undo somebody else's work
    const again = await ask<Changes>('planning.undo', undo)
    expect(again.results[0]?.refusal?.code).toBe('record.changed-meanwhile')
  })

  it('undoes what this agent just did: nothing that a screen made up, nothing of a colleague, nothing old', async () => {
    const { town, apply, ask, refusal, gridOf, clock, write } = await townDesk()
    const colleague = await write((ctx) =>
      insertStaffMember(ctx, { role: 'agent', email: 'collegue@aubrelles.invalid' }),
    )
    const { linaCanteen, awaCanteen } = town.enrolments
    const { midday } = town.canteen
    await apply('book', [cell(awaCanteen, midday, '2026-12-07')])
    const { undo } = await apply('book', [cell(linaCanteen, midday, '2026-12-07')])
    if (!undo) throw new Error('nothing to undo')
    const [change] = undo.changes
    const waiting = { ...undo, changes: [{ ...change, state: 'waiting', waitingSince: '2026-01-01T00:00:00.000Z' }] }
    const another = { ...undo, changes: [{ ...change, enrolmentId: awaCanteen }] }
    for (const made of [waiting, another, { ...undo, until: '2099-01-01T00:00:00.000Z' }, { ...undo, signature: '' }])
      expect(await refusal('planning.undo', made)).toBe('permission.missing')
    expect(await refusal('planning.undo', undo, colleague.token)).toBe('permission.missing')
    clock.set(instant('2026-12-02T15:20:01.000Z'))
    expect(await refusal('planning.undo', undo)).toBe('booking.undo-too-late')
    const grid = await gridOf(town.school)
    expect(letterOf(grid, linaCanteen, midday, '2026-12-07')).toBe('r')
    expect(letterOf(grid, awaCanteen, midday, '2026-12-07')).toBe('r')
    clock.set(instant('2026-12-02T15:20:00.000Z'))
    await ask('planning.undo', undo)
    expect(letterOf(await gridOf(town.school), linaCanteen, midday, '2026-12-07')).toBe('.')
  })

  it('refuses above the capacity, and accepts it when the agent says so', async () => {
    const { town, apply, read } = await townDesk({ leisureCapacity: 1 })
    const { linaLeisure, awaLeisure } = town.enrolments
    const day = (enrolmentId: number) => cell(enrolmentId, town.leisure.day, '2026-12-09')
    const { results } = await apply('book', [day(linaLeisure), day(awaLeisure)])
    expect(results.map(({ refusal }) => refusal?.code)).toEqual([undefined, 'booking.full'])
    const forced = await apply('book', [day(awaLeisure)], { force: true })
    expect(forced.results).toMatchObject([{ state: 'booked' }])
    expect(await read(wrongCounters)).toEqual([])
  })

  it('keeps a memo on a booking, and refuses one where nothing is booked', async () => {
    const { town, apply, gridOf } = await townDesk()
    const monday = cell(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')
    const memo = { memo: 'Part à 13 h avec sa tante' }
    const refused = await apply('memo', [monday], memo)
    expect(refused.results[0]?.refusal?.code).toBe('booking.not-booked')
    await apply('book', [monday])
    await apply('memo', [{ ...monday, version: 1 }], memo)
    const grid = await gridOf(town.school)
    expect(grid.memos).toMatchObject([{ text: 'Part à 13 h avec sa tante' }])
    expect(letterOf(grid, monday.enrolmentId, monday.slotId, monday.date)).toBe('r')
  })

  it('never changes what is invoiced, except to say that the child came', async () => {
    const { town, apply, write } = await townDesk()
    const monday = cell(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')
    await apply('book', [monday])
    await write(async (ctx) => {
      const run = await ctx.db.insert('billing_run', {
        ...{ period: '2026-12', status: 'issued', dueOn: '2027-01-15', createdAt: ctx.now, draftedAt: ctx.now },
        ...{ issuedAt: ctx.now, publishedAt: null, jobId: null, anomalies: '[]', version: 1 },
      })
      const invoiceId = await ctx.db.insert('invoice', {
        ...{ kind: 'invoice', series: '2026', number: 1, reference: '2026-1', familyId: town.berthelot.id, runId: run },
        ...{ period: '2026-12', issuedOn: '2026-12-02', dueOn: '2027-01-15', totalCents: 245, cancelsId: null },
        ...{ cancelledAt: null, publishedAt: null, recipient: '{}' },
      })
      const booking = await ctx.db.one<{ id: number }>`select id from booking`
      await ctx.db.insert('charge', {
        ...{ runId: run, bookingId: booking?.id ?? 0, familyId: town.berthelot.id, childId: town.berthelot.lina },
        ...{ activityId: town.canteen.id, slotId: town.canteen.midday, date: '2026-12-07', amountCents: 245 },
        ...{ mealCents: 245, explanation: '{}', reversesId: null, invoiceId },
      })
    })
    const seen = { ...monday, version: 1 }
    expect((await apply('release', [seen])).results[0]?.refusal?.code).toBe('booking.invoiced')
    expect((await apply('present', [seen])).results).toMatchObject([{ state: 'present' }])
  })

  it('tells the rank of who waits, the price of what is free, and the story of a cell', async () => {
    const { town, gridOf, write, ask } = await townDesk({ leisureCapacity: 1 })
    const third = await write((ctx) =>
      insertEnrolledFamily(ctx, 1003, {
        ...{ activityId: town.leisure.id, groupId: town.leisure.big, schoolId: town.school },
      }),
    )
    const book = (familyId: number, enrolmentId: number) =>
      write((ctx) => asParent(ctx, familyId, [item(enrolmentId, town.leisure.day, '2026-12-16')]))
    await book(town.berthelot.id, town.enrolments.linaLeisure)
    await book(town.diallo.id, town.enrolments.awaLeisure)
    await book(third.familyId, third.enrolmentId)
    const grid = await gridOf(town.centre)
    expect(grid.ranks.map(({ rank }) => rank).toSorted()).toEqual([1, 2])
    const where = { enrolmentId: town.enrolments.linaLeisure, slotId: town.leisure.day, date: '2026-12-16' }
    expect(await ask('planning.cell', where)).toMatchObject({
      state: 'requested',
      deadline: '2026-12-14T11:00:00.000Z',
      isPast: false,
      amountCents: 765,
    })
    const cells = [where, { ...where, date: '2026-12-09' }]
    expect(await ask('planning.price', { cells })).toEqual({ amountCents: 1530, unpriced: 0 })
  })

  it('shows and writes nothing outside the structures of whoever asks', async () => {
    const { town, write, refusal, apply, ask } = await townDesk()
    const elsewhere = await write((ctx) =>
      insertStaffMember(ctx, { role: 'agent', email: 'cabanes@aubrelles.invalid', structureIds: [town.centre] }),
    )
    const school = { structureId: town.school, month: '2026-12' }
    expect(await refusal('planning.grid', school, elsewhere.token)).toBe('permission.missing')
    const cells = [cell(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')]
    const { results } = await ask<Changes>('planning.apply', { action: 'book', cells }, elsewhere.token)
    expect(results[0]?.refusal?.code).toBe('permission.missing')
    expect((await apply('book', cells)).results[0]?.state).toBe('booked')
  })

  it('shows care plans to who may read health only, and leaves a trace of it', async () => {
    const { town, write, ask, refusal, read } = await townDesk()
    await write((ctx) =>
      ctx.db.insert('care_plan', {
        ...{ childId: town.berthelot.lina, validFrom: '2026-09-01', validTo: '2027-08-31' },
        ...{ instructionSealed: '', kitPlaceSealed: '', onMeals: true },
      }),
    )
    const month = { structureId: town.school, month: '2026-12' }
    expect(await ask('planning.carePlans', month)).toEqual({ childIds: [town.berthelot.lina] })
    expect(await refusal('planning.carePlans', month, town.staff.cashier.token)).toBe('permission.missing')
    const trace = await read((ctx) => ctx.db.rows`select id from audit_log where operation = 'planning.carePlans'`)
    expect(trace).toHaveLength(1)
  })

  it('tells open screens which month of which activity moved', async () => {
    const { town, apply, bus } = await townDesk()
    const heard: unknown[] = []
    bus.subscribe((event) => heard.push(event))
    await apply('book', [cell(town.enrolments.linaCanteen, town.canteen.midday, localDate('2026-12-07'))])
    expect(heard).toContainEqual({ type: 'bookings', activityId: town.canteen.id, month: '2026-12' })
  })
})
