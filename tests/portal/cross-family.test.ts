import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { portalContract } from '../../src-shared/contract/portal'
import { staffContract } from '../../src-shared/contract/staff'
import { localDate } from '../../src-shared/kernel/local-date'
import { localTime } from '../../src-shared/kernel/local-time'
import { schoolYear } from '../../src-shared/kernel/school-year'
import { yearMonth } from '../../src-shared/kernel/year-month'
import type { BookingItem } from '../../src-shared/contract/requests'
import { cents } from '../../src-shared/kernel/money'
import { recordPayment } from '../../src-main/modules/payments'
import { decideRequest } from '../../src-main/modules/requests'
import { caller, staffActor } from '../support/desk'
import { onEachDatabase } from '../support/database'
import { fileFromStaff, receiveFile } from '../support/factories/documents'
import { openTestGateway } from '../support/factories/payments'
import { jpeg } from '../support/pictures'
import { portalTown, type PortalTown } from './portal-town'
import { accessAttempts } from './access-attempts'
import { identityAttempts } from './identity-attempts'

/** What Mariama tries with what is Sarah's. `own` = the operation takes nothing of anybody: it answers with her own data only. */
type Attempt = (town: PortalTown) => Promise<'refused' | string>

const foreignItem = ({ town }: PortalTown): BookingItem => ({
  enrolmentId: town.enrolments.linaCanteen,
  slotId: town.canteen.midday,
  date: localDate('2026-12-10'),
  action: 'book',
})

async function foreignRequest({ sarah, town }: PortalTown): Promise<string> {
  const item: BookingItem = {
    enrolmentId: town.enrolments.linaLeisure,
    slotId: town.leisure.day,
    date: localDate('2026-12-16'),
    action: 'book',
  }
  return (await sarah.value('booking.submit', { id: randomUUID(), items: [item] })).id
}

async function foreignFileRequest({ sarah, town }: PortalTown): Promise<string> {
  const changes = [{ field: 'mobile', before: '0600000000', after: '0612345678' }]
  const payload = { subject: 'guardian' as const, personId: town.berthelot.sarah, action: 'change' as const, changes }
  return (await sarah.value('file.submit', { id: randomUUID(), payload })).id
}

const ownOnly = (text: unknown) => {
  const said = JSON.stringify(text)
  expect(said).not.toMatch(/Lina|Hugo|Sarah|Berthelot|1001/)
  expect(said).toMatch(/Awa|Mariama|Diallo|1002|29,?40|2940|\[\]/)
  return 'refused'
}
const refusedAs = (code: string | null) => (code === 'record.not-found' ? 'refused' : `answered ${code}`)

/** An online payment of Sarah's, begun and not finished. */
async function foreignPayment({ desk, sarah, invoices }: PortalTown): Promise<string> {
  await desk.write(async (ctx) => {
    await ctx.db.run`update town set mode = 'demonstration'`
    await openTestGateway(ctx)
  })
  return (await sarah.value('payments.begin', { id: randomUUID(), invoiceIds: [invoices.berthelot] })).id
}

