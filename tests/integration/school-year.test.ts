import { expect, it } from 'vitest'
import { jobDefinitions } from '../../src-main/composition'
import { createJobRunner } from '../../src-main/kernel/jobs'
import type { Child } from '../../src-shared/contract/staff/children'
import type { SchoolYearChange } from '../../src-shared/contract/staff/school-year'
import { instant } from '../../src-shared/kernel/instant'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import { childFields, deskWithTown } from '../support/factories/families'
import { insertStructure } from '../support/factories/town'

interface Preview {
  lines: { classLevel: string; nextLevel: string; children: number; kept: number; toSchoolId: number | null }[]
  moved: number
  leavers: number
  leaversEnrolled: number
  kept: number
  done: number
}

onEachDatabase('the change of school year', (open) => {
  const start = async () => {
    const desk = deskOn(await open(), { now: '2027-07-12T08:00:00.000Z' })
    const { town, ask, refusal } = await deskWithTown(desk)
    await desk.write((ctx) => ctx.db.run`update staff_session set expires_at = '2027-09-01T00:00:00.000Z'`)
    const admin = ask(town.staff.administrator.token)
    const primary = await desk.write((ctx) =>
      insertStructure(ctx, { code: 'PRI', name: 'École primaire', kind: 'school', position: 3 }),
    )
    const { id: familyId } = town.berthelot
    const child = {
      ...childFields,
      firstName: 'Tom',
      birthDate: '2016-05-02',
      classLevel: 'CM2',
      schoolId: town.school,
    }
    const { id: tom } = await admin<{ id: number }>('children.create', { familyId, child })
    const { id: baby } = await admin<{ id: number }>('children.create', {
      familyId,
      child: { ...child, firstName: 'Zoé', birthDate: '2026-02-01', classLevel: '', schoolId: null },
    })
    const jobs = createJobRunner(desk.services, jobDefinitions)
    const work = async () => {
      jobs.wake()
      await jobs.idle()
    }
    const classOf = async (id: number) => {
      const one = await admin<Child>('children.get', { id })
      return { level: one.classLevel, school: one.schoolId, year: one.schoolYear, archived: one.isArchived }
    }
    return { desk, town, ask, admin, refusal, primary, tom, baby, work, classOf }
  }
  const schoolYear = '2027-2028'
  const nobody = { kept: [], moves: [] }

  it('takes everyone up one class, lets the last one go, keeps who must stay and sends a class to its next school', async () => {
    const { town, admin, primary, tom, baby, work, classOf } = await start()
    const { lina, hugo } = town.berthelot
    const { awa } = town.diallo
    const choices = { kept: [awa], moves: [{ fromSchoolId: town.school, classLevel: 'MS', toSchoolId: primary }] }
    const preview = await admin<Preview>('schoolYear.preview', { schoolYear, choices })
    expect(preview).toMatchObject({ moved: 3, leavers: 1, leaversEnrolled: 0, kept: 1, done: 0 })
    expect(
      preview.lines.map(({ classLevel, nextLevel, children, kept }) => [classLevel, nextLevel, children, kept]),
    ).toEqual([
      ['MS', 'GS', 1, 0],
      ['CE2', 'CM1', 1, 0],
      ['CM1', 'CM2', 1, 1],
      ['CM2', '', 1, 0],
    ])
    await admin('schoolYear.start', { schoolYear, choices })
    await work()
    expect(await classOf(lina)).toMatchObject({ level: 'CM1', school: town.school, year: schoolYear })
    expect(await classOf(hugo)).toMatchObject({ level: 'GS', school: primary })
    expect(await classOf(awa)).toMatchObject({ level: 'CM1', school: town.school, year: schoolYear })
    expect(await classOf(tom)).toMatchObject({ level: '', school: null, archived: true })
    expect(await classOf(baby)).toMatchObject({ level: '', archived: false })
    const again = await admin<Preview>('schoolYear.preview', { schoolYear, choices: nobody })
    expect(again).toMatchObject({ lines: [], moved: 0, done: 3 })
  })

  it('changes nothing when it is started a second time', async () => {
    const { admin, town, work, classOf } = await start()
    await admin('schoolYear.start', { schoolYear, choices: nobody })
    await work()
    await admin('schoolYear.start', { schoolYear, choices: nobody })
    await work()
    expect(await classOf(town.berthelot.lina)).toMatchObject({ level: 'CM1' })
    const { changes } = await admin<{ changes: SchoolYearChange[] }>('schoolYear.state', {})
    expect(changes.map(({ moved, status }) => [moved, status])).toEqual([
      [0, 'done'],
      [4, 'done'],
    ])
  })

  it('is taken back within a day, but for the children whose class was changed since', async () => {
    const { desk, admin, town, tom, work, classOf } = await start()
    const { lina, hugo, id: familyId } = town.berthelot
    const { id } = await admin<{ id: number }>('schoolYear.start', { schoolYear, choices: nobody })
    await work()
    const { version } = await admin<Child>('children.get', { id: lina })
    const child = { ...childFields, firstName: 'Lina', lastName: 'Berthelot', classLevel: 'CM2', schoolId: town.school }
    await admin('children.update', { childId: lina, familyId, version, child })
    desk.clock.set(instant('2027-07-13T07:59:00.000Z'))
    await admin('schoolYear.undo', { id })
    await work()
    expect(await classOf(hugo)).toMatchObject({ level: 'MS', school: town.school })
    expect(await classOf(tom)).toMatchObject({ level: 'CM2', school: town.school, archived: false })
    expect(await classOf(lina)).toMatchObject({ level: 'CM2' })
    const { changes } = await admin<{ changes: SchoolYearChange[] }>('schoolYear.state', {})
    expect(changes[0]).toMatchObject({ status: 'undone', undoUntil: null })
  })

  it('is no longer taken back after a day, and is the administration’s alone', async () => {
    const { desk, admin, refusal, town, work } = await start()
    const { id } = await admin<{ id: number }>('schoolYear.start', { schoolYear, choices: nobody })
    const running = await refusal(town.staff.administrator.token, 'schoolYear.start', { schoolYear, choices: nobody })
    expect(running).toMatchObject({ code: 'school-year.running' })
    await work()
    desk.clock.set(instant('2027-07-13T08:01:00.000Z'))
    expect(await refusal(town.staff.administrator.token, 'schoolYear.undo', { id })).toMatchObject({
      code: 'school-year.over',
    })
    const agent = await refusal(town.staff.agent.token, 'schoolYear.start', { schoolYear, choices: nobody })
    expect(agent).toMatchObject({ code: 'permission.missing' })
    const far = { schoolYear: '2030-2031', choices: nobody }
    expect(await refusal(town.staff.administrator.token, 'schoolYear.preview', far)).toMatchObject({
      code: 'school-year.unknown',
    })
  })

  it('keeps open the file of a leaver who is still enrolled somewhere', async () => {
    const { admin, town, tom, work, classOf } = await start()
    await admin('enrolments.create', {
      ...{ childId: tom, familyId: town.berthelot.id, activityId: town.canteen.id, groupId: town.canteen.primary },
      ...{ startDate: '2027-07-12', endDate: null },
    })
    const preview = await admin<Preview>('schoolYear.preview', { schoolYear, choices: nobody })
    expect(preview.leaversEnrolled).toBe(1)
    await admin('schoolYear.start', { schoolYear, choices: nobody })
    await work()
    expect(await classOf(tom)).toMatchObject({ level: '', school: null, archived: false })
  })
})
