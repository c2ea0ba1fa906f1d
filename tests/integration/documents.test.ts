import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { InputOf, OutputOf, Reply } from '../../src-shared/contract/operation'
import type { StaffContract } from '../../src-shared/contract/staff'
import type { DocumentTypeFields } from '../../src-shared/contract/staff/documents'
import { localDate } from '../../src-shared/kernel/local-date'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { consentStatus, requiredDocumentsOf } from '../../src-main/modules/documents'
import type { ParentActor } from '../../src-main/kernel/actor'
import { portalTown, type PortalTown } from '../portal/portal-town'
import { caller, valueOf } from '../support/desk'
import { onEachDatabase, type TestDatabase } from '../support/database'
import { fileFromStaff, receiveFile, typeFields } from '../support/factories/documents'
import { insertMember } from '../support/factories/town'
import { jpeg, pdf } from '../support/pictures'

type Name = keyof StaffContract & string

function staffOf({ desk, town }: PortalTown, role: keyof PortalTown['town']['staff'] = 'administrator') {
  const ask = async <K extends Name>(operation: K, input: InputOf<StaffContract, K>): Promise<Reply> =>
    (await desk.staff.dispatcher.call(operation, input, caller(town.staff[role].token))).reply
  return {
    value: async <K extends Name>(operation: K, input: InputOf<StaffContract, K>) =>
      valueOf<OutputOf<StaffContract, K>>(await ask(operation, input)),
    code: async <K extends Name>(operation: K, input: InputOf<StaffContract, K>) => {
      const reply = await ask(operation, input)
      return reply.ok ? null : reply.error.code
    },
  }
}

async function openTown(test: TestDatabase) {
  const made = await portalTown(test)
  const { town } = made
  const sarah: ParentActor = {
    ...{ kind: 'parent', accountId: 1, personId: town.berthelot.sarah, familyId: town.berthelot.id, name: 'Sarah B' },
  }
  const admin = staffOf(made)
  const addType = async (changes: Partial<DocumentTypeFields> = {}) =>
    (await admin.value('documents.saveType', { id: null, version: 0, type: typeFields(changes) })).id
  /** Sarah sends a document about Lina; the id of the request. */
  const send = async (typeId: number, personId: number | null = town.berthelot.lina) => {
    const id = randomUUID()
    const uploadId = await receiveFile(made.desk, sarah)
    await made.sarah.value('documents.send', { id, typeId, personId, uploadId })
    return id
  }
  return { ...made, admin, addType, send, sarahActor: sarah }
}
type Town = Awaited<ReturnType<typeof openTown>>

async function decide(
  { admin }: Town,
  id: string,
  decision: { decision: 'accept' } | { decision: 'refuse'; reason: string },
) {
  const { rows } = await admin.value('documents.list', { filter: 'all' })
  const version = rows.find(({ request }) => request?.id === id)?.request?.version ?? 0
  const { results } = await admin.value('requests.decide', { decisions: [{ id, version, ...decision }] })
  return results[0]
}

const requiredOf = async ({ sarah }: Town) =>
  (await sarah.value('documents.read', {})).required.map(
    ({ name, personName, status }) => `${name} ${personName} ${status}`,
  )

