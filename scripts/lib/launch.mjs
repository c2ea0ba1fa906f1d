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

export function launch(command, args) {
  const child = spawn(command, args, { env: productEnv(), stdio: 'inherit' })
  // A terminal's Ctrl-C reaches the program by itself: we only stay until it has closed. A signal sent to us is passed on.
  process.on('SIGINT', () => process.stdin.isTTY || process.platform === 'win32' || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'))
  child.once('error', (error) => fail(`Le programme ne peut pas être lancé : ${error.message}`, 1))
  child.once('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}
