import { expect, it } from 'vitest'
import { entities } from '../../src-main/database/entities'
import { rawSql } from '../../src-main/database/sql'
import { snakeCase } from '../../src-main/database/table'
import { refreshSearchText } from '../../src-main/modules/families'
import { familyReferences, personReferences } from '../../src-main/modules/families/merge-references'
import type { DuplicatePair, MergePreview, MergeRecord } from '../../src-shared/contract/staff/duplicates'
import type { FamilyPage, TimelineEntry } from '../../src-shared/contract/staff/families'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import { childFields, deskWithTown, familyFields, guardianFields } from '../support/factories/families'
import { insertInvoice } from '../portal/invoice'
import { insertChild, insertEnrolment, insertParent } from '../support/factories/town'

type Raw = Record<string, unknown>

it('follows every column of the schema that names a family or a person', () => {
  const told = new Set([...familyReferences, ...personReferences].map(({ table, column }) => `${table}.${column}`))
  // Texts, and numbers that are not ids.
  const others = new Set([
    ...['registration.children', 'invoice_line.childName', 'document_type.sharedAcrossFamilies'],
    'day_cancellation.families',
  ])
  const named = entities.flatMap(({ options }) => {
    const keyed = (options.foreignKeys ?? []).flatMap((key) => {
      const target = typeof key.target === 'string' ? key.target : ''
      return ['family', 'person', 'child'].includes(target) ? (key.columnNames ?? []) : []
    })
    const spelled = Object.keys(options.columns).filter((column) =>
      /famil|person|child|guardian|mergedInto/i.test(column),
    )
    return [...new Set([...keyed, ...spelled])].map((column) => `${String(options.tableName)}.${column}`)
  })
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((column) => !told.has(column) && !others.has(column))).toEqual([])
})

it('names only columns that exist, and moves only rows that have an id', () => {
  const tables = new Map(entities.map(({ options }) => [String(options.tableName), options.columns as Raw]))
  for (const { table, column, how, unique = [] } of [...familyReferences, ...personReferences]) {
    const columns = Object.keys(tables.get(table) ?? {})
    for (const one of [column, ...unique]) expect(columns, `${table}.${snakeCase(one)}`).toContain(one)
    if (how === 'move') expect(columns, table).toContain('id')
  }
})

/** As an agent who was told that the family seems to exist, and creates it all the same. */
const createFamily = (
  ask: <T>(operation: string, input: unknown) => Promise<T>,
  family: Partial<typeof familyFields>,
  guardian: Partial<typeof guardianFields>,
) =>
  ask<{ id: number; number: number }>('families.create', {
    ...{ family: { ...familyFields, ...family }, guardian: { ...guardianFields, ...guardian } },
    evenIfSimilar: true,
  })

