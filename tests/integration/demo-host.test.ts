import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '../../src-main/database/database'
import { roles } from '../../src-shared/permissions'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'ribambelle-demo-host-'))
const dataDir = join(folder, 'data')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const zReady = z.object({
  ready: z.literal(true),
  backOffice: z.url(),
  portal: z.url(),
  sync: z.string(),
  accounts: z.object({
    staff: z.array(z.object({ role: z.enum(roles), email: z.email(), password: z.string().min(12) })).min(5),
    parents: z.array(z.object({ login: z.string(), password: z.string().min(12), family: z.string() })).min(3),
  }),
})

interface Ended {
  line: string
  errors: string
  code: number | null
}

/** Starts the host from its source, stops it at its first line, and gives what it said. */
function start(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const main = join(root, 'src-main/hosts/node/main.ts')
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', main, '--no-open', '--port', '0', '--data', dataDir, ...args],
      { cwd: root },
    )
    const limit = setTimeout(() => child.kill('SIGKILL'), 50_000)
    let [line, errors] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      line += chunk.toString()
      if (line.includes('\n')) child.kill('SIGTERM')
    })
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(limit)
      resolve({ line, errors, code })
    })
  })
}

it('makes the demonstration on an empty desk, opens it again, and leaves a real town alone', async () => {
  const first = await start('--demo', '--json')
  const { accounts, ...addresses } = zReady.parse(JSON.parse(first.line))
  expect([first.code, first.errors]).toEqual([0, ''])
  expect(addresses.backOffice).not.toBe(addresses.portal)

  const again = await start('--demo', '--json')
  expect(zReady.parse(JSON.parse(again.line)).accounts).toEqual(accounts)

  const database = await openDatabase({ engine: 'sqlite', file: join(dataDir, 'ribambelle.db') })
  await database.write((db) => db.run`update town set mode = 'production'`)
  await database.close()
  const refused = await start('--demo', '--json')
  expect([refused.line, refused.code]).toEqual(['', 1])
  expect(refused.errors).toMatch(/^Cette base contient une vraie ville.*Rien n’a été modifié\.\n$/)

  const real = await start('--json')
  expect(JSON.parse(real.line)).toMatchObject({ ready: true, accounts: {} })
}, 200_000)

it('leaves an empty database when it is interrupted while it makes the town', async () => {
  const elsewhere = join(folder, 'interrupted')
  const main = join(root, 'src-main/hosts/node/main.ts')
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', main, '--demo', '--size', 'town', '--no-open', '--port', '0', '--json', '--data', elsewhere],
    { cwd: root, stdio: 'ignore' },
  )
  const file = join(elsewhere, 'ribambelle.db')
  // The log of the transaction grows once rows are written: that is the moment to pull the plug.
  await expect.poll(() => existsSync(`${file}-wal`), { timeout: 30_000 }).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_code, signal) => resolve(signal)))
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  const database = await openDatabase({ engine: 'sqlite', file })
  const counts = await database.read(
    (db) =>
      db.rows<{
        count: number
      }>`select count(*) as count from town union all select count(*) from family union all select count(*) from booking`,
  )
  await database.close()
  expect(counts.map(({ count }) => count)).toEqual([0, 0, 0])
}, 60_000)
