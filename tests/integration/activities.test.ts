import { expect, it } from 'vitest'
import type { ActivityView, OpeningChange, OpeningPlan } from '../../src-shared/contract/staff/activities'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf, type Desk } from '../support/desk'
import { insertStaffMember, smallTown, type SmallTown } from '../support/factories/town'

type Opened = Parameters<typeof deskOn>[0]

async function openTown(open: () => Promise<Opened>) {
  const desk = deskOn(await open())
  const town = await desk.write((ctx) => smallTown(ctx))
  const as = (token: string) => async (operation: string, input: unknown) =>
    (await desk.staff.dispatcher.call(operation, input, caller(token))).reply
  const call = as(town.staff.director.token)
  const read = async (id: number) => valueOf<ActivityView>(await call('activities.read', { id }))
  return { desk, town, call, read, as }
}

const emptied = (view: ActivityView) => {
  const { position: _position, isArchived: _isArchived, ...input } = view
  return input
}

/** A booking that occupies its place, as the bookings domain would leave it. */
async function book(desk: Desk, town: SmallTown, date: string, state = 'booked') {
  await desk.write(async (ctx) => {
    await ctx.db.insert('booking', {
      enrolmentId: town.enrolments.linaCanteen,
      childId: town.berthelot.lina,
      familyId: town.berthelot.id,
      activityId: town.canteen.id,
      groupId: town.canteen.primary,
      slotId: town.canteen.midday,
      date,
      state,
      waitingSince: null,
      late: false,
      requestId: null,
      reason: '',
      memo: '',
      arrivedAt: null,
      leftAt: null,
      changedAt: ctx.now,
      changedBy: 'test',
      version: 1,
    })
    if (state !== 'booked') return
    await ctx.db.run`update opening set taken = taken + 1 where group_id = ${town.canteen.primary}
      and slot_id = ${town.canteen.midday} and date = ${date}`
  })
}

