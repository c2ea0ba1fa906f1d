import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** A Monday evening, the last day of the month that the demonstration bills next. */
export const storyStart = '2026-11-30T17:00:00Z'

export interface DeskAccounts {
  staff: { role: string; email: string; password: string }[]
  parents: { login: string; password: string; family: string }[]
}

export interface DeskProcess {
  backOffice: string
  portal: string
  sync: string
  accounts: DeskAccounts
  /** Where its data are; removed by `dispose`. */
  dataDir: string
  /** Ends the process as Ctrl-C does, and waits for it. */
  stop(): Promise<void>
  /** Ends it without a word, as a power cut does. */
  kill(): Promise<void>
  dispose(): Promise<void>
}

export interface HostedPortal {
  portal: string
  pairingCode: string | null
  dispose(): Promise<void>
}

/** Builds what is stale; a second call costs a fingerprint. */
export function buildAll(): void {
  execFileSync(
    process.execPath,
    [join(root, 'scripts/build.mjs'), '--quiet', '--only', 'node,hosted-portal,renderer,portal'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
}

interface DeskOptions {
  startAt?: string
  /** A base port when an address must be found again after a restart; any free ports when left out. */
  port?: number
  /** Data of a desk that ran before. */
  dataDir?: string
}

/** The built desk with its demonstration town, on free ports, at a fixed moment. */
export async function startDesk({ startAt = storyStart, port = 0, dataDir }: DeskOptions = {}): Promise<DeskProcess> {
  const data = dataDir ?? mkdtempSync(join(tmpdir(), 'ribambelle-e2e-desk-'))
  const args = ['--demo', '--no-open', '--port', String(port), '--data', data, '--json', '--start-at', startAt]
  const { ready, child } = await startHost('node.mjs', args)
  const { backOffice, portal, sync, accounts } = ready
  if (!backOffice || !portal || !sync || !accounts) throw new Error('the desk did not say where it answers')
  const kill = (signal: NodeJS.Signals) => end(child, signal)
  return {
    backOffice,
    portal,
    sync,
    accounts,
    dataDir: data,
    stop: () => kill('SIGTERM'),
    kill: () => kill('SIGKILL'),
    dispose: async () => {
      await kill('SIGTERM')
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** `npm run portal`, built: a portal of its own, with its own database. */
export async function startHostedPortal({
  startAt = storyStart,
  args: more = [],
}: { startAt?: string; args?: string[] } = {}): Promise<HostedPortal> {
  const data = mkdtempSync(join(tmpdir(), 'ribambelle-e2e-portal-'))
  const args = ['--port', '0', '--data', data, '--json', '--every', '1', '--start-at', startAt, ...more]
  const { ready, child } = await startHost('portal.mjs', args)
  if (!ready.portal) throw new Error('the hosted portal did not say where it answers')
  return {
    portal: ready.portal,
    pairingCode: ready.pairingCode ?? null,
    dispose: async () => {
      await end(child, 'SIGTERM')
      rmSync(data, { recursive: true, force: true })
    },
  }
}

interface ReadyLine {
  ready: true
  backOffice?: string
  portal?: string
  sync?: string
  accounts?: DeskAccounts
  pairingCode?: string | null
}

const readyWithinMs = 60_000

function startHost(file: string, args: readonly string[]): Promise<{ ready: ReadyLine; child: ChildProcess }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, '.vite/build', file), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const limit = setTimeout(() => child.kill('SIGKILL'), readyWithinMs)
    let [output, errors, isReady] = ['', '', false]
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (isReady || !output.includes('\n')) return
      isReady = true
      clearTimeout(limit)
      resolve({ ready: JSON.parse(output.slice(0, output.indexOf('\n'))) as ReadyLine, child })
    })
    child.once('exit', (code) => {
      clearTimeout(limit)
      if (!isReady) reject(new Error(`${file} stopped (code ${code}) before it was ready: ${errors || output}`))
    })
  })
}

const stopWithinMs = 10_000

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const limit = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
    child.once('exit', () => {
      clearTimeout(limit)
      resolve()
    })
    child.kill(signal)
  })
}
