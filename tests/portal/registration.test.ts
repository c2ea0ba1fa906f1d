import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { RequestDetail } from '../../src-shared/contract/staff/requests'
import { schoolYear } from '../../src-shared/kernel/school-year'
import { localDate } from '../../src-shared/kernel/local-date'
import { localTime } from '../../src-shared/kernel/local-time'
import { caller, valueOf } from '../support/desk'
import { onEachDatabase } from '../support/database'
import { addNursery } from '../support/factories/registration'
import { portalTown, type PortalTown } from './portal-town'

const year = schoolYear('2026-2027')

async function start(database: Parameters<typeof portalTown>[0]) {
  const made = await portalTown(database)
  const { desk, town } = made
  const staff = async <T>(operation: string, input: unknown): Promise<T> => {
    const { reply } = await desk.staff.dispatcher.call(operation, input, caller(town.staff.administrator.token))
    return valueOf<T>(reply)
  }
  const settings = async (patch: { blocksBooking?: boolean; limitsAccess?: boolean }) => {
    const { version } = await staff<{ version: number }>('registration.settings', {})
    const years = [{ year, opensOn: '2026-06-01', dueOn: null }]
    const all = { years, blocksBooking: false, limitsAccess: false, ...patch }
    await staff('registration.saveSettings', { version, settings: all })
  }
  const setting = (decision: string, modes = 'both') =>
    staff('registration.saveEnrolmentSetting', { activityId: town.evening.id, decision, modes })
  const decide = async (id: string, decision: object) => {
    const { requests } = await staff<{ requests: RequestDetail[] }>('requests.read', { ids: [id] })
    const [request] = requests
    const decisions = [{ id, version: request?.version, ...decision }]
    const { results } = await staff<{ results: { done: object | null; refusal: { code: string } | null }[] }>(
      'requests.decide',
      { decisions },
    )
    return { request, result: results[0] }
  }
  return { ...made, staff, settings, setting, decide }
}
type Start = Awaited<ReturnType<typeof start>>

/** Hugo, who is in no after-school care yet. */
const careOf = ({ town }: PortalTown, patch: object = {}) => ({
  ...{ childId: town.berthelot.hugo, activityId: town.evening.id, startDate: localDate('2026-12-07'), message: '' },
  ...{ mode: 'regular' as const, week: [{ weekday: 1, slotId: town.evening.care }] },
  ...patch,
})
const bookings = ({ desk, town }: Start) =>
  desk.read(
    ({ db }) => db.rows<{ date: string; state: string }>`select b.date, b.state from booking b
      join enrolment e on e.id = b.enrolment_id
      where e.child_id = ${town.berthelot.hugo} and e.activity_id = ${town.evening.id} order by b.date`,
  )

