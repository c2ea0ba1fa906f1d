import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Ended {
  line: string
  errors: string
  code: number | null
}

function launch(host: 'main' | 'portal', args: readonly string[], more: Record<string, string> = {}): ChildProcess {
  const file = join(root, `src-main/hosts/node/${host}.ts`)
  return spawn(process.execPath, ['--import', 'tsx', file, ...args], { cwd: root, env: { ...process.env, ...more } })
}

/** Runs a host that is expected to stop by itself, and gives what it said. */
export function runHost(host: 'main' | 'portal', ...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = launch(host, args)
    const limit = setTimeout(() => child.kill('SIGKILL'), 20_000)
    let [line, errors] = ['', '']
    child.stdout?.on('data', (chunk: Buffer) => (line += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(limit)
      resolve({ line, errors, code })
    })
  })
}

export interface Running {
  child: ChildProcess
  ready: Record<string, unknown>
  /** Pulls the plug, and resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

/** Starts a host and waits for the line that says it is ready. */
export function startHost(host: 'main' | 'portal', ...args: string[]): Promise<Running> {
  return new Promise((resolve, reject) => {
    const child = launch(host, [...args, '--json'])
    const ended = new Promise<void>((done) => child.once('close', () => done()))
    let [line, errors] = ['', '']
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.once('close', (code) => reject(new Error(`${host} ended (${code}): ${errors}`)))
    child.once('error', reject)
    child.stdout?.on('data', (chunk: Buffer) => {
      line += chunk.toString()
      if (!line.includes('\n')) return
      resolve({
        child,
        ready: JSON.parse(line) as Record<string, unknown>,
        kill: async (signal = 'SIGKILL') => {
          child.kill(signal)
          await ended
        },
      })
    })
  })
}

/** `count` free ports in a row, so that a process that comes back is found at the same place. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const first = 20_000 + ((process.pid * 7 + tries * 131) % 30_000)
    const free = await Promise.all(Array.from({ length: count }, (_, n) => isFree(first + n)))
    if (free.every(Boolean)) return first
  }
  throw new Error('no free port')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
