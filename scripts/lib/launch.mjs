// Starts a built program in the foreground: signals are passed on, its exit code is ours.
import { spawn } from 'node:child_process'
import { staleParts } from './parts.mjs'
import { capture, fail, productEnv, requireProductNode } from './runtime.mjs'

/** Builds what is stale among `parts`, in a process of the product's Node; silent when there is nothing to do. */
export async function ensureBuilt(parts) {
  if (staleParts(parts).length === 0) return
  process.stderr.write('Construction du programme…\n')
  const { code, output } = await capture(requireProductNode(), ['scripts/build.mjs', '--only', parts.join(',')])
  if (code !== 0) fail(output.trim(), 1)
}

const PATIENCE_MS = 1000

/**
 * One Ctrl-C is one request to stop, however many times it reaches us (from the terminal, then from npm): the program
 * stands in a group of its own and is told once. A second Ctrl-C, later, ends it at once.
 */
function passSignals(child) {
  let askedAt = null
  const ask = (signal) => {
    const isRepeated = askedAt !== null
    if (isRepeated && performance.now() - askedAt < PATIENCE_MS) return
    askedAt = performance.now()
    child.kill(isRepeated ? 'SIGKILL' : signal)
  }
  // On Windows the console tells everybody by itself, and kill() would end the program without a word.
  process.on('SIGINT', () => process.platform === 'win32' || ask('SIGINT'))
  process.on('SIGTERM', () => ask('SIGTERM'))
  process.on('SIGHUP', () => ask('SIGTERM'))
}

export function launch(command, args) {
  const child = spawn(command, args, { env: productEnv(), stdio: 'inherit', detached: process.platform !== 'win32' })
  passSignals(child)
  child.once('error', (error) => fail(`Le programme ne peut pas être lancé : ${error.message}`, 1))
  child.once('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}
