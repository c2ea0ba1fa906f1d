import { expect, it } from 'vitest'
import type { Custody, FamilyPage, TimelineEntry } from '../../src-shared/contract/staff/families'
import type { FamilyMoney } from '../../src-shared/contract/staff/family-money'
import { changeGuardian } from '../../src-main/modules/families'
import { onEachDatabase } from '../support/database'
import { deskOn, staffActor } from '../support/desk'
import { childFields, createFamily, deskWithTown, familyFields, guardianFields } from '../support/factories/families'
import { insertChild, insertEnrolment, insertStaffMember } from '../support/factories/town'

const everything = {
  sex: 'F',
  quality: 'mother',
  parentalAuthority: true,
  workPhone: '05 36 49 12 40',
  addressLine1: '9 rue du Four',
  addressLine2: 'Bâtiment B',
  postalCode: '99130',
  city: 'Saint-Aubin-le-Vieux',
  birthName: 'Delcourt',
  birthDate: '1988-04-12',
  birthCommuneCode: '33063',
  birthCommuneName: 'Bordeaux',
  birthCountryCode: '99100',
  profession: 'Infirmière',
  csp: '4',
  employer: 'Centre hospitalier',
  employerAddress: '1 rue de l’Hôpital, Brécourt',
  phone: '05 36 49 12 41',
}
const work = { profession: 'Infirmière', csp: '4', employer: 'Centre hospitalier', situation: 'married' }