onEachDatabase('the yearly file on the portal', (open) => {
  it('[E01] is read, confirmed part by part and sent; what it misses is said with why', async () => {
    const { sarah } = await start(await open())
    const before = await sarah.value('registration.read', {})
    expect(before).toMatchObject({ year, complete: false, submittedAt: null, isOnItsWay: false })
    const toRead = before.sections.filter(({ state }) => state === 'to-confirm').map(({ key }) => key)
    expect(toRead).toContain('tax')
    const input = { id: randomUUID(), schoolYear: year, confirmations: toRead.slice(0, 2), submitted: false }
    const after = await sarah.value('registration.confirm', input)
    expect(after.percent).toBeGreaterThan(before.percent)
    expect(await sarah.value('registration.confirm', input)).toEqual(after)
    const sent = await sarah.value('registration.confirm', {
      ...{ id: randomUUID(), schoolYear: year, confirmations: toRead, submitted: true },
    })
    expect(sent.submittedBy).toBe('Sarah Berthelot')
    expect(sent.sections.every(({ state }) => state !== 'to-confirm')).toBe(true)
    for (const { missing } of sent.sections) for (const point of missing) expect(point.what).not.toBe('')
  })

  it('[E02] shows the same standing to the family and to the agents', async () => {
    const { sarah, staff, town } = await start(await open())
    const own = await sarah.value('registration.read', {})
    const office = await staff<{ percent: number; missing: string[] }>('registration.read', {
      familyId: town.berthelot.id,
    })
    expect([own.percent, own.missing]).toEqual([office.percent, office.missing])
  })

  it('[A10] limits the portal to the file, the requests and the invoices until it is complete, or exempted', async () => {
    const { sarah, settings, staff, town, desk } = await start(await open())
    expect(await sarah.code('home.read', {})).toBeNull()
    await settings({ limitsAccess: true })
    expect(await sarah.code('home.read', {})).toBe('registration.access-limited')
    expect(await sarah.code('calendar.month', {})).toBe('registration.access-limited')
    expect(await sarah.code('enrolment.request', { id: randomUUID(), enrolment: careOf({ town } as PortalTown) })).toBe(
      'registration.access-limited',
    )
    for (const open of [
      'registration.read',
      'file.read',
      'documents.read',
      'requests.list',
      'invoices.list',
    ] as const) {
      expect([open, await sarah.code(open, {})]).toEqual([open, null])
    }
    const form = await desk.portal.files.get('/files/registration.pdf', {}, caller(town.parent.token))
    expect(form.contentType).toBe('application/pdf')
    await staff('registration.exempt', {
      ...{ familyId: town.berthelot.id, year, exempted: true, reason: 'Pièces attendues' },
    })
    expect(await sarah.code('home.read', {})).toBeNull()
  })

  it('holds a booking back while the file is not complete, and says what to do', async () => {
    const { sarah, settings, town } = await start(await open())
    const items = [
      {
        ...{ enrolmentId: town.enrolments.linaCanteen, slotId: town.canteen.midday, action: 'book' as const },
        date: localDate('2026-12-10'),
      },
    ]
    expect((await sarah.value('booking.quote', { items })).outcomes[0]?.outcome).toBe('booked')
    await settings({ blocksBooking: true })
    expect((await sarah.value('booking.quote', { items })).outcomes[0]?.outcome).toBe('refused')
    const { blocks } = await sarah.value('calendar.month', {})
    expect(blocks.flat()).toContainEqual({ code: 'file-incomplete' })
  })

  it('[E06] [B12] gives the registration form of the family, and no other', async () => {
    const { desk, town } = await start(await open())
    const form = await desk.portal.files.get('/files/registration.pdf', {}, caller(town.parent.token))
    expect(Buffer.from(form.body).subarray(0, 5).toString()).toBe('%PDF-')
    expect(form.fileName).toContain('1001')
    await expect(desk.portal.files.get('/files/registration.pdf', {}, caller(null))).rejects.toMatchObject({
      code: 'session.missing',
    })
  })
})

