import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawSql } from '../../src-main/database/sql'
import { generateDemo } from '../../src-main/demo'
import { openView } from '../../src-main/modules/portal'
import { markEverything, refreshViews } from '../../src-main/modules/sync'
import { viewSchemas, parseViewKey } from '../../src-shared/contract/portal/views'
import { localDate } from '../../src-shared/kernel/local-date'
import { openTestDatabase, type TestDatabase } from '../support/database'
import { deskOn, type Desk } from '../support/desk'

/** Everything that would travel to a hosted portal, over the demonstration town: nothing of the office may be in it. */
describe('what travels to a hosted portal', () => {
  let database: TestDatabase
  let desk: Desk
  let views: { key: string; body: string }[]
  let everything: string
  let sealed: string[]

  beforeAll(async () => {
    database = await openTestDatabase('sqlite')
    desk = deskOn(database)
    await generateDemo(desk.services, { size: 'demo', today: localDate('2026-12-02') })
    await desk.write(plantSecrets)
    await markEverything(desk.services)
    while (await refreshViews(desk.services));
    const kept = await desk.read(
      ({ db }) => db.rows<{ key: string; body: string }>`select key, body from sync_view
      where deleted = ${false} order by key`,
    )
    // As they travel: what is sealed at rest is opened for the other side.
    views = kept.map(({ key, body }) => ({ key, body: openView(desk.services.cipher, key, body) }))
    sealed = kept.filter(({ body }) => body.startsWith('v1.')).map(({ key }) => key.split('/')[0] ?? '')
    everything = views.map(({ body }) => body).join('\n')
  })
  afterAll(() => database.dispose())

  /** Words that appear nowhere else, where the demonstration leaves a field empty. */
  async function plantSecrets({ db }: Parameters<Parameters<Desk['write']>[0]>[0]) {
    await db.run`update family set staff_note = 'SECRET-NOTE-FAMILLE' where id in (select min(id) from family)`
    await db.run`update pickup_contact set forbidden = ${true}, full_name = 'SECRET-INTERDIT' where id in (select min(id) from pickup_contact)`
    await db.run`update booking set memo = 'SECRET-MEMO' where id in (select max(id) from booking)`
  }

  it('covers every kind of view, for every family', async () => {
    const kinds = new Set(views.map(({ key }) => parseViewKey(key)?.kind))
    expect([...kinds].toSorted()).toEqual(Object.keys(viewSchemas).toSorted())
    const families = await desk.read(({ db }) => db.rows`select id from family where archived_at is null`)
    expect(views.filter(({ key }) => key.startsWith('family/'))).toHaveLength(families.length)
    expect(everything.length).toBeGreaterThan(500_000)
  })

  it('holds no field that a schema does not declare', () => {
    for (const { key, body } of views) {
      const kind = parseViewKey(key)?.kind ?? expect.fail(key)
      const value: unknown = JSON.parse(body)
      expect(viewSchemas[kind].parse(value), key).toEqual(value)
    }
    const names = new Set([...everything.matchAll(/"(\w+)":/g)].map(([, name]) => name ?? ''))
    const forbidden = /note|memo|allerg|health|care|medic|doctor|iban|bic|staff|forbidden|secret|token|audit|search/i
    // Bank details are masked, an authorisation and the kind of a document are no health values, and the
    // file says that health is not there.
    const known = new Set(['iban', 'bic', 'isHealthHidden', 'emergencyCare', 'health'])
    expect([...names].filter((name) => forbidden.test(name) && !known.has(name))).toEqual([])
    expect(everything).not.toMatch(/FR\d{2}[ ]?(?:\d{4}[ ]?){5}/)
  })

  it('is sealed where it stands when it tells the file or the requests of a family', () => {
    expect(new Set(sealed)).toEqual(new Set(['file', 'requests']))
    expect(views.filter(({ key }) => key.startsWith('file/'))).toHaveLength(
      sealed.filter((kind) => kind === 'file').length,
    )
  })

  it('holds no text of a health field, sealed or open', async () => {
    const columns = await sealedColumns(desk)
    const texts: string[] = []
    for (const { table, key, column } of columns) {
      const named = rawSql(`select ${key} as id, ${column} as sealed from ${table} where ${column} <> ''`)
      const rows = await desk.read(({ db }) => db.rowsOf<{ id: number; sealed: string }>(named))
      for (const { id, sealed } of rows) {
        expect(everything).not.toContain(sealed)
        texts.push(desk.services.cipher.open(sealed, `${table}.${column.replace(/_sealed$/, '')}/${id}`))
      }
    }
    const telling = [...new Set(texts)].filter((text) => text.length > 5)
    expect(telling.length).toBeGreaterThan(10)
    expect(telling.filter((text) => everything.includes(JSON.stringify(text).slice(1, -1)))).toEqual([])
  })

  it('holds no note of the staff, nobody who is forbidden, no memo', async () => {
    expect(everything).not.toMatch(/SECRET-/)
    const notes = await desk.read(
      ({ db }) => db.rows<{ text: string }>`select staff_note as text from family where staff_note <> ''`,
    )
    expect(notes.length).toBeGreaterThan(0)
    expect(notes.filter(({ text }) => everything.includes(JSON.stringify(text).slice(1, -1)))).toEqual([])
  })

  it('holds no staff account and no password, but those of parents in access/*', async () => {
    const staff = await desk.read(
      ({ db }) => db.rows<{ email: string; passwordHash: string }>`select email, password_hash from staff`,
    )
    expect(staff.length).toBeGreaterThan(3)
    for (const { email } of staff) expect(everything).not.toContain(email)
    for (const { key, body } of views)
      if (!key.startsWith('access/')) expect(body, key).not.toMatch(/scrypt|passwordHash/)
  })
})

/** Columns whose values are sealed, found in the tables themselves: a new one is covered without being told. */
async function sealedColumns(desk: Desk): Promise<{ table: string; key: string; column: string }[]> {
  const tables = await desk.read(
    ({ db }) => db.rows<{ name: string; sql: string }>`select name, sql from sqlite_master where type = 'table'`,
  )
  return tables.flatMap(({ name, sql }) => {
    const key = /"(\w+)" \w+(?:\(\d+\))? PRIMARY KEY/i.exec(sql)?.[1] ?? 'id'
    return [...sql.matchAll(/"(\w+_sealed)"/g)].map(([, column]) => ({ table: name, key, column: column ?? '' }))
  })
}