onEachDatabase('an activity', (open) => {
  it('is created with its groups and slots, changed, and refuses what somebody else changed meanwhile', async () => {
    const { town, call, read } = await openTown(open)
    const canteen = await read(town.canteen.id)
    const copy = {
      ...emptied(canteen),
      name: 'Goûter',
      groups: canteen.groups.map((group) => ({ ...group, id: null })),
      slots: canteen.slots.map((slot) => ({ ...slot, id: null })),
    }
    const { id } = valueOf<{ id: number }>(await call('activities.save', { ...copy, id: null, version: 0 }))
    const created = await read(id)
    expect(created.groups.map(({ name }) => name)).toEqual(['Maternelle', 'Élémentaire'])
    const [first, second] = created.groups
    const renamed = { ...emptied(created), groups: [second, { ...first, name: 'Petits' }] }
    valueOf(await call('activities.save', renamed))
    expect((await read(id)).groups.map((group) => [group.id, group.name])).toEqual([
      [second?.id, 'Élémentaire'],
      [first?.id, 'Petits'],
    ])
    expect(await call('activities.save', renamed)).toMatchObject({ error: { code: 'record.changed-meanwhile' } })
  })

  it('never loses a group or a slot that children or prices depend on', async () => {
    const { town, call, read } = await openTown(open)
    const canteen = await read(town.canteen.id)
    const without = { ...emptied(canteen), groups: canteen.groups.slice(1) }
    expect(await call('activities.save', without)).toMatchObject({
      error: { code: 'activity.part-in-use', details: { name: 'Maternelle' } },
    })
    const added = { ...emptied(canteen), groups: [...canteen.groups, { id: null, name: 'Adultes', classLevels: [] }] }
    valueOf(await call('activities.save', added))
    valueOf(await call('activities.save', { ...emptied(canteen), version: canteen.version + 1 }))
    expect((await read(canteen.id)).groups).toHaveLength(2)
  })

  it('is refused when it makes no sense, whatever the screen let through', async () => {
    const { town, call, read } = await openTown(open)
    const input = emptied(await read(town.canteen.id))
    const save = (change: object) => call('activities.save', { ...input, ...change })
    const [slot] = input.slots
    const everyDay = { weekends: true, weekdays: [1, 2, 3, 4, 5] }
    const rule = { kind: 'days-before', days: 1, time: '10:00', skip: everyDay }
    expect(await save({ bookingDeadline: rule })).toMatchObject({ error: { code: 'activity.wrong-deadline' } })
    expect(await save({ validTo: '2026-08-01' })).toMatchObject({ error: { code: 'activity.wrong-period' } })
    expect(await save({ minAgeMonths: 120, maxAgeMonths: 36 })).toMatchObject({
      error: { code: 'activity.wrong-ages' },
    })
    expect(await save({ slots: [{ ...slot, endTime: slot?.startTime }] })).toMatchObject({
      error: { code: 'activity.wrong-hours' },
    })
    const foreign = { ...slot, id: town.evening.care }
    expect(await save({ slots: [foreign] })).toMatchObject({ error: { code: 'record.not-found' } })
  })

  it('keeps what it says of offers, holds and absences when a screen leaves it out', async () => {
    const { town, call, read } = await openTown(open)
    const { id } = town.canteen
    const bookingPolicy = { offerMinutes: 120, holdMinutes: 30, priorities: ['sibling'] as const }
    const input = emptied(await read(id))
    valueOf(await call('activities.save', { ...input, bookingPolicy }))
    const saved = await read(id)
    expect(saved).toMatchObject({ bookingPolicy })
    const { bookingPolicy: _left, ...without } = emptied(saved)
    valueOf(await call('activities.save', { ...without, name: 'Cantine' }))
    expect(await read(id)).toMatchObject({ name: 'Cantine', bookingPolicy })
  })

  it('books at the payment in no new save, as long as no page of the portal pays; what says so still reads', async () => {
    const { desk, town, call, read } = await openTown(open)
    const { id } = town.canteen
    await desk.write(
      (ctx) => ctx.db.run`update activity set validation_mode = 'payment', version = version + 1 where id = ${id}`,
    )
    const input = emptied(await read(id))
    expect(input.validationMode).toBe('payment')
    expect(await call('activities.save', input)).toMatchObject({ error: { code: 'activity.payment-not-yet' } })
    valueOf(await call('activities.save', { ...input, validationMode: 'automatic' }))
  })

  it('keeps the dates of its bookings: a shorter period is refused while some fall outside', async () => {
    const { desk, town, call, read } = await openTown(open)
    await book(desk, town, '2027-01-14')
    const input = emptied(await read(town.canteen.id))
    expect(await call('activities.save', { ...input, validTo: '2026-12-31' })).toMatchObject({
      error: { code: 'activity.period-holds-bookings', details: { bookings: 1 } },
    })
    valueOf(await call('activities.save', { ...input, validTo: '2027-01-15' }))
    const period = { activityId: town.canteen.id, from: '2027-01-16', to: '2027-08-31' }
    expect(valueOf<{ openings: unknown[] }>(await call('openings.list', period)).openings).toEqual([])
  })

  it('is copied with its prices for the next school year', async () => {
    const { town, call, read } = await openTown(open)
    const year = { validFrom: '2027-09-01', validTo: '2028-07-04' }
    const copy = {
      id: town.canteen.id,
      name: 'Restauration 2027',
      structureId: town.school,
      ...year,
      withTariffs: true,
    }
    const { id } = valueOf<{ id: number }>(await call('activities.copy', copy))
    const copied = await read(id)
    expect(copied).toMatchObject({ ...year, version: 1, bookingDeadline: { kind: 'days-before', days: 1 } })
    const price = { activityId: id, slotId: copied.slots[0]?.id, date: '2027-09-02', quotient: 612 }
    expect(valueOf(await call('pricing.simulate', price))).toMatchObject({ amountCents: 245 })
  })

  it('of a structure that one does not work for is nowhere to be found', async () => {
    const { desk, town, as } = await openTown(open)
    const limited = await desk.write((ctx) =>
      insertStaffMember(ctx, { role: 'director', email: 'centre@aubrelles.invalid', structureIds: [town.centre] }),
    )
    const call = as(limited.token)
    const list = valueOf<ActivityView[]>(await call('activities.list', {}))
    expect(list.map(({ id }) => id)).toEqual([town.leisure.id])
    const notFound = { error: { code: 'record.not-found' } }
    expect(await call('activities.read', { id: town.canteen.id })).toMatchObject(notFound)
    expect(await call('tariffs.list', { activityId: town.canteen.id })).toMatchObject(notFound)
    const closure = { structureId: null, fromDate: '2027-05-07', toDate: '2027-05-07', label: 'Pont' }
    expect(await call('closures.add', closure)).toMatchObject({ error: { code: 'permission.missing' } })
  })
})

