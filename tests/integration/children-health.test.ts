import { expect, it } from 'vitest'
import type { Child } from '../../src-shared/contract/staff/children'
import type { Health, HealthRenewal } from '../../src-shared/contract/staff/health'
import {
  addContact,
  authorisationValues,
  changeAuthorisations,
  changeNeeds,
  contactEntries,
  contactValues,
  healthAlerts,
  healthEntries,
  healthEntryValues,
  needsValues,
  readHealth,
  writeHealthEntry,
} from '../../src-main/modules/children'
import { diseases } from '../../src-shared/rules/vaccination'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, staffActor } from '../support/desk'
import { childFields, createFamily, deskWithTown } from '../support/factories/families'
import { insertParent } from '../support/factories/town'
import { readPdf } from '../unit/print/read-pdf'
import { smallPng } from '../unit/print/small-png'

onEachDatabase('the file of a child', (open) => {
  const start = async () => {
    const desk = deskOn(await open())
    const { town, ask, refusal } = await deskWithTown(desk)
    const { lina, id: familyId } = town.berthelot
    const agent = ask(town.staff.agent.token)
    const refuse = (operation: string, input: unknown) => refusal(town.staff.agent.token, operation, input)
    return { desk, town, ask, agent, refuse, refusal, lina, familyId, target: { childId: lina, familyId } }
  }
  const treatment = {
    ...{ name: 'Ventoline', dose: '2 bouffées', schedule: 'avant le sport', validFrom: '2026-11-01', validTo: null },
    ...{ onAttendance: false, onMeals: false, onOutings: true },
  }

  it('keeps every answer of an authorisation with its date and its author, and shows the present one', async () => {
    const { agent, refuse, target, lina } = await start()
    const save = (values: object, since: string, decidedBy: string) =>
      agent<{ changed: string[] }>('children.saveAuthorisations', { ...target, values, since, decidedBy })
    await save({ bath: true, image: true, outings: true }, '2026-09-01', 'Sarah Berthelot')
    const { changed } = await save({ bath: false, outings: true }, '2026-11-20', 'Julien Berthelot')
    expect(changed).toEqual(['Baignade'])
    const { authorisations } = await agent<Child>('children.get', { id: lina })
    expect(authorisations.map(({ kind, granted, since }) => [kind, granted, since])).toEqual([
      ['image', true, '2026-09-01'],
      ['outings', true, '2026-09-01'],
      ['bath', false, '2026-11-20'],
    ])
    const history = await agent<{ kind: string; granted: boolean; decidedBy: string; isCurrent: boolean }[]>(
      'children.authorisations',
      { childId: lina },
    )
    expect(
      history.filter(({ kind }) => kind === 'bath').map(({ decidedBy, isCurrent }) => [decidedBy, isCurrent]),
    ).toEqual([
      ['Julien Berthelot', true],
      ['Sarah Berthelot', false],
    ])
    const later = { ...target, values: { bath: true }, since: '2027-01-01', decidedBy: '' }
    expect(await refuse('children.saveAuthorisations', later)).toMatchObject({ code: 'authorisation.in-the-future' })
  })

  it('says to lists at once what a new answer changes', async () => {
    const { agent, target, lina } = await start()
    await agent('children.saveAuthorisations', {
      ...target,
      ...{ values: { 'leave-alone': true, image: false }, since: '2026-12-01', decidedBy: 'Sarah Berthelot' },
    })
    expect(await agent<Child>('children.get', { id: lina })).toMatchObject({ leavesAlone: true, imageConsent: false })
  })

  it('[D04] takes glasses and other needs of a parent’s request, sealed in the database', async () => {
    const { desk, lina, familyId } = await start()
    const asked = { needs: ['glasses', 'ear-tubes'], needsNote: 'Étui dans le sac', swimming: 'swims', diet: 'no-meat' }
    await desk.write((ctx) => changeNeeds(ctx, familyId, lina, asked))
    expect(await desk.read((ctx) => needsValues(ctx, familyId, lina))).toEqual(asked)
    const row = await desk.read(
      (ctx) => ctx.db.one<{ needsSealed: string }>`select needs_sealed from child where id = ${lina}`,
    )
    expect(row?.needsSealed).toMatch(/^v1\./)
    expect(row?.needsSealed).not.toContain('Étui')
    await desk.write((ctx) => changeNeeds(ctx, familyId, lina, { needs: ['ear-tubes'] }))
    expect(await desk.read((ctx) => needsValues(ctx, familyId, lina))).toMatchObject({
      ...{ needs: ['ear-tubes'], needsNote: 'Étui dans le sac', swimming: 'swims' },
    })
  })

  it('refuses a religion where a diet is asked', async () => {
    const { refuse, target, lina, agent } = await start()
    const { version } = await agent<Child>('children.get', { id: lina })
    for (const diet of ['Halal', 'repas casher']) {
      const input = { ...target, version, child: { ...childFields, diet } }
      expect(await refuse('children.update', input)).toMatchObject({ code: 'input.invalid' })
    }
    expect(
      await refuse('children.update', { ...target, version, child: { ...childFields, diet: 'sans gluten' } }),
    ).toBeNull()
  })

  it('gives outings their own alerts, and counts a treatment only while it lasts', async () => {
    const { desk, agent, target, lina } = await start()
    await agent('children.saveTreatment', { ...target, treatmentId: null, treatment })
    const ended = { ...treatment, name: 'Doliprane', validTo: '2026-11-30' }
    await agent('children.saveTreatment', { ...target, treatmentId: null, treatment: ended })
    const allergy = { kind: 'other', severity: 'severe', label: 'Guêpes', instruction: 'Appeler le 15' }
    const places = { onAttendance: false, onMeals: false, onOutings: true }
    await agent('children.saveAllergy', { ...target, allergyId: null, allergy: { ...allergy, ...places } })
    const at = (place: 'attendance' | 'meals' | 'outings') =>
      desk.read(
        async (ctx) => (await healthAlerts(ctx, [lina], place)).map(({ label }) => label),
        staffActor('animator'),
      )
    expect(await at('outings')).toEqual(['Guêpes', 'Ventoline'])
    expect(await at('attendance')).toEqual([])
    expect(await at('meals')).toEqual([])
  })

  it('never opens a whole file of health to who only receives the children', async () => {
    const { desk, town, refusal, lina, familyId } = await start()
    const { token } = town.staff.animator
    for (const [operation, input] of [
      ['children.health', { childId: lina }],
      ['children.healthOfFamily', { familyId }],
      ['children.authorisations', { childId: lina }],
    ] as const)
      expect(await refusal(token, operation, input)).toMatchObject({ code: 'permission.missing' })
    await expect(
      desk.staff.files.get(`/files/children/${lina}/fiche-sanitaire.pdf`, {}, caller(token)),
    ).rejects.toMatchObject({ code: 'permission.missing' })
  })

  it('keeps vaccines by disease, says until when the child may come without, and who saw the booklet', async () => {
    const { desk, agent, refuse, target, lina } = await start()
    const polio = { disease: 'polio', dates: ['2018-07-14', '2018-09-14', '2019-04-14'] }
    await agent('children.saveVaccinations', { ...target, vaccinations: [polio], seenOn: '2026-12-02' })
    const { vaccination, vaccinesSeenBy } = await agent<Health>('children.health', { childId: lina })
    expect(vaccinesSeenBy).toContain('Élise Marchand')
    // enrolled since September: three months from there are over
    expect(vaccination).toMatchObject({ cohort: 'from-2018', status: 'to-complete', completeBefore: '2026-12-01' })
    expect(vaccination?.diseases.find(({ disease }) => disease === 'polio')?.state).toBe('complete')
    const stored = await desk.read((ctx) => ctx.db.rows`select * from vaccination`)
    expect(JSON.stringify(stored)).not.toMatch(/polio|2018-07/)
    for (const date of ['2018-01-01', '2027-01-01']) {
      const input = { ...target, vaccinations: [{ disease: 'polio', dates: [date] }], seenOn: null }
      expect(await refuse('children.saveVaccinations', input)).toMatchObject({ code: 'vaccination.dates' })
    }
    const twice = { ...target, vaccinations: [polio, polio], seenOn: null }
    expect(await refuse('children.saveVaccinations', twice)).toMatchObject({ code: 'vaccination.twice' })
  })

  it('lists what has to be renewed, the overdue first, for the children enrolled in one’s own structures', async () => {
    const { agent, ask, refusal, town, target, lina, familyId } = await start()
    const certified = diseases.map((disease) => ({ disease, dates: [], certified: true }))
    for (const childId of [lina, town.berthelot.hugo])
      await agent('children.saveVaccinations', { familyId, childId, vaccinations: certified, seenOn: null })
    const plan = { validFrom: '2026-01-01', instruction: 'Trousse rouge', kitPlace: 'Bureau', onMeals: true }
    await agent('children.saveCarePlan', { ...target, carePlanId: null, carePlan: { ...plan, validTo: '2026-12-20' } })
    const health = { version: 0, doctor: '', notes: '', insurer: 'MAE', insuranceValidTo: '2026-11-30' }
    await agent('children.saveHealth', { familyId, childId: town.berthelot.hugo, ...health })
    const { rows } = await agent<{ rows: HealthRenewal[] }>('health.renewals', {})
    expect(rows.map(({ childName, kind, on, isOver }) => [childName, kind, on, isOver])).toEqual([
      ['Hugo Berthelot', 'insurance', '2026-11-30', true],
      ['Awa Diallo', 'vaccines-missing', '2026-12-01', true],
      ['Lina Berthelot', 'care-plan', '2026-12-20', false],
    ])
    expect(await agent('health.renewalCount', {})).toEqual({ over: 2, soon: 1 })
    const animator = await ask(town.staff.animator.token)<{ rows: HealthRenewal[] }>('health.renewals', {})
    expect(animator.rows.length).toBeLessThanOrEqual(rows.length)
    expect(await refusal(town.staff.cashier.token, 'health.renewals', {})).toMatchObject({ code: 'permission.missing' })
  })

  it('reads and writes health entries for requests, and only those of the child', async () => {
    const { desk, town, lina, familyId } = await start()
    const target = { familyId, childId: lina, entryId: null }
    const values = { kind: 'food', label: 'Arachide', severity: 'severe', instruction: 'Trousse rouge' }
    const entryId = await desk.write((ctx) => writeHealthEntry(ctx, 'allergy', target, values))
    expect(await desk.read((ctx) => healthEntryValues(ctx, 'allergy', { ...target, entryId }))).toEqual(values)
    await desk.write((ctx) => writeHealthEntry(ctx, 'allergy', { ...target, entryId }, { severity: 'mild' }))
    const [allergy] = (await desk.read((ctx) => readHealth(ctx, lina))).allergies
    expect(allergy).toMatchObject({ severity: 'mild', label: 'Arachide', onMeals: true, onOutings: true })
    const stranger = { familyId: town.diallo.id, childId: lina, entryId }
    await expect(desk.read((ctx) => healthEntryValues(ctx, 'allergy', stranger))).rejects.toMatchObject({
      code: 'record.not-found',
    })
    const dates = ['2018-07-14']
    await desk.write((ctx) => writeHealthEntry(ctx, 'vaccination', target, { disease: 'polio', dates }))
    const [first] = await desk.read((ctx) => healthEntries(ctx, 'vaccination', familyId, lina))
    expect(first).toMatchObject({ label: 'Poliomyélite', values: { disease: 'polio', dates } })
  })

  it('opens a child’s health to its own parents, and to no other', async () => {
    const { desk, town, lina } = await start()
    const parentOf = (familyId: number) => ({
      ...{ kind: 'parent' as const, accountId: 1, personId: 1, familyId, name: 'Parent' },
    })
    const own = await desk.read((ctx) => readHealth(ctx, lina), parentOf(town.berthelot.id))
    expect(own.childId).toBe(lina)
    await expect(desk.read((ctx) => readHealth(ctx, lina), parentOf(town.diallo.id))).rejects.toMatchObject({
      code: 'record.not-found',
    })
  })

  it('[D03] shows a family the people it named, never whom a court forbids nor those of the other parent', async () => {
    const { desk, agent, target, lina, familyId } = await start()
    const { id: second } = await createFamily(agent)
    await agent('children.link', { childId: lina, familyId: second })
    const contact = { relationship: 'oncle', phone: '0639984155', mayCollect: true, emergency: false }
    await desk.write((ctx) => addContact(ctx, familyId, lina, { fullName: 'Nora Besson', ...contact }))
    await desk.write((ctx) => addContact(ctx, second, lina, { fullName: 'Paul Rey', ...contact }))
    const forbidden = {
      ...{ fullName: 'Luc Interdit', relationship: '', phone: '', mayCollect: false, emergency: false },
      ...{ forbidden: true, note: 'Appeler la direction', decision: 'Jugement', decidedOn: '2025-03-12' },
    }
    await agent('children.saveContact', { ...target, contactId: null, contact: forbidden })
    const names = (family: number) =>
      desk.read(async (ctx) => (await contactEntries(ctx, family, lina)).map(({ label }) => label))
    expect(await names(familyId)).toEqual(['Nora Besson'])
    expect(await names(second)).toEqual(['Paul Rey'])
    const { contacts } = await agent<Child>('children.get', { id: lina })
    const gate = contacts.find(({ fullName }) => fullName === 'Luc Interdit')
    expect(gate).toMatchObject({ forbidden: true, decision: 'Jugement', decidedOn: '2025-03-12' })
    const other = contacts.find(({ fullName }) => fullName === 'Paul Rey')
    for (const id of [gate?.id ?? 0, other?.id ?? 0])
      await expect(desk.read((ctx) => contactValues(ctx, familyId, lina, id))).rejects.toMatchObject({
        code: 'record.not-found',
      })
  })

  it('answers authorisations for requests: what was never asked is not a refusal', async () => {
    const { desk, lina, familyId } = await start()
    await desk.write((ctx) => changeAuthorisations(ctx, familyId, lina, { bath: false }, 'Sarah Berthelot'))
    const values = await desk.read((ctx) => authorisationValues(ctx, familyId, lina))
    expect(values).toMatchObject({ bath: false, outings: null, emergencyCare: null, image: true })
  })

  it('keeps a picture sealed and serves it to staff and to the child’s own parents', async () => {
    const { desk, town, agent, refuse, target, lina } = await start()
    const photo = smallPng(false).toString('base64')
    await agent('children.savePhoto', { ...target, photo })
    const { photo: address } = await agent<Child>('children.get', { id: lina })
    const path = (address ?? '').split('?')[0] ?? ''
    const staff = await desk.staff.files.get(path, {}, caller(town.staff.agent.token))
    expect(staff.contentType).toBe('image/png')
    expect(Buffer.from(staff.body).toString('base64')).toBe(photo)
    const own = await desk.portal.files.get(path, {}, caller(town.parent.token))
    expect(Buffer.from(own.body).equals(Buffer.from(staff.body))).toBe(true)
    const stranger = await desk.write((ctx) => insertParent(ctx, town.diallo.mariama, town.diallo.id))
    await expect(desk.portal.files.get(path, {}, caller(stranger.token))).rejects.toMatchObject({
      code: 'record.not-found',
    })
    const stored = await desk.read(
      (ctx) => ctx.db.one<{ contentSealed: string }>`select content_sealed from child_photo`,
    )
    expect(stored?.contentSealed).not.toContain(photo.slice(0, 20))
    const program = Buffer.from('MZ not a picture').toString('base64')
    expect(await refuse('children.savePhoto', { ...target, photo: program })).toMatchObject({
      code: 'photo.not-a-picture',
    })
  })

  it('prints the health sheet of the child for staff and for its own parents, and leaves a trace each time', async () => {
    const { desk, town, agent, target, lina, familyId } = await start()
    const allergy = { kind: 'food', severity: 'severe', label: 'Arachide', instruction: 'Trousse rouge, appeler le 15' }
    await agent('children.saveAllergy', {
      ...target,
      ...{ allergyId: null, allergy: { ...allergy, onAttendance: true, onMeals: true } },
    })
    const forbidden = { fullName: 'Luc Interdit', relationship: '', phone: '', mayCollect: false, emergency: false }
    await agent('children.saveContact', {
      ...target,
      contactId: null,
      contact: { ...forbidden, forbidden: true, note: '' },
    })
    const staff = await desk.staff.files.get(
      `/files/children/${lina}/fiche-sanitaire.pdf`,
      {},
      caller(town.staff.agent.token),
    )
    const text = readPdf(staff.body as Buffer).pages.join('\n')
    for (const words of ['BERTHELOT', 'Sarah Berthelot', 'Trousse rouge, appeler le 15', 'Haemophilus influenzae b'])
      expect(text).toContain(words)
    expect(text).not.toContain('Luc Interdit')
    const portalPath = `/files/children/${lina}/health-sheet.pdf`
    const own = await desk.portal.files.get(portalPath, {}, caller(town.parent.token))
    expect(readPdf(own.body as Buffer).pages).toHaveLength(2)
    const stranger = await desk.write((ctx) => insertParent(ctx, town.diallo.mariama, town.diallo.id))
    await expect(desk.portal.files.get(portalPath, {}, caller(stranger.token))).rejects.toMatchObject({
      code: 'record.not-found',
    })
    await expect(
      desk.staff.files.get(`/files/children/${lina}/fiche-sanitaire.pdf`, {}, caller(town.staff.cashier.token)),
    ).rejects.toMatchObject({ code: 'permission.missing' })
    const traces = await desk.read(
      (ctx) => ctx.db.rows<{ operation: string }>`select operation from audit_log
        where operation in ('children.healthSheet', 'portal.healthSheet') and family_id = ${familyId} order by id`,
    )
    expect(traces.map(({ operation }) => operation)).toEqual(['children.healthSheet', 'portal.healthSheet'])
  })
})