onEachDatabase('documents of families', (open) => {
  it('[J03] [J04] [J05] [J10] [N18] are sent about a member, opened and accepted by an agent, and seen by both', async () => {
    const made = await openTown(await open())
    const typeId = await made.addType()
    expect(await requiredOf(made)).toEqual(['Assurance scolaire Lina missing', 'Assurance scolaire Hugo missing'])
    const id = await made.send(typeId)
    expect(await requiredOf(made)).toContain('Assurance scolaire Lina sent')

    const { rows, counts } = await made.admin.value('documents.list', {})
    expect(counts.toCheck).toBe(1)
    expect(rows[0]).toMatchObject({
      familyName: 'Berthelot',
      personName: 'Lina',
      status: 'sent',
      proposedTo: '2027-08-31',
    })
    const file = await made.desk.staff.files.get(
      `/files/uploads/${rows[0]?.file.id}`,
      {},
      caller(made.town.staff.agent.token),
    )
    expect(file).toMatchObject({ contentType: 'application/pdf', fileName: 'attestation.pdf', inline: true })

    expect((await decide(made, id, { decision: 'accept' }))?.refusal).toBeNull()
    expect(await requiredOf(made)).toContain('Assurance scolaire Lina valid')
    const { sent } = await made.sarah.value('documents.read', {})
    expect(sent).toMatchObject([
      { typeName: 'Assurance scolaire', personName: 'Lina', status: 'valid', validTo: '2027-08-31' },
    ])
  })

  it('[N18] [J09] are refused with a reason that the family reads, and put back by an undo', async () => {
    const made = await openTown(await open())
    const id = await made.send(await made.addType())
    const refused = await decide(made, id, { decision: 'refuse', reason: 'La photo est illisible.' })
    const [mine] = (await made.sarah.value('documents.read', {})).sent
    expect(mine).toMatchObject({ status: 'refused', reason: 'La photo est illisible.' })
    expect((await made.sarah.value('documents.read', {})).required[0]).toMatchObject({ status: 'refused' })
    await made.admin.value('requests.undo', { requests: [{ id, version: refused?.done?.version ?? 0 }] })
    expect((await made.sarah.value('documents.read', {})).sent[0]).toMatchObject({ status: 'sent', reason: '' })

    const accepted = await decide(made, id, { decision: 'accept' })
    await made.admin.value('requests.undo', { requests: [{ id, version: accepted?.done?.version ?? 0 }] })
    expect((await made.sarah.value('documents.read', {})).sent[0]).toMatchObject({ status: 'sent', validTo: null })
  })

  it('are withdrawn by the family, and asked again', async () => {
    const made = await openTown(await open())
    const id = await made.send(await made.addType())
    await made.sarah.value('requests.withdraw', { id })
    expect(await requiredOf(made)).toContain('Assurance scolaire Lina missing')
    expect((await made.admin.value('documents.list', {})).rows).toEqual([])
  })

  it('[N17] are accepted at once where no agent looks at them, and asked of whom the town says, for the activity it says', async () => {
    const made = await openTown(await open())
    const { town } = made
    const typeId = await made.addType({
      ...{ name: 'Certificat médical', demand: 'activities', activityIds: [town.evening.id] },
      ...{ needsValidation: false, validity: { kind: 'months', months: 12 } },
    })
    await made.addType({ name: 'Justificatif de domicile', whose: 'family' })
    const before = await requiredOf(made)
    expect(before).toContain('Justificatif de domicile  missing')
    expect(before.filter((line) => line.startsWith('Certificat'))).toEqual(['Certificat médical Lina missing'])
    await made.send(typeId)
    expect(await requiredOf(made)).toContain('Certificat médical Lina valid')
    const [document] = (await made.admin.value('documents.list', { filter: 'valid' })).rows
    expect(document).toMatchObject({ validFrom: '2026-12-02', validTo: '2027-12-01' })
    expect(
      await made.admin.code('documents.saveType', {
        ...{ id: null, version: 0, type: typeFields({ demand: 'activities' }) },
      }),
    ).toBe('document.activities-needed')
  })

  it('[E08] say before enrolling what an activity asks of the child', async () => {
    const made = await openTown(await open())
    const { town } = made
    await made.addType({ name: 'Brevet de natation', demand: 'activities', activityIds: [town.leisure.id] })
    const asked = { childId: town.berthelot.hugo, activityId: town.leisure.id }
    expect(await made.sarah.value('documents.requiredFor', asked)).toMatchObject([
      { name: 'Brevet de natation', personName: 'Hugo', status: 'missing' },
    ])
    expect(await made.sarah.value('documents.requiredFor', { ...asked, activityId: town.canteen.id })).toEqual([])
    const known = await made.desk.read((ctx) =>
      requiredDocumentsOf(ctx, { familyId: town.berthelot.id, ...asked, on: localDate('2026-12-10') }),
    )
    expect(known).toHaveLength(1)
  })

  it('[J07] [J08] hold a booking back until they are valid on the day, and say which and why, on the calendar as at the desk', async () => {
    const made = await openTown(await open())
    const { town, sarah } = made
    const typeId = await made.addType({ blocksBooking: true })
    const item = {
      enrolmentId: town.enrolments.linaCanteen,
      slotId: town.canteen.midday,
      date: localDate('2026-12-10'),
      action: 'book' as const,
    }
    const quote = async () => (await sarah.value('booking.quote', { items: [item] })).outcomes[0]
    const refused = await quote()
    expect(refused).toMatchObject({ outcome: 'refused', refusal: { code: 'booking.blocked' } })
    expect(JSON.stringify(refused?.refusal?.details)).toContain('Assurance scolaire')
    const month = await sarah.value('calendar.month', { month: yearMonth('2026-12') })
    const cell = month.days
      .find(({ date }) => date === item.date)
      ?.cells.find(({ enrolmentId }) => enrolmentId === item.enrolmentId)
    expect(cell?.state).toBe('blocked')
    expect(month.blocks[cell?.blocks ?? -1]).toContainEqual({
      code: 'document-missing',
      documents: ['Assurance scolaire'],
    })

    await decide(made, await made.send(typeId), { decision: 'accept' })
    expect(await quote()).toMatchObject({ outcome: 'booked' })
    const [document] = (await made.admin.value('documents.list', { filter: 'valid' })).rows
    const { id = 0, version = 0 } = document ?? {}
    await made.admin.value('documents.setValidity', {
      ...{ id, version, validFrom: localDate('2026-09-01'), validTo: localDate('2026-12-09') },
    })
    expect(await quote()).toMatchObject({ outcome: 'refused', refusal: { code: 'booking.blocked' } })
  })

  it('[N18] given at the counter are valid at once, and may be revoked with a reason', async () => {
    const made = await openTown(await open())
    const { town, admin } = made
    const typeId = await made.addType()
    const uploadId = await fileFromStaff(made.desk)
    const { id } = await admin.value('documents.add', {
      ...{ familyId: town.berthelot.id, typeId, personId: town.berthelot.hugo, uploadId },
    })
    expect(await requiredOf(made)).toContain('Assurance scolaire Hugo valid')
    const { sent } = await made.sarah.value('documents.read', {})
    expect(sent[0]).toMatchObject({ requestId: null, status: 'valid' })
    const file = await made.desk.portal.files.get(`/files/uploads/${uploadId}`, {}, caller(made.tokens.sarah))
    expect(file.fileName).toBe('attestation.pdf')
    await admin.value('documents.revoke', { id, version: 1, reason: 'Ce n’est pas la bonne année.' })
    expect((await made.sarah.value('documents.read', {})).sent[0]).toMatchObject({
      ...{ status: 'refused', reason: 'Ce n’est pas la bonne année.' },
    })
    expect(await admin.code('documents.revoke', { id, version: 1, reason: 'encore' })).toBe('document.not-valid')
  })

  it('of health open with the health permission only, and each opening is traced', async () => {
    const made = await openTown(await open())
    await made.send(await made.addType({ name: 'Carnet de vaccination', health: true }))
    const [row] = (await made.admin.value('documents.list', {})).rows
    const openAs = (token: string) => made.desk.staff.files.get(`/files/uploads/${row?.file.id}`, {}, caller(token))
    await expect(openAs(made.town.staff.cashier.token)).rejects.toMatchObject({ code: 'permission.missing' })
    await openAs(made.town.staff.agent.token)
    const traces = await made.desk.read(
      ({ db }) => db.rows`select id from audit_log where operation = 'documents.open'`,
    )
    expect(traces).toHaveLength(1)
  })

  it('shared across families are asked once in shared custody, and the other home sees neither paper nor author', async () => {
    const made = await openTown(await open())
    const { town, mariama } = made
    await made.desk.write((ctx) => insertMember(ctx, town.diallo.id, town.berthelot.lina, 'child'))
    const typeId = await made.addType({ sharedAcrossFamilies: true })
    const own = await made.addType({ name: 'Fiche de liaison' })
    await decide(made, await made.send(typeId), { decision: 'accept' })
    await decide(made, await made.send(own), { decision: 'accept' })
    const seen = await mariama.value('documents.read', {})
    const ofLina = seen.required.filter(({ personName }) => personName === 'Lina')
    expect(ofLina.map(({ name, status, fromOtherFamily }) => ({ name, status, fromOtherFamily }))).toEqual([
      { name: 'Assurance scolaire', status: 'valid', fromOtherFamily: true },
      { name: 'Fiche de liaison', status: 'missing', fromOtherFamily: false },
    ])
    expect(seen.sent).toEqual([])
    expect(JSON.stringify(seen)).not.toMatch(/Sarah|attestation/)
  })

  it('refuse what is not one’s own: another child, another family’s file, an unknown type', async () => {
    const made = await openTown(await open())
    const { town, mariama } = made
    const typeId = await made.addType()
    const uploadId = await receiveFile(made.desk, made.sarahActor)
    const code = (input: { personId: number | null; uploadId: string; typeId: number }) =>
      mariama.code('documents.send', { id: randomUUID(), ...input })
    expect(await code({ typeId, personId: town.berthelot.lina, uploadId })).toBe('record.not-found')
    expect(await code({ typeId, personId: town.diallo.awa, uploadId })).toBe('upload.missing')
    expect(await code({ typeId: 999, personId: town.diallo.awa, uploadId })).toBe('record.not-found')
    expect(await code({ typeId, personId: null, uploadId })).toBe('document.wrong-owner')
  })
})