onEachDatabase('asking to be enrolled', (open) => {
  it('[E10] offers each activity in its own ways, and refuses the others', async () => {
    const made = await start(await open())
    const { sarah, setting, town } = made
    await setting('agent', 'occasional')
    const offer = await sarah.value('registration.offer', {})
    const evening = offer.activities.find(({ id }) => id === town.evening.id)
    expect(evening?.modesOffered).toEqual(['occasional'])
    expect(evening?.slots[0]?.weekdays).toEqual([1, 2, 4, 5])
    expect(await sarah.code('enrolment.request', { id: randomUUID(), enrolment: careOf(made) })).toBe(
      'enrolment.mode-not-offered',
    )
    expect(
      await sarah.code('enrolment.request', {
        ...{ id: randomUUID(), enrolment: careOf(made, { mode: 'occasional' }) },
      }),
    ).toBe('input.invalid')
    await setting('closed')
    expect((await sarah.value('registration.offer', {})).activities.some(({ id }) => id === town.evening.id)).toBe(
      false,
    )
  })

  it('[E09] enrols in « Occasionnelle » without booking anything: the days are then picked one by one', async () => {
    const made = await start(await open())
    const { sarah, setting, town } = made
    await setting('automatic')
    const sent = await sarah.value('enrolment.request', {
      ...{ id: randomUUID(), enrolment: careOf(made, { mode: 'occasional', week: [] }) },
    })
    expect(sent.status).toBe('accepted')
    expect(await bookings(made)).toEqual([])
    const offer = await sarah.value('registration.offer', {})
    const hugo = offer.activities
      .find(({ id }) => id === town.evening.id)
      ?.children.find(({ childId }) => childId === town.berthelot.hugo)
    expect(hugo?.enrolledFrom).toBe('2026-12-07')
    expect((await sarah.value('registration.read', {})).regularEnrolments).toEqual([])
  })

  it('books the same days each week of a regular enrolment, once an agent accepts, and tells how many', async () => {
    const made = await start(await open())
    const { sarah, decide, town } = made
    const { id, status } = await sarah.value('enrolment.request', { id: randomUUID(), enrolment: careOf(made) })
    expect(status).toBe('pending')
    expect(await bookings(made)).toEqual([])
    const { request, result } = await decide(id, { decision: 'accept' })
    expect(result?.refusal).toBeNull()
    expect(request?.effectText).toMatch(/créneaux seront réservés/)
    expect(request?.rows.find(({ key }) => key === 'week')?.after).toMatch(/lundi/)
    const days = await bookings(made)
    expect(days.length).toBeGreaterThan(3)
    expect(days.every(({ state }) => state === 'booked')).toBe(true)
    expect(days[0]?.date).toBe('2026-12-07')
    expect((await sarah.value('registration.read', {})).regularEnrolments).toHaveLength(1)
    const again = await sarah.code('enrolment.request', { id: randomUUID(), enrolment: careOf(made) })
    expect(again).toBe('enrolment.exists')
    expect(town.evening.id).toBeGreaterThan(0)
  })

  it('undoes an enrolment within a minute, its bookings with it', async () => {
    const made = await start(await open())
    const { sarah, decide, staff, desk, town } = made
    const { id } = await sarah.value('enrolment.request', { id: randomUUID(), enrolment: careOf(made) })
    await decide(id, { decision: 'accept' })
    const { requests } = await staff<{ requests: RequestDetail[] }>('requests.read', { ids: [id] })
    const version = requests[0]?.version
    const { results } = await staff<{ results: { refusal: object | null }[] }>('requests.undo', {
      requests: [{ id, version }],
    })
    expect(results[0]?.refusal).toBeNull()
    const held = await desk.read(
      ({ db }) => db.rows`select b.id from booking b where b.child_id = ${town.berthelot.hugo}
        and b.activity_id = ${town.evening.id} and b.state <> 'cancelled'`,
    )
    expect(held).toEqual([])
    const offer = await sarah.value('registration.offer', {})
    const hugo = offer.activities
      .find((one) => one.id === town.evening.id)
      ?.children.find(({ childId }) => childId === town.berthelot.hugo)
    expect(hugo).toMatchObject({ pending: true })
  })

  it('[E08] shows the documents that the activity asks, and an agent looks when one is missing', async () => {
    const made = await start(await open())
    const { sarah, setting, staff, town } = made
    await setting('automatic')
    await staff('documents.saveType', {
      ...{ id: null, version: 0 },
      type: {
        ...{ name: 'Certificat de natation', explanation: 'Pour la piscine', whose: 'child', demand: 'activities' },
        ...{ activityIds: [town.evening.id], validity: { kind: 'school-year' }, needsValidation: true },
        ...{ blocksBooking: false, sharedAcrossFamilies: false, health: false },
      },
    })
    const offer = await sarah.value('registration.offer', {})
    const hugo = offer.activities
      .find(({ id }) => id === town.evening.id)
      ?.children.find(({ childId }) => childId === town.berthelot.hugo)
    expect(hugo?.documents).toEqual([
      { name: 'Certificat de natation', explanation: 'Pour la piscine', status: 'missing' },
    ])
    const { id, status } = await sarah.value('enrolment.request', { id: randomUUID(), enrolment: careOf(made) })
    expect(status).toBe('pending')
    const { requests } = await staff<{ requests: RequestDetail[] }>('requests.read', { ids: [id] })
    expect(requests[0]?.changes.join(' ')).toContain('Certificat de natation')
  })

  it('refuses a child too young, and says which rule stops', async () => {
    const made = await start(await open())
    const { sarah, desk, town } = made
    await desk.write(
      (ctx) => ctx.db.run`update activity set min_age_months = 150, version = version + 1
      where id = ${town.evening.id}`,
    )
    const offer = await sarah.value('registration.offer', {})
    const [first] = offer.activities.find(({ id }) => id === town.evening.id)?.children ?? []
    expect(first?.blocks[0]?.rule).toMatch(/à partir de/)
    expect(await sarah.code('enrolment.request', { id: randomUUID(), enrolment: careOf(made) })).toBe(
      'enrolment.not-eligible',
    )
  })
})

