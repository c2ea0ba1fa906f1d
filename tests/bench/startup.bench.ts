import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchOptions, BenchResult } from './run'

const root = join(import.meta.dirname, '../..')
const host = join(root, '.vite/build/node.mjs')
const secondStarts = 5

/** From the start of the process to "ready": the first time (the town is made), then the median of the next starts. */
export async function run({ size = 'demo', database }: BenchOptions): Promise<BenchResult[]> {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--quiet', '--only', 'node'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-startup-'))
  const isFile = database === undefined || database === 'sqlite'
  const args = ['--demo', '--size', size, '--no-open', '--port', '0', '--json', '--data', join(folder, 'data')]
  if (!isFile) args.push('--database', database)
  try {
    const first = await startOnce(args)
    const next: number[] = []
    for (let index = 0; index < secondStarts; index += 1) next.push(await startOnce(args))
    const median = next.toSorted((left, right) => left - right)[Math.floor(secondStarts / 2)] ?? first
    const common = { bench: 'startup', size, database: isFile ? 'sqlite' : 'postgres', unit: 'ms' }
    return [
      { ...common, step: 'first', value: Math.round(first) },
      { ...common, step: 'next', value: Math.round(median), starts: secondStarts },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts the host, waits for its line, stops it cleanly; gives the milliseconds until the line. */
function startOnce(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, [host, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const limit = setTimeout(() => child.kill('SIGKILL'), 600_000)
    let [output, errors] = ['', '']
    let elapsed: number | null = null
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (elapsed !== null || !output.includes('\n')) return
      elapsed = performance.now() - started
      child.kill('SIGTERM')
    })
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.once('close', (code) => {
      clearTimeout(limit)
      if (elapsed !== null && output.startsWith('{"ready":true')) resolve(elapsed)
      else reject(new Error(`the host stopped (code ${code}) before it was ready: ${errors || output}`))
    })
  })
}
