import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { StaffCtx } from '../../src-main/kernel/context'
import { decideRequest, requestsHandlers } from '../../src-main/modules/requests'
import { fileSubjectDefinitions } from '../../src-shared/contract/file/definitions'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { staffActor } from '../support/desk'
import { guardianFields } from '../support/factories/families'
import { askingTown } from './file-asking'

const iban = 'FR7630006000011234567890189'

onEachDatabase('what a parent asks to change in the file', (open) => {
  it('[C11] [C16] leaves the address and the phone as they were, the request beside them, until an agent accepts', async () => {
    const town = await askingTown(await open())
    const { sarah } = town.town.berthelot
    const wanted = { addressLine1: '3 allée des Ormes', city: 'Aubrelles', mobile: '06 12 34 56 78' }
    const sent = await town.ask('guardian', sarah, wanted)
    expect(sent).toMatchObject({ status: 'pending', topic: 'guardian', title: 'Coordonnées du responsable' })
    const waiting = await town.read()
    expect(await town.block('guardian', sarah)).toMatchObject({ values: { addressLine1: '12 rue des Tilleuls' } })
    expect(waiting.pending).toMatchObject([
      { requestId: sent.id, subject: 'guardian', personId: sarah, values: wanted },
    ])
    const { rows } = await town.detail(sent.id)
    expect(rows.map(({ label, before, after, conflict }) => [label, before, after, conflict])).toEqual([
      ['Adresse', '12 rue des Tilleuls', '3 allée des Ormes', false],
      ['Commune', 'Aubrelles', 'Aubrelles', false],
      ['Téléphone portable', '06\u00A000\u00A000\u00A000\u00A000', '06\u00A012\u00A034\u00A056\u00A078', false],
    ])
    expect(await town.accept(sent.id)).toMatchObject({ refusal: null, done: { status: 'accepted' } })
    expect((await town.block('guardian', sarah)).values).toMatchObject({ addressLine1: '3 allée des Ormes' })
    expect((await town.read()).pending).toEqual([])
    const family = await town.staff('families.get', { id: town.town.berthelot.id })
    expect(family.addressLine1).toBe('3 allée des Ormes')
  })

  it('[C12] carries the regime, the fund and the number at the Caf, with a quotient dated by the family', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('caf', null, {
      ...{ regime: 'msa', fund: 'MSA Gironde', beneficiaryNumber: '1234567A' },
      ...{ quotient: 540, quotientFrom: '2026-12-01' },
    })
    expect((await town.block('caf', null)).values).toMatchObject({ quotient: 612, fund: '' })
    await town.accept(id)
    expect((await town.block('caf', null)).values).toMatchObject({
      ...{ regime: 'msa', fund: 'MSA Gironde', beneficiaryNumber: '1234567A' },
      ...{ quotient: 540, quotientFrom: '2026-12-01' },
    })
  })

  it('[C13] carries the tax income of a year, which changes no price before it is accepted', async () => {
    const town = await askingTown(await open())
    const { id } = await town.ask('tax', null, { year: 2025, euros: 24_310, shares: 2.5 })
    expect((await town.block('tax', null)).values).toEqual({ year: null, euros: null, shares: null })
    expect((await town.detail(id)).rows.map(({ after }) => after)).toEqual(['2025', '24310', '2,5'])
    await town.accept(id)
    expect((await town.block('tax', null)).values).toEqual({ year: 2025, euros: 24_310, shares: 2.5 })
  })

  it('[C14] asks for direct debit with bank details that are sealed where they wait and masked wherever they are shown', async () => {
    const town = await askingTown(await open())
    const wanted = { holder: 'Sarah Berthelot', iban, bic: '', directDebit: true, mandate: true }
    const sent = await town.ask('bank', null, wanted)
    const raw = await town.desk.read(({ db }) => db.rows<{ payload: string; outcome: string }>`select * from request`)
    expect(JSON.stringify(raw)).not.toContain('30006000011234567890')
    const shown = [sent, await town.read(), await town.detail(sent.id), await town.mine(sent.id)]
    expect(JSON.stringify(shown)).not.toContain('30006000011234567890')
    expect((await town.detail(sent.id)).rows.find(({ key }) => key === 'iban')?.after).toBe('FR76 •••• … 189')
    await town.accept(sent.id)
    expect((await town.block('bank', null)).values).toMatchObject({ iban: 'FR76 •••• … 189', directDebit: true })
    const { bankAccount, mandates } = await town.staff('families.money', { familyId: town.town.berthelot.id })
    expect(bankAccount?.holder).toBe('Sarah Berthelot')
    expect(mandates).toMatchObject([{ status: 'active', signedBy: 'Sarah Berthelot', signedOn: '2026-12-02' }])
    expect(JSON.stringify(await town.mails())).not.toContain('30006000011234567890')
  })

  it('refuses an IBAN that does not check, an unknown field and a school that does not exist, a sentence beside each', async () => {
    const town = await askingTown(await open())
    const submit = (
      subject: 'bank' | 'guardian' | 'child-identity',
      personId: number | null,
      field: string,
      after: string,
    ) =>
      town.sarah.ask('file.submit', {
        id: randomUUID(),
        payload: { subject, personId, action: 'change', changes: [{ field, before: null, after }] },
      })
    const { sarah, lina } = town.town.berthelot
    const fieldsOf = async (reply: ReturnType<typeof submit>) => {
      const answer = await reply
      return answer.ok ? null : [answer.error.code, answer.error.details['fields']]
    }
    expect(await fieldsOf(submit('bank', null, 'iban', 'FR7630006000011234567890188'))).toEqual([
      'input.invalid',
      { iban: 'Cet IBAN ne se vérifie pas\u00A0: relisez-le, chiffre après chiffre' },
    ])
    expect(await fieldsOf(submit('guardian', sarah, 'profession', 'Fleuriste'))).toEqual([
      'input.invalid',
      { profession: 'Ce champ ne se modifie pas d’ici' },
    ])
    expect(await fieldsOf(submit('child-identity', lina, 'schoolId', '99999'))).toEqual([
      'input.invalid',
      { schoolId: 'Choix attendu dans la liste' },
    ])
    expect(await town.desk.read(({ db }) => db.rows`select id from request`)).toEqual([])
  })

  it('keeps an optional detail only where the town switched it on', async () => {
    const town = await askingTown(await open())
    const { sarah } = town.town.berthelot
    await town.setFile({ fields: ['profession'] })
    const { id } = await town.ask('guardian', sarah, { profession: 'Fleuriste' })
    await town.accept(id)
    expect((await town.block('guardian', sarah)).values).toMatchObject({ profession: 'Fleuriste' })
    expect((await town.block('guardian', sarah)).values).not.toHaveProperty('employer')
  })

  it('[D02] adds a child who will soon be at school once an agent accepts, and says when the town knows the child already', async () => {
    const town = await askingTown(await open())
    const child = { lastName: 'Berthelot', firstName: 'Noé', birthDate: '2024-03-02', sex: 'M' }
    const { id } = await town.ask('new-child', null, child)
    expect((await town.read()).children).toHaveLength(2)
    expect(await town.detail(id)).toMatchObject({ about: 'Noé Berthelot', related: [] })
    await town.accept(id)
    expect((await town.read()).children.map(({ firstName }) => firstName)).toContain('Noé')
    const again = await town.ask('new-child', null, {
      ...child,
      lastName: 'Diallo',
      firstName: 'AWA',
      birthDate: '2017-09-20',
    })
    const { related } = await town.detail(again.id)
    expect(related).toMatchObject([{ detail: expect.stringContaining('à rattacher plutôt qu’à créer') }])
  })

  it('[D03] adds, changes and takes away a person who may collect the child', async () => {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    const person = { fullName: 'Jeanne Martin', phone: '0612345678', relationship: 'grand-mère', mayCollect: true }
    const added = await town.ask('pickup-contact', lina, person, { action: 'add' })
    expect(added.title).toBe('Personne autorisée\u00A0: ajout')
    expect((await town.block('pickup-contact', lina)).entries).toEqual([])
    await town.accept(added.id)
    const [entry] = (await town.block('pickup-contact', lina)).entries
    expect(entry).toMatchObject({ label: 'Jeanne Martin', values: { mayCollect: true } })
    const entryId = entry?.entryId ?? 0
    const changed = await town.ask('pickup-contact', lina, { phone: '0700000000' }, { entryId })
    await town.accept(changed.id)
    expect((await town.block('pickup-contact', lina)).entries[0]?.values).toMatchObject({ phone: '0700000000' })
    const removed = await town.ask('pickup-contact', lina, {}, { entryId, action: 'remove' })
    expect((await town.detail(removed.id)).rows.map(({ before }) => before)).toContain('Jeanne Martin')
    await town.accept(removed.id)
    expect((await town.block('pickup-contact', lina)).entries).toEqual([])
  })

  it('[D04] [D05] carries glasses and an allergy, sealed while they wait, in no e-mail, each reading traced', async () => {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    const glasses = await town.ask('child-needs', lina, { needs: ['glasses'], needsNote: 'Lunettes à porter dehors' })
    const allergy = await town.ask(
      'allergy',
      lina,
      { kind: 'food', label: 'Arachide', severity: 'severe', instruction: 'Appeler le 15' },
      { action: 'add' },
    )
    const raw = JSON.stringify(await town.desk.read(({ db }) => db.rows`select * from request`))
    expect(raw).not.toMatch(/Lunettes|glasses|Arachide|Appeler le 15/)
    expect((await town.detail(allergy.id)).rows.map(({ after }) => after)).toContain('Arachide')
    const traces = await town.desk.read(
      ({ db }) => db.rows`select actor_name, operation, entity_id from audit_log
        where entity = 'health' and operation = 'requests.read'`,
    )
    expect(traces).toMatchObject([{ operation: 'requests.read', entityId: String(lina) }])
    await town.accept(glasses.id)
    await town.accept(allergy.id)
    expect((await town.block('child-needs', lina)).values).toMatchObject({ needs: ['glasses'] })
    expect((await town.block('allergy', lina)).entries[0]?.values).toMatchObject({ label: 'Arachide' })
    const mails = await town.mails()
    expect(mails).toHaveLength(2)
    expect(JSON.stringify(mails)).not.toMatch(/Arachide|Appeler le 15|à porter dehors/)
    const after = JSON.stringify(await town.desk.read(({ db }) => db.rows`select * from request`))
    expect(after).not.toMatch(/Arachide|Appeler le 15|à porter dehors/)
  })

  it('shows a health request to an agent without that permission as reserved, and lets them neither read nor answer it', async () => {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    const { id } = await town.ask(
      'child-needs',
      lina,
      { needsNote: 'Lunettes à porter dehors' },
      { message: 'vue basse' },
    )
    const reader = staffActor('agent', { permissions: new Set(['requests.decide', 'families.read']) })
    const { requests, healthOf } = await town.desk.read(
      (ctx) => requestsHandlers['requests.read'](ctx as StaffCtx, { ids: [id] }),
      reader,
    )
    expect(healthOf).toEqual([])
    expect(requests[0]?.rows).toMatchObject([{ label: 'Ce qu’il faut faire', after: '', before: '', hidden: true }])
    expect(JSON.stringify(requests)).not.toMatch(/Lunettes|vue basse/)
    for (const decision of [{ decision: 'accept' }, { decision: 'refuse', reason: 'Non' }] as const)
      await expect(
        town.desk.write((ctx) => decideRequest(ctx, { id, version: 1, ...decision }), reader),
      ).rejects.toMatchObject({ code: 'permission.missing' })
  })

  it('[C07] reads the file of the second guardian, who lives at another address', async () => {
    const town = await askingTown(await open())
    const elsewhere = { addressLine1: '7 quai des Mariniers', postalCode: '99120', city: 'Aubrelles' }
    const { personId } = await town.staff('families.addGuardian', {
      familyId: town.town.berthelot.id,
      guardian: { ...guardianFields, civility: 'M', firstName: 'Hugo', lastName: 'Lanteri', ...elsewhere },
    })
    expect((await town.read()).guardians.map(({ firstName }) => firstName)).toContain('Hugo')
    const { values } = await town.block('guardian', personId)
    expect(values).toMatchObject({ ...elsewhere, lastName: 'Lanteri', mobile: '06 39 98 41 07', livesElsewhere: true })
    const own = await town.block('guardian', town.town.berthelot.sarah)
    expect(own.values).toMatchObject({ addressLine1: '12 rue des Tilleuls', livesElsewhere: false })
  })

  it('reads every declared field of every record, and nothing that is not declared', async () => {
    const town = await askingTown(await open())
    const { blocks, fields } = await town.sarah.value('file.read', {})
    const records = blocks.filter(({ subject }) => !fileSubjectDefinitions[subject].entries)
    expect(new Set(records.map(({ subject }) => subject)).size).toBeGreaterThan(6)
    for (const { subject, values } of records) {
      const declared = fileSubjectDefinitions[subject].fields.filter((one) => !one.optional || fields.includes(one.key))
      expect([subject, Object.keys(values).toSorted()]).toEqual([subject, declared.map(({ key }) => key).toSorted()])
    }
  })

  it('is received once when it is sent several times at once, and answers the same', async () => {
    const town = await askingTown(await open())
    const { sarah } = town.town.berthelot
    const changes = [{ field: 'mobile', before: '0600000000', after: '0612345678' }]
    const input = {
      id: randomUUID(),
      payload: { subject: 'guardian' as const, personId: sarah, action: 'change' as const, changes },
    }
    const answers = await Promise.all([1, 2, 3].map(() => town.sarah.value('file.submit', input)))
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
    await town.accept(input.id)
    expect(await town.sarah.value('file.submit', input)).toMatchObject({ id: input.id, status: 'accepted' })
    const other = { ...input, payload: { ...input.payload, changes: [{ ...changes[0]!, after: '0799999999' }] } }
    expect(await town.sarah.code('file.submit', other)).toBe('request.id-reused')
  })

  it('is refused once the family is archived', async () => {
    const town = await askingTown(await open())
    const { id, sarah } = town.town.berthelot
    await town.desk.write((ctx) => ctx.db.run`update family set archived_at = ${ctx.now} where id = ${id}`)
    const payload = { subject: 'guardian' as const, personId: sarah, action: 'change' as const }
    const changes = [{ field: 'mobile', before: null, after: '0612345678' }]
    expect(await town.sarah.code('file.submit', { id: randomUUID(), payload: { ...payload, changes } })).toBe(
      'family.closed',
    )
  })

  it('asks for nothing of a child, a contact or an adult of another family', async () => {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    const contact = await town.ask(
      'pickup-contact',
      lina,
      { fullName: 'Jeanne Martin', phone: '0612345678' },
      { action: 'add' },
    )
    await town.accept(contact.id)
    const entryId = (await town.block('pickup-contact', lina)).entries[0]?.entryId ?? 0
    const base = { action: 'remove' as const, changes: [] }
    const tryOut = (personId: number) =>
      town.mariama.code('file.submit', {
        id: randomUUID(),
        payload: { subject: 'pickup-contact', personId, entryId, ...base },
      })
    expect(await tryOut(lina)).toBe('record.not-found')
    expect(await tryOut(town.town.diallo.awa)).toBe('record.not-found')
    expect((await town.block('pickup-contact', lina)).entries).toHaveLength(1)
  })

  it('is accepted at once for the subjects that the town left to the rule, and told to the family', async () => {
    const town = await askingTown(await open())
    const { sarah } = town.town.berthelot
    await town.setFile({ automatic: ['guardian'] })
    const sent = await town.ask('guardian', sarah, { mobile: '0612345678' })
    expect(sent).toMatchObject({ status: 'accepted', values: [{ result: 'accepted' }] })
    expect((await town.block('guardian', sarah)).values).toMatchObject({ mobile: '0612345678' })
    expect(await town.mails()).toMatchObject([
      { subject: 'Demande acceptée\u00A0: Coordonnées du responsable, Sarah Berthelot' },
    ])
    const other = await town.ask('tax', null, { year: 2025, euros: 24_310 })
    expect(other.status).toBe('pending')
  })
})