const attempts: Record<keyof typeof portalContract, Attempt> = {
  'session.signIn': async ({ mariama }) =>
    (await mariama.code('session.signIn', { login: 'parent1', password: 'not hers' })) === 'account.wrong-credentials'
      ? 'refused'
      : 'open',
  'session.signOut': async ({ mariama, sarah }) => {
    await mariama.value('session.signOut', {})
    return (await sarah.value('session.current', {}))?.firstName === 'Sarah' ? 'refused' : 'open'
  },
  'session.current': async ({ mariama }) => ownOnly(await mariama.value('session.current', {})),
  'session.chooseFamily': async ({ mariama }) => refusedAs(await mariama.code('session.chooseFamily', { position: 1 })),
  ...accessAttempts,
  ...identityAttempts,
  'town.identity': async ({ mariama }) => {
    expect(JSON.stringify(await mariama.value('town.identity', {}))).not.toMatch(/Lina|Berthelot/)
    return 'refused'
  },
  'home.read': async ({ mariama }) => ownOnly(await mariama.value('home.read', {})),
  'calendar.month': async ({ mariama }) =>
    ownOnly(await mariama.value('calendar.month', { month: yearMonth('2026-12') })),
  'booking.quote': async (town) => refusedAs(await town.mariama.code('booking.quote', { items: [foreignItem(town)] })),
  'booking.submit': async (town) => {
    const code = await town.mariama.code('booking.submit', { id: randomUUID(), items: [foreignItem(town)] })
    const rows = await town.desk.read(({ db }) => db.rows`select id from booking`)
    expect(rows).toEqual([])
    return refusedAs(code)
  },
  'requests.list': async (town) => {
    await foreignRequest(town)
    return (await town.mariama.value('requests.list', {})).length === 0 ? 'refused' : 'open'
  },
  'requests.get': async (town) =>
    refusedAs(await town.mariama.code('requests.get', { id: await foreignRequest(town) })),
  'requests.withdraw': async (town) =>
    refusedAs(await town.mariama.code('requests.withdraw', { id: await foreignRequest(town) })),
  'requests.complete': async (town) => {
    const id = await foreignFileRequest(town)
    await town.desk.write(
      (ctx) => decideRequest(ctx, { id, version: 1, decision: 'ask-more', question: 'Quelle rue ?' }),
      staffActor('agent'),
    )
    return refusedAs(await town.mariama.code('requests.complete', { id, message: 'rue des Ormes' }))
  },
  'file.read': async (town) => {
    await foreignFileRequest(town)
    return ownOnly(await town.mariama.value('file.read', {}))
  },
  'file.submit': async (town) => {
    const { sarah, lina, id } = town.town.berthelot
    const change = { field: 'mobile', before: '', after: '0612345678' }
    const guardian = { subject: 'guardian' as const, personId: sarah, action: 'change' as const, changes: [change] }
    const child = { subject: 'child-needs' as const, personId: lina, action: 'change' as const, changes: [] }
    const codes = [
      await town.mariama.code('file.submit', { id: randomUUID(), payload: guardian }),
      await town.mariama.code('file.submit', { id: randomUUID(), payload: { ...child, message: 'lunettes' } }),
    ]
    const rows = await town.desk.read(({ db }) => db.rows`select id from request where family_id = ${id}`)
    expect(rows).toEqual([])
    return refusedAs(codes.every((code) => code === codes[0]) ? (codes[0] ?? null) : null)
  },
  'documents.read': async ({ mariama }) => ownOnly(await mariama.value('documents.read', {})),
  'documents.requiredFor': async ({ mariama, town }) =>
    refusedAs(
      await mariama.code('documents.requiredFor', { childId: town.berthelot.lina, activityId: town.canteen.id }),
    ),
  'documents.send': async ({ mariama, town, desk }) => {
    const typeId = await desk.write((ctx) =>
      ctx.db.insert('document_type', {
        ...{ name: 'Assurance', explanation: '', whose: 'child', demand: 'always', validity: 'forever' },
        ...{ needsValidation: true, blocksBooking: false, sharedAcrossFamilies: false, health: false },
        ...{ position: 0, version: 1 },
      }),
    )
    const uploadId = await fileFromStaff(desk)
    const asked = { id: randomUUID(), typeId, uploadId, personId: town.berthelot.lina }
    return refusedAs(await mariama.code('documents.send', asked))
  },
  'rules.accept': async ({ mariama }) =>
    refusedAs(await mariama.code('rules.accept', { rulesId: 999, sha256: 'a'.repeat(64) })),
  'consents.answer': async ({ mariama, town, desk }) => {
    const input = { kind: 'image' as const, childId: town.berthelot.lina, given: true }
    const code = await mariama.code('consents.answer', input)
    expect(await desk.read(({ db }) => db.rows`select id from consent`)).toEqual([])
    return refusedAs(code)
  },
  'tariffs.read': async ({ mariama }) => ownOnly(await mariama.value('tariffs.read', {})),
  'invoices.list': async ({ mariama }) => ownOnly(await mariama.value('invoices.list', {})),
  'invoices.get': async ({ mariama, invoices }) =>
    refusedAs(await mariama.code('invoices.get', { id: invoices.berthelot })),
  'payments.begin': async (town) => {
    const id = await foreignPayment(town)
    const { berthelot, diallo } = town.invoices
    const codes = [
      await town.mariama.code('payments.begin', { id: randomUUID(), invoiceIds: [berthelot] }),
      await town.mariama.code('payments.begin', { id: randomUUID(), invoiceIds: [diallo, berthelot] }),
      // Sarah's own number of payment, with an invoice that is Mariama's.
      await town.mariama.code('payments.begin', { id, invoiceIds: [diallo] }),
    ]
    expect(await town.desk.read(({ db }) => db.rows`select id from payment_attempt`)).toEqual([{ id }])
    return codes.every((code) => code === 'record.not-found') ? 'refused' : codes.join()
  },
  'payments.status': async (town) =>
    refusedAs(await town.mariama.code('payments.status', { id: await foreignPayment(town) })),
  'registration.read': async ({ mariama }) => ownOnly(await mariama.value('registration.read', {})),
  'registration.confirm': async ({ mariama, town }) => {
    const confirmations = [`child-health/${town.berthelot.lina}`]
    const input = { id: randomUUID(), schoolYear: schoolYear('2026-2027'), confirmations, submitted: false }
    const code = await mariama.code('registration.confirm', input)
    return code === 'registration.unknown-section' ? 'refused' : `answered ${code}`
  },
  'registration.offer': async ({ mariama }) => ownOnly(await mariama.value('registration.offer', {})),
  'enrolment.request': async ({ mariama, town }) => {
    const asked = { childId: town.berthelot.lina, activityId: town.evening.id, mode: 'occasional' as const, week: [] }
    const enrolment = { ...asked, startDate: localDate('2026-12-10') }
    return refusedAs(await mariama.code('enrolment.request', { id: randomUUID(), enrolment }))
  },
  'preEnrolment.school': async ({ mariama, town }) => {
    const asked = { childId: town.berthelot.lina, newChild: null, wishes: [town.school] }
    const form = { ...asked, schoolYear: schoolYear('2027-2028'), classLevel: 'CM1' as const }
    return refusedAs(await mariama.code('preEnrolment.school', { id: randomUUID(), form }))
  },
  'preEnrolment.nursery': async ({ mariama, town }) => {
    const asked = { childId: town.berthelot.lina, newChild: null, wishes: [town.school] }
    const weekly = [{ weekday: 1, from: localTime('08:00'), to: localTime('17:00') }]
    const form = { ...asked, wishedStart: localDate('2027-01-04'), weekly }
    return refusedAs(await mariama.code('preEnrolment.nursery', { id: randomUUID(), form }))
  },
  'family.read': async ({ mariama }) => ownOnly(await mariama.value('family.read', {})),
}