onEachDatabase('files that the town publishes', (open) => {
  it('[J01] [J02] [N19] are downloaded by everybody, or by one family and by no other', async () => {
    const made = await openTown(await open())
    const { town, admin, sarah, mariama } = made
    const menu = await fileFromStaff(made.desk)
    const letter = await fileFromStaff(made.desk)
    await admin.value('publishedFiles.publish', { title: 'Menus', category: 'menu', familyId: null, uploadId: menu })
    await admin.value('publishedFiles.publish', {
      ...{ title: 'Attestation Caf', category: 'certificate', familyId: town.berthelot.id, uploadId: letter },
    })
    const mine = await sarah.value('documents.read', {})
    expect(mine.downloads.map(({ title }) => title)).toEqual(['Menus'])
    expect(mine.personal.map(({ title }) => title)).toEqual(expect.arrayContaining(['Attestation Caf']))
    expect(
      mine.personal.some(({ category, path }) => category === 'invoice' && path.startsWith('/files/invoices/')),
    ).toBe(true)
    const hers = await mariama.value('documents.read', {})
    expect(hers.downloads).toHaveLength(1)
    expect(JSON.stringify(hers)).not.toContain('Attestation Caf')
    const get = (id: string, token: string) => made.desk.portal.files.get(`/files/uploads/${id}`, {}, caller(token))
    await expect(get(menu, made.tokens.mariama)).resolves.toMatchObject({ fileName: 'attestation.pdf' })
    await expect(get(letter, made.tokens.sarah)).resolves.toMatchObject({ fileName: 'attestation.pdf' })
    await expect(get(letter, made.tokens.mariama)).rejects.toMatchObject({ code: 'record.not-found' })

    const [published] = (await admin.value('publishedFiles.list', {})).filter(({ family }) => family === null)
    await admin.value('publishedFiles.remove', { id: published?.id ?? 0, version: published?.version ?? 0 })
    expect((await mariama.value('documents.read', {})).downloads).toEqual([])
    await expect(get(menu, made.tokens.mariama)).rejects.toMatchObject({ code: 'record.not-found' })
  })
})