onEachDatabase('files found twice', (open) => {
  const start = async () => {
    const test = await open()
    const desk = deskOn(test)
    const { town, ask, refusal } = await deskWithTown(desk)
    const agent = ask(town.staff.agent.token)
    const no = (operation: string, input: unknown) => refusal(town.staff.agent.token, operation, input)
    const rows = <T = Raw>(text: string) => desk.read((ctx) => ctx.db.rowsOf<T>(rawSql(text)))
    return { desk, town, agent, no, rows, ask, test }
  }
  type Started = Awaited<ReturnType<typeof start>>

  /** A second file of Mariama Diallo, typed again with a child, bookings, an invoice, a quotient, an account. */
  const doubled = async ({ desk, town, agent }: Started) => {
    const twin = await createFamily(
      agent,
      { name: 'Diallo', staffNote: 'vient le soir' },
      {
        ...{ firstName: 'Mariama', lastName: 'Diallo', email: '', mobile: '06 39 98 41 99' },
      },
    )
    const page = await agent<FamilyPage>('families.get', { id: twin.id })
    const personId = page.guardians[0]?.personId ?? 0
    await agent('families.addQuotient', {
      ...{ familyId: twin.id, kind: 'caf', value: 512 },
      ...{ validFrom: '2026-01-01', validTo: null, source: 'Attestation' },
    })
    await agent('families.addNote', { familyId: twin.id, text: 'Deuxième dossier' })
    const made = await desk.write(async (ctx) => {
      const childId = await insertChild(ctx, {
        ...{ familyId: twin.id, firstName: 'Ousmane', lastName: 'Diallo', birthDate: '2019-06-01' },
        ...{ schoolId: town.school, classLevel: 'CP' },
      })
      const enrolmentId = await insertEnrolment(ctx, {
        ...{ childId, familyId: twin.id, activityId: town.canteen.id, groupId: town.canteen.primary },
      })
      const bookingId = await ctx.db.insert('booking', {
        ...{ enrolmentId, childId, familyId: twin.id, activityId: town.canteen.id, groupId: town.canteen.primary },
        ...{ slotId: town.canteen.midday, date: '2026-12-03', state: 'booked', version: 1 },
        ...{ waitingSince: null, late: false, requestId: null, reason: '', memo: '', arrivedAt: null, leftAt: null },
        ...{ changedAt: ctx.now, changedBy: '' },
      })
      const invoiceId = await insertInvoice(ctx, {
        familyId: twin.id,
        childId,
        activityId: town.canteen.id,
        number: 40,
      })
      const parent = await insertParent(ctx, personId, twin.id)
      await refreshSearchText(ctx, [town.diallo.id, twin.id])
      return { childId, enrolmentId, bookingId, invoiceId, parent }
    })
    return { ...twin, ...made, personId }
  }
  it('proposes two families of which an adult is the same, says why, and forgets those told apart', async () => {
    const begun = await start()
    const { agent, town } = begun
    const twin = await doubled(begun)
    const list = () => agent<{ total: number; pairs: DuplicatePair[] }>('duplicates.list', { kind: 'family' })
    const [pair] = (await list()).pairs
    expect(pair).toMatchObject({
      ...{ kind: 'family', left: { id: town.diallo.id }, right: { id: twin.id } },
      reasons: ['near-name'],
    })
    await agent('duplicates.distinct', { kind: 'family', leftId: twin.id, rightId: town.diallo.id })
    expect((await list()).total).toBe(0)
    expect((await agent<{ total: number }>('duplicates.list', { kind: 'person' })).total).toBe(1)
  })

  it('shows what a merge would move and what must be chosen, and writes nothing', async () => {
    const begun = await start()
    const { agent, town, rows } = begun
    const twin = await doubled(begun)
    const before = await rows('select * from family order by id')
    const preview = await agent<MergePreview>('merges.preview', {
      kind: 'family',
      keptId: town.diallo.id,
      removedId: twin.id,
    })
    expect(preview.obstacles).toEqual([])
    expect(Object.fromEntries(preview.moves.map(({ label, count }) => [label, count]))).toMatchObject({
      ...{ Membres: 2, Réservations: 1, Inscriptions: 1, Factures: 1, 'Quotients familiaux': 1, Notes: 1 },
    })
    expect(preview.conflicts.map(({ key }) => key)).toContain('address')
    expect(await rows('select * from family order by id')).toEqual(before)
  })

  it('merges two families: everything is in the one kept, and the other leads there', async () => {
    const begun = await start()
    const { agent, town, rows, desk } = begun
    const twin = await doubled(begun)
    const kept = town.diallo.id
    await agent('merges.run', { kind: 'family', keptId: kept, removedId: twin.id, fromRemoved: ['address'] })
    const page = await agent<FamilyPage>('families.get', { id: kept })
    expect(page).toMatchObject({ addressLine1: '4 impasse du Lavoir', staffNote: 'vient le soir' })
    expect(page.guardians.filter(({ accountHolder }) => accountHolder)).toHaveLength(1)
    expect(page.quotients).toHaveLength(1)
    expect(await agent('families.get', { id: twin.id })).toMatchObject({ mergedInto: { id: kept, number: 1002 } })
    for (const { table, column, how } of familyReferences) {
      if (how !== 'move') continue
      const left = await rows(`select * from "${table}" where ${snakeCase(column)} = ${twin.id}`)
      expect(left, table).toEqual([])
    }
    expect(await rows(`select former_family_id from invoice where id = ${twin.invoiceId}`)).toEqual([
      { formerFamilyId: twin.id },
    ])
    const found = await agent<{ rows: { id: number }[] }>('families.list', { search: String(twin.number) })
    expect(found.rows.map(({ id }) => id)).toEqual([kept])
    const history = await agent<{ entries: TimelineEntry[] }>('families.timeline', { familyId: kept, limit: 100 })
    const told = history.entries.map(({ operation }) => operation)
    expect(told).toEqual(expect.arrayContaining(['merges.run', 'families.create', 'note.written']))
    const views = await desk.read((ctx) => ctx.db.rows<{ key: string }>`select distinct key from view_dirty`)
    expect(views.map(({ key }) => key)).toEqual(
      expect.arrayContaining([`family/${kept}`, `family/${twin.id}`, `bookings/${kept}/2026-12`, `access/${kept}`]),
    )
  })

  it('opens the family kept to the parent of the other, from the session in use', async () => {
    const begun = await start()
    const { agent, town, desk } = begun
    const twin = await doubled(begun)
    await agent('merges.run', { kind: 'family', keptId: town.diallo.id, removedId: twin.id })
    const { reply } = await desk.portal.dispatcher.call(
      'family.read',
      {},
      {
        ...{ address: '127.0.0.1', userAgent: 'test', sessionToken: twin.parent.token },
      },
    )
    expect(reply.ok && JSON.stringify(reply.value)).toContain('Awa')
  })

  it('undoes a merge within a day, and every row is as it was', async () => {
    const begun = await start()
    const { agent, town, rows } = begun
    const twin = await doubled(begun)
    const tables = [
      'family',
      'person',
      'family_member',
      'booking',
      'enrolment',
      'invoice',
      'family_quotient',
      'family_note',
      'portal_account',
    ]
    const photograph = async () => {
      const all: Record<string, Raw[]> = {}
      for (const table of tables)
        all[table] = (await rows(`select * from "${table}" order by id`)).map((row) => ({ ...row, version: null }))
      return all
    }
    const before = await photograph()
    const { id } = await agent<{ id: number }>('merges.run', {
      ...{ kind: 'family', keptId: town.diallo.id, removedId: twin.id },
      fromRemoved: ['address'],
    })
    expect(await photograph()).not.toEqual(before)
    expect(await agent<MergeRecord[]>('merges.recent', {})).toMatchObject([{ id, undoable: true, undoneAt: null }])
    await agent('merges.undo', { id })
    expect(await photograph()).toEqual(before)
    expect(await agent<MergeRecord[]>('merges.recent', {})).toMatchObject([
      { id, undoable: false, undoneBy: 'Élise Marchand agent' },
    ])
  })

  it('does not undo a merge twice', async () => {
    const begun = await start()
    const twin = await doubled(begun)
    const { id } = await begun.agent<{ id: number }>('merges.run', {
      kind: 'family',
      keptId: begun.town.diallo.id,
      removedId: twin.id,
    })
    await begun.agent('merges.undo', { id })
    expect((await begun.no('merges.undo', { id }))?.code).toBe('merge.undone')
  })

  it.each([
    ['the file kept', 'families.addNote', 'le dossier'],
    ['a booking that moved', 'booking', 'les réservations'],
  ])('does not undo a merge once %s has changed', async (_, change, what) => {
    const begun = await start()
    const { agent, town, no, desk } = begun
    const twin = await doubled(begun)
    const { id } = await agent<{ id: number }>('merges.run', {
      kind: 'family',
      keptId: town.diallo.id,
      removedId: twin.id,
    })
    if (change === 'booking')
      await desk.write((ctx) => ctx.db.run`update booking set state = 'present' where id = ${twin.bookingId}`)
    else await agent(change, { familyId: town.diallo.id, text: 'autre chose' })
    expect(await no('merges.undo', { id })).toEqual({ code: 'merge.changed-since', details: { what } })
  })

  it('does not undo a merge of the day before yesterday', async () => {
    const begun = await start()
    const { agent, town, no, test } = begun
    const twin = await doubled(begun)
    const { id } = await agent<{ id: number }>('merges.run', {
      kind: 'family',
      keptId: town.diallo.id,
      removedId: twin.id,
    })
    await begun.desk.write((ctx) => ctx.db.run`update staff_session set expires_at = '2027-01-01T00:00:00.000Z'`)
    const later = deskOn(test, { now: '2026-12-04T15:10:00.000Z' })
    const { refusalOn } = refusing(later)
    expect((await refusalOn(town.staff.agent.token, 'merges.undo', { id }))?.code).toBe('merge.too-late')
    expect((await no('merges.undo', { id: id + 1 }))?.code).toBe('record.not-found')
  })

  const refusing = (desk: ReturnType<typeof deskOn>) => ({
    refusalOn: async (token: string, operation: string, input: unknown) => {
      const { reply } = await desk.staff.dispatcher.call(operation, input, {
        address: '127.0.0.1',
        userAgent: 'test',
        sessionToken: token,
      })
      return reply.ok ? null : { code: reply.error.code }
    },
  })

  it('refuses to merge while a child would be enrolled twice, and says what to do', async () => {
    const begun = await start()
    const { agent, desk, town, no } = begun
    const other = await createFamily(agent, { name: 'Diallo' }, { firstName: 'Fatou', lastName: 'Diallo', email: '' })
    await agent('children.link', { childId: town.diallo.awa, familyId: other.id })
    await desk.write((ctx) =>
      insertEnrolment(ctx, {
        ...{ childId: town.diallo.awa, familyId: other.id },
        ...{ activityId: town.canteen.id, groupId: town.canteen.primary },
      }),
    )
    const pair = { kind: 'family', keptId: town.diallo.id, removedId: other.id }
    const preview = await agent<MergePreview>('merges.preview', pair)
    expect(preview.obstacles[0]).toContain('Awa est inscrit deux fois')
    expect((await no('merges.run', pair))?.code).toBe('merge.impossible')
  })

  it('never merges a child with an adult, nor a file with itself', async () => {
    const { agent, town, no } = await start()
    const preview = await agent<MergePreview>('merges.preview', {
      kind: 'person',
      keptId: town.diallo.mariama,
      removedId: town.diallo.awa,
    })
    expect(preview.obstacles).toEqual(['L’une des fiches est celle d’un enfant, l’autre celle d’un adulte.'])
    const itself = await no('merges.run', { kind: 'person', keptId: town.diallo.awa, removedId: town.diallo.awa })
    expect(itself?.code).toBe('input.invalid')
  })

  it('merges two files of one child with their health, which only its permission reads', async () => {
    const begun = await start()
    const { agent, town, rows, desk } = begun
    const { id: twin } = await agent<{ id: number }>('children.create', {
      ...{
        familyId: town.diallo.id,
        child: { ...childFields, firstName: 'Hawa', lastName: 'Diallo', birthDate: '2017-09-20' },
      },
    })
    const target = { childId: twin, familyId: town.diallo.id }
    await agent('children.saveHealth', {
      ...target,
      version: 0,
      ...{
        doctor: 'Dr Lemaire',
        doctorPhone: '',
        notes: 'porte des lunettes',
        insurer: '',
        insuranceNumber: '',
        insuranceValidTo: null,
      },
    })
    await agent('children.saveContact', { ...target, contactId: null, contact: pickup })
    const { pairs } = await agent<{ pairs: DuplicatePair[] }>('duplicates.list', { kind: 'person' })
    expect(pairs).toMatchObject([{ reasons: ['near-name-and-birth'] }].slice(0, pairs.length))
    const pair = { kind: 'person', keptId: town.diallo.awa, removedId: twin }
    const before = await rows('select * from health_record order by child_id')
    const { id } = await agent<{ id: number }>('merges.run', pair)
    const health = await agent<{ doctor: string; notes: string }>('children.health', { childId: town.diallo.awa })
    expect(health).toMatchObject({ doctor: 'Dr Lemaire', notes: 'porte des lunettes' })
    const children = await agent<{ id: number; contacts: unknown[] }[]>('children.ofFamily', {
      familyId: town.diallo.id,
    })
    expect(children.map((child) => child.id)).toEqual([town.diallo.awa])
    expect(children[0]?.contacts).toHaveLength(1)
    // Reading health leaves a trace, and changes nothing.
    await agent('merges.undo', { id })
    expect(await rows('select * from health_record order by child_id')).toEqual(before)
    expect(await desk.read((ctx) => ctx.db.rows`select id from family_member where person_id = ${twin}`)).toHaveLength(
      1,
    )
  })
  const pickup = {
    ...{ fullName: 'Nora Besson', relationship: 'grand-mère', phone: '06 39 98 41 22', mayCollect: true },
    ...{ emergency: true, forbidden: false, note: '' },
  }

  it('leaves one account to one person, which opens the families of both files', async () => {
    const begun = await start()
    const { agent, town, rows, desk } = begun
    const other = await createFamily(
      agent,
      { name: 'Berthelot' },
      { ...guardianFields, firstName: 'Sarah', lastName: 'Berthelot', email: '' },
    )
    const page = await agent<FamilyPage>('families.get', { id: other.id })
    const twin = page.guardians[0]?.personId ?? 0
    const account = await desk.write((ctx) => insertParent(ctx, twin, other.id))
    const pair = { kind: 'person', keptId: town.berthelot.sarah, removedId: twin }
    const preview = await agent<MergePreview>('merges.preview', pair)
    expect(preview.conflicts).toContainEqual({
      key: 'account',
      label: 'Compte du portail',
      kept: town.parent.login,
      removed: account.login,
    })
    await agent('merges.run', { ...pair, fromRemoved: ['account'] })
    const accounts = await rows(
      `select id, person_id, family_ids, disabled from portal_account where id in (${town.parent.id}, ${account.id}) order by id`,
    )
    expect(accounts.map((row) => ({ ...row, disabled: Boolean(row['disabled']) }))).toEqual([
      { id: town.parent.id, personId: twin, familyIds: JSON.stringify([town.berthelot.id]), disabled: true },
      {
        id: account.id,
        personId: town.berthelot.sarah,
        familyIds: JSON.stringify([other.id, town.berthelot.id]),
        disabled: false,
      },
    ])
    const guardians = (await agent<FamilyPage>('families.get', { id: other.id })).guardians
    expect(guardians).toMatchObject([
      { personId: town.berthelot.sarah, accountHolder: true, portal: { login: account.login } },
    ])
  })
})
