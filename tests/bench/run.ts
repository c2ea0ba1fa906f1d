import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { startPostgres } from '../support/postgres'

export interface BenchOptions {
  size?: 'demo' | 'small' | 'town' | 'city'
  /** Absent or 'sqlite' for a temporary file, else the address of a PostgreSQL database. */
  database?: string
}

/** One figure: printed as one line of JSON. */
export interface BenchResult {
  bench: string
  size: string
  database: string
  value: number
  unit: string
  [more: string]: unknown
}

interface Bench {
  run(options: BenchOptions): Promise<BenchResult[]>
}

/** A bench that is asked for `postgres` alone gets a server of its own. */
async function withDatabase(options: BenchOptions, work: (options: BenchOptions) => Promise<void>): Promise<void> {
  if (options.database !== 'postgres') return work(options)
  const server = await startPostgres()
  try {
    await work({ ...options, database: server.url })
  } finally {
    await server.stop()
  }
}

async function main(name: string, { json, ...options }: BenchOptions & { json?: boolean }): Promise<void> {
  const file = join(import.meta.dirname, `${name}.bench.ts`)
  const { run } = (await import(pathToFileURL(file).href)) as Bench
  await withDatabase(options, async (ready) => {
    if (!json) process.stderr.write(`${name}…\n`)
    for (const result of await run(ready)) process.stdout.write(`${JSON.stringify(result)}\n`)
  })
}

const [name = '', options = '{}'] = process.argv.slice(2)
await main(name, JSON.parse(options) as BenchOptions)
