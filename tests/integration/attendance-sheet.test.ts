import { expect, it } from 'vitest'
import { loadActivities } from '../../src-main/modules/activities'
import { attendanceSheets } from '../../src-main/modules/bookings/attendance-document'
import { localDate } from '../../src-shared/kernel/local-date'
import { caller, deskOn, staffActor, valueOf } from '../support/desk'
import { onEachDatabase } from '../support/database'
import { insertBookings } from '../support/factories/billing'
import { insertStaffMember, smallTown } from '../support/factories/town'
import { readPdf } from '../unit/print/read-pdf'

/** Thursday 3 December 2026, 16 h 40 in Paris. */
const now = '2026-12-03T15:40:00.000Z'
const date = '2026-12-03'

onEachDatabase('attendance sheets', (open) => {
  async function printedEvening() {
    const desk = deskOn(await open(), { now })
    const town = await desk.write((ctx) => smallTown(ctx))
    const { evening, canteen, enrolments, berthelot, staff } = town
    await desk.write(async (ctx) => {
      const care = { enrolmentId: enrolments.linaEvening, slotId: evening.care }
      const noon = (enrolmentId: number, state: 'booked' | 'absent-excused' | 'requested' = 'booked') => ({
        ...{ enrolmentId, slotId: canteen.midday, date, state },
      })
      await insertBookings(ctx, [
        { ...care, date, state: 'booked' },
        { ...care, date: '2026-12-04', state: 'cancelled' },
        noon(enrolments.linaCanteen),
        noon(enrolments.hugoCanteen, 'requested'),
        noon(enrolments.awaCanteen, 'absent-excused'),
      ])
      await ctx.db.run`update child set diet = ${'no-pork'}, image_consent = ${false} where id = ${berthelot.lina}`
      await ctx.db.insert('pickup_contact', {
        ...{ childId: berthelot.lina, familyId: berthelot.id, fullName: 'Julien Berthelot', relationship: 'père' },
        ...{ phone: '0600000001', mayCollect: false, emergency: false, forbidden: true, note: '' },
      })
    })
    const health = async (operation: string, fields: Record<string, unknown>) =>
      valueOf(
        (
          await desk.staff.dispatcher.call(
            operation,
            { childId: berthelot.lina, familyId: berthelot.id, ...fields },
            caller(staff.agent.token),
          )
        ).reply,
      )
    const allergy = { severity: 'severe', instruction: 'Trousse rouge', onAttendance: true, onMeals: false }
    await health('children.saveAllergy', { allergyId: null, allergy: { ...allergy, label: 'Guêpes' } })
    const atTable = { ...allergy, label: 'Arachide', onAttendance: false, onMeals: true }
    await health('children.saveAllergy', { allergyId: null, allergy: atTable })
    const print = async (target: string, query: Record<string, string> = {}, token = staff.animator.token) => {
      const reply = await desk.staff.files.get(`/files/attendance/${target}.pdf`, query, caller(token))
      expect(reply).toMatchObject({ contentType: 'application/pdf', inline: true })
      return readPdf(Buffer.from(reply.body)).pages
    }
    const traces = () =>
      desk.read(
        (ctx) => ctx.db.rows<{ entityId: string; summary: string; actorName: string }>`select entity_id, summary,
          actor_name from audit_log where operation = 'attendance.sheet'`,
      )
    return { ...desk, town, print, traces }
  }

  it('prints who is expected, who may collect and who may not, with what to know', async () => {
    const { print, town } = await printedEvening()
    const pages = await print(`activity/${town.evening.id}/${date}`)
    expect(pages).toHaveLength(1)
    const [page = ''] = pages
    for (const words of ['BERTHELOT', 'Lina', '8 ans · CE2', 'Jeudi\u00a03', 'École Jean-Zay', 'Pas de photo']) {
      expect(page).toContain(words)
    }
    expect(page.replaceAll('\n', ' ')).toContain('Guêpes (grave)\u00a0: Trousse rouge')
    expect(page).toContain('Ne pas remettre à Julien Berthelot (père)')
    expect(page).toContain('Sarah Berthelot, mère')
    expect(page).not.toContain('Julien Berthelot, père')
    expect(page).toContain('Prévus sur cette page\n1')
  })

  it('tells at table what matters at table, and leaves out who will not come', async () => {
    const { print, town } = await printedEvening()
    const pages = await print(`activity/${town.canteen.id}/${date}`)
    const text = pages.join('\n')
    expect(text).toContain('Arachide')
    expect(text).not.toContain('Guêpes')
    expect(text).toContain('Sans porc')
    expect(text).not.toContain('Awa')
    // a demand that nobody decided yet is shown as such
    expect(pages.find((page) => page.includes('Hugo'))).toContain('demande pas encore décidée')
    expect(pages.find((page) => page.includes('Lina'))).not.toContain('demande pas encore décidée')
  })

  it('prints one group alone, or a whole structure with one sheet for each group', async () => {
    const { print, town } = await printedEvening()
    const group = (await print(`group/${town.canteen.primary}/${date}`)).join('\n')
    expect(group).toContain('Lina')
    expect(group).not.toContain('Hugo')
    const structure = await print(`structure/${town.school}/${date}`)
    expect(structure).toHaveLength(3)
    for (const page of structure) expect(page).toContain('Page 1 sur 1')
  })

  it('prints the open days of a week, and knows a care plan that begins before it ends', async () => {
    const { print, town, write, services } = await printedEvening()
    await write(async (ctx) => {
      const next = { slotId: town.evening.care, date: '2026-12-11', state: 'booked' as const }
      await insertBookings(ctx, [{ ...next, enrolmentId: town.enrolments.linaEvening }])
      const plan = { childId: town.berthelot.lina, validFrom: '2026-12-09', validTo: '2027-07-01', onMeals: true }
      const id = await ctx.db.insert('care_plan', { ...plan, instructionSealed: '', kitPlaceSealed: '' })
      const sealed = services.cipher.seal('Deux bouffées', `care_plan.instruction/${id}`)
      const place = services.cipher.seal('Bureau', `care_plan.kit_place/${id}`)
      await ctx.db
        .run`update care_plan set instruction_sealed = ${sealed}, kit_place_sealed = ${place} where id = ${id}`
    })
    const [week = ''] = await print(`activity/${town.evening.id}/2026-12-10`, { days: 'week' })
    for (const words of ['Semaine 50', 'Lundi\u00a07', 'Mardi\u00a08', 'Jeudi\u00a010', 'Vendredi\u00a011']) {
      expect(week).toContain(words)
    }
    expect(week).not.toContain('Mercredi')
    expect(week).toContain('Prévus sur cette page\n0\n0\n0\n1')
    expect(week.replaceAll('\n', ' ')).toContain('Deux bouffées. Trousse\u00a0: Bureau')
    const [today = ''] = await print(`activity/${town.evening.id}/${date}`)
    expect(today).not.toContain('Deux bouffées')
  })

  it('leaves a trace when health is read, and prints none of it to who may not read it', async () => {
    const { print, traces, town, read } = await printedEvening()
    await print(`activity/${town.evening.id}/${date}`)
    const [trace, ...others] = await traces()
    expect(others).toEqual([])
    expect(trace).toMatchObject({ entityId: `activity/${town.evening.id}`, actorName: 'Élise Marchand animator' })
    expect(JSON.parse(trace?.summary ?? '{}')).toEqual({ date, alerts: 1 })
    // no role of today notes attendance without health: the service is asked as such a person would be
    const blind = staffActor('animator', { permissions: new Set(['attendance.write']) })
    const asked = await read(async (ctx) => {
      const activities = await loadActivities(ctx, { ids: [town.evening.id] })
      const day = localDate(date)
      return attendanceSheets(ctx, { activities, groupId: null, from: day, to: day })
    }, blind)
    expect(asked.alertsRead).toBeNull()
    const [sheet] = asked.documents
    expect(sheet?.confidentialText).toContain('Sans allergies ni PAI')
    expect(sheet?.children[0]?.alerts.map(({ kind }) => kind)).toEqual(['no-photo'])
  })

  it('is closed to another structure, to who does not note attendance, and to nonsense', async () => {
    const { print, town, write, traces } = await printedEvening()
    const elsewhere = await write((ctx) =>
      insertStaffMember(ctx, { role: 'animator', email: 'cabanes@aubrelles.invalid', structureIds: [town.centre] }),
    )
    const targets = [
      `structure/${town.school}/${date}`,
      `activity/${town.evening.id}/${date}`,
      `group/${town.canteen.primary}/${date}`,
    ]
    for (const target of targets) {
      await expect(print(target, {}, elsewhere.token)).rejects.toMatchObject({ code: 'permission.missing' })
      await expect(print(target, {}, town.staff.cashier.token)).rejects.toMatchObject({ code: 'permission.missing' })
      await expect(print(target, {}, 'nobody')).rejects.toMatchObject({ code: 'session.missing' })
    }
    for (const wrong of [`activity/999/${date}`, `city/1/${date}`, `activity/1x/${date}`, 'activity/1/2026-13-01']) {
      await expect(print(wrong)).rejects.toMatchObject({ code: 'record.not-found' })
    }
    const empty = print(`activity/${town.evening.id}/2026-12-06`)
    await expect(empty).rejects.toMatchObject({ code: 'attendance.nobody-expected' })
    expect(await traces()).toEqual([])
  })
})