onEachDatabase('the list of a family’s requests', (open) => {
  async function severalRequests() {
    const town = await askingTown(await open())
    const { sarah, julien, lina } = town.town.berthelot
    const phone = await town.ask('guardian', sarah, { mobile: '0612345678' })
    const spouse = await town.ask('guardian', julien, { mobile: '0700000000' })
    const tax = await town.ask('tax', null, { year: 2025, euros: 24_310 })
    const day = {
      ...{ enrolmentId: town.town.enrolments.linaLeisure, slotId: town.town.leisure.day },
      ...{ date: localDate('2026-12-16'), action: 'book' as const },
    }
    const booking = await town.sarah.value('booking.submit', { id: randomUUID(), items: [day] })
    return { town, phone, spouse, tax, booking, lina }
  }

  it('[L02] [L03] separates what concerns the account from the children’s days, and names the topic of each', async () => {
    const { town } = await severalRequests()
    const list = await town.sarah.value('requests.list', {})
    expect(list.map(({ area, topic }) => `${area}/${topic}`).toSorted()).toEqual([
      'account/guardian',
      'account/spouse',
      'account/tax',
      'children/bookings',
    ])
  })

  it('[L04] [L05] [L06] shows each value asked with its dates and its answer: accepted, refused with the reason, or waiting', async () => {
    const { town, phone, spouse, tax } = await severalRequests()
    await town.accept(phone.id)
    await town.decide({ id: spouse.id, version: 1, decision: 'refuse', reason: 'Joignez un justificatif.' })
    const list = await town.sarah.value('requests.list', {})
    const find = (id: string) => list.find((one) => one.id === id)
    const at = '2026-12-02T15:10:00.000Z'
    expect(find(phone.id)).toMatchObject({
      ...{ status: 'accepted', submittedAt: at, decidedAt: at, reason: '' },
      values: [{ label: 'Téléphone portable', before: expect.any(String), result: 'accepted' }],
    })
    expect(find(spouse.id)).toMatchObject({
      ...{ status: 'refused', decidedAt: at, reason: 'Joignez un justificatif.' },
      values: [{ after: '07\u00A000\u00A000\u00A000\u00A000', result: 'refused' }],
    })
    expect(find(tax.id)).toMatchObject({ status: 'pending', decidedAt: null, mayWithdraw: true })
  })

  it('[L01] goes back a month, what still waits apart, and everything on demand: nothing is ever forgotten', async () => {
    const { town, phone, tax } = await severalRequests()
    await town.accept(phone.id)
    await town.desk.write(
      ({
        db,
      }) => db.run`update request set submitted_at = '2019-05-01T08:00:00.000Z', decided_at = '2019-05-02T08:00:00.000Z'
        where id = ${phone.id}`,
    )
    await town.desk.write(
      ({ db }) => db.run`update request set submitted_at = '2026-09-01T08:00:00.000Z' where id = ${tax.id}`,
    )
    const ids = async (period?: 'all') =>
      (await town.sarah.value('requests.list', period ? { period } : {})).map(({ id }) => id)
    expect(await ids()).not.toContain(phone.id)
    expect(await ids()).toContain(tax.id)
    expect(await ids('all')).toContain(phone.id)
  })
})
