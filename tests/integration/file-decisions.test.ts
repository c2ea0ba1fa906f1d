import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { decideRequest } from '../../src-main/modules/requests'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { staffActor } from '../support/desk'
import { insertStaffMember } from '../support/factories/town'
import { askingTown, type AskingTown } from '../portal/file-asking'

const guardianOf = ({ town }: AskingTown) => town.berthelot.sarah
const laterBy = async ({ desk }: AskingTown, minutes: number) => {
  const moment = addMinutesToInstant(desk.clock.now(), minutes)
  desk.clock.set(moment)
  const until = addMinutesToInstant(moment, 600)
  await desk.write((ctx) => ctx.db.run`update staff_session set expires_at = ${until}`)
  await desk.write((ctx) => ctx.db.run`update portal_session set expires_at = ${until}`)
}
const valuesOf = async (town: AskingTown) => (await town.block('guardian', guardianOf(town))).values
const changeMobile = (town: AskingTown, mobile: string) =>
  town.desk.write(({ db }) => db.run`update person set mobile = ${mobile} where id = ${guardianOf(town)}`)

onEachDatabase('a change of the file in the inbox', (open) => {
  it('[N01] [N02] stands in the inbox beside the days asked, and accepting it changes the file at once', async () => {
    const town = await askingTown(await open())
    const phone = await town.ask('guardian', guardianOf(town), { mobile: '0612345678' })
    const day = { enrolmentId: town.town.enrolments.linaLeisure, slotId: town.town.leisure.day }
    const items = [{ ...day, date: localDate('2026-12-16'), action: 'book' as const }]
    await town.sarah.value('booking.submit', { id: randomUUID(), items })
    const { groups, counts } = await town.staff('requests.list', {})
    expect(counts).toEqual({ toDecide: 2, waitingFamily: 0, decided: 0 })
    expect(groups).toHaveLength(1)
    expect(groups[0]?.requests.map(({ kind, title, action, isSimple }) => [kind, title, action, isSimple])).toEqual(
      expect.arrayContaining([
        ['file', 'Coordonnées du responsable', null, true],
        ['booking', 'Lina, mercredi 16\u00A0décembre', 'book', true],
      ]),
    )
    expect((await town.staff('requests.list', { kind: 'file' })).total).toBe(1)
    expect((await town.staff('requests.list', { topic: 'tax' })).total).toBe(0)
    await town.accept(phone.id)
    expect(await valuesOf(town)).toMatchObject({ mobile: '0612345678' })
  })

  it('[N03] refuses with a reason that is written to the family and kept in its list', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('guardian', guardianOf(town), { mobile: '0612345678' })
    const without = await town.desk.staff.dispatcher.call(
      'requests.decide',
      { decisions: [{ id, version: 1, decision: 'refuse', reason: ' ' }] },
      { address: '127.0.0.1', userAgent: 'test', sessionToken: town.town.staff.agent.token },
    )
    expect(without.reply).toMatchObject({ ok: false, error: { code: 'input.invalid' } })
    await town.decide({ id, version: 1, decision: 'refuse', reason: 'Ce numéro est celui de la crèche.' })
    expect(await town.mine(id)).toMatchObject({ status: 'refused', reason: 'Ce numéro est celui de la crèche.' })
    expect(await valuesOf(town)).toMatchObject({ mobile: '0600000000' })
    const [mail, ...others] = await town.mails()
    expect(others).toEqual([])
    expect(mail?.toAddress).toBe('sarah.berthelot@courriel.invalid')
    expect(mail?.subject).toBe('Demande refusée\u00A0: Coordonnées du responsable, Sarah Berthelot')
    expect(mail?.bodyText).toContain('Motif du refus\u00A0: Ce numéro est celui de la crèche.')
    expect(mail?.bodyText).toContain('– Téléphone portable\u00A0: 06\u00A012\u00A034\u00A056\u00A078')
  })

  it('[N31] keeps every request with when it was asked, when it was answered, and by whom', async () => {
    const town = await askingTown(await open())
    const accepted = await town.ask('guardian', guardianOf(town), { mobile: '0612345678' })
    const refused = await town.ask('tax', null, { year: 2025, euros: 24_310 })
    await laterBy(town, 60)
    await town.accept(accepted.id)
    await town.decide({ id: refused.id, version: 1, decision: 'refuse', reason: 'Joignez l’avis.' })
    const { groups } = await town.staff('requests.list', { view: 'decided' })
    const lines = groups.flatMap(({ requests }) => requests)
    expect(lines).toHaveLength(2)
    for (const line of lines)
      expect(line).toMatchObject({
        submittedAt: '2026-12-02T15:10:00.000Z',
        decidedAt: '2026-12-02T16:10:00.000Z',
        decidedBy: expect.stringMatching(/\w+ \w+/),
      })
    const detail = await town.detail(refused.id)
    expect(detail).toMatchObject({
      ...{ status: 'refused', reason: 'Joignez l’avis.', authorName: 'Sarah Berthelot' },
      rows: [{ after: '2025', result: 'refused' }, { result: 'refused' }],
    })
  })

  it('asks for an explicit choice, line by line, when the file changed since', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('guardian', guardianOf(town), { mobile: '0612345678', birthName: 'Arnaud' })
    await changeMobile(town, '0655555555')
    const { rows, changes } = await town.detail(id)
    expect(rows.map(({ key, conflict, current }) => [key, conflict, current])).toEqual([
      ['mobile', true, '06\u00A055\u00A055\u00A055\u00A055'],
      ['birthName', false, ''],
    ])
    expect(changes).toEqual([
      'La fiche a changé depuis l’envoi\u00A0: «\u00A0Téléphone portable\u00A0». Choisissez ligne par ligne ce que vous acceptez.',
    ])
    expect((await town.accept(id)).refusal?.code).toBe('request.conflict')
    expect((await town.staff('requests.recap', { ids: [id] })).lines[0]?.warnings).toEqual(changes)
    const part = { id, version: 1, decision: 'accept-part' as const, keys: ['birthName'] }
    expect((await town.decide({ ...part, reason: '' })).refusal?.code).toBe('request.reason-required')
    await town.decide({ ...part, reason: 'Le numéro a été changé au guichet.' })
    expect(await valuesOf(town)).toMatchObject({ mobile: '0655555555', birthName: 'Arnaud' })
    expect(await town.mine(id)).toMatchObject({
      ...{ status: 'partly-accepted', reason: 'Le numéro a été changé au guichet.' },
      values: [{ result: 'refused' }, { result: 'accepted' }],
    })
  })

  it('sees no conflict where the file already holds what is asked, however it is written', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('guardian', guardianOf(town), { mobile: '06 12 34 56 78' })
    await changeMobile(town, '+33612345678')
    expect((await town.detail(id)).rows).toMatchObject([{ conflict: false, same: true }])
    expect((await town.accept(id)).done?.status).toBe('accepted')
  })

  it('says that what it would change is gone, and can only be refused then', async () => {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    const person = { fullName: 'Jeanne Martin', phone: '0612345678' }
    await town.accept((await town.ask('pickup-contact', lina, person, { action: 'add' })).id)
    const entryId = (await town.block('pickup-contact', lina)).entries[0]?.entryId ?? 0
    const { id } = await town.ask('pickup-contact', lina, { phone: '0700000000' }, { entryId })
    await town.desk.write(({ db }) => db.run`delete from pickup_contact where id = ${entryId}`)
    expect((await town.detail(id)).changes[0]).toContain('n’existe plus')
    expect((await town.accept(id)).refusal?.code).toBe('request.target-gone')
    const refused = await town.decide({ id, version: 1, decision: 'refuse', reason: 'Déjà retirée.' })
    expect(refused.done?.status).toBe('refused')
  })

  it('goes back to the family for more, who completes the same request, and waits again from then on', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('tax', null, { year: 2025, euros: 24_310 })
    const question = 'Indiquez le nombre de parts.'
    const asked = await town.decide({ id, version: 1, decision: 'ask-more', question })
    expect(asked.done).toMatchObject({ status: 'needs-more', version: 2 })
    expect((await town.staff('requests.list', {})).counts).toMatchObject({ toDecide: 0, waitingFamily: 1 })
    const [mail] = await town.mails()
    expect(mail?.subject).toBe('Demande à compléter\u00A0: Informations fiscales')
    expect(mail?.bodyText).toContain(question)
    expect(await town.mine(id)).toMatchObject({
      ...{ status: 'needs-more', mayComplete: true, mayWithdraw: true },
      exchanges: [{ question, askedBy: '', answer: '' }],
    })
    expect((await town.read()).pending).toMatchObject([{ requestId: id, question }])
    await laterBy(town, 3 * 1440)
    expect(await town.sarah.code('requests.complete', { id })).toBe('request.nothing-added')
    const changes = [{ field: 'shares', before: null, after: 2.5 }]
    const completed = await town.sarah.value('requests.complete', { id, changes, message: 'Voici.' })
    expect(completed).toMatchObject({ id, status: 'pending', exchanges: [{ question, answer: 'Voici.' }] })
    const { groups } = await town.staff('requests.list', {})
    expect(groups[0]).toMatchObject({ at: '2026-12-05T15:10:00.000Z', requests: [{ id, workingDays: 0 }] })
    await town.accept(id, 3)
    expect((await town.block('tax', null)).values).toEqual({ year: 2025, euros: 24_310, shares: 2.5 })
  })

  it('is closed by the office when the family does not answer, and taken back it is the family’s turn again', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('tax', null, { year: 2025, euros: 24_310 })
    await town.decide({ id, version: 1, decision: 'ask-more', question: 'Combien de parts ?' })
    const closed = await town.decide({ id, version: 2, decision: 'refuse', reason: 'Sans réponse de votre part.' })
    expect(closed.done).toMatchObject({ status: 'refused', version: 3 })
    const { results } = await town.staff('requests.undo', { requests: [{ id, version: 3 }] })
    expect(results[0]?.done?.status).toBe('needs-more')
    expect(await town.mine(id)).toMatchObject({ status: 'needs-more', mayComplete: true })
  })

  it('is taken back by its author as long as nobody has answered, and nothing changes', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('guardian', guardianOf(town), { mobile: '0612345678' })
    await town.sarah.value('requests.withdraw', { id })
    expect(await town.mine(id)).toMatchObject({ status: 'withdrawn', mayWithdraw: false })
    expect((await town.accept(id)).refusal).toMatchObject({
      code: 'request.already-decided',
      details: { status: 'withdrawn' },
    })
    expect(await valuesOf(town)).toMatchObject({ mobile: '0600000000' })
    expect(await town.mails()).toEqual([])
  })

  it('is answered once when two agents decide at the same moment, and the second learns who and when', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('guardian', guardianOf(town), { mobile: '0612345678' })
    const results = await Promise.all([
      town.accept(id),
      town.decide({ id, version: 1, decision: 'refuse', reason: 'Autre numéro.' }),
    ])
    expect(results.filter(({ done }) => done)).toHaveLength(1)
    const late = results.find(({ refusal }) => refusal)
    expect(late?.refusal).toMatchObject({
      code: 'request.already-decided',
      details: { decidedBy: expect.stringMatching(/\w/), decidedAt: '2026-12-02T15:10:00.000Z' },
    })
    expect(await town.mails()).toHaveLength(1)
  })

  it('is given to an agent, who finds it among their own', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('guardian', guardianOf(town), { mobile: '0612345678' })
    const agents = await town.staff('requests.assignees', {})
    expect(agents.length).toBeGreaterThan(1)
    const me = town.town.staff.agent.id
    await town.staff('requests.assign', { ids: [id], assigneeId: me })
    const count = async (assignee: 'me' | 'nobody' | number) => (await town.staff('requests.list', { assignee })).total
    expect([await count('me'), await count(me), await count('nobody')]).toEqual([1, 1, 0])
    expect((await town.detail(id)).assignee).toMatchObject({ id: me, name: expect.stringMatching(/\w+ \w+/) })
    await town.staff('requests.assign', { ids: [id], assigneeId: null })
    expect([await count('me'), await count('nobody')]).toEqual([0, 1])
    const animator = town.town.staff.animator.id
    await expect(town.staff('requests.assign', { ids: [id], assigneeId: animator })).rejects.toThrow('record.not-found')
  })

  it('ages in working days: what came on Friday evening is one day old on Monday', async () => {
    const town = await askingTown(await open(), { now: '2026-12-04T18:00:00.000Z' })
    const { id } = await town.ask('guardian', guardianOf(town), { mobile: '0612345678' })
    await laterBy(town, 3 * 1440)
    expect((await town.detail(id)).workingDays).toBe(1)
    expect((await town.staff('requests.list', { age: 'over-2-days' })).total).toBe(0)
    await laterBy(town, 2 * 1440)
    expect((await town.detail(id)).workingDays).toBe(3)
    expect((await town.staff('requests.list', { age: 'over-2-days' })).total).toBe(1)
  })

  it('is seen by an agent of a structure where a child of the family goes, and answered by them', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('guardian', guardianOf(town), { mobile: '0612345678' })
    const here = await town.desk.write((ctx) =>
      insertStaffMember(ctx, { role: 'agent', email: 'ici@aubrelles.invalid', structureIds: [town.town.school] }),
    )
    expect(await town.detail(id, here.token)).toMatchObject({ id })
    const { counts } = await town.staff('requests.list', {}, here.token)
    expect(counts.toDecide).toBe(1)
    const decided = await town.decide({ id, version: 1, decision: 'accept' }, here.token)
    expect(decided.done?.status).toBe('accepted')
  })
})

