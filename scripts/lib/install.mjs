// Installs the dependencies when they are missing or no longer those of package-lock.json.
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { ROOT, fail, productNode, run } from './runtime.mjs'

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

/** npm's own program, so that another Node may run it; null where it cannot be told. */
function npmProgram() {
  const given = process.env.npm_execpath
  if (given?.endsWith('.js')) return given
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const command = join(folder, 'npm')
    if (folder !== '' && process.platform !== 'win32' && existsSync(command)) return realpathSync(command)
  }
  return null
}

function npm(args, options, node = process.execPath) {
  const script = npmProgram()
  if (script?.endsWith('.js')) return run(node, [script, ...args], options)
  return run('npm', args, { shell: process.platform === 'win32', ...options })
}

// npm leaves out optional packages that do not suit the Node that runs it: on an older one, the bundler's own program.
const [major, minor] = process.versions.node.split('.').map(Number)
const isTooOldToInstall = major < 20 || (major === 20 && minor < 19)

/** Copies the Node that comes with the product out of the folder that npm is about to make anew. */
function nodeToInstallWith(folder) {
  const node = productNode()
  if (node === null || node === process.execPath) return process.execPath
  const copy = join(folder, 'node')
  copyFileSync(node, copy)
  return copy
}

async function installInTwoSteps(args, options) {
  const code = await npm([...args, '--omit=dev'], options)
  if (code !== 0) return code
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-node-'))
  try {
    const node = nodeToInstallWith(folder)
    const env = { ...options.env, PATH: `${dirname(node)}${delimiter}${options.env.PATH ?? ''}` }
    return await npm(args, { ...options, env }, node)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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
  const install = isTooOldToInstall ? installInTwoSteps : npm
  const code = await install([...args, '--no-audit', '--no-fund'], { stdio, env: process.env })
  if (code !== 0) {
    fail('L’installation des composants a échoué : vérifiez l’accès au réseau, puis relancez la même commande.', 1)
  }
  writeFileSync(STAMP, lockPrint())
  return true
}