onEachDatabase('open days', (open) => {
  const change = (town: SmallTown, parts: Partial<OpeningChange> = {}) => ({
    activityId: town.canteen.id,
    from: '2027-02-01',
    to: '2027-02-28',
    weekdays: [1, 2, 4, 5],
    periods: ['school-days'],
    groupIds: [town.canteen.nursery, town.canteen.primary],
    slotIds: [town.canteen.midday],
    action: { kind: 'open', capacity: 60 },
    ...parts,
  })
  const noHoliday = [
    '2027-02-01',
    '2027-02-02',
    '2027-02-04',
    '2027-02-05',
    '2027-02-08',
    '2027-02-09',
    '2027-02-11',
    '2027-02-12',
  ]

  it('are painted on a period without its school holidays, and say first what they will do', async () => {
    const { town, call } = await openTown(open)
    const preview = valueOf<OpeningPlan>(await call('openings.preview', change(town)))
    expect(preview).toMatchObject({ opened: 16, days: 8, unchanged: 0, heldCount: 0 })
    expect(valueOf(await call('openings.change', change(town)))).toEqual(preview)
    const { openings } = valueOf<{ openings: { date: string; capacity: number }[] }>(
      await call('openings.list', { activityId: town.canteen.id, from: '2027-02-01', to: '2027-02-28' }),
    )
    expect([...new Set(openings.map(({ date }) => date))]).toEqual(noHoliday)
    expect(openings.every(({ capacity }) => capacity === 60)).toBe(true)
    expect(valueOf(await call('openings.change', change(town)))).toMatchObject({ opened: 0, unchanged: 16 })
  })

  it('are painted in the holidays only, and never over an exceptional closure', async () => {
    const { town, call } = await openTown(open)
    const closure = { structureId: town.school, fromDate: '2027-02-15', toDate: '2027-02-16', label: 'Travaux' }
    valueOf(await call('closures.add', closure))
    const holidays = change(town, { weekdays: [1, 2, 3, 4, 5], periods: ['small-holidays'] })
    expect(valueOf(await call('openings.change', holidays))).toMatchObject({ opened: 16, days: 8, closureDays: 2 })
  })

  it('that hold bookings are named, and stay open until told to leave them and close the others', async () => {
    const { desk, town, call } = await openTown(open)
    await book(desk, town, '2026-12-10')
    await book(desk, town, '2026-12-11', 'waiting')
    const close = change(town, { from: '2026-12-07' as never, to: '2026-12-11' as never, action: { kind: 'close' } })
    const refusal = await call('openings.change', close)
    const held = [
      { date: '2026-12-10', groupId: town.canteen.primary, slotId: town.canteen.midday, bookings: 1 },
      { date: '2026-12-11', groupId: town.canteen.primary, slotId: town.canteen.midday, bookings: 1 },
    ]
    expect(refusal).toMatchObject({ error: { code: 'opening.holds-bookings', details: { heldCount: 2, held } } })
    expect(valueOf(await call('openings.change', { ...close, leaveHeld: true }))).toMatchObject({ closed: 6 })
    const { openings } = valueOf<{ openings: { date: string }[] }>(
      await call('openings.list', { activityId: town.canteen.id, from: '2026-12-07', to: '2026-12-11' }),
    )
    expect(openings.map(({ date }) => date)).toEqual(['2026-12-10', '2026-12-11'])
  })

  it('never have fewer places than are taken', async () => {
    const { desk, town, call } = await openTown(open)
    await book(desk, town, '2026-12-10')
    const day = { from: '2026-12-10' as never, to: '2026-12-10' as never }
    const resize = (capacity: number | null) =>
      call('openings.change', change(town, { ...day, action: { kind: 'capacity', capacity } }))
    expect(await resize(0)).toMatchObject({ error: { code: 'opening.holds-bookings', details: { heldCount: 1 } } })
    expect(valueOf(await resize(1))).toMatchObject({ capacityChanged: 2 })
    expect(valueOf(await resize(null))).toMatchObject({ capacityChanged: 2 })
  })

  it('painted by two agents at once are open once', async () => {
    const { town, call } = await openTown(open)
    const both = await Promise.all([call('openings.change', change(town)), call('openings.change', change(town))])
    const opened = both.map((reply) => valueOf<OpeningPlan>(reply).opened)
    expect(opened.sort((left, right) => left - right)).toEqual([0, 16])
  })

  it('outside the activity, or in somebody else’s groups, are refused', async () => {
    const { town, call } = await openTown(open)
    const outside = { error: { code: 'opening.outside-activity' } }
    expect(await call('openings.change', change(town, { to: '2027-09-30' as never }))).toMatchObject(outside)
    expect(await call('openings.change', change(town, { groupIds: [town.leisure.big] }))).toMatchObject(outside)
    expect(await call('openings.preview', change(town, { weekdays: [] }))).toMatchObject({
      error: { code: 'input.invalid' },
    })
  })

  it('make the views of the portal stale, month by month', async () => {
    const { desk, town, call } = await openTown(open)
    await desk.write((ctx) => ctx.db.run`delete from view_dirty`)
    valueOf(await call('openings.change', change(town, { to: '2027-03-05' as never })))
    const keys = await desk.read((ctx) => ctx.db.rows<{ key: string }>`select key from view_dirty order by key`)
    expect(keys.map(({ key }) => key)).toEqual([
      `availability/${town.canteen.id}/2027-02`,
      `availability/${town.canteen.id}/2027-03`,
    ])
  })
})

onEachDatabase('an exceptional closure', (open) => {
  it('is refused while children are expected, and says when', async () => {
    const { desk, town, call } = await openTown(open)
    await book(desk, town, '2026-12-10')
    const add = (structureId: number | null) =>
      call('closures.add', { structureId, fromDate: '2026-12-10', toDate: '2026-12-11', label: 'Grève' })
    expect(await add(town.school)).toMatchObject({
      error: { code: 'closure.holds-bookings', details: { bookings: 1, days: '10\u00A0déc.' } },
    })
    expect(await add(null)).toMatchObject({ error: { code: 'closure.holds-bookings' } })
    const { id } = valueOf<{ id: number }>(await add(town.centre))
    expect(valueOf(await call('closures.list', { from: '2026-12-11', to: '2026-12-31' }))).toMatchObject([{ id }])
    valueOf(await call('closures.remove', { id }))
    expect(valueOf(await call('closures.list', { from: '2026-12-01', to: '2026-12-31' }))).toEqual([])
  })
})