onEachDatabase('a decision taken back within a minute', (open) => {
  it('puts the file back as it was, keeps the e-mail from leaving, and the request waits again', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('guardian', guardianOf(town), {
      mobile: '0612345678',
      addressLine1: '3 allée des Ormes',
    })
    await town.accept(id)
    const { results } = await town.staff('requests.undo', { requests: [{ id, version: 2 }] })
    expect(results[0]?.done?.status).toBe('pending')
    expect(await valuesOf(town)).toMatchObject({ mobile: '0600000000', addressLine1: '12 rue des Tilleuls' })
    expect(await town.mails()).toEqual([])
    expect(await town.mine(id)).toMatchObject({
      status: 'pending',
      decidedAt: null,
      values: [{ result: 'waiting' }, {}],
    })
  })

  it('takes back what was added: a child, an adult, a contact, an income, a bank account', async () => {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    const asked = [
      await town.ask('new-child', null, { lastName: 'Berthelot', firstName: 'Noé', birthDate: '2024-03-02' }),
      await town.ask('new-member', null, { lastName: 'Martin', firstName: 'Jeanne' }),
      await town.ask('pickup-contact', lina, { fullName: 'Ali Ba', phone: '0612345678' }, { action: 'add' }),
      await town.ask('tax', null, { year: 2025, euros: 24_310 }),
      await town.ask('bank', null, { holder: 'Sarah Berthelot', iban: 'FR7630006000011234567890189', mandate: true }),
      await town.ask('child-needs', lina, { needs: ['glasses'] }),
      await town.ask('child-authorisations', lina, { leaveAlone: true }),
    ]
    const before = JSON.stringify({ ...(await town.read()), pending: [] })
    for (const { id } of asked) expect((await town.accept(id)).refusal).toBeNull()
    expect(JSON.stringify({ ...(await town.read()), pending: [] })).not.toBe(before)
    const requests = asked.toReversed().map(({ id }) => ({ id, version: 2 }))
    const { results } = await town.staff('requests.undo', { requests })
    expect(results.map(({ refusal }) => refusal)).toEqual(asked.map(() => null))
    expect(JSON.stringify({ ...(await town.read()), pending: [] })).toBe(before)
  })

  it('brings back a contact that was taken away', async () => {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    const person = { fullName: 'Jeanne Martin', phone: '0612345678', mayCollect: true }
    await town.accept((await town.ask('pickup-contact', lina, person, { action: 'add' })).id)
    const entryId = (await town.block('pickup-contact', lina)).entries[0]?.entryId ?? 0
    const { id } = await town.ask('pickup-contact', lina, {}, { entryId, action: 'remove' })
    await town.accept(id)
    await town.staff('requests.undo', { requests: [{ id, version: 2 }] })
    expect((await town.block('pickup-contact', lina)).entries).toMatchObject([{ values: person }])
  })

  it('is refused once somebody changed the value since, and once the minute is over', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('guardian', guardianOf(town), { mobile: '0612345678' })
    await town.accept(id)
    await changeMobile(town, '0655555555')
    const undo = async () => (await town.staff('requests.undo', { requests: [{ id, version: 2 }] })).results[0]
    expect((await undo())?.refusal?.code).toBe('request.undo-impossible')
    expect(await valuesOf(town)).toMatchObject({ mobile: '0655555555' })
    await changeMobile(town, '0612345678')
    await laterBy(town, 2)
    expect((await undo())?.refusal?.code).toBe('request.undo-too-late')
    expect(await valuesOf(town)).toMatchObject({ mobile: '0612345678' })
  })

  it('takes a question back before the family reads it', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('tax', null, { year: 2025, euros: 24_310 })
    await town.decide({ id, version: 1, decision: 'ask-more', question: 'Combien de parts ?' })
    const { results } = await town.staff('requests.undo', { requests: [{ id, version: 2 }] })
    expect(results[0]?.done?.status).toBe('pending')
    expect(await town.mine(id)).toMatchObject({ status: 'pending', exchanges: [] })
    expect(await town.mails()).toEqual([])
  })
})

