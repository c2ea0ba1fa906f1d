// Installs the dependencies when they are missing or no longer those of package-lock.json.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, fail, run } from './runtime.mjs'

const LOCK = join(ROOT, 'package-lock.json')
const MODULES = join(ROOT, 'node_modules')
const STAMP = join(MODULES, '.ribambelle-lock')
/** Written by npm at the end of an installation. */
const NPM_RECORD = join(MODULES, '.package-lock.json')

const lockPrint = () => createHash('sha256').update(readFileSync(LOCK)).digest('hex')

function isInstalled() {
  if (!existsSync(NPM_RECORD)) return false
  if (existsSync(STAMP)) return readFileSync(STAMP, 'utf8') === lockPrint()
  // Somebody ran npm by hand after the last change of the lock.
  return statSync(NPM_RECORD).mtimeMs >= statSync(LOCK).mtimeMs
}

function npm(args, options) {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], options)
  return run('npm', args, { shell: process.platform === 'win32', ...options })
}

/** Resolves with whether something was installed; ends the process when it cannot be. `stdio` keeps stdout clean for --json. */
export async function ensureInstalled({ stdio = 'inherit' } = {}) {
  if (isInstalled()) {
    if (!existsSync(STAMP)) writeFileSync(STAMP, lockPrint())
    return false
  }
  process.stderr.write('Installation des composants (une à deux minutes la première fois)…\n')
  // Windows locks the running Node, which `npm ci` would remove with the rest.
  const isReplacing = process.platform === 'win32' && existsSync(MODULES)
  const args = isReplacing ? ['install', '--no-save'] : ['ci']
  const code = await npm([...args, '--no-audit', '--no-fund'], { stdio, env: process.env })
  if (code !== 0) {
    fail('L’installation des composants a échoué : vérifiez l’accès au réseau, puis relancez la même commande.', 1)
  }
  writeFileSync(STAMP, lockPrint())
  return true
}