onEachDatabase('the portal between families', (open) => {
  it('has an attempt for every operation of its contract', () => {
    expect(Object.keys(attempts).toSorted()).toEqual(Object.keys(portalContract).toSorted())
  })

  it.each(Object.keys(attempts))('%s shows and changes nothing of another family', async (name) => {
    const town = await portalTown(await open())
    expect(await attempts[name as keyof typeof attempts](town)).toBe('refused')
  })

  it('answers every operation that needs a session with a refusal when nobody is signed in', async () => {
    const { desk } = await portalTown(await open())
    for (const [name, operation] of Object.entries(portalContract)) {
      if (operation.permission === 'anyone') continue
      const { reply } = await desk.portal.dispatcher.call(name, {}, caller(null))
      expect([name, reply.ok ? 'answered' : reply.error.code]).toEqual([name, 'session.missing'])
    }
  })

  it('knows no operation of the staff, even with the session of an agent', async () => {
    const { desk, town } = await portalTown(await open())
    for (const name of Object.keys(staffContract).filter((one) => !Object.hasOwn(portalContract, one))) {
      const { reply } = await desk.portal.dispatcher.call(name, {}, caller(town.staff.administrator.token))
      expect([name, reply.ok ? 'answered' : reply.error.code]).toEqual([name, 'operation.unknown'])
    }
    const { reply } = await desk.portal.dispatcher.call('home.read', {}, caller(town.staff.administrator.token))
    expect(reply.ok ? 'answered' : reply.error.code).toBe('session.missing')
  })

  it('gives an invoice only to its family, as a file too', async () => {
    const { desk, town, invoices } = await portalTown(await open())
    const get = (id: number) => desk.portal.files.get(`/files/invoices/${id}.pdf`, {}, caller(town.parent.token))
    await expect(get(invoices.diallo)).rejects.toMatchObject({ code: 'record.not-found' })
  })

  it('gives a receipt, a paper, a health sheet and a photo to the family that they are of, and to no other', async () => {
    const made = await portalTown(await open())
    const { desk, town, tokens } = made
    const actor = { kind: 'parent' as const, accountId: town.parent.id, personId: town.berthelot.sarah }
    const uploadId = await receiveFile(desk, { ...actor, familyId: town.berthelot.id, name: 'Sarah Berthelot' })
    const receipt = await desk.write(async (ctx) => {
      const paid = { method: 'cheque' as const, amountCents: cents(500), receivedOn: localDate('2026-12-02') }
      return (await recordPayment(ctx, { familyId: town.berthelot.id, ...paid, reference: '', payerName: '' })).id
    }, staffActor('cashier'))
    const photo = { childId: town.berthelot.lina, familyId: town.berthelot.id, photo: jpeg(20, 20).toString('base64') }
    const agent = caller(town.staff.agent.token)
    expect((await desk.staff.dispatcher.call('children.savePhoto', photo, agent)).reply.ok).toBe(true)
    const paths = [
      `/files/receipts/${receipt}.pdf`,
      `/files/uploads/${uploadId}`,
      `/files/children/${town.berthelot.lina}/health-sheet.pdf`,
      `/files/children/${town.berthelot.lina}/photo`,
    ]
    for (const path of paths) {
      const get = (token: string) => desk.portal.files.get(path, {}, caller(token))
      expect([path, (await get(tokens.sarah)).body.length > 0]).toEqual([path, true])
      await expect(get(tokens.mariama), path).rejects.toMatchObject({ code: 'record.not-found' })
    }
  })

  it('takes no family id in any input', () => {
    const named = Object.entries(portalContract).filter(([, { input }]) =>
      /family.?id/i.test(JSON.stringify(Object.keys(input.shape))),
    )
    expect(named.map(([name]) => name)).toEqual([])
  })
})
