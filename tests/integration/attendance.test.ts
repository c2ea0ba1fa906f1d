import { expect, it } from 'vitest'
import { caller, deskOn, valueOf } from '../support/desk'
import { onEachDatabase } from '../support/database'
import { wrongCounters } from '../support/factories/bookings'
import { insertStaffMember, smallTown } from '../support/factories/town'
import type { OutputOf } from '../../src-shared/contract/operation'
import type { StaffContract } from '../../src-shared/contract/staff'

/** Thursday 3 December 2026, 16 h 40 in Paris: the evening has begun. */
const now = '2026-12-03T15:40:00.000Z'
const date = '2026-12-03'
type Day = OutputOf<StaffContract, 'attendance.day'>
type Marked = OutputOf<StaffContract, 'attendance.mark'>

onEachDatabase('attendance', (open) => {
  async function eveningDesk() {
    const desk = deskOn(await open(), { now })
    const town = await desk.write((ctx) => smallTown(ctx))
    const token = town.staff.animator.token
    const ask = async <T>(operation: string, input: unknown, as = token) =>
      valueOf<T>((await desk.staff.dispatcher.call(operation, input, caller(as))).reply)
    const refusal = async (operation: string, input: unknown, as = token) => {
      const { reply } = await desk.staff.dispatcher.call(operation, input, caller(as))
      return reply.ok ? null : reply.error.code
    }
    const slotId = town.evening.care
    const lina = town.enrolments.linaEvening
    const day = (on = date) => ask<Day>('attendance.day', { slotId, date: on })
    const mark = (what: string, version: number | null, more = {}) =>
      ask<Marked>('attendance.mark', { slotId, date, enrolmentId: lina, version, mark: what, ...more })
    const book = (on = date) =>
      ask(
        'planning.apply',
        { action: 'book', cells: [{ enrolmentId: lina, slotId, date: on, version: null }] },
        town.staff.agent.token,
      )
    return { ...desk, town, ask, refusal, day, mark, book, slotId, lina }
  }

  it('notes arrival and departure at the minute of the tap, and to whom the child was handed', async () => {
    const { book, mark, day, read } = await eveningDesk()
    await book()
    await mark('arrive', 1)
    expect((await day()).children).toMatchObject([{ state: 'present', arrivedAt: '16:40', leftAt: null }])
    await mark('leave', 2, { at: '17:24', collectedBy: 'Sarah Berthelot' })
    expect((await day()).children).toMatchObject([
      { firstName: 'Lina', arrivedAt: '16:40', leftAt: '17:24', reason: 'Sarah Berthelot', version: 3 },
    ])
    expect(await read(wrongCounters)).toEqual([])
  })

  it('undoes a tap, and refuses to undo what somebody changed since', async () => {
    const { book, mark, day, ask } = await eveningDesk()
    await book()
    const { undo } = await mark('absent', 1)
    expect((await day()).children[0]?.state).toBe('absent-billed')
    await ask('attendance.undo', undo)
    expect((await day()).children[0]?.state).toBe('booked')
    const again = await ask<Marked>('attendance.undo', undo)
    expect(again.results[0]?.refusal?.code).toBe('record.changed-meanwhile')
  })

  it('takes back no other state than the one the tap replaced', async () => {
    const { book, mark, day, refusal } = await eveningDesk()
    await book()
    const { undo } = await mark('absent', 1)
    const [change] = undo?.changes ?? []
    const free = { ...undo, changes: [{ ...change, state: null }] }
    expect(await refusal('attendance.undo', free)).toBe('permission.missing')
    expect((await day()).children[0]?.state).toBe('absent-billed')
  })

  it('never lets two tablets note the same child twice', async () => {
    const { book, mark, day } = await eveningDesk()
    await book()
    const both = await Promise.all([mark('arrive', 1, { at: '16:30' }), mark('absent', 1)])
    const refused = both.filter(({ results }) => results[0]?.refusal?.code === 'record.changed-meanwhile')
    expect(refused).toHaveLength(1)
    expect((await day()).children).toHaveLength(1)
  })

  it('receives an enrolled child whom nobody expected, and finds it by a part of its name', async () => {
    const { ask, mark, day, slotId } = await eveningDesk()
    const found = await ask<{ firstName: string; version: number | null }[]>('attendance.candidates', {
      ...{ slotId, date, text: 'bert' },
    })
    expect(found).toMatchObject([{ firstName: 'Lina', version: null }])
    await mark('arrive', null)
    expect((await day()).children).toMatchObject([{ state: 'present-unbooked', arrivedAt: '16:40' }])
    expect(await ask('attendance.candidates', { slotId, date, text: 'bert' })).toEqual([])
  })

  it('completes a day that is over with the hours of the slot', async () => {
    const { ask, book, day, slotId, lina } = await eveningDesk()
    await book('2026-12-01')
    const yesterday = { slotId, date: '2026-12-01', enrolmentId: lina }
    await ask('attendance.mark', { ...yesterday, version: 1, mark: 'arrive' })
    await ask('attendance.mark', { ...yesterday, version: 2, mark: 'leave' })
    expect((await day('2026-12-01')).children).toMatchObject([{ arrivedAt: '16:30', leftAt: '18:30' }])
  })

  it('shows who may collect, the forbidden person of either family, and never offers it', async () => {
    const { write, town, book, day } = await eveningDesk()
    const contact = { relationship: 'père', phone: '0600000001', emergency: false, note: 'Décision du 3 mai' }
    await write((ctx) =>
      ctx.db.insert('pickup_contact', {
        ...{ childId: town.berthelot.lina, familyId: town.berthelot.id, fullName: 'Julien Berthelot' },
        ...{ ...contact, mayCollect: false, forbidden: true },
      }),
    )
    await book()
    const [lina] = (await day()).children
    expect(lina?.contacts.filter(({ forbidden }) => forbidden).map(({ fullName }) => fullName)).toEqual([
      'Julien Berthelot',
    ])
    expect(lina?.contacts.filter(({ mayCollect }) => mayCollect).map(({ fullName }) => fullName)).toEqual([
      'Sarah Berthelot',
    ])
  })

  it('opens the alerts of the children of the slot to who may read health, and leaves a trace each time', async () => {
    const { write, ask, refusal, read, town, book, slotId } = await eveningDesk()
    await book()
    const { lina, id: familyId } = town.berthelot
    await ask(
      'children.saveAllergy',
      {
        ...{ childId: lina, familyId, allergyId: null },
        allergy: { severity: 'severe', label: 'Arachide', instruction: 'Trousse', onAttendance: true, onMeals: true },
      },
      town.staff.agent.token,
    )
    expect(await ask('attendance.alerts', { slotId, date })).toMatchObject([{ childId: lina, label: 'Arachide' }])
    const trace = await read((ctx) => ctx.db.rows`select id from audit_log where operation = 'attendance.alerts'`)
    expect(trace).toHaveLength(1)
    const cashier = await write((ctx) => insertStaffMember(ctx, { role: 'cashier', email: 'regie2@aubrelles.invalid' }))
    expect(await refusal('attendance.alerts', { slotId, date }, cashier.token)).toBe('permission.missing')
  })

  it('counts who is in now, all slots together, and only in the structures of whoever asks', async () => {
    const { write, ask, book, mark, town, refusal, slotId } = await eveningDesk()
    await book()
    await mark('arrive', 1)
    const present = await ask<{ children: { firstName: string }[] }>('attendance.present', { structureId: null })
    expect(present.children.map(({ firstName }) => firstName)).toEqual(['Lina'])
    const { sessions } = await ask<{ sessions: { slotId: number; present: number }[] }>('attendance.sessions', {})
    expect(sessions.find((session) => session.slotId === slotId)?.present).toBe(1)
    const elsewhere = await write((ctx) =>
      insertStaffMember(ctx, { role: 'animator', email: 'cabanes@aubrelles.invalid', structureIds: [town.centre] }),
    )
    expect(await ask('attendance.present', { structureId: null }, elsewhere.token)).toMatchObject({ children: [] })
    expect(await refusal('attendance.day', { slotId, date }, elsewhere.token)).toBe('permission.missing')
  })

  it('receives a child whose demand nobody decided yet', async () => {
    const { write, ask, mark, lina, slotId, day } = await eveningDesk()
    await write(async (ctx) => {
      const row = await ctx.db.one<{ childId: number; familyId: number; activityId: number; groupId: number }>`select
        child_id, family_id, activity_id, group_id from enrolment where id = ${lina}`
      if (!row) throw new Error('no enrolment')
      await ctx.db.insert('booking', {
        ...{ ...row, enrolmentId: lina, slotId, date, state: 'requested', waitingSince: null, late: false },
        ...{ requestId: null, reason: '', memo: '', arrivedAt: null, leftAt: null, changedAt: ctx.now },
        ...{ changedBy: 'Sarah Berthelot', version: 1 },
      })
      await ctx.db.run`update opening set taken = taken + 1 where slot_id = ${slotId} and date = ${date}`
    })
    expect(await ask('attendance.candidates', { slotId, date, text: 'lina' })).toEqual([])
    const { undo } = await mark('arrive', 1)
    expect((await day()).children).toMatchObject([{ state: 'present', arrivedAt: '16:40' }])
    await ask('attendance.undo', undo)
    expect((await day()).children).toMatchObject([{ state: 'requested', arrivedAt: null }])
  })
})
