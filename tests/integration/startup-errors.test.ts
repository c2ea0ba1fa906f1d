import { mkdtempSync, rmSync, writeFileSync, readFileSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { readConfig } from '../../src-main/config'
import { checkNodeVersion } from '../../src-main/hosts/node/node-version'
import { openDatabase } from '../../src-main/database/database'
import { StartupError } from '../../src-main/kernel/startup-error'

const folders: string[] = []
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-start-'))
  folders.push(folder)
  return folder
}
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const refusal = async (work: () => unknown) => {
  try {
    await work()
  } catch (error) {
    if (error instanceof StartupError) return error.message
    throw error
  }
  return 'accepted'
}
const read = (...args: string[]) => readConfig(args, { dataDir: '/data', root: '/root' })

it.each([
  [['--nope'], /Option inconnue.*--nope.*--help/],
  [['--port', 'abc'], /--port attend un nombre de 0 à 65533, pas « abc »/],
  [['--port', '70000'], /--port/],
  [['--size', 'huge'], /--size attend demo, small, town ou city/],
  [['--database', 'mysql://x'], /postgres:\/\/utilisateur/],
  [['--start-at', 'demain'], /--start-at/],
])('says in one sentence what is wrong with %j', async (args, sentence) => {
  expect(await refusal(() => read(...args))).toMatch(sentence)
})

it('gives each server its port, or any when asked', () => {
  expect(read('--port', '8000')).toMatchObject({ ports: { backOffice: 8000, portal: 8001, sync: 8002 } })
  expect(read('--port', '0')).toMatchObject({ ports: { backOffice: 0, portal: 0, sync: 0 } })
})

it('refuses a file that is not a database, and leaves it as it was', async () => {
  const file = join(newFolder(), 'ribambelle.db')
  writeFileSync(file, 'not a database at all, but long enough to look like one '.repeat(40))
  const before = readFileSync(file)
  expect(await refusal(() => openDatabase({ engine: 'sqlite', file }))).toMatch(/sauvegarde.*--data|sauvegarde/)
  expect(readFileSync(file).equals(before)).toBe(true)
})

it('refuses a database that a newer program wrote, untouched', async () => {
  const file = join(newFolder(), 'ribambelle.db')
  const database = await openDatabase({ engine: 'sqlite', file })
  await database.write(
    (db) => db.run`insert into migration (timestamp, name) values (9999999999999, 'Future9999999999999')`,
  )
  await database.close()
  expect(await refusal(() => openDatabase({ engine: 'sqlite', file }))).toMatch(/plus récente.*Future/)
})

it('says that the data folder cannot be made', async () => {
  const blocked = join(newFolder(), 'file')
  writeFileSync(blocked, '')
  const file = join(blocked, 'sub', 'ribambelle.db')
  expect(await refusal(() => openDatabase({ engine: 'sqlite', file }))).toMatch(/--data/)
  expect(existsSync(file)).toBe(false)
})

it('says that PostgreSQL does not answer', async () => {
  const url = 'postgres://nobody@127.0.0.1:1/none'
  expect(await refusal(() => openDatabase({ engine: 'postgres', url }))).toMatch(/PostgreSQL ne répond pas/)
})

it('refuses a Node too old for its database, before touching it', async () => {
  expect(await refusal(() => checkNodeVersion('20.20.2'))).toMatch(/Node 22.*20\.20\.2.*npm start/)
  expect(await refusal(() => checkNodeVersion('24.21.0'))).toBe('accepted')
})
