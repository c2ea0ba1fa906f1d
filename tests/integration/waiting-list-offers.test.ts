import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyItems, bookingsOfFamily, expireHolds, holdsOfFamily, settleHold } from '../../src-main/modules/bookings'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { canTransition, type StoredState } from '../../src-shared/rules/booking-state'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import { asParent, insertEnrolledFamily, item, overbooked, wrongCounters } from '../support/factories/bookings'
import { insertChild, insertEnrolment, smallTown } from '../support/factories/town'

const day = '2026-12-15'

onEachDatabase('offers and holds', (open) => {
  /** A canteen with one place on the day, and families of one child. */
  async function town(options: { policy: object; mode?: string; capacity?: number; families?: number }) {
    const desk = deskOn(await open())
    const small = await desk.write((ctx) => smallTown(ctx))
    const { canteen, school } = small
    const enrolledIn = { activityId: canteen.id, groupId: canteen.primary }
    const where = { ...enrolledIn, schoolId: school }
    const families = await desk.write(async (ctx) => {
      await ctx.db.run`update activity set waiting_list = ${true}, validation_mode = ${options.mode ?? 'automatic'},
        booking_policy = ${JSON.stringify(options.policy)}, version = version + 1 where id = ${canteen.id}`
      await ctx.db
        .run`update opening set capacity = ${options.capacity ?? 1} where activity_id = ${canteen.id} and date = ${day}`
      const list = []
      for (let n = 0; n < (options.families ?? 3); n++) list.push(await insertEnrolledFamily(ctx, 2000 + n, where))
      return list
    })
    const family = (index: number) => families[index] ?? expect.fail('no such family')
    const act = (index: number, action: 'book' | 'cancel', more: object = {}) =>
      desk.write((ctx) => {
        const { familyId, enrolmentId } = family(index)
        return asParent(ctx, familyId, [{ ...item(enrolmentId, canteen.midday, day, action), ...more }])
      })
    const states = () =>
      desk.read(async (ctx) => {
        const rows = await ctx.db.rows<{ state: string }>`select state from booking where date = ${day} order by id`
        return rows.map(({ state }) => state)
      })
    const subjects = () =>
      desk.read(async (ctx) => {
        const rows = await ctx.db.rows<{ subject: string }>`select subject from outbox_message order by id`
        return rows.map(({ subject }) => subject.split('\u00A0')[0])
      })
    const wait = (minutes: number) => desk.clock.set(addMinutesToInstant(desk.clock.now(), minutes))
    const insertSibling = (index: number, number: number) =>
      desk.write(async (ctx) => {
        const { familyId } = family(index)
        const named = { firstName: `Cadet${number}`, lastName: 'Essai', birthDate: '2019-03-02' }
        const childId = await insertChild(ctx, { familyId, ...named, schoolId: school, classLevel: 'CE1' })
        const enrolmentId = await insertEnrolment(ctx, { familyId, childId, ...enrolledIn })
        return { familyId, enrolmentId }
      })
    return { ...desk, small, family, act, states, subjects, wait, insertSibling, midday: canteen.midday }
  }

  it('[N13] offers a freed place to the next in line for the time to answer; no answer, and the one after is asked', async () => {
    const { act, states, subjects, wait, write, read, family } = await town({ policy: { offerMinutes: 120 } })
    for (const index of [0, 1, 2]) await act(index, 'book')
    await act(0, 'cancel')
    expect(await states()).toEqual(['cancelled', 'offered', 'waiting'])
    const { familyId } = family(1)
    const [offered] = await read((ctx) => bookingsOfFamily(ctx, { familyId, from: localDate(day), to: localDate(day) }))
    expect(offered).toMatchObject({ holdUntil: '2026-12-02T17:10:00.000Z', waitingRank: null })
    wait(119)
    expect(await write(expireHolds)).toBe(0)
    wait(1)
    expect(await write(expireHolds)).toBe(1)
    expect(await states()).toEqual(['cancelled', 'refused', 'offered'])
    expect(await subjects()).toEqual([
      'Une place s’est libérée',
      'La place n’est plus gardée',
      'Une place s’est libérée',
    ])
    expect(await read(wrongCounters)).toEqual([])
  })

  it('books an offer accepted in time, and refuses the answer that comes after the hour', async () => {
    const { act, states, wait } = await town({ policy: { offerMinutes: 60 } })
    for (const index of [0, 1, 2]) await act(index, 'book')
    await act(0, 'cancel')
    expect(await act(1, 'book')).toMatchObject([{ outcome: 'booked' }])
    await act(1, 'cancel')
    expect(await states()).toEqual(['cancelled', 'cancelled', 'offered'])
    wait(60)
    expect(await act(2, 'book')).toMatchObject([
      { outcome: 'refused', refusal: { code: 'booking.offer-over', details: {} } },
    ])
  })

  it('gives the place to the one after when the offer is declined', async () => {
    const { act, states } = await town({ policy: { offerMinutes: 60 } })
    for (const index of [0, 1, 2]) await act(index, 'book')
    await act(0, 'cancel')
    expect(await act(1, 'cancel')).toMatchObject([{ outcome: 'cancelled' }])
    expect(await states()).toEqual(['cancelled', 'cancelled', 'offered'])
  })

  it('never asks for an answer after the moment when the family could still say no', async () => {
    const { act, read, family } = await town({ policy: { offerMinutes: 20000 } })
    await act(0, 'book')
    await act(1, 'book')
    await act(0, 'cancel')
    const { familyId } = family(1)
    const row = await read((ctx) => ctx.db.one`select hold_until from booking where family_id = ${familyId}`)
    // meals of a Tuesday are cancelled until Monday 10 h
    expect(row).toEqual({ holdUntil: '2026-12-14T09:00:00.000Z' })
  })

  it('passes a family with a child already there before the others, where the activity says so', async () => {
    const { act, read, write, insertSibling, midday, family } = await town({
      policy: { priorities: ['sibling', 'resident'] },
    })
    await act(0, 'book')
    expect(await act(1, 'book')).toMatchObject([{ outcome: 'waiting', rank: 1 }])
    const sibling = await insertSibling(0, 1)
    const asked = await write((ctx) => asParent(ctx, sibling.familyId, [item(sibling.enrolmentId, midday, day)]))
    expect(asked).toMatchObject([{ outcome: 'waiting', rank: 1 }])
    const { familyId } = family(1)
    const [behind] = await read((ctx) => bookingsOfFamily(ctx, { familyId, from: localDate(day), to: localDate(day) }))
    expect(behind?.waitingRank).toBe(2)
  })

  it('serves brothers and sisters who stay together when all of them have a place, and only then', async () => {
    const { act, states, insertSibling, write, midday, family } = await town({ policy: {}, capacity: 2, families: 4 })
    await act(0, 'book')
    await act(1, 'book')
    const sibling = await insertSibling(2, 1)
    const items = [family(2).enrolmentId, sibling.enrolmentId].map((id) => ({
      ...item(id, midday, day),
      together: true,
    }))
    await write((ctx) => asParent(ctx, sibling.familyId, items))
    await act(0, 'cancel')
    expect(await states()).toEqual(['cancelled', 'booked', 'waiting', 'waiting'])
    await act(1, 'cancel')
    expect(await states()).toEqual(['cancelled', 'cancelled', 'booked', 'booked'])
  })

  it('keeps a prepaid place until its end, then frees it for the next; a payment settles it once', async () => {
    const { act, states, wait, write, read, family } = await town({ mode: 'payment', policy: { holdMinutes: 30 } })
    expect(await act(0, 'book')).toMatchObject([{ outcome: 'awaiting-payment' }])
    await act(1, 'book')
    const { familyId } = family(0)
    const [hold] = await read((ctx) => holdsOfFamily(ctx, familyId))
    expect(hold).toMatchObject({ childName: 'Enfant2000', date: day, holdUntil: '2026-12-02T15:40:00.000Z' })
    expect(hold?.amountCents).toBeGreaterThan(0)
    wait(30)
    expect(await read((ctx) => holdsOfFamily(ctx, familyId))).toEqual([])
    await write(expireHolds)
    expect(await states()).toEqual(['cancelled', 'awaiting-payment'])
    const mine = await read((ctx) => holdsOfFamily(ctx, family(1).familyId))
    const bookingIds = mine.map(({ bookingId }) => bookingId)
    const settle = () => write((ctx) => settleHold(ctx, { familyId: family(1).familyId, bookingIds }))
    expect(await settle()).toEqual({ booked: bookingIds, lost: [] })
    expect(await settle()).toEqual({ booked: bookingIds, lost: [] })
    expect(await states()).toEqual(['cancelled', 'booked'])
    // the late payment of a place that went to somebody else books nothing
    const lost = await write((ctx) => settleHold(ctx, { familyId, bookingIds: [hold?.bookingId ?? 0] }))
    expect(lost).toEqual({ booked: [], lost: [hold?.bookingId] })
    // nor does one family settle what another holds
    const foreign = await write((ctx) => settleHold(ctx, { familyId, bookingIds }))
    expect(foreign).toEqual({ booked: [], lost: bookingIds })
    expect(await read(wrongCounters)).toEqual([])
  })

  it('takes the place again when a payment arrives after the end of its hold, if nobody else did', async () => {
    const { act, states, wait, write, read, family } = await town({ mode: 'payment', policy: { holdMinutes: 30 } })
    await act(0, 'book')
    const { familyId } = family(0)
    const [hold] = await read((ctx) => holdsOfFamily(ctx, familyId))
    const bookingIds = [hold?.bookingId ?? 0]
    wait(45)
    await write(expireHolds)
    expect(await states()).toEqual(['cancelled'])
    expect(await write((ctx) => settleHold(ctx, { familyId, bookingIds }))).toEqual({ booked: bookingIds, lost: [] })
    expect(await states()).toEqual(['booked'])
    expect(await read(wrongCounters)).toEqual([])
  })

  it('tells its rank to the last of a long line, and serves the first', async () => {
    const { act, states } = await town({ policy: {}, families: 64 })
    await act(0, 'book')
    for (let index = 1; index < 63; index++) await act(index, 'book')
    expect(await act(63, 'book')).toMatchObject([{ outcome: 'waiting', rank: 63 }])
    await act(0, 'cancel')
    const all = await states()
    expect(all.slice(0, 3)).toEqual(['cancelled', 'booked', 'waiting'])
    expect(all.filter((state) => state === 'waiting')).toHaveLength(62)
  })

  it('never sells a place twice, leaves no hole in the ranks, and knows the way to every state, whatever is done', async () => {
    const { act, wait, write, read, midday, family } = await town({
      policy: { offerMinutes: 60, holdMinutes: 60, priorities: ['sibling', 'resident'] },
      capacity: 2,
      families: 5,
    })
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ family: fc.nat(4), action: fc.constantFrom('book' as const, 'cancel' as const) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ family: fc.nat(4), agent: fc.constantFrom('book' as const, 'cancel' as const) }),
      },
      { weight: 1, arbitrary: fc.record({ minutes: fc.constantFrom(20, 70) }) },
    )
    const known = new Map<number, StoredState>()
    const check = async () => {
      expect(await read(wrongCounters)).toEqual([])
      expect(await read(overbooked)).toEqual([])
      const ranks: number[] = []
      for (let index = 0; index < 5; index++) {
        const { familyId } = family(index)
        const bookings = await read((ctx) =>
          bookingsOfFamily(ctx, { familyId, from: localDate(day), to: localDate(day) }),
        )
        for (const { id, state, waitingRank } of bookings) {
          const before = known.get(id) ?? null
          const reachable = reachableFrom(before)
          expect([before, state, reachable.has(state)]).toEqual([before, state, true])
          known.set(id, state)
          if (waitingRank !== null) ranks.push(waitingRank)
        }
      }
      expect(ranks.toSorted((a, b) => a - b)).toEqual(ranks.map((_rank, index) => index + 1))
    }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        for (const one of steps) {
          if ('minutes' in one) {
            wait(one.minutes)
            await write(expireHolds)
          } else if ('agent' in one) {
            const { familyId, enrolmentId } = family(one.family)
            const items = [item(enrolmentId, midday, day, one.agent)]
            await write((ctx) => applyItems(ctx, { familyId, items, at: ctx.now, by: 'staff' }))
          } else await act(one.family, one.action)
          await check()
        }
      }),
      { numRuns: 12 },
    )
  })
})

/** States that one act may lead to: a step of the machine, or two when a place is freed and given in the same act. */
function reachableFrom(from: StoredState | null): Set<StoredState> {
  const actors = ['parent', 'agent', 'system'] as const
  const all: StoredState[] = ['requested', 'awaiting-payment', 'waiting', 'offered', 'booked', 'refused', 'cancelled']
  const next = (state: StoredState | null) =>
    all.filter((to) => actors.some((actor) => canTransition(state, to, actor)))
  return new Set([...(from === null ? [] : [from]), ...next(from), ...next(from).flatMap(next)])
}
