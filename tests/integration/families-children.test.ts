import { expect, it } from 'vitest'
import type { Child } from '../../src-shared/contract/staff/children'
import type { Health } from '../../src-shared/contract/staff/health'
import type { EnrolmentView } from '../../src-shared/contract/staff/enrolments'
import { childrenOfFamily, healthAlerts } from '../../src-main/modules/children'
import { enrolmentsOf } from '../../src-main/modules/enrolments'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { deskOn, staffActor } from '../support/desk'
import { childFields, createFamily, deskWithTown } from '../support/factories/families'

onEachDatabase('children of a family', (open) => {
  const start = async () => {
    const desk = deskOn(await open())
    const { town, ask, refusal } = await deskWithTown(desk)
    const agent = ask(town.staff.agent.token)
    return {
      desk,
      town,
      ask,
      agent,
      refuse: (operation: string, input: unknown) => refusal(town.staff.agent.token, operation, input),
      refusal,
    }
  }
  /** Everything that the database holds as text, to look for what must not be there. */
  const allTexts = (desk: ReturnType<typeof deskOn>) =>
    desk.read(async (ctx) => {
      const tables = ['audit_log', 'allergy', 'care_plan', 'health_record', 'view_dirty']
      const { rawSql } = await import('../../src-main/database/sql')
      const rows = await Promise.all(tables.map((table) => ctx.db.rowsOf(rawSql(`select * from ${table}`))))
      return JSON.stringify(rows)
    })

  it('belongs to two families in shared custody, each with its own enrolment that it pays', async () => {
    const { desk, town, agent, refuse } = await start()
    const { lina } = town.berthelot
    const { id: second } = await createFamily(agent)
    await agent('children.link', { childId: lina, familyId: second })
    expect(await refuse('children.link', { childId: lina, familyId: second })).toMatchObject({
      code: 'child.already-linked',
    })
    const enrolment = { childId: lina, familyId: second, activityId: town.canteen.id, groupId: town.canteen.primary }
    await agent('enrolments.create', { ...enrolment, startDate: '2026-12-02', endDate: null })
    const views = await agent<EnrolmentView[]>('enrolments.list', { childId: lina })
    const payers = views.filter(({ activityId }) => activityId === town.canteen.id).map(({ familyName }) => familyName)
    expect(payers).toEqual(['Berthelot', 'Roussel'])
    const child = await agent<Child>('children.get', { id: lina })
    expect(child.families.map(({ name }) => name)).toEqual(['Berthelot', 'Roussel'])
    const only = await desk.read((ctx) =>
      enrolmentsOf(ctx, { familyId: second, from: localDate('2026-12-01'), to: localDate('2026-12-31') }),
    )
    expect(only.map(({ familyId }) => familyId)).toEqual([second])
  })

  it('is detached from a family only when nothing is under way there, and never from its last one', async () => {
    const { town, agent, refuse } = await start()
    const { lina } = town.berthelot
    expect(await refuse('children.unlink', { childId: lina, familyId: town.berthelot.id })).toMatchObject({
      code: 'child.last-family',
    })
    const { id: second } = await createFamily(agent)
    await agent('children.link', { childId: lina, familyId: second })
    expect(await refuse('children.unlink', { childId: lina, familyId: town.berthelot.id })).toMatchObject({
      code: 'child.enrolled',
    })
    await agent('children.unlink', { childId: lina, familyId: second })
    expect((await agent<Child>('children.get', { id: lina })).families).toHaveLength(1)
  })

  it('marks the views of both families when a shared child changes', async () => {
    const { desk, town, agent } = await start()
    const { lina, id } = town.berthelot
    const { id: second } = await createFamily(agent)
    await agent('children.link', { childId: lina, familyId: second })
    await desk.write((ctx) => ctx.db.run`delete from view_dirty`)
    const child = { ...childFields, firstName: 'Lina', lastName: 'Berthelot', schoolId: town.school }
    const { changed } = await agent<{ changed: string[] }>('children.update', {
      childId: lina,
      familyId: second,
      version: 1,
      child,
    })
    expect(changed).toContain('classLevel')
    const keys = await desk.read((ctx) => ctx.db.rows<{ key: string }>`select key from view_dirty order by key`)
    expect(keys.map(({ key }) => key)).toEqual([`family/${id}`, `family/${second}`])
  })

  it('cannot be both forbidden and allowed to collect a child', async () => {
    const { town, agent, refuse } = await start()
    const target = { childId: town.berthelot.lina, familyId: town.berthelot.id, contactId: null }
    const contact = {
      fullName: 'Paul Rey',
      relationship: 'oncle',
      phone: '',
      mayCollect: true,
      emergency: false,
      forbidden: true,
      note: '',
    }
    expect(await refuse('children.saveContact', { ...target, contact })).toMatchObject({
      code: 'pickup.forbidden-may-collect',
    })
    await agent('children.saveContact', { ...target, contact: { ...contact, mayCollect: false } })
    await agent('children.saveContact', {
      ...target,
      contact: { ...contact, fullName: 'Nora Besson', forbidden: false },
    })
    const { contacts } = await agent<Child>('children.get', { id: town.berthelot.lina })
    expect(contacts.map(({ fullName, forbidden }) => [fullName, forbidden])).toEqual([
      ['Paul Rey', true],
      ['Nora Besson', false],
    ])
  })

  it('keeps health sealed in the database, traces each reading, and copies no value into the audit log', async () => {
    const { desk, town, agent, refusal } = await start()
    const { lina, id: familyId } = town.berthelot
    const target = { childId: lina, familyId }
    const allergy = {
      severity: 'severe',
      label: 'arachide',
      instruction: 'adrénaline, poche bleue',
      onAttendance: true,
      onMeals: true,
    }
    await agent('children.saveAllergy', { ...target, allergyId: null, allergy })
    const carePlan = {
      validFrom: '2026-01-12',
      validTo: '2027-01-12',
      instruction: 'appeler le 15',
      kitPlace: 'infirmerie',
      onMeals: true,
    }
    await agent('children.saveCarePlan', { ...target, carePlanId: null, carePlan })
    await agent('children.saveHealth', {
      ...target,
      version: 0,
      doctor: 'Docteur Lemoine',
      notes: 'dort avec une peluche',
    })
    const health = await agent<Health>('children.health', { childId: lina })
    expect(health).toMatchObject({ version: 1, doctor: 'Docteur Lemoine', allergies: [allergy], carePlans: [carePlan] })
    const texts = await allTexts(desk)
    for (const value of ['arachide', 'adrénaline', 'appeler', 'infirmerie', 'Lemoine', 'peluche'])
      expect(texts).not.toContain(value)
    const traces = await desk.read(
      (ctx) => ctx.db.rows`select actor_name, entity_id from audit_log where operation = 'children.health'`,
    )
    expect(traces).toEqual([{ actorName: 'Élise Marchand agent', entityId: String(lina) }])
    expect(await refusal(town.staff.cashier.token, 'children.health', { childId: lina })).toMatchObject({
      code: 'permission.missing',
    })
  })

  it('gives each place the alerts that it needs, and none without the health permission', async () => {
    const { desk, town, agent } = await start()
    const { lina, hugo, id: familyId } = town.berthelot
    const save = (childId: number, allergy: object) =>
      agent('children.saveAllergy', {
        childId,
        familyId,
        allergyId: null,
        allergy: { instruction: '', onAttendance: true, onMeals: true, ...allergy },
      })
    await save(lina, { severity: 'mild', label: 'pollen', onMeals: false })
    await save(hugo, { severity: 'severe', label: 'arachide' })
    const ended = { validFrom: '2025-01-01', validTo: '2026-12-01', instruction: 'ancien', kitPlace: '', onMeals: true }
    await agent('children.saveCarePlan', { childId: lina, familyId, carePlanId: null, carePlan: ended })
    const at = (place: 'attendance' | 'meals', actor = staffActor('animator')) =>
      desk.read(async (ctx) => (await healthAlerts(ctx, [lina, hugo], place)).map(({ label }) => label), actor)
    expect(await at('meals')).toEqual(['arachide'])
    expect(await at('attendance')).toEqual(['arachide', 'pollen'])
    await expect(at('meals', staffActor('cashier'))).rejects.toMatchObject({ code: 'permission.missing' })
  })

  it('refuses the second of two agents who wrote the first health record of a child', async () => {
    const { town, agent, refuse } = await start()
    const input = { childId: town.diallo.awa, familyId: town.diallo.id, version: 0, doctor: 'A', notes: '' }
    await agent('children.saveHealth', input)
    expect(await refuse('children.saveHealth', { ...input, doctor: 'B' })).toMatchObject({
      code: 'record.changed-meanwhile',
    })
  })

  it('lists the children of a family, the eldest first', async () => {
    const { desk, town } = await start()
    const children = await desk.read((ctx) => childrenOfFamily(ctx, town.berthelot.id))
    expect(children.map(({ firstName, schoolName, imageConsent }) => [firstName, schoolName, imageConsent])).toEqual([
      ['Lina', 'École Jean-Zay', true],
      ['Hugo', 'École Jean-Zay', true],
    ])
  })

  it('is enrolled once in an activity for a family, in one of its groups, within its dates', async () => {
    const { town, agent, refuse } = await start()
    const { awa } = town.diallo
    const evening = { childId: awa, familyId: town.diallo.id, activityId: town.evening.id, groupId: town.evening.all }
    const dated = { ...evening, startDate: '2026-12-02', endDate: null }
    expect(await refuse('enrolments.create', { ...dated, groupId: town.canteen.primary })).toMatchObject({
      code: 'enrolment.wrong-group',
    })
    expect(await refuse('enrolments.create', { ...dated, startDate: '2001-01-01' })).toMatchObject({
      code: 'enrolment.outside-activity',
    })
    expect(await refuse('enrolments.create', { ...dated, childId: town.berthelot.lina })).toMatchObject({
      code: 'child.not-in-family',
    })
    await agent('enrolments.create', dated)
    expect(await refuse('enrolments.create', dated)).toMatchObject({ code: 'enrolment.exists' })
  })

  it('does not leave an activity while bookings remain after that day, and says until when they go', async () => {
    const { desk, town, agent, refuse } = await start()
    const id = town.enrolments.awaCanteen
    await desk.write((ctx) =>
      ctx.db.insert('booking', {
        enrolmentId: id,
        childId: town.diallo.awa,
        familyId: town.diallo.id,
        activityId: town.canteen.id,
        groupId: town.canteen.primary,
        slotId: town.canteen.midday,
        date: '2026-12-10',
        state: 'booked',
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
      }),
    )
    const refusal = await refuse('enrolments.end', { id, version: 1, endDate: '2026-12-04' })
    expect(refusal).toEqual({ code: 'enrolment.has-bookings', details: { count: 1, last: '10/12/2026' } })
    await agent('enrolments.end', { id, version: 1, endDate: '2026-12-10' })
    expect(await refuse('enrolments.end', { id, version: 1, endDate: '2026-12-11' })).toMatchObject({
      code: 'record.changed-meanwhile',
    })
    const [view] = (await agent<EnrolmentView[]>('enrolments.list', { familyId: town.diallo.id })).filter(
      (row) => row.id === id,
    )
    expect(view).toMatchObject({ status: 'active', endDate: '2026-12-10' })
  })
})