onEachDatabase('règlements and consents', (open) => {
  const wording = 'J’ai lu le règlement et je m’engage à le respecter.'
  const publish = async ({ desk, admin }: Town, structureId: number | null, text: string) => {
    const uploadId = await fileFromStaff(desk, pdf(text))
    return admin.value('rules.publish', { structureId, title: 'Règlement', wording, blocksBooking: true, uploadId })
  }

  it('[M01] are read and accepted with the proof of the text, asked again with each version, and hold bookings back', async () => {
    const made = await openTown(await open())
    const { town, sarah, admin } = made
    const { id } = await publish(made, town.centre, 'version 1')
    const [shown] = (await sarah.value('documents.read', {})).rules
    expect(shown).toMatchObject({ id, acceptedAt: null, concernsUs: true, structureName: 'Les Cabanes', wording })
    const item = {
      ...{ enrolmentId: town.enrolments.linaLeisure, slotId: town.leisure.day, date: localDate('2026-12-16') },
      action: 'book' as const,
    }
    const outcome = async () => (await sarah.value('booking.quote', { items: [item] })).outcomes[0]
    expect(JSON.stringify((await outcome())?.refusal?.details)).toContain('Règlement')

    expect(await sarah.code('rules.accept', { rulesId: id, sha256: 'a'.repeat(64) })).toBe('rules.edition-changed')
    await sarah.value('rules.accept', { rulesId: id, sha256: shown?.sha256 ?? '' })
    await sarah.value('rules.accept', { rulesId: id, sha256: shown?.sha256 ?? '' })
    const kept = await made.desk.read(({ db }) => db.rows`select * from rules_acceptance`)
    expect(kept).toHaveLength(1)
    expect(kept[0]).toMatchObject({
      ...{ personId: town.berthelot.sarah, wording, sha256: shown?.sha256, channel: 'portal', userAgent: 'test' },
      ...{ acceptedAt: '2026-12-02T15:10:00.000Z', address: '127.0.0.1' },
    })
    expect(await outcome()).toMatchObject({ outcome: 'requested' })
    const [row] = await admin.value('rules.list', {})
    expect(row).toMatchObject({ accepted: 1, edition: 1 })

    const next = await publish(made, town.centre, 'version 2')
    expect(next.edition).toBe(2)
    expect(await sarah.code('rules.accept', { rulesId: id, sha256: shown?.sha256 ?? '' })).toBe('record.not-found')
    expect((await sarah.value('documents.read', {})).rules[0]).toMatchObject({ id: next.id, acceptedAt: null })
    expect(await outcome()).toMatchObject({ outcome: 'refused' })
    const { rows } = await admin.value('rules.acceptances', { id: next.id, only: 'awaited' })
    expect(rows.map(({ familyName }) => familyName)).toContain('Berthelot')
    const csv = await made.desk.staff.files.get(
      `/files/rules/${id}/acceptances.csv`,
      {},
      caller(town.staff.agent.token),
    )
    expect(String(csv.body)).toContain('1001;Berthelot;Sarah Berthelot;')
  })

  it('are published as PDF only, and by who sets the town', async () => {
    const made = await openTown(await open())
    const uploadId = await fileFromStaff(made.desk, jpeg())
    const input = { structureId: null, title: 'Règlement', wording, blocksBooking: true, uploadId }
    expect(await made.admin.code('rules.publish', input)).toBe('rules.pdf-only')
    expect(await staffOf(made, 'agent').code('rules.publish', input)).toBe('permission.missing')
  })

  it('a child’s image needs every parent; a « no », or a « yes » taken back, is a « no », and nothing depends on it', async () => {
    const made = await openTown(await open())
    const { town, sarah, admin } = made
    const childId = town.berthelot.lina
    const stateOf = async () => {
      const { consents } = await sarah.value('documents.read', {})
      return consents.find((one) => one.kind === 'image' && one.childId === childId)
    }
    expect(await stateOf()).toMatchObject({ mine: null, result: 'unanswered', awaited: ['Sarah', 'Julien'] })
    await sarah.value('consents.answer', { kind: 'image', childId, given: true })
    expect(await stateOf()).toMatchObject({ mine: true, result: 'incomplete', awaited: ['Julien'] })
    await admin.value('consents.answerAtCounter', {
      ...{ familyId: town.berthelot.id, personId: town.berthelot.julien, kind: 'image', childId, given: true },
    })
    expect(await stateOf()).toMatchObject({ result: 'given', awaited: [] })
    const image = () =>
      made.desk.read(
        ({ db }) => db.one<{ imageConsent: unknown }>`select image_consent from child where id = ${childId}`,
      )
    expect(Boolean((await image())?.imageConsent)).toBe(true)
    const history = async () => {
      const rows = await admin.value('children.authorisations', { childId })
      return rows.filter((row) => row.kind === 'image').map(({ granted, isCurrent }) => [granted, isCurrent])
    }
    expect((await history())[0]).toEqual([true, true])
    await sarah.value('consents.answer', { kind: 'image', childId, given: false })
    expect(await stateOf()).toMatchObject({ mine: false, result: 'refused' })
    expect(Boolean((await image())?.imageConsent)).toBe(false)
    expect((await history())[0]).toEqual([false, true])
    const { rows } = await admin.value('consents.list', { kind: 'image', result: 'refused' })
    expect(rows.map(({ personName }) => personName)).toEqual(['Lina Berthelot'])
    const all = await made.desk.read(({ db }) => db.rows`select id from consent where child_id = ${childId}`)
    expect(all).toHaveLength(3)
    const status = await made.desk.read((ctx) => consentStatus(ctx, { familyId: town.berthelot.id }))
    expect(status.find((one) => one.kind === 'newsletter')?.result).toBe('unanswered')
    expect(
      (
        await sarah.value('booking.quote', {
          items: [
            {
              ...{
                enrolmentId: town.enrolments.linaCanteen,
                slotId: town.canteen.midday,
                date: localDate('2026-12-10'),
              },
              action: 'book',
            },
          ],
        })
      ).outcomes[0],
    ).toMatchObject({ outcome: 'booked' })
  })
})