onEachDatabase('days asked that the planning settles', (open) => {
  it('leave the inbox at once when they are freed there, and come back when that is taken back', async () => {
    const town = await askingTown(await open())
    const day = { enrolmentId: town.town.enrolments.linaLeisure, slotId: town.town.leisure.day }
    const cell = { ...day, date: localDate('2026-12-16') }
    const { id } = await town.sarah.value('booking.submit', {
      id: randomUUID(),
      items: [{ ...cell, action: 'book' as const }],
    })
    const toDecide = async () => (await town.staff('requests.counts', {})).toDecide
    expect(await toDecide()).toBe(1)
    const row = await town.desk.read(({ db }) => db.one<{ version: number }>`select version from booking`)
    const { undo } = await town.staff('planning.apply', {
      action: 'release',
      cells: [{ ...cell, version: row?.version ?? 0 }],
    })
    expect(await toDecide()).toBe(0)
    expect(await town.mine(id)).toMatchObject({ status: 'withdrawn' })
    if (!undo) throw new Error('nothing to take back')
    await town.staff('planning.undo', undo)
    expect(await toDecide()).toBe(1)
    expect(await town.mine(id)).toMatchObject({ status: 'pending' })
  })

  it('shows the part that was booked at once as booked before and after, and only the rest as a change', async () => {
    const town = await askingTown(await open())
    const { enrolments, canteen, leisure } = town.town
    const meal = { enrolmentId: enrolments.linaCanteen, slotId: canteen.midday, date: localDate('2026-12-08') }
    const wednesday = { enrolmentId: enrolments.linaLeisure, slotId: leisure.day, date: localDate('2026-12-16') }
    const items = [meal, wednesday].map((one) => ({ ...one, action: 'book' as const }))
    const { id } = await town.sarah.value('booking.submit', { id: randomUUID(), items })
    const { sections, effect } = await town.detail(id)
    const cells = sections.flatMap((section) => section.cells)
    expect(cells.find(({ date }) => date === meal.date)).toMatchObject({
      ...{ before: 'booked', outcome: 'booked', places: { before: 1, after: 1 } },
    })
    expect(cells.find(({ date }) => date === wednesday.date)).toMatchObject({
      ...{ before: null, outcome: 'booked', places: { before: 0, after: 1 } },
    })
    expect(effect.booked).toBe(1)
  })

  it('refuses to ask for more about days: they are accepted or refused', async () => {
    const town = await askingTown(await open())
    const day = { enrolmentId: town.town.enrolments.linaLeisure, slotId: town.town.leisure.day }
    const items = [{ ...day, date: localDate('2026-12-16'), action: 'book' as const }]
    const { id } = await town.sarah.value('booking.submit', { id: randomUUID(), items })
    const decided = town.desk.write(
      (ctx) => decideRequest(ctx, { id, version: 1, decision: 'ask-more', question: 'Pourquoi ?' }),
      staffActor('agent'),
    )
    await expect(decided).rejects.toMatchObject({ code: 'request.decision-impossible' })
  })
})
