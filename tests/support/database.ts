import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, describe } from 'vitest'
import { openDatabase, type Database } from '../../src-main/database/database'
import type { Engine } from '../../src-main/database/db'

/** Engines that this run covers: `RIBAMBELLE_TEST_DATABASES=sqlite,postgres`, SQLite alone by default. */
export const testEngines = (process.env['RIBAMBELLE_TEST_DATABASES'] ?? 'sqlite').split(',') as Engine[]

export interface TestDatabase {
  database: Database
  /** File of SQLite, address of PostgreSQL. */
  address: string
  dispose(): Promise<void>
}

let sqliteTemplate: Promise<string> | undefined
let postgresTemplate: Promise<string> | undefined

/** A migrated, empty database of its own, in a few milliseconds: copied from a template made once a run. */
export async function openTestDatabase(engine: Engine): Promise<TestDatabase> {
  return engine === 'sqlite' ? openSqlite() : openPostgres()
}

async function openSqlite(): Promise<TestDatabase> {
  const template = process.env['RIBAMBELLE_TEST_SQLITE_TEMPLATE'] ?? (await (sqliteTemplate ??= makeSqliteTemplate()))
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-test-'))
  const file = join(folder, 'test.db')
  copyFileSync(template, file)
  const database = await openDatabase({ engine: 'sqlite', file })
  return {
    database,
    address: file,
    dispose: async () => {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** An empty migrated file; it goes away with the process that made it. */
export async function makeSqliteTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-template-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'template.db')
  const database = await openDatabase({ engine: 'sqlite', file })
  await database.close()
  return file
}

function postgresServer(): string {
  const url = process.env['RIBAMBELLE_TEST_POSTGRES']
  if (!url) throw new Error('PostgreSQL tests need RIBAMBELLE_TEST_POSTGRES (npm test starts one)')
  return url
}

let administration: Promise<pg.Client> | undefined

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: postgresServer() })
  // The server stops with the run: its farewell is no failure of a test.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** One statement for the server, on a connection that the process keeps. */
async function administer(statement: string): Promise<void> {
  await (await (administration ??= connect())).query(statement)
}

const addressOf = (name: string) => {
  const url = new URL(postgresServer())
  url.pathname = `/${name}`
  return url.href
}

let counter = 0
const newName = () => `ribambelle_${process.pid}_${Date.now().toString(36)}_${counter++}`

/** The name of an empty migrated database. */
export async function makePostgresTemplate(): Promise<string> {
  const name = `${newName()}_template`
  await administer(`create database ${name}`)
  const database = await openDatabase({ engine: 'postgres', url: addressOf(name) })
  await database.close()
  return name
}

/** Lets the process that made a template end. */
export async function closeAdministration(): Promise<void> {
  await (await administration)?.end()
  administration = undefined
}

async function openPostgres(): Promise<TestDatabase> {
  const template =
    process.env['RIBAMBELLE_TEST_POSTGRES_TEMPLATE'] ?? (await (postgresTemplate ??= makePostgresTemplate()))
  const name = newName()
  // Copied as files: made and dropped ten times faster than through the log, which nobody will replay.
  await administer(`create database ${name} template ${template} strategy file_copy`)
  const database = await openDatabase({ engine: 'postgres', url: addressOf(name) })
  return {
    database,
    address: addressOf(name),
    dispose: async () => {
      await database.close()
      await administer(`drop database ${name} with (force)`)
    },
  }
}

/** Runs the same sentences on every engine of this run; what `open` opened is thrown away after each test. */
export function onEachDatabase(title: string, tests: (open: () => Promise<TestDatabase>, engine: Engine) => void) {
  describe.each(testEngines)(`${title} (%s)`, (engine) => {
    const opened: TestDatabase[] = []
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((one) => one.dispose()))
    })
    tests(async () => {
      const one = await openTestDatabase(engine)
      opened.push(one)
      return one
    }, engine)
  })
}