onEachDatabase('asking for a place', (open) => {
  const zoe = { firstName: 'Zoé', lastName: 'Berthelot', sex: 'F' as const, birthDate: localDate('2024-02-11') }

  it('[E03] [N33] files a school pre-enrolment, that an agent receives, instructs and grants', async () => {
    const { sarah, decide, staff, town } = await start(await open())
    const form = {
      ...{ childId: null, newChild: zoe, schoolYear: schoolYear('2027-2028'), classLevel: 'PS' as const },
      ...{ currentSchool: '', wishes: [town.school], message: 'Sa sœur y est déjà.' },
    }
    const { id, status } = await sarah.value('preEnrolment.school', { id: randomUUID(), form })
    expect(status).toBe('pending')
    const { request } = await decide(id, { decision: 'accept' })
    expect(request?.message).toBe('Sa sœur y est déjà.')
    const [dossier] = (await sarah.value('registration.read', {})).dossiers
    expect(dossier).toMatchObject({ kind: 'school', status: 'complete', childName: 'Zoé Berthelot', classLevel: 'PS' })
    const { lines } = await staff<{ lines: { id: number; version: number }[] }>('preEnrolments.list', {
      kind: 'school',
    })
    await staff('preEnrolments.decide', {
      ...{ id: lines[0]?.id, version: lines[0]?.version },
      answer: { decision: 'admitted', structureId: town.school, from: '2027-09-01' },
    })
    const after = await sarah.value('registration.read', {})
    expect(after.dossiers[0]).toMatchObject({ status: 'admitted', structureName: 'École Jean-Zay' })
    expect(after.sections.some(({ name }) => name === 'Zoé')).toBe(true)
    expect(JSON.stringify(after)).not.toMatch(/priorityNote|points/)
  })

  it('[E04] files a nursery pre-enrolment for a child to be born, and shows the rank of the waiting list', async () => {
    const { sarah, decide, staff, desk } = await start(await open())
    const nursery = await desk.write((ctx) => addNursery(ctx))
    const form = {
      ...{ childId: null, wishes: [nursery.structureId], wishedStart: localDate('2027-09-01'), message: '' },
      newChild: {
        ...{ firstName: '', lastName: 'Berthelot', sex: '' as const },
        ...{ birthDate: null, expectedBirth: localDate('2027-04-20') },
      },
      weekly: [{ weekday: 2, from: localTime('08:00'), to: localTime('17:30') }],
    }
    const { id } = await sarah.value('preEnrolment.nursery', { id: randomUUID(), form })
    await decide(id, { decision: 'accept' })
    const { lines } = await staff<{ lines: { id: number; version: number }[] }>('preEnrolments.list', {
      kind: 'nursery',
    })
    const [line] = lines
    await staff('preEnrolments.decide', { id: line?.id, version: line?.version, answer: { decision: 'waiting' } })
    expect((await sarah.value('registration.read', {})).dossiers[0]).toMatchObject({ status: 'waiting', rank: 1 })
    const early = { ...form, wishedStart: localDate('2027-03-01') }
    expect(await sarah.code('preEnrolment.nursery', { id: randomUUID(), form: early })).toBe(
      'pre-enrolment.start-before-birth',
    )
  })

  it('refuses with a reason that the family reads, and sends back for more', async () => {
    const { sarah, decide, town } = await start(await open())
    const form = {
      ...{ childId: null, newChild: zoe, schoolYear: schoolYear('2027-2028'), classLevel: 'PS' as const },
      ...{ currentSchool: '', wishes: [town.school], message: '' },
    }
    const { id } = await sarah.value('preEnrolment.school', { id: randomUUID(), form })
    await decide(id, { decision: 'ask-more', question: 'Quelle est votre adresse à la rentrée ?' })
    expect((await sarah.value('requests.get', { id })).status).toBe('needs-more')
    await sarah.value('requests.complete', { id, message: '12 rue des Tilleuls' })
    await decide(id, { decision: 'refuse', reason: 'Hors du secteur' })
    expect(await sarah.value('requests.get', { id })).toMatchObject({ status: 'refused', reason: 'Hors du secteur' })
    expect((await sarah.value('registration.read', {})).dossiers).toEqual([])
  })
})