onEachDatabase('the whole family file', (open) => {
  const start = async (fields: string[] = []) => {
    const desk = deskOn(await open())
    const { town, ask, refusal } = await deskWithTown(desk)
    await desk.write((ctx) => ctx.db.run`update town set settings = ${JSON.stringify({ file: { fields } })}`)
    const agent = ask(town.staff.agent.token)
    const { id } = await createFamily(agent)
    const read = () => agent<FamilyPage>('families.get', { id })
    const money = () => agent<FamilyMoney>('families.money', { familyId: id })
    const no = (operation: string, input: unknown) => refusal(town.staff.agent.token, operation, input)
    const guardian = async () => (await read()).guardians[0] as FamilyPage['guardians'][number]
    const asAgent = <T>(run: Parameters<typeof desk.write<T>>[0]) => desk.write(run, staffActor('agent'))
    return { desk, town, agent, id, read, money, no, guardian, asAgent, ask }
  }

  it('[C02] keeps home, work and mobile numbers and the e-mail of each adult', async () => {
    const { agent, id, guardian, town, ask } = await start()
    const { personId, version } = await guardian()
    const phones = { mobile: '06 39 98 41 07', phone: '05 36 49 12 41', workPhone: '05 36 49 12 40' }
    await agent('families.updateGuardian', {
      familyId: id,
      personId,
      version,
      guardian: { ...guardianFields, ...phones },
    })
    expect(await guardian()).toMatchObject({ ...phones, email: 'camille.roussel@courriel.invalid' })
    const found = await ask(town.staff.agent.token)<{ rows: { id: number }[] }>('families.list', {
      search: '05.36.49.12.40',
    })
    expect(found.rows.map((row) => row.id)).toEqual([id])
  })

  it('keeps birth name, sex and birth place, as API Particulier asks for them', async () => {
    const { agent, id, guardian } = await start()
    const { personId, version } = await guardian()
    const changed = await agent<{ changed: string[] }>('families.updateGuardian', {
      ...{ familyId: id, personId, version },
      guardian: { ...guardianFields, ...everything },
    })
    expect(changed.changed).toContain('birthCommuneCode')
    expect(await guardian()).toMatchObject({
      ...{ birthName: 'Delcourt', sex: 'F', birthDate: '1988-04-12' },
      ...{ birthCommuneCode: '33063', birthCommuneName: 'Bordeaux', birthCountryCode: '99100' },
    })
  })

  it('leaves out what data protection advises against, until the town switches it on', async () => {
    const { agent, id, read, guardian, desk } = await start()
    const { personId, version } = await guardian()
    await agent('families.updateGuardian', {
      familyId: id,
      personId,
      version,
      guardian: { ...guardianFields, ...work },
    })
    expect(await guardian()).toMatchObject({ profession: '', csp: '', employer: '' })
    expect((await read()).optionalFields).toEqual([])
    const stored = await desk.read((ctx) => ctx.db.one`select profession from person where id = ${personId}`)
    expect(stored).toEqual({ profession: '' })
  })

  it('[C03] keeps profession, category, employer and their address where the town asks for them', async () => {
    const { agent, id, guardian } = await start(['profession', 'csp', 'employer', 'employerAddress'])
    const { personId, version } = await guardian()
    await agent('families.updateGuardian', {
      familyId: id,
      personId,
      version,
      guardian: { ...guardianFields, ...everything },
    })
    expect(await guardian()).toMatchObject({
      ...{ profession: 'Infirmière', csp: '4', employer: 'Centre hospitalier' },
      employerAddress: '1 rue de l’Hôpital, Brécourt',
    })
  })

  it('keeps what a change does not say', async () => {
    const { agent, id, guardian } = await start()
    const first = await guardian()
    const target = { familyId: id, personId: first.personId }
    await agent('families.updateGuardian', { ...target, version: 1, guardian: { ...guardianFields, ...everything } })
    await agent('families.updateGuardian', {
      ...target,
      version: 2,
      guardian: { ...guardianFields, lastName: 'Vasseur' },
    })
    expect(await guardian()).toMatchObject({
      lastName: 'Vasseur',
      workPhone: '05 36 49 12 40',
      city: 'Saint-Aubin-le-Vieux',
    })
  })

  it('[C08] [C09] dates each answer to « Autorisation SMS » and « Autorisation courriel »', async () => {
    const { agent, id, guardian } = await start()
    const { personId } = await guardian()
    const target = { familyId: id, personId }
    expect(await guardian()).toMatchObject({ acceptsSms: true, acceptsSmsAt: null })
    await agent('families.updateGuardian', {
      ...target,
      version: 1,
      guardian: { ...guardianFields, acceptsSms: false },
    })
    expect(await guardian()).toMatchObject({
      ...{ acceptsSms: false, acceptsSmsAt: '2026-12-02T15:10:00.000Z' },
      ...{ acceptsEmail: true, acceptsEmailAt: null },
    })
  })

  it.each([
    ['a birth place that is no INSEE code', { birthCommuneCode: 'Bordeaux' }, 'guardian.birthCommuneCode'],
    ['a country that is no INSEE code', { birthCountryCode: '33' }, 'guardian.birthCountryCode'],
    ['a telephone that is none', { workPhone: 'bureau' }, 'guardian.workPhone'],
    ['a postal code of four digits', { postalCode: '9912' }, 'guardian.postalCode'],
  ])('says beside the field what is wrong: %s', async (_, wrong, field) => {
    const { id, guardian, no } = await start()
    const { personId, version } = await guardian()
    const refused = await no('families.updateGuardian', {
      ...{ familyId: id, personId, version },
      guardian: { ...guardianFields, ...wrong },
    })
    expect(refused?.code).toBe('input.invalid')
    expect(refused?.details['fields']).toHaveProperty([field])
  })

  it('lets the second guardian live at another address', async () => {
    const { agent, id, read } = await start()
    await agent('families.addGuardian', {
      familyId: id,
      guardian: { ...guardianFields, firstName: 'Hugo', email: '', ...everything, quality: 'father' },
    })
    const [first, second] = (await read()).guardians
    expect(first).toMatchObject({ addressLine1: '' })
    expect(second).toMatchObject({ quality: 'father', addressLine1: '9 rue du Four', city: 'Saint-Aubin-le-Vieux' })
  })

  it('asks who moves when the household moves, and leaves their address to those who stay', async () => {
    const { agent, id, read } = await start()
    await agent('families.addGuardian', { familyId: id, guardian: { ...guardianFields, firstName: 'Hugo', email: '' } })
    const people = await agent<{ personId: number; ownAddress: string }[]>('families.residents', { familyId: id })
    expect(people.map(({ ownAddress }) => ownAddress)).toEqual(['', ''])
    const hugo = people[1]?.personId ?? 0
    const moved = { ...familyFields, addressLine1: '2 place du Marché' }
    await agent('families.update', { id, version: 1, family: moved, staying: [hugo] })
    const page = await read()
    expect(page.addressLine1).toBe('2 place du Marché')
    expect(page.guardians.map(({ addressLine1 }) => addressLine1)).toEqual(['', '4 impasse du Lavoir'])
  })

  it('takes along those who share the address of an adult who lives elsewhere', async () => {
    const { agent, id, asAgent, read } = await start()
    const there = { addressLine1: '9 rue du Four', addressLine2: '', postalCode: '99130', city: 'Saint-Aubin' }
    const hugo = await agent<{ personId: number }>('families.addGuardian', {
      ...{ familyId: id, guardian: { ...guardianFields, firstName: 'Hugo', email: '', ...there } },
    })
    const anna = await agent<{ personId: number }>('families.addGuardian', {
      ...{ familyId: id, guardian: { ...guardianFields, firstName: 'Anna', email: '', ...there } },
    })
    await asAgent((ctx) => changeGuardian(ctx, id, hugo.personId, { addressLine1: '11 rue du Four' }))
    const addresses = (await read()).guardians.map(({ personId, addressLine1 }) => ({ personId, addressLine1 }))
    expect(addresses).toContainEqual({ personId: hugo.personId, addressLine1: '11 rue du Four' })
    expect(addresses).toContainEqual({ personId: anna.personId, addressLine1: '11 rue du Four' })
    expect(addresses[0]?.addressLine1).toBe('')
  })

  it('sets the weeks of a child in both families at once, each day in one of them', async () => {
    const { agent, id, no } = await start()
    const child = await agent<{ id: number }>('children.create', { familyId: id, child: childFields })
    const custody = { pattern: 'even', since: null, changeDay: 1 }
    const single = await no('families.setCustody', { familyId: id, childId: child.id, custody })
    expect(single?.code).toBe('custody.single-family')
    const other = await createFamily(
      agent,
      { name: 'Fournier' },
      { firstName: 'Bastien', lastName: 'Fournier', email: '' },
    )
    await agent('children.link', { childId: child.id, familyId: other.id })
    await agent('families.setCustody', { familyId: id, childId: child.id, custody })
    const [here] = await agent<Custody[]>('families.custody', { familyId: id })
    const [there] = await agent<Custody[]>('families.custody', { familyId: other.id })
    expect(here?.rhythm.pattern).toBe('even')
    expect(there?.rhythm.pattern).toBe('odd')
    expect(here?.weeks.map((week) => week.here)).toEqual(there?.weeks.map((week) => !week.here))
    expect(here?.others).toMatchObject([{ id: other.id, name: 'Fournier' }])
  })

  it('tells notes and e-mails in the history, page after page', async () => {
    const { agent, id, desk } = await start()
    await agent('families.addNote', { familyId: id, text: 'A appelé : paiera en deux fois.' })
    await desk.write((ctx) =>
      ctx.db.insert('outbox_message', {
        ...{ dedupeKey: 'x', kind: 'invoice', familyId: id, toAddress: 'camille@x.invalid', subject: 'Votre facture' },
        ...{ bodyText: 'secret', bodyHtml: '', status: 'sent', attempts: 1, nextAttemptAt: ctx.now, lastError: '' },
        ...{ createdAt: ctx.now, sentAt: ctx.now },
      }),
    )
    const seen: TimelineEntry[] = []
    for (;;) {
      const last = seen.at(-1)
      const page = await agent<{ entries: TimelineEntry[]; more: boolean }>('families.timeline', {
        ...{ familyId: id, limit: 1 },
        ...(last ? { before: { at: last.at, key: last.key } } : {}),
      })
      seen.push(...page.entries)
      if (!page.more) break
    }
    expect(seen.map(({ operation }) => operation).toSorted()).toEqual(['email.sent', 'families.create', 'note.written'])
    expect(JSON.stringify(seen)).not.toContain('secret')
  })

  it('answers not-found for a family of another structure, whatever is asked of it', async () => {
    const { desk, town, id, ask } = await start()
    const token = await desk.write(async (ctx) => {
      const childId = await insertChild(ctx, {
        ...{ familyId: id, firstName: 'Jules', lastName: 'Fournier', birthDate: '2017-03-02' },
        ...{ schoolId: town.school, classLevel: 'CM1' },
      })
      await insertEnrolment(ctx, { childId, familyId: id, activityId: town.canteen.id, groupId: town.canteen.primary })
      const member = await insertStaffMember(ctx, {
        role: 'agent',
        email: 'centre@x.invalid',
        structureIds: [town.centre],
      })
      return member.token
    })
    const there = ask(token)
    for (const [operation, input] of [
      ['families.money', { familyId: id }],
      ['families.custody', { familyId: id }],
      ['families.residents', { familyId: id }],
      ['families.readIban', { familyId: id }],
      ['families.addNote', { familyId: id, text: 'bonjour' }],
      ['merges.preview', { kind: 'family', keptId: town.diallo.id, removedId: id }],
    ] as const)
      await expect(there(operation, input)).rejects.toThrow('record.not-found')
  })
})
