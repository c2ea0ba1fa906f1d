import { expect, it } from 'vitest'
import { caller, deskOn, valueOf } from '../support/desk'
import { submitRequest } from '../../src-main/modules/requests'
import { onEachDatabase } from '../support/database'
import { asParent, insertEnrolledFamily, item } from '../support/factories/bookings'
import { insertStaffMember, smallTown, type SmallTown } from '../support/factories/town'
import type { Ctx } from '../../src-main/kernel/context'
import { instant } from '../../src-shared/kernel/instant'
import type { OutputOf } from '../../src-shared/contract/operation'
import type { StaffContract } from '../../src-shared/contract/staff'

/** Friday 4 December 2026, 9 h in Paris. */
const now = '2026-12-04T08:00:00.000Z'
type Home = OutputOf<StaffContract, 'home.day'>

onEachDatabase('home', (open) => {
  async function townDesk() {
    const desk = deskOn(await open(), { now })
    const town = await desk.write((ctx) => smallTown(ctx))
    const ask = async <T>(operation: string, input: unknown, token = town.staff.director.token) =>
      valueOf<T>((await desk.staff.dispatcher.call(operation, input, caller(token))).reply)
    const home = (input = {}, token?: string) => ask<Home>('home.day', input, token)
    const book = (enrolmentId: number, slotId: number, date: string, action = 'book') =>
      ask('planning.apply', { action, cells: [{ enrolmentId, slotId, date, version: null }] })
    return { ...desk, town, ask, home, book }
  }

  it('says which day it is, and when the next holidays begin', async () => {
    const { home } = await townDesk()
    expect(await home()).toMatchObject({
      ...{ date: '2026-12-04', today: '2026-12-04', time: '09:00', kind: 'school', holiday: null },
      nextHoliday: { from: '2026-12-19' },
    })
    expect(await home({ date: '2026-12-25' })).toMatchObject({ kind: 'public-holiday', holiday: 'Noël' })
  })

  it('counts the children of each slot, the little ones apart, with places and adults', async () => {
    const { home, book, town, write } = await townDesk()
    const { leisure, enrolments } = town
    await book(enrolments.linaLeisure, leisure.day, '2026-12-09')
    await book(enrolments.hugoLeisure, leisure.day, '2026-12-09')
    await write(async (ctx) => {
      await ctx.db.run`update opening set staff_planned = 1 where slot_id = ${leisure.day} and group_id = ${leisure.big}
        and date = '2026-12-09'`
    })
    const { expected } = await home({ date: '2026-12-09' })
    const day = expected?.find(({ id }) => id === town.centre)?.slots.find(({ slotId }) => slotId === leisure.day)
    // one adult for the little one, one for the other; 8 + 8 places but 14 over all groups
    expect(day).toMatchObject({
      expected: 2,
      under6: 1,
      sixAndOver: 1,
      capacity: 14,
      staffPlanned: 1,
      staffRequired: 2,
    })
  })

  it('counts each meal once, by diet, with the care plans of those who eat', async () => {
    const { home, book, town, write } = await townDesk()
    const { canteen, enrolments, berthelot } = town
    for (const enrolmentId of [enrolments.linaCanteen, enrolments.hugoCanteen, enrolments.awaCanteen])
      await book(enrolmentId, canteen.midday, '2026-12-07')
    await book(enrolments.awaCanteen, canteen.midday, '2026-12-08')
    await write(async (ctx) => {
      await ctx.db.run`update child set diet = 'no-pork' where id = ${berthelot.lina}`
      await insertCarePlan(ctx, berthelot.hugo, '2027-08-31')
    })
    expect((await home({ date: '2026-12-07' })).meals).toEqual({
      diets: ['', 'no-pork'],
      rows: [{ structureId: town.school, name: 'École Jean-Zay', counts: [2, 1], carePlans: 1, total: 3 }],
    })
  })

  it('sorts what waits in the inbox by kind and by age', async () => {
    const { home, town, write, clock } = await townDesk()
    const insert = (id: string, submittedAt: string, action: 'book' | 'cancel') =>
      write((ctx) =>
        ctx.db.insert('request', {
          ...{ id, kind: 'booking', familyId: town.berthelot.id, accountId: null, authorName: 'Sarah Berthelot' },
          payload: JSON.stringify({
            items: [item(town.enrolments.linaLeisure, town.leisure.day, '2026-12-16', action)],
          }),
          ...{ submittedAt, receivedAt: submittedAt, origin: 'portal', status: 'pending', outcome: '{}', reason: '' },
          ...{ decidedAt: null, decidedBy: '', version: 1, waitingSince: submittedAt, exchanges: '[]' },
          ...{
            topic: 'bookings',
            subject: '',
            personId: null,
            title: '',
            about: '',
            assigneeId: null,
            automatic: false,
          },
        }),
      )
    await insert('00000000-0000-4000-8000-000000000001', '2026-12-04T07:00:00.000Z', 'book')
    await insert('00000000-0000-4000-8000-000000000002', '2026-12-02T07:00:00.000Z', 'book')
    await insert('00000000-0000-4000-8000-000000000003', '2026-11-30T07:00:00.000Z', 'cancel')
    const { requests } = await home()
    expect(requests).toMatchObject({ total: 3, oldest: '2026-11-30T07:00:00.000Z' })
    expect(requests?.rows.find(({ what }) => what === 'book')).toMatchObject({ underDay: 1, underThreeDays: 1 })
    expect(requests?.rows.find(({ what }) => what === 'cancel')).toMatchObject({ older: 1 })
    expect((await home({ structureId: town.school })).requests?.total).toBe(0)
    await write((ctx) =>
      submitRequest(ctx, {
        ...{ id: '00000000-0000-4000-8000-000000000004', kind: 'file', familyId: town.berthelot.id, accountId: null },
        ...{ authorName: 'Sarah Berthelot', submittedAt: ctx.now, origin: 'portal' },
        payload: {
          ...{ subject: 'guardian', personId: town.berthelot.sarah, action: 'change' },
          changes: [{ field: 'mobile', before: '0600000000', after: '0612345678' }],
        },
      }),
    )
    const withFile = (await home()).requests
    expect(withFile?.total).toBe(4)
    expect(withFile?.rows.find(({ what }) => what === 'file')).toMatchObject({ underDay: 1, older: 0 })
    expect(clock.now()).toBe(instant(now))
  })

  it('sums what is unpaid by age: what was paid or cancelled is not owed', async () => {
    const { home, town, write } = await townDesk()
    await write(async (ctx) => {
      await insertInvoice(ctx, town, 1, { dueOn: '2026-12-31', totalCents: 1000 })
      const late = await insertInvoice(ctx, town, 2, { dueOn: '2026-11-20', totalCents: 5000 })
      await insertInvoice(ctx, town, 3, { dueOn: '2026-09-20', totalCents: 700 })
      await insertInvoice(ctx, town, 4, { dueOn: '2026-09-20', totalCents: 900, cancelledAt: ctx.now })
      await insertPaymentOf(ctx, town, late, { amountCents: 2000, receiptNumber: 1, cancelledAt: null })
      await insertPaymentOf(ctx, town, late, { amountCents: 3000, receiptNumber: 2, cancelledAt: ctx.now })
    })
    expect((await home()).unpaid).toEqual({
      ...{ invoices: 3, lateFamilies: 1, notDueCents: 1000, upTo30Cents: 3000, upTo60Cents: 0, beyondCents: 700 },
    })
  })

  it('says what nobody noted on the last day, and where the month stands', async () => {
    const { home, town, ask, write } = await townDesk()
    const yesterday = { slotId: town.evening.care, date: '2026-12-03' }
    const third = await write((ctx) =>
      insertEnrolledFamily(ctx, 1003, {
        ...{ activityId: town.evening.id, groupId: town.evening.all, schoolId: town.school },
      }),
    )
    const mark = (enrolmentId: number, version: number | null) =>
      ask('attendance.mark', { ...yesterday, enrolmentId, version, mark: 'arrive' })
    await mark(town.enrolments.linaEvening, null)
    await ask('planning.apply', {
      action: 'book',
      cells: [{ enrolmentId: third.enrolmentId, ...yesterday, version: null }],
    })
    const before = await home()
    expect(before.incomplete).toMatchObject({
      date: '2026-12-03',
      rows: [{ name: 'École Jean-Zay', missingDepartures: 1, notMarked: 1 }],
    })
    expect(before.billing).toMatchObject({ period: '2026-11', steps: Array(6).fill({ isDone: false }) })
    await write((ctx) =>
      ctx.db.insert('billing_run', {
        ...{ period: '2026-11', status: 'issued', dueOn: '2026-12-31', createdAt: ctx.now, draftedAt: ctx.now },
        ...{ issuedAt: ctx.now, publishedAt: null, jobId: null, anomalies: '{"found":[],"decisions":{}}', version: 1 },
      }),
    )
    const { billing } = await home()
    expect(billing?.steps.filter(({ isDone }) => isDone).map(({ step }) => step)).toEqual([
      'check',
      'price',
      'draft',
      'issue',
    ])
  })

  it('lists care plans that ended or soon will, with a trace, to who may read health', async () => {
    const { ask, town, write, read, staff } = await townDesk()
    await write(async (ctx) => {
      await insertCarePlan(ctx, town.berthelot.lina, '2026-12-01')
      await insertCarePlan(ctx, town.berthelot.hugo, '2026-12-20')
      await insertCarePlan(ctx, town.diallo.awa, '2026-11-30')
      // renewed since
      await insertCarePlan(ctx, town.diallo.awa, '2027-11-30')
      await asParent(ctx, town.berthelot.id, [item(town.enrolments.linaEvening, town.evening.care, '2026-12-04')])
    })
    expect(await ask('home.carePlans', {})).toMatchObject([
      { name: 'Lina Berthelot', isExpired: true },
      { name: 'Hugo Berthelot', isExpired: false, comesToday: false },
    ])
    expect(await read((ctx) => ctx.db.rows`select id from audit_log where operation = 'home.carePlans'`)).toHaveLength(
      1,
    )
    const { reply } = await staff.dispatcher.call('home.carePlans', {}, caller(town.staff.cashier.token))
    expect(reply.ok).toBe(false)
  })

  it('shows to each what its role may see, and nothing of other structures', async () => {
    const { home, town, write, book } = await townDesk()
    await book(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')
    const animator = await write((ctx) =>
      insertStaffMember(ctx, { role: 'animator', email: 'cabanes@aubrelles.invalid', structureIds: [town.centre] }),
    )
    const seen = await home({ date: '2026-12-07' }, animator.token)
    expect(seen).toMatchObject({ requests: null, unpaid: null, billing: null, expected: [] })
    expect(seen.meals?.rows).toEqual([])
    expect(await home({}, town.staff.cashier.token)).toMatchObject({ expected: null, requests: null })
  })
})

function insertCarePlan(ctx: Ctx, childId: number, validTo: string) {
  return ctx.db.insert('care_plan', {
    ...{ childId, validFrom: '2025-09-01', validTo, instructionSealed: '', kitPlaceSealed: '', onMeals: true },
  })
}

function insertInvoice(
  ctx: Ctx,
  town: SmallTown,
  number: number,
  more: { dueOn: string; totalCents: number; cancelledAt?: string },
) {
  return ctx.db.insert('invoice', {
    ...{ kind: 'invoice', series: '2026', number, reference: `2026-${number}`, familyId: town.berthelot.id },
    ...{ runId: null, period: '2026-10', issuedOn: '2026-11-01', cancelsId: null, publishedAt: null, recipient: '{}' },
    ...{ cancelledAt: null, ...more },
  })
}

async function insertPaymentOf(
  ctx: Ctx,
  town: SmallTown,
  invoiceId: number,
  payment: { amountCents: number; receiptNumber: number; cancelledAt: string | null },
) {
  const paymentId = await ctx.db.insert('payment', {
    ...{ familyId: town.berthelot.id, method: 'cash', receivedOn: '2026-11-25', reference: '', payerName: '' },
    ...{ attemptId: null, createdAt: ctx.now, createdBy: 'Essai', ...payment },
  })
  await ctx.db.insert('allocation', { paymentId, invoiceId, amountCents: payment.amountCents })
}
