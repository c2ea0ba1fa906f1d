import { expect, it } from 'vitest'
import type { FamilyPage, SearchHit } from '../../src-shared/contract/staff/families'
import { familyHeader, guardiansOf, quotientsOf } from '../../src-main/modules/families'
import { quotientOn } from '../../src-shared/rules/quotient'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import { childFields, createFamily, deskWithTown, familyFields, guardianFields } from '../support/factories/families'
import { insertStaffMember } from '../support/factories/town'

interface List {
  total: number
  rows: { id: number; name: string; guardians: string[]; quotient: number | null; children: { firstName: string }[] }[]
}

onEachDatabase('the family file', (open) => {
  const start = async () => {
    const desk = deskOn(await open())
    const { town, ask, refusal } = await deskWithTown(desk)
    return { desk, town, agent: ask(town.staff.agent.token), refusal, token: town.staff.agent.token }
  }

  it('gives a new family the next number, and its first guardian holds the account', async () => {
    const { desk, agent } = await start()
    const created = await createFamily(agent)
    expect(created.number).toBe(1003)
    const page = await agent<FamilyPage>('families.get', { id: created.id })
    expect(page).toMatchObject({ name: 'Roussel', resident: true, directDebit: false, version: 1 })
    expect(page.guardians).toMatchObject([
      { firstName: 'Camille', accountHolder: true, acceptsEmail: true, portal: null },
    ])
    expect(await desk.read((ctx) => familyHeader(ctx, created.id))).toMatchObject({
      addressLines: ['4 impasse du Lavoir', '99120 Aubrelles'],
    })
  })

  it('never gives one number to two families created at once', async () => {
    const { agent } = await start()
    const names = ['Abadie', 'Bensaïd', 'Corvisier', 'Dumoulin', 'Étienne', 'Faure']
    const created = await Promise.all(
      names.map((name) =>
        createFamily(
          agent,
          { name },
          { lastName: name, email: `${name.toLowerCase().replace(/[^a-z]/g, '')}@x.invalid`, firstName: name },
        ),
      ),
    )
    expect(created.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([1003, 1004, 1005, 1006, 1007, 1008])
  })

  it.each([
    ['the name without its accents', 'etiènne'],
    ['the words in any order', 'rous cam'],
    ['the telephone as it is written', '06 39 98'],
    ['the telephone with its country', '+33 6 39 98 41 07'],
    ['the e-mail', 'camille.roussel@courriel'],
    ['the family number', '1003'],
    ['the first name of a child', 'jules'],
  ])('finds a family by %s', async (_, search) => {
    const { agent } = await start()
    const { id } = await createFamily(agent, { name: 'Étienne-Roussel' })
    await agent('children.create', { familyId: id, child: childFields })
    const list = await agent<List>('families.list', { search })
    expect(list.rows.map((row) => row.id)).toEqual([id])
    expect(list.total).toBe(1)
  })

  it('does not find a family by the middle of a word', async () => {
    const { agent } = await start()
    await createFamily(agent)
    expect((await agent<List>('families.list', { search: 'oussel' })).total).toBe(0)
  })

  it('finds a family by what was changed, and no longer by what it was', async () => {
    const { agent } = await start()
    const { id } = await createFamily(agent)
    const { guardians } = await agent<FamilyPage>('families.get', { id })
    const [{ personId, version }] = guardians as [FamilyPage['guardians'][number]]
    const guardian = { ...guardianFields, mobile: '07 11 22 33 44', lastName: 'Vasseur' }
    const { changed } = await agent<{ changed: string[] }>('families.updateGuardian', {
      familyId: id,
      personId,
      version,
      guardian,
    })
    expect(changed).toEqual(['lastName', 'mobile'])
    expect((await agent<List>('families.list', { search: '07 11' })).total).toBe(1)
    expect((await agent<List>('families.list', { search: '06 39' })).total).toBe(0)
  })

  it('warns of a similar family before creating a second one, and obeys an agent who insists', async () => {
    const { agent, refusal, token } = await start()
    const { id } = await createFamily(agent)
    const again = { family: familyFields, guardian: { ...guardianFields, email: 'other@courriel.invalid' } }
    expect(await refusal(token, 'families.create', again)).toMatchObject({
      code: 'family.similar',
      details: { familyId: id },
    })
    await agent('families.create', { ...again, evenIfSimilar: true })
    expect((await agent<List>('families.list', { search: 'roussel' })).total).toBe(2)
  })

  it('refuses the second of two agents who changed the same family', async () => {
    const { agent, refusal, token } = await start()
    const { id } = await createFamily(agent)
    const first = { id, version: 1, family: { ...familyFields, city: 'Rives' } }
    expect(await agent('families.update', first)).toEqual({ version: 2, changed: ['city'] })
    expect(await refusal(token, 'families.update', { ...first, family: familyFields })).toMatchObject({
      code: 'record.changed-meanwhile',
    })
    expect(await agent('families.get', { id })).toMatchObject({ city: 'Rives', version: 2 })
  })

  it('says beside its field what is expected of an e-mail, a postal code and a telephone', async () => {
    const { refusal, token } = await start()
    const wrong = {
      family: { ...familyFields, postalCode: '991' },
      guardian: { ...guardianFields, email: 'camille', mobile: 'demain' },
    }
    const answer = await refusal(token, 'families.create', wrong)
    expect(answer?.code).toBe('input.invalid')
    expect(Object.keys(answer?.details['fields'] as object)).toEqual([
      'family.postalCode',
      'guardian.email',
      'guardian.mobile',
    ])
  })

  it('keeps one guardian and one account holder', async () => {
    const { agent, refusal, token } = await start()
    const { id } = await createFamily(agent)
    const camille = (await agent<FamilyPage>('families.get', { id })).guardians[0]?.personId ?? 0
    expect(await refusal(token, 'families.removeGuardian', { familyId: id, personId: camille })).toMatchObject({
      code: 'family.last-guardian',
    })
    const other = { ...guardianFields, firstName: 'Hugo', lastName: 'Besson', email: '' }
    const { personId } = await agent<{ personId: number }>('families.addGuardian', { familyId: id, guardian: other })
    expect(await refusal(token, 'families.removeGuardian', { familyId: id, personId: camille })).toMatchObject({
      code: 'family.account-holder',
    })
    await agent('families.chooseAccountHolder', { familyId: id, personId })
    await agent('families.removeGuardian', { familyId: id, personId: camille })
    expect((await agent<FamilyPage>('families.get', { id })).guardians).toMatchObject([
      { firstName: 'Hugo', accountHolder: true },
    ])
  })

  it('reads the quotient of a day: the latest begun, none after its end, and none is not zero', async () => {
    const { desk, agent, refusal, token } = await start()
    const { id } = await createFamily(agent)
    const add = (value: number, validFrom: string, validTo: string | null) =>
      agent<{ id: number }>('families.addQuotient', {
        familyId: id,
        kind: 'caf',
        value,
        validFrom,
        validTo,
        source: 'Attestation CAF',
      })
    await add(798, '2025-07-01', null)
    const { id: wrong } = await add(866, '2025-11-01', '2026-11-30')
    const on = async (date: string) => {
      const quotients = (await desk.read((ctx) => quotientsOf(ctx, [id]))).get(id) ?? []
      return quotientOn(quotients, localDate(date))?.value ?? null
    }
    expect([await on('2025-06-30'), await on('2025-10-31'), await on('2025-11-01'), await on('2026-12-01')]).toEqual([
      null,
      798,
      866,
      798,
    ])
    const same = { familyId: id, kind: 'caf', value: 0, validFrom: '2025-11-01', validTo: null, source: 'CAF' }
    expect(await refusal(token, 'families.addQuotient', same)).toMatchObject({ code: 'quotient.same-date' })
    await agent('families.removeQuotient', { familyId: id, quotientId: wrong, reason: 'Erreur de saisie' })
    expect(await on('2025-11-01')).toBe(798)
  })

  it('tells in the history who did what, with the reason of a quotient taken away', async () => {
    const { agent } = await start()
    const { id } = await createFamily(agent)
    const quotient = { familyId: id, kind: 'caf', value: 866, validFrom: '2025-11-01', validTo: null, source: 'CAF' }
    const { id: quotientId } = await agent<{ id: number }>('families.addQuotient', quotient)
    await agent('families.removeQuotient', { familyId: id, quotientId, reason: 'Erreur de saisie' })
    const { entries } = await agent<{ entries: { operation: string; actorName: string; summary: object }[] }>(
      'families.timeline',
      { familyId: id },
    )
    expect(entries.map(({ operation }) => operation)).toEqual([
      'families.removeQuotient',
      'families.addQuotient',
      'families.create',
    ])
    expect(entries[0]).toMatchObject({
      actorName: 'Élise Marchand agent',
      summary: { value: 866, reason: 'Erreur de saisie' },
    })
  })

  it('marks the portal view of a changed family as stale, and tells open screens after the commit', async () => {
    const { desk, agent } = await start()
    const events: unknown[] = []
    desk.bus.subscribe((event) => events.push(event))
    const { id } = await createFamily(agent)
    expect(await desk.read((ctx) => ctx.db.rows`select key from view_dirty`)).toContainEqual({ key: `family/${id}` })
    expect(events).toContainEqual({ type: 'families', familyId: id })
  })

  it('writes by e-mail to who accepts it: consent is per adult', async () => {
    const { desk, town } = await start()
    const guardians = await desk.read((ctx) => guardiansOf(ctx, town.berthelot.id))
    expect(guardians.map(({ firstName, acceptsEmail }) => [firstName, acceptsEmail])).toEqual([
      ['Sarah', true],
      ['Julien', false],
    ])
  })

  it('shows an agent of one structure the families that go there, and no other', async () => {
    const { desk, town, agent, refusal } = await start()
    const { id } = await createFamily(agent)
    const { id: childId } = await agent<{ id: number }>('children.create', { familyId: id, child: childFields })
    const enrolment = {
      childId,
      familyId: id,
      activityId: town.leisure.id,
      groupId: town.leisure.big,
      startDate: '2026-12-02',
      endDate: null,
    }
    await agent('enrolments.create', enrolment)
    const only = await desk.write((ctx) =>
      insertStaffMember(ctx, { role: 'agent', email: 'ecole@x.invalid', structureIds: [town.school] }),
    )
    const { token } = only
    const list = (
      await desk.staff.dispatcher.call('families.list', {}, { address: '', userAgent: '', sessionToken: token })
    ).reply
    expect(list.ok && (list.value as List).rows.map(({ name }) => name)).toEqual(['Berthelot', 'Diallo'])
    expect(await refusal(token, 'families.get', { id })).toMatchObject({ code: 'record.not-found' })
    expect(await refusal(token, 'children.get', { id: childId })).toMatchObject({ code: 'record.not-found' })
    expect(await refusal(token, 'families.update', { id, version: 1, family: familyFields })).toMatchObject({
      code: 'record.not-found',
    })
  })

  it('finds families, children and invoices at once', async () => {
    const { desk, agent, town } = await start()
    const row = {
      kind: 'invoice',
      series: 'FA-2026',
      number: 412,
      reference: 'FA-2026-0412',
      familyId: town.berthelot.id,
      runId: null,
    }
    await desk.write((ctx) =>
      ctx.db.insert('invoice', {
        ...row,
        period: '2026-11',
        issuedOn: '2026-12-01',
        dueOn: '2026-12-31',
        totalCents: 9640,
        cancelsId: null,
        cancelledAt: null,
        publishedAt: null,
        recipient: '{}',
      }),
    )
    const find = (text: string) => agent<SearchHit[]>('search.everything', { text })
    expect((await find('lina')).map(({ kind, label }) => [kind, label])).toEqual([
      ['family', 'Famille Berthelot'],
      ['child', 'Lina Berthelot'],
    ])
    expect(await find('fa-2026-04')).toMatchObject([
      { kind: 'invoice', label: 'FA-2026-0412', familyId: town.berthelot.id },
    ])
    expect(await find('zzz')).toEqual([])
  })
})
