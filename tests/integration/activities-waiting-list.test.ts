import { expect, it } from 'vitest'
import { jobDefinitions } from '../../src-main/composition'
import { createJobRunner } from '../../src-main/kernel/jobs'
import { applyItems } from '../../src-main/modules/bookings'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { insertEnrolledFamily } from '../support/factories/bookings'
import { smallTown } from '../support/factories/town'

onEachDatabase('places added to a full day', (open) => {
  it('go to those who wait, first come first, and the families are told', async () => {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx, { leisureCapacity: 1 }))
    const { leisure, staff } = town
    const dates = ['2026-12-09', '2026-12-16'].map(localDate)
    for (const number of [2001, 2002, 2003]) {
      await desk.write(async (ctx) => {
        const where = { activityId: leisure.id, groupId: leisure.big, schoolId: town.school }
        const { familyId, enrolmentId } = await insertEnrolledFamily(ctx, number, where)
        const items = dates.map((date) => ({ enrolmentId, slotId: leisure.day, date, action: 'book' as const }))
        await applyItems(ctx, { familyId, items, at: ctx.now, by: 'staff', approve: true })
      })
    }
    const states = () =>
      desk.read(async (ctx) => {
        const rows = await ctx.db.rows<{ date: string; state: string; name: string }>`select b.date, b.state, f.name
          from booking b join family f on f.id = b.family_id order by b.date, f.number`
        return rows.map(({ date, state, name }) => `${date.slice(8)} ${name.slice(-4)} ${state}`)
      })
    expect((await states()).slice(3)).toEqual(['16 2001 booked', '16 2002 waiting', '16 2003 waiting'])

    const runner = createJobRunner(desk.services, jobDefinitions)
    desk.onWake((what) => {
      if (what === 'jobs') runner.wake()
    })
    const change = {
      activityId: leisure.id,
      from: '2026-12-16',
      to: '2026-12-16',
      weekdays: [3],
      periods: ['school-days'],
      groupIds: [leisure.big],
      slotIds: [leisure.day],
      action: { kind: 'capacity', capacity: 2 },
    }
    const { reply } = await desk.staff.dispatcher.call('openings.change', change, caller(staff.director.token))
    expect(valueOf(reply)).toMatchObject({ capacityChanged: 1 })
    await runner.idle()
    expect(await states()).toEqual([
      '09 2001 booked',
      '09 2002 waiting',
      '09 2003 waiting',
      '16 2001 booked',
      '16 2002 booked',
      '16 2003 waiting',
    ])
    const mails = await desk.read(
      (ctx) => ctx.db.rows<{ kind: string }>`select kind from outbox_message where kind = 'waiting-list'`,
    )
    expect(mails).toHaveLength(1)
    await runner.stop()
  })
})
