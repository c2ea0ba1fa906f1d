import { expect, it } from 'vitest'
import type { FileLine, PreEnrolment, RegistrationFile } from '../../src-shared/contract/staff/registration'
import { instant } from '../../src-shared/kernel/instant'
import type { SchoolYear } from '../../src-shared/kernel/school-year'
import { readChild } from '../../src-main/modules/children'
import { applyAdmissions } from '../../src-main/modules/registration/admissions'
import { createJobRunner } from '../../src-main/kernel/jobs'
import { jobDefinitions } from '../../src-main/composition'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { smallTown } from '../support/factories/town'
import { addNursery } from '../support/factories/registration'

const year = '2026-2027'

onEachDatabase('the yearly file at the office', (open) => {
  async function start() {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const as = (token: string) => async (operation: string, input: unknown) =>
      (await desk.staff.dispatcher.call(operation, input, caller(token))).reply
    const ask = as(town.staff.agent.token)
    const admin = as(town.staff.administrator.token)
    const familyId = town.berthelot.id
    const read = async () => valueOf<RegistrationFile>(await ask('registration.read', { familyId }))
    const settings = async () => valueOf<{ version: number }>(await admin('registration.settings', {}))
    const set = async (patch: object) => {
      const { version } = await settings()
      const years = [{ year, opensOn: '2026-06-01', dueOn: '2026-09-30' }]
      return admin('registration.saveSettings', {
        version,
        settings: { years, blocksBooking: false, limitsAccess: false, ...patch },
      })
    }
    return { desk, town, ask, admin, familyId, read, set }
  }

  it('[E02] shows how far each family is and what it misses, and filters by it', async () => {
    const { ask, familyId } = await start()
    const list = valueOf<{ lines: FileLine[]; total: number; counts: Record<string, number> }>(
      await ask('registration.list', { filter: 'incomplete' }),
    )
    expect(list.total).toBe(2)
    expect(list.counts).toMatchObject({ all: 2, complete: 0, incomplete: 2, 'not-sent': 2 })
    const own = list.lines.find((line) => line.familyId === familyId)
    expect(own?.complete).toBe(false)
    expect(own?.missing.length).toBeGreaterThan(3)
    expect(valueOf<{ total: number }>(await ask('registration.list', { search: 'berthelot' })).total).toBe(1)
  })

  it('takes what an agent reads again with the family, section by section', async () => {
    const { ask, familyId, read } = await start()
    const before = await read()
    const sections = before.sections.filter(({ state }) => state === 'to-confirm').map(({ key }) => key)
    const after = valueOf<RegistrationFile>(await ask('registration.confirm', { familyId, year, sections }))
    expect(after.sections.some(({ state }) => state === 'to-confirm')).toBe(false)
    expect(after.percent).toBeGreaterThan(before.percent)
    expect(await ask('registration.confirm', { familyId, year, sections: ['child-health/999'] })).toMatchObject({
      error: { code: 'registration.unknown-section' },
    })
  })

  it('[N34] opens the portal to a family in spite of its file, with the reason kept', async () => {
    const { ask, familyId, read, set } = await start()
    expect((await read()).stopsAccess).toBe(false)
    valueOf(await set({ limitsAccess: true, blocksBooking: true }))
    expect(await read()).toMatchObject({ stopsAccess: true, stopsBooking: true })
    expect(await ask('registration.exempt', { familyId, year, exempted: true, reason: '' })).toMatchObject({
      error: { code: 'registration.reason-required' },
    })
    const reason = 'Assistante sociale prévenue, pièces attendues'
    valueOf(await ask('registration.exempt', { familyId, year, exempted: true, reason }))
    expect(await read()).toMatchObject({
      stopsAccess: false,
      stopsBooking: false,
      exempted: true,
      exemptionReason: reason,
    })
    valueOf(await ask('registration.exempt', { familyId, year, exempted: false, reason: '' }))
    expect((await read()).stopsAccess).toBe(true)
  })

  it('[E05] sends the file to the families that have not completed it, once each, and says when', async () => {
    const { desk, ask, familyId, read } = await start()
    const started = valueOf<{ families: number }>(await ask('registration.send', { year, familyIds: [familyId] }))
    expect(started.families).toBe(1)
    const runner = createJobRunner(desk.services, jobDefinitions)
    runner.wake()
    await runner.idle()
    const mails = await desk.read(
      (ctx) => ctx.db.rows<{ subject: string; bodyText: string }>`select subject, body_text from outbox_message
        where kind = 'registration-file' and family_id = ${familyId}`,
    )
    expect(mails.length).toBeGreaterThan(0)
    expect(mails[0]?.bodyText).toContain('Il reste à compléter')
    expect(await read()).toMatchObject({ sentCount: 1 })
    expect((await read()).sentAt).not.toBeNull()
  })

  it('[E06] prints the registration form of a family, and many at once', async () => {
    const { desk, town, familyId } = await start()
    const get = (path: string, query: Record<string, string> = {}) =>
      desk.staff.files.get(path, query, caller(town.staff.agent.token))
    const one = await get(`/files/registration/${familyId}.pdf`)
    expect(Buffer.from(one.body).subarray(0, 5).toString()).toBe('%PDF-')
    expect(one.fileName).toContain('fiche-inscription')
    const both = await get('/files/registration-forms.pdf', { year, ids: `${familyId},${town.diallo.id}` })
    expect(Buffer.from(both.body).length).toBeGreaterThan(Buffer.from(one.body).length)
  })
})

