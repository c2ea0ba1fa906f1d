import { expect, it } from 'vitest'
import { bookingsOfFamily } from '../../src-main/modules/bookings'
import type { EnrolmentView } from '../../src-shared/contract/staff/enrolments'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { asParent, insertEnrolledFamily, item, wrongCounters } from '../support/factories/bookings'
import { smallTown } from '../support/factories/town'

const days = ['2026-12-08', '2026-12-15', '2026-12-17']

onEachDatabase('ending an enrolment', (open) => {
  /** A canteen with one place on the 15th, held by a family whose enrolment ends; another family waits for it. */
  async function start() {
    const desk = deskOn(await open())
    const { town, family, other } = await desk.write(async (ctx) => {
      const made = await smallTown(ctx)
      const { canteen, school } = made
      await ctx.db.run`update activity set waiting_list = ${true}, version = version + 1 where id = ${canteen.id}`
      await ctx.db
        .run`update opening set capacity = 1 where activity_id = ${canteen.id} and group_id = ${canteen.primary} and date = ${'2026-12-15'}`
      const at = { activityId: canteen.id, groupId: canteen.primary, schoolId: school }
      const [first, second] = [await insertEnrolledFamily(ctx, 2001, at), await insertEnrolledFamily(ctx, 2002, at)]
      return { town: made, family: first, other: second }
    })
    const { midday } = town.canteen
    await desk.write((ctx) =>
      asParent(
        ctx,
        family.familyId,
        days.map((day) => item(family.enrolmentId, midday, day, 'book')),
      ),
    )
    await desk.write((ctx) => asParent(ctx, other.familyId, [item(other.enrolmentId, midday, '2026-12-15', 'book')]))
    const ask = async (operation: string, input: unknown) =>
      (await desk.staff.dispatcher.call(operation, input, caller(town.staff.agent.token))).reply
    const states = (familyId: number) =>
      desk.read(async (ctx) => {
        const list = await bookingsOfFamily(ctx, {
          familyId,
          from: localDate('2026-12-01'),
          to: localDate('2026-12-31'),
        })
        return list.map(({ date, state }) => `${date} ${state}`)
      })
    const enrolment = async () => {
      const list = valueOf<EnrolmentView[]>(await ask('enrolments.list', { familyId: family.familyId }))
      return list.find(({ id }) => id === family.enrolmentId)
    }
    const dirty = () => desk.read((ctx) => ctx.db.rows<{ key: string }>`select key from view_dirty`)
    const input = { id: family.enrolmentId, version: 1, endDate: '2026-12-10' }
    return { desk, family, other, ask, states, enrolment, dirty, input }
  }

  it('says how many bookings remain after it, and is refused without a choice', async () => {
    const { ask, input, enrolment } = await start()
    const asked = await ask('enrolments.bookingsAfter', { id: input.id, date: input.endDate })
    expect(valueOf(asked)).toEqual({ count: 2, last: '2026-12-17' })
    expect(await ask('enrolments.end', input)).toMatchObject({
      error: { code: 'enrolment.has-bookings', details: { count: 2, last: '17/12/2026' } },
    })
    expect(await enrolment()).toMatchObject({ endDate: null, version: 1 })
  })

  it('frees its bookings to come: places go to those who wait, and the portal learns it', async () => {
    const { desk, ask, input, states, family, other, enrolment, dirty } = await start()
    await desk.write((ctx) => ctx.db.run`delete from view_dirty`)
    expect(valueOf(await ask('enrolments.end', { ...input, bookings: 'free' }))).toMatchObject({
      endDate: '2026-12-10',
      freed: 2,
    })
    expect(await states(family.familyId)).toEqual(['2026-12-08 booked', '2026-12-15 cancelled', '2026-12-17 cancelled'])
    expect(await states(other.familyId)).toEqual(['2026-12-15 booked'])
    expect(await enrolment()).toMatchObject({ endDate: '2026-12-10' })
    const keys = (await dirty()).map(({ key }) => key)
    expect(keys).toEqual(
      expect.arrayContaining([`bookings/${family.familyId}/2026-12`, `bookings/${other.familyId}/2026-12`]),
    )
    expect(await desk.read((ctx) => wrongCounters(ctx))).toEqual([])
  })

  it('keeps them, and then ends after the last', async () => {
    const { ask, input, states, family, other, enrolment } = await start()
    expect(valueOf(await ask('enrolments.end', { ...input, bookings: 'keep' }))).toMatchObject({
      endDate: '2026-12-17',
      freed: 0,
    })
    expect((await states(family.familyId)).every((line) => line.endsWith('booked'))).toBe(true)
    expect(await states(other.familyId)).toEqual(['2026-12-15 waiting'])
    expect(await enrolment()).toMatchObject({ endDate: '2026-12-17' })
  })

  it('frees nothing at all when one of them took place', async () => {
    const { desk, ask, input, states, family, enrolment } = await start()
    await desk.write(
      (ctx) =>
        ctx.db
          .run`update booking set state = 'present' where enrolment_id = ${family.enrolmentId} and date = ${'2026-12-17'}`,
    )
    expect(await ask('enrolments.end', { ...input, bookings: 'free' })).toMatchObject({
      error: { code: 'enrolment.has-bookings', details: { count: 1, last: '17/12/2026' } },
    })
    expect(await states(family.familyId)).toContain('2026-12-15 booked')
    expect(await enrolment()).toMatchObject({ endDate: null })
  })
})
