import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  applyItems,
  bookingsOfFamily,
  setStates,
  type ItemOutcome,
  type StateChange,
} from '../../src-main/modules/bookings'
import { instant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { STORED_STATES, type StoredState } from '../../src-shared/rules/booking-state'
import { onEachDatabase } from '../support/database'
import { deskOn, staffActor } from '../support/desk'
import { asParent, insertEnrolledFamily, item, overbooked, wrongCounters } from '../support/factories/bookings'
import { smallTown } from '../support/factories/town'

/** A Tuesday; its meals are cancelled until Monday 10 h. */
const day = '2026-12-15'
const outcomes = (list: ItemOutcome[]) => list.map(({ outcome }) => outcome)

onEachDatabase('places', (open) => {
  /** A canteen with one place on the day, a waiting list, and some families. */
  async function fullDay(count = 3) {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const { canteen, school } = town
    const families = await desk.write(async (ctx) => {
      await ctx.db.run`update activity set waiting_list = ${true}, version = version + 1 where id = ${canteen.id}`
      await ctx.db.run`update opening set capacity = 1 where activity_id = ${canteen.id} and date = ${day}`
      const list = []
      for (let n = 0; n < count; n++) {
        list.push(
          await insertEnrolledFamily(ctx, 2000 + n, {
            activityId: canteen.id,
            groupId: canteen.primary,
            schoolId: school,
          }),
        )
      }
      return list
    })
    const act = (index: number, action: 'book' | 'cancel') =>
      desk.write((ctx) => {
        const family = families[index]
        if (!family) throw new Error('no such family')
        return asParent(ctx, family.familyId, [item(family.enrolmentId, canteen.midday, day, action)])
      })
    return { ...desk, town, families, act, midday: canteen.midday }
  }

  it('[G29] gives a freed place to the next in line in the same transaction, and writes to the family', async () => {
    const { act, read, families } = await fullDay()
    expect(await act(0, 'book')).toMatchObject([{ outcome: 'booked' }])
    expect(await act(1, 'book')).toMatchObject([{ outcome: 'waiting', rank: 1 }])
    expect(await act(2, 'book')).toMatchObject([{ outcome: 'waiting', rank: 2 }])
    expect(outcomes(await act(0, 'cancel'))).toEqual(['cancelled'])
    const of = async (index: number) => {
      const familyId = families[index]?.familyId ?? 0
      const [booking] = await read((ctx) =>
        bookingsOfFamily(ctx, { familyId, from: localDate(day), to: localDate(day) }),
      )
      return { state: booking?.state, waitingRank: booking?.waitingRank }
    }
    expect(await of(1)).toEqual({ state: 'booked', waitingRank: null })
    expect(await of(2)).toEqual({ state: 'waiting', waitingRank: 1 })
    const stamped = await read(
      (ctx) => ctx.db.one`select changed_by from booking where family_id = ${families[1]?.familyId}`,
    )
    expect(stamped).toEqual({ changedBy: 'Liste d’attente' })
    const mails = await read((ctx) => ctx.db.rows`select to_address, subject from outbox_message`)
    expect(mails).toEqual([
      {
        toAddress: 'parent2001.essai@courriel.invalid',
        subject: 'Une place s’est libérée\u00A0: Enfant2001, mardi 15\u00A0décembre',
      },
    ])
    expect(await read(wrongCounters)).toEqual([])
  })

  it('writes nothing to who refuses e-mails, and moves them all the same', async () => {
    const { act, write, read, families } = await fullDay()
    await write(
      (ctx) => ctx.db.run`update person set accepts_email = ${false} where id = ${families[1]?.guardianId ?? 0}`,
    )
    await act(0, 'book')
    await act(1, 'book')
    await act(0, 'cancel')
    expect(
      await read((ctx) => ctx.db.rows`select state from booking where family_id = ${families[1]?.familyId ?? 0}`),
    ).toEqual([{ state: 'booked' }])
    expect(await read((ctx) => ctx.db.rows`select id from outbox_message`)).toEqual([])
  })

  it('passes over a child whose enrolment ends before the day', async () => {
    const { act, write, read, families } = await fullDay()
    await act(0, 'book')
    await act(1, 'book')
    await act(2, 'book')
    await write(
      (ctx) => ctx.db.run`update enrolment set end_date = '2026-12-10' where id = ${families[1]?.enrolmentId ?? 0}`,
    )
    await act(0, 'cancel')
    const states = await read(
      (ctx) => ctx.db.rows`select family_id, state from booking where state <> 'cancelled' order by family_id`,
    )
    expect(states).toEqual([
      { familyId: families[1]?.familyId, state: 'waiting' },
      { familyId: families[2]?.familyId, state: 'booked' },
    ])
  })

  it('moves nobody past the cancellation deadline: they could no longer say no', async () => {
    const { act, write, read, clock, families, midday } = await fullDay()
    await act(0, 'book')
    await act(1, 'book')
    clock.set(instant('2026-12-14T09:00:00.000Z'))
    const { familyId, enrolmentId } = families[0] ?? { familyId: 0, enrolmentId: 0 }
    const items = [item(enrolmentId, midday, day, 'cancel')]
    await write((ctx) => applyItems(ctx, { familyId, items, at: ctx.now, by: 'staff' }))
    expect(await read((ctx) => ctx.db.rows`select state from booking order by id`)).toEqual([
      { state: 'cancelled' },
      { state: 'waiting' },
    ])
  })

  it('lets an agent edit cells and take the edit back, as long as nobody touched them since', async () => {
    const { write, read, families, midday } = await fullDay()
    const cell = (index: number, state: StoredState): StateChange => ({
      enrolmentId: families[index]?.enrolmentId ?? 0,
      slotId: midday,
      date: localDate(day),
      state,
    })
    const agent = staffActor('agent')
    const first = await write((ctx) => setStates(ctx, [cell(0, 'booked'), cell(1, 'booked')]), agent)
    expect(first.results).toMatchObject([
      { state: 'booked', version: 1 },
      { state: null, refusal: { code: 'booking.full' } },
    ])
    const forced = await write((ctx) => setStates(ctx, [{ ...cell(1, 'booked'), force: true }]), agent)
    expect(forced.results).toMatchObject([{ state: 'booked' }])
    expect(await read(wrongCounters)).toEqual([])
    await write((ctx) => setStates(ctx, forced.undo), agent)
    await write((ctx) => setStates(ctx, first.undo), agent)
    expect(await read((ctx) => ctx.db.rows`select id from booking`)).toEqual([])
    expect(await read(wrongCounters)).toEqual([])
    const late = await write((ctx) => setStates(ctx, [{ ...cell(0, 'booked'), version: 3 }]), agent)
    expect(late.results[0]?.refusal?.code).toBe('record.changed-meanwhile')
  })

  it('refuses a step that the states do not know, and a structure that is not the agent’s', async () => {
    const { write, families, midday, town } = await fullDay()
    const change = { enrolmentId: families[0]?.enrolmentId ?? 0, slotId: midday, date: localDate(day) }
    const wrong = await write((ctx) => setStates(ctx, [{ ...change, state: 'present' }]), staffActor())
    expect(wrong.results[0]?.refusal?.code).toBe('booking.step-forbidden')
    const elsewhere = staffActor('agent', { structureIds: [town.centre] })
    const foreign = await write((ctx) => setStates(ctx, [{ ...change, state: 'booked' }]), elsewhere)
    expect(foreign.results[0]?.refusal?.code).toBe('permission.missing')
  })

  it('counts a child who is there without booking, even on a full day', async () => {
    const { act, write, read, families, midday } = await fullDay()
    await act(0, 'book')
    const there = {
      enrolmentId: families[1]?.enrolmentId ?? 0,
      slotId: midday,
      date: localDate(day),
      state: 'present-unbooked' as const,
    }
    expect((await write((ctx) => setStates(ctx, [there]))).results[0]?.state).toBe('present-unbooked')
    const opening = await read(
      (ctx) => ctx.db.one`select taken from opening where slot_id = ${midday} and date = ${day} and taken > 0`,
    )
    expect(opening).toEqual({ taken: 2 })
    expect(await read(wrongCounters)).toEqual([])
  })

  it('keeps the counters exact and never sells more than the places, whatever parents and agents do', async () => {
    const { write, read, families, town } = await fullDay(4)
    const { midday } = town.canteen
    const dates = [day, '2026-12-14', '2026-12-17']
    await write((ctx) => ctx.db.run`update opening set capacity = 2 where slot_id = ${midday} and date in ${dates}`)
    const cell = fc.record({ family: fc.nat(3), date: fc.constantFrom(...dates) })
    const parent = fc.record({
      cell,
      action: fc.constantFrom('book', 'cancel', 'declare-absence'),
      by: fc.constantFrom('parent', 'staff'),
    })
    const agent = fc.record({
      cell,
      state: fc.constantFrom(
        ...STORED_STATES.filter(
          (state) => !['present-unbooked', 'outside-contract', 'absent-billed', 'present'].includes(state),
        ),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(parent, agent), { minLength: 1, maxLength: 12 }), async (acts) => {
        for (const act of acts) {
          const family = families[act.cell.family]
          if (!family) throw new Error('no such family')
          const { familyId, enrolmentId } = family
          await write(async (ctx) => {
            if ('state' in act)
              return setStates(ctx, [{ enrolmentId, slotId: midday, date: localDate(act.cell.date), state: act.state }])
            const { by, action } = act as { by: 'parent' | 'staff'; action: 'book' }
            return applyItems(ctx, {
              familyId,
              items: [item(enrolmentId, midday, act.cell.date, action)],
              at: ctx.now,
              by,
            })
          })
        }
        expect(await read(wrongCounters)).toEqual([])
        expect(await read(overbooked)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })
})