onEachDatabase('places asked for', (open) => {
  async function start() {
    const desk = deskOn(await open())
    const town = await desk.write((ctx) => smallTown(ctx))
    const nursery = await desk.write((ctx) => addNursery(ctx))
    const ask = async (operation: string, input: unknown) =>
      (await desk.staff.dispatcher.call(operation, input, caller(town.staff.administrator.token))).reply
    const baby = (firstName: string) => ({
      ...{ firstName, lastName: 'Berthelot', sex: 'F', birthDate: '2026-09-14', expectedBirth: null },
    })
    const create = async (firstName: string, familyId = town.berthelot.id) =>
      valueOf<{ id: number }>(
        await ask('preEnrolments.create', {
          ...{ kind: 'nursery', familyId },
          form: {
            ...{ childId: null, newChild: baby(firstName), wishes: [nursery.structureId], wishedStart: '2027-01-04' },
            ...{ weekly: [{ weekday: 1, from: '08:00', to: '17:00' }], message: '' },
          },
        }),
      ).id
    const dossier = async (id: number) =>
      valueOf<{ dossier: PreEnrolment }>(await ask('preEnrolments.read', { id })).dossier
    const decide = async (id: number, answer: object) =>
      ask('preEnrolments.decide', { id, version: (await dossier(id)).version, answer })
    return { desk, town, nursery, ask, create, dossier, decide }
  }

  it('[N33] instructs a nursery dossier from the committee to the admission, which creates the child and enrols it', async () => {
    const { desk, town, nursery, create, dossier, decide } = await start()
    const id = await create('Nina')
    valueOf(await decide(id, { decision: 'committee', committeeDate: '2026-12-15' }))
    expect(await dossier(id)).toMatchObject({ status: 'committee', committeeDate: '2026-12-15' })
    const place = { structureId: nursery.structureId, from: '2027-01-04' }
    expect(await decide(id, { decision: 'admitted', ...place })).toMatchObject({
      error: { code: 'pre-enrolment.group-required' },
    })
    valueOf(
      await decide(id, {
        ...{ decision: 'admitted', ...place, activityId: nursery.activityId, groupId: nursery.groupId },
      }),
    )
    const admitted = await dossier(id)
    expect(admitted).toMatchObject({ status: 'admitted', structureName: nursery.name })
    expect(admitted.appliedAt).not.toBeNull()
    const enrolled = await desk.read(
      (ctx) => ctx.db.rows<{ familyId: number }>`select family_id from enrolment
        where child_id = ${admitted.childId} and activity_id = ${nursery.activityId}`,
    )
    expect(enrolled).toEqual([{ familyId: town.berthelot.id }])
    expect(await decide(id, { decision: 'refused', reason: 'trop tard' })).toMatchObject({
      error: { code: 'pre-enrolment.already-applied' },
    })
  })

  it('keeps a waiting list without holes, in the order decided, and tells families their rank', async () => {
    const { desk, ask, create, dossier, decide } = await start()
    const [first, second, third] = [await create('Ana'), await create('Bea'), await create('Cléo')]
    for (const id of [first, second, third]) valueOf(await decide(id, { decision: 'waiting' }))
    expect((await dossier(third)).rank).toBe(3)
    valueOf(await ask('preEnrolments.order', { kind: 'nursery', ids: [third, first, second] }))
    expect([(await dossier(third)).rank, (await dossier(first)).rank, (await dossier(second)).rank]).toEqual([1, 2, 3])
    valueOf(await decide(first, { decision: 'refused', reason: 'Hors commune' }))
    expect([(await dossier(third)).rank, (await dossier(second)).rank]).toEqual([1, 2])
    expect(await ask('preEnrolments.order', { kind: 'nursery', ids: [third, first, second] })).toMatchObject({
      error: { code: 'pre-enrolment.order-changed' },
    })
    const subjects = await desk.read(
      (ctx) => ctx.db.rows<{ subject: string }>`select subject from outbox_message where kind = 'pre-enrolment'`,
    )
    expect(subjects.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([
        'Préinscription en crèche\u00A0: en liste d’attente',
        'Préinscription en crèche\u00A0: demande refusée',
      ]),
    )
  })

  it('refuses a second dossier for the same child, a place that is no nursery and an answer to an older version', async () => {
    const { ask, town, nursery, create, dossier } = await start()
    const id = await create('Nina')
    const form = {
      ...{ childId: null, wishes: [nursery.structureId], wishedStart: '2027-01-04', message: '' },
      newChild: { firstName: 'nina', lastName: 'BERTHELOT', sex: '', birthDate: '2026-09-14', expectedBirth: null },
      weekly: [{ weekday: 2, from: '09:00', to: '12:00' }],
    }
    const again = (patch: object) =>
      ask('preEnrolments.create', { kind: 'nursery', familyId: town.berthelot.id, form: { ...form, ...patch } })
    expect(await again({})).toMatchObject({ error: { code: 'pre-enrolment.exists' } })
    expect(await again({ wishes: [town.school] })).toMatchObject({ error: { code: 'pre-enrolment.wrong-place' } })
    const { version } = await dossier(id)
    const answer = { decision: 'waiting' }
    valueOf(await ask('preEnrolments.decide', { id, version, answer }))
    expect(await ask('preEnrolments.decide', { id, version, answer })).toMatchObject({
      error: { code: 'record.changed-meanwhile' },
    })
  })

  it('[N33] admits to a school: at once for a child who has none, when the year begins for the others', async () => {
    const { desk, ask, town, dossier, decide } = await start()
    const school = async (patch: object) =>
      valueOf<{ id: number }>(
        await ask('preEnrolments.create', {
          ...{ kind: 'school', familyId: town.berthelot.id },
          form: { childId: null, newChild: null, wishes: [town.school], message: '', currentSchool: '', ...patch },
        }),
      ).id
    const newChild = { firstName: 'Zoé', lastName: 'Berthelot', sex: 'F', birthDate: '2023-05-02' }
    const id = await school({ newChild, schoolYear: '2026-2027', classLevel: 'PS' })
    valueOf(await decide(id, { decision: 'admitted', structureId: town.school, from: '2026-12-07' }))
    const zoe = await dossier(id)
    expect(zoe.appliedAt).not.toBeNull()
    const child = valueOf<{ schoolId: number; classLevel: string }>(await ask('children.get', { id: zoe.childId }))
    expect(child).toMatchObject({ schoolId: town.school, classLevel: 'PS' })
    const next = await school({ childId: town.berthelot.lina, schoolYear: '2027-2028', classLevel: 'CM1' })
    valueOf(await decide(next, { decision: 'admitted', structureId: town.school, from: '2027-09-01' }))
    expect((await dossier(next)).appliedAt).toBeNull()
    expect(await ask('preEnrolments.apply', { year: '2027-2028' })).toMatchObject({
      error: { code: 'registration.not-open' },
    })
    desk.clock.set(instant('2027-09-02T08:00:00.000Z'))
    expect(await desk.write((ctx) => applyAdmissions(ctx, '2027-2028' as SchoolYear))).toBe(1)
    expect(await desk.write((ctx) => applyAdmissions(ctx, '2027-2028' as SchoolYear))).toBe(0)
    const lina = await desk.read((ctx) => readChild(ctx, town.berthelot.lina))
    expect(lina).toMatchObject({ schoolId: town.school, classLevel: 'CM1' })
  })

  it('prints the list of a committee', async () => {
    const { desk, town, create, decide } = await start()
    const id = await create('Nina')
    valueOf(await decide(id, { decision: 'committee', committeeDate: '2026-12-15' }))
    const get = (path: string) => desk.staff.files.get(path, {}, caller(town.staff.administrator.token))
    const list = await get('/files/committee/nursery/2026-12-15.pdf')
    expect(Buffer.from(list.body).subarray(0, 5).toString()).toBe('%PDF-')
    await expect(get('/files/committee/nursery/2026-12-16.pdf')).rejects.toMatchObject({
      code: 'pre-enrolment.nobody-that-day',
    })
  })
})
