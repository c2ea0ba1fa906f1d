import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import {
  decideRequest,
  requestsOfFamily,
  submitRequest,
  undoDecision,
  withdrawRequest,
  type RequestToSubmit,
} from '../../src-main/modules/requests'
import { setStates } from '../../src-main/modules/bookings'
import type { BookingItem } from '../../src-shared/contract/requests'
import type { DecisionResult, InboxGroup, RequestDetail } from '../../src-shared/contract/staff/requests'
import { addMinutesToInstant, instant, type Instant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, staffActor, valueOf } from '../support/desk'
import { insertEnrolledFamily, item, wrongCounters } from '../support/factories/bookings'
import { insertQuotient, insertStaffMember, smallTown } from '../support/factories/town'

onEachDatabase('requests', (open) => {
  async function townDesk() {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const token = town.staff.agent.token
    const leisureDay = (date: string, action: BookingItem['action'] = 'book') =>
      item(town.enrolments.linaLeisure, town.leisure.day, date, action)
    const request = (items: BookingItem[], overrides: Partial<RequestToSubmit> = {}): RequestToSubmit => ({
      ...{
        id: randomUUID(),
        kind: 'booking',
        familyId: town.berthelot.id,
        accountId: town.parent.id,
        authorName: 'Sarah Berthelot',
      },
      ...{ payload: { items }, submittedAt: desk.clock.now(), origin: 'portal', ...overrides },
    })
    const submit = (items: BookingItem[], overrides: Partial<RequestToSubmit> = {}) =>
      desk.write((ctx) => submitRequest(ctx, request(items, overrides)))
    const call = async <T>(operation: string, input: unknown, session = token) =>
      valueOf<T>((await desk.staff.dispatcher.call(operation, input, caller(session))).reply)
    /** Moves the clock; the agents are still signed in. */
    const laterAt = async (moment: Instant) => {
      desk.clock.set(moment)
      await desk.write((ctx) => ctx.db.run`update staff_session set expires_at = ${addMinutesToInstant(moment, 60)}`)
    }
    const states = () =>
      desk
        .read((ctx) => ctx.db.rows<{ state: string }>`select state from booking order by date, id`)
        .then((rows) => rows.map(({ state }) => state))
    const mails = () =>
      desk.read(
        (ctx) =>
          ctx.db.rows<{
            subject: string
            bodyText: string
            toAddress: string
          }>`select subject, body_text, to_address from outbox_message order by id`,
      )
    return { ...desk, town, token, leisureDay, request, submit, call, states, mails, laterAt }
  }

  it('books at once what a rule can decide, and sends the receipt to who accepts e-mails', async () => {
    const { town, submit, mails } = await townDesk()
    const meals = ['2026-12-07', '2026-12-08'].map((date) =>
      item(town.enrolments.linaCanteen, town.canteen.midday, date),
    )
    const { request } = await submit(meals)
    expect(request).toMatchObject({ status: 'accepted', outcomes: [{ outcome: 'booked' }, { outcome: 'booked' }] })
    const [mail, ...others] = await mails()
    expect(others).toEqual([])
    expect(mail?.toAddress).toBe('sarah.berthelot@courriel.invalid')
    expect(mail?.subject).toBe('Demande acceptée\u00A0: Lina, 2\u00A0jours de décembre')
    expect(mail?.bodyText).toContain(
      'Lina, lundi 7\u00A0décembre, Restauration Jean-Zay, Midi\u00A0: 2,45\u00A0€, annulable avant le vendredi 4\u00A0décembre à 10\u00A0h\u00A000',
    )
    expect(mail?.bodyText).toContain('Total réservé\u00A0: 4,90\u00A0€')
  })

  it('receives the same send twice as one request, with the same answer', async () => {
    const { request, write, read, leisureDay, states } = await townDesk()
    const sent = request([leisureDay('2026-12-16')])
    const answers = await Promise.all([1, 2, 3].map(() => write((ctx) => submitRequest(ctx, sent))))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await states()).toEqual(['requested'])
    expect(await read((ctx) => ctx.db.rows`select status from request`)).toEqual([{ status: 'pending' }])
    const other = { ...sent, payload: { items: [leisureDay('2026-12-23')] } }
    await expect(write((ctx) => submitRequest(ctx, other))).rejects.toMatchObject({ code: 'request.id-reused' })
  })

  it('answers each item for itself: taken, waiting for an agent, refused and why', async () => {
    const { town, submit, leisureDay } = await townDesk()
    const meal = item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')
    const { request, outcomes } = await submit([
      meal,
      leisureDay('2026-12-16'),
      { ...meal, date: localDate('2026-12-06') },
    ])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['booked', 'requested', 'refused'])
    expect(request.status).toBe('pending')
  })

  it('does not book from the future when the clock of a portal is ahead', async () => {
    const { town, submit, read, clock } = await townDesk()
    const late = item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-03')
    const { outcomes, request } = await submit([late], {
      submittedAt: instant('2027-06-01T00:00:00.000Z'),
      origin: 'hosted-portal',
    })
    expect(outcomes[0]?.refusal?.code).toBe('booking.too-late')
    const [row] = await read((ctx) => ctx.db.rows`select submitted_at from request where id = ${request.id}`)
    expect(row).toEqual({ submittedAt: clock.now() })
  })

  it('shows the request in the inbox with its effect, and books it when an agent accepts', async () => {
    const { call, submit, leisureDay, states, mails, read } = await townDesk()
    const { request } = await submit([leisureDay('2026-12-16'), leisureDay('2026-12-23')])
    const { groups } = await call<{ groups: InboxGroup[] }>('requests.list', {})
    expect(groups).toMatchObject([
      {
        familyName: 'Berthelot',
        familyNumber: 1001,
        requests: [
          {
            id: request.id,
            title: 'Lina, 2\u00A0mercredis de décembre',
            subtitle: '15,30\u00A0€, Mercredis et vacances',
          },
        ],
      },
    ])
    const { requests, family } = await call<{ requests: RequestDetail[]; family: { recipients: string[] } }>(
      'requests.read',
      { ids: [request.id] },
    )
    expect(family.recipients).toEqual(['Sarah Berthelot'])
    expect(requests[0]).toMatchObject({
      changes: [],
      effect: { booked: 2, amountCents: 1530 },
      sections: [
        {
          childName: 'Lina',
          slotName: 'Journée',
          totalCents: 1530,
          cells: [{ outcome: 'booked', places: { before: 0, after: 1, capacity: 8 } }, {}],
        },
      ],
    })
    const decided = await call<{ results: DecisionResult[] }>('requests.decide', {
      decisions: [{ id: request.id, version: 1, decision: 'accept' }],
    })
    expect(decided.results).toMatchObject([
      { familyName: 'Berthelot', done: { status: 'accepted', version: 2 }, refusal: null },
    ])
    expect(await states()).toEqual(['booked', 'booked'])
    expect((await mails()).map(({ subject }) => subject)).toEqual([
      'Demande acceptée\u00A0: Lina, 2\u00A0mercredis de décembre',
    ])
    const trail = await read(
      (ctx) =>
        ctx.db.rows<{
          actorName: string
        }>`select actor_name from audit_log where entity = 'request' and entity_id = ${request.id}`,
    )
    expect(trail).toHaveLength(1)
  })

  it('refuses with a reason that the family reads, frees the place and keeps what was already granted', async () => {
    const { town, call, submit, leisureDay, states, mails, read } = await townDesk()
    const meal = item(town.enrolments.linaCanteen, town.canteen.midday, '2026-12-07')
    const { request } = await submit([leisureDay('2026-12-16'), meal])
    const noReason = { decisions: [{ id: request.id, version: 1, decision: 'refuse', reason: ' ' }] }
    await expect(call('requests.decide', noReason)).rejects.toThrow(/input.invalid/)
    const reason = 'Le groupe est réservé aux enfants de la commune.'
    const { results } = await call<{ results: DecisionResult[] }>('requests.decide', {
      decisions: [{ id: request.id, version: 1, decision: 'refuse', reason }],
    })
    expect(results[0]?.done?.status).toBe('partly-accepted')
    expect(await states()).toEqual(['booked', 'refused'])
    expect((await mails()).at(-1)?.bodyText).toContain(reason)
    expect(await read(wrongCounters)).toEqual([])
    const [view] = await read((ctx) => requestsOfFamily(ctx, town.berthelot.id, { from: localDate('2026-12-01') }))
    expect(view).toMatchObject({
      reason,
      outcomes: [{ outcome: 'refused', refusal: { code: 'request.refused' } }, { outcome: 'booked' }],
    })
  })

  it('lets one of two agents decide, and tells the second who did', async () => {
    const { write, submit, leisureDay, states } = await townDesk()
    const { request } = await submit([leisureDay('2026-12-16')])
    const agents = [
      staffActor('agent', { id: 1, name: 'Élise Marchand' }),
      staffActor('agent', { id: 2, name: 'Karim Ould' }),
    ]
    const answers = await Promise.allSettled(
      agents.map((agent, index) =>
        write(
          (ctx) =>
            decideRequest(
              ctx,
              index === 0
                ? { id: request.id, version: 1, decision: 'accept' }
                : { id: request.id, version: 1, decision: 'refuse', reason: 'Complet' },
            ),
          agent,
        ),
      ),
    )
    const winner = answers.findIndex(({ status }) => status === 'fulfilled')
    const [lost] = answers.filter((answer) => answer.status === 'rejected')
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(lost?.reason).toMatchObject({
      code: 'request.already-decided',
      details: { decidedBy: agents[winner]?.name },
    })
    expect(await states()).toEqual([winner === 0 ? 'booked' : 'refused'])
  })

  it('says that the price changed since the family asked, and applies the present one', async () => {
    const { town, write, call, submit, leisureDay } = await townDesk()
    const { request, outcomes } = await submit([leisureDay('2026-12-16')])
    expect(outcomes[0]?.amountCents).toBe(765)
    await write((ctx) => insertQuotient(ctx, town.berthelot.id, 480, '2026-12-01'))
    const { requests } = await call<{ requests: RequestDetail[] }>('requests.read', { ids: [request.id] })
    expect(requests[0]?.changes[0]).toMatch(/Le prix est passé de 7,65\u00A0€ à 6,00\u00A0€/)
    expect(requests[0]?.changes[0]).toContain('480')
    expect(requests[0]?.effect.amountCents).toBe(600)
  })

  it('opens a decision again within the minute: bookings, request and e-mail as before', async () => {
    const { call, submit, leisureDay, states, mails, clock, read } = await townDesk()
    const { request } = await submit([leisureDay('2026-12-16'), leisureDay('2026-12-23')])
    await call('requests.decide', { decisions: [{ id: request.id, version: 1, decision: 'accept' }] })
    clock.set(addMinutesToInstant(clock.now(), 1))
    const { results } = await call<{ results: DecisionResult[] }>('requests.undo', {
      requests: [{ id: request.id, version: 2 }],
    })
    expect(results[0]).toMatchObject({ done: { status: 'pending', version: 3 }, refusal: null })
    expect(await states()).toEqual(['requested', 'requested'])
    expect(await mails()).toEqual([])
    expect(await read(wrongCounters)).toEqual([])
    await call('requests.decide', {
      decisions: [{ id: request.id, version: 3, decision: 'refuse', reason: 'Complet' }],
    })
    expect(await states()).toEqual(['refused', 'refused'])
    await call('requests.undo', { requests: [{ id: request.id, version: 4 }] })
    expect(await states()).toEqual(['requested', 'requested'])
  })

  it('no longer undoes once the family was told, or once the planning moved', async () => {
    const { write, submit, leisureDay, clock } = await townDesk()
    const { request } = await submit([leisureDay('2026-12-16')])
    const agent = staffActor()
    await write((ctx) => decideRequest(ctx, { id: request.id, version: 1, decision: 'accept' }), agent)
    const { enrolmentId, slotId, date } = leisureDay('2026-12-16')
    await write((ctx) => setStates(ctx, [{ enrolmentId, slotId, date, state: 'absent-excused' }]))
    await expect(write((ctx) => undoDecision(ctx, { id: request.id, version: 2 }), agent)).rejects.toMatchObject({
      code: 'request.undo-impossible',
    })
    clock.set(addMinutesToInstant(clock.now(), 2))
    await expect(write((ctx) => undoDecision(ctx, { id: request.id, version: 2 }), agent)).rejects.toMatchObject({
      code: 'request.undo-too-late',
    })
  })

  it('lets the family take back what nobody has answered, waiting list included, and nobody else’s', async () => {
    const { town, write, submit, leisureDay, states, read } = await townDesk()
    await write(
      (ctx) => ctx.db.run`update opening set capacity = 0 where slot_id = ${town.leisure.day} and date = '2026-12-23'`,
    )
    const { request, outcomes } = await submit([leisureDay('2026-12-16'), leisureDay('2026-12-23')])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['requested', 'waiting'])
    const stranger = { id: request.id, familyId: town.diallo.id }
    await expect(write((ctx) => withdrawRequest(ctx, stranger))).rejects.toMatchObject({ code: 'record.not-found' })
    const withdrawn = await write((ctx) => withdrawRequest(ctx, { id: request.id, familyId: town.berthelot.id }))
    expect(withdrawn.status).toBe('withdrawn')
    expect(await states()).toEqual(['cancelled', 'cancelled'])
    expect(await read(wrongCounters)).toEqual([])
  })

  it('closes a request whose last waiting day the family cancelled from the calendar', async () => {
    const { submit, leisureDay, read } = await townDesk()
    const { request } = await submit([leisureDay('2026-12-16')])
    await submit([leisureDay('2026-12-16', 'cancel')])
    expect(await read((ctx) => ctx.db.rows`select status from request where id = ${request.id}`)).toEqual([
      { status: 'withdrawn' },
    ])
  })

  it('accepts many at once after a recap, each for itself', async () => {
    const { town, write, call, submit, request, leisureDay, states } = await townDesk()
    const first = await submit([leisureDay('2026-12-16')])
    const family = await write((ctx) =>
      insertEnrolledFamily(ctx, 2001, {
        activityId: town.leisure.id,
        groupId: town.leisure.big,
        schoolId: town.school,
      }),
    )
    const other = request([item(family.enrolmentId, town.leisure.day, '2026-12-16')], { familyId: family.familyId })
    await write((ctx) => submitRequest(ctx, other))
    const ids = [first.request.id, other.id]
    expect(await call('requests.recap', { ids })).toMatchObject({
      families: 2,
      requests: 2,
      mails: 2,
      effect: { booked: 2 },
    })
    await write((ctx) => withdrawRequest(ctx, { id: other.id, familyId: family.familyId }))
    const { results } = await call<{ results: DecisionResult[] }>('requests.decide', {
      decisions: ids.map((id) => ({ id, version: 1, decision: 'accept' })),
    })
    expect(results.map(({ done }) => done?.status)).toEqual(['accepted', undefined])
    expect(results[1]?.refusal).toMatchObject({ code: 'request.already-decided', details: { status: 'withdrawn' } })
    expect((await states()).toSorted()).toEqual(['booked', 'cancelled'])
  })

  it('decides cancellations and absences: accepted they free the place, refused they stay and are billed', async () => {
    const { town, call, submit, write, laterAt, states, read } = await townDesk()
    const meals = ['2026-12-07', '2026-12-08'].map((date) =>
      item(town.enrolments.linaCanteen, town.canteen.midday, date),
    )
    await submit(meals)
    await laterAt(instant('2026-12-06T12:00:00.000Z'))
    const asked = []
    for (const meal of meals)
      asked.push((await submit([{ ...meal, action: 'declare-absence', reason: 'Malade' }])).request)
    expect(asked.map(({ status }) => status)).toEqual(['pending', 'accepted'])
    const id = asked[0]?.id ?? ''
    const { requests } = await call<{ requests: RequestDetail[] }>('requests.read', { ids: [id] })
    expect(requests[0]).toMatchObject({ message: 'Malade', effect: { excused: 1 } })
    await write(
      (ctx) => decideRequest(ctx, { id, version: 1, decision: 'refuse', reason: 'Sans justificatif' }),
      staffActor(),
    )
    expect(await states()).toEqual(['absent-billed', 'absent-excused'])
    expect(await read(wrongCounters)).toEqual([])
  })

  it('shows an agent the requests of their structures only, and lets them decide no other', async () => {
    const { town, write, call, staff, submit, leisureDay } = await townDesk()
    const { request } = await submit([leisureDay('2026-12-16')])
    const local = await write((ctx) =>
      insertStaffMember(ctx, { role: 'agent', email: 'ecole@aubrelles.invalid', structureIds: [town.school] }),
    )
    expect(await call('requests.list', {}, local.token)).toMatchObject({
      groups: [],
      total: 0,
      counts: { toDecide: 0 },
    })
    const { results } = await call<{ results: DecisionResult[] }>(
      'requests.decide',
      { decisions: [{ id: request.id, version: 1, decision: 'accept' }] },
      local.token,
    )
    expect(results[0]?.refusal?.code).toBe('permission.missing')
    const read = await staff.dispatcher.call('requests.read', { ids: [request.id] }, caller(local.token))
    expect(read.reply).toMatchObject({ ok: false, error: { code: 'record.not-found' } })
    const animator = await staff.dispatcher.call('requests.list', {}, caller(town.staff.animator.token))
    expect(animator.reply).toMatchObject({ ok: false, error: { code: 'permission.missing' } })
  })

  it('finds requests by family, kind, structure and age', async () => {
    const { town, call, submit, leisureDay, clock, laterAt } = await townDesk()
    await submit([leisureDay('2026-12-16')])
    const found = async (input: object) => (await call<{ total: number }>('requests.list', input)).total
    expect(await found({ search: 'sarah' })).toBe(1)
    expect(await found({ search: 'diallo' })).toBe(0)
    expect(await found({ type: 'book' })).toBe(1)
    expect(await found({ type: 'cancel' })).toBe(0)
    expect(await found({ structureId: town.centre })).toBe(1)
    expect(await found({ structureId: town.school })).toBe(0)
    expect(await found({ age: 'over-2-days' })).toBe(0)
    // From Wednesday to Saturday, two working days have passed; to Monday, three.
    await laterAt(addMinutesToInstant(clock.now(), 3 * 1440))
    expect(await found({ age: 'over-2-days' })).toBe(0)
    await laterAt(addMinutesToInstant(clock.now(), 2 * 1440))
    expect(await found({ age: 'over-2-days' })).toBe(1)
    expect(await found({ age: 'today' })).toBe(0)
    expect(await found({ view: 'decided' })).toBe(0)
  })
})
