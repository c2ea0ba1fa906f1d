import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export interface TestPostgres {
  /** Address of the maintenance database: tests create their own databases beside it. */
  url: string
  stop(): Promise<void>
}

const DEBIAN_ROOT = '/usr/lib/postgresql'

/** Folder of the newest `initdb` and `postgres` of this machine, or null when PostgreSQL is not installed. */
export function postgresBinaries(): string | null {
  const debian = existsSync(DEBIAN_ROOT)
    ? readdirSync(DEBIAN_ROOT)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(DEBIAN_ROOT, version, 'bin'))
    : []
  const onPath = (process.env['PATH'] ?? '').split(':')
  return (
    [...debian, ...onPath].find((dir) => existsSync(join(dir, 'initdb')) && existsSync(join(dir, 'postgres'))) ?? null
  )
}

/** PostgreSQL refuses root: its own account is used then. Node drops the other groups by itself. */
function serverAccount(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

async function untilReady(url: string, server: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL stopped while starting:\n${log()}`)
    const client = new pg.Client({ connectionString: url })
    // A dead socket is also announced as an event: without a listener it would end the process.
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (attempt === 299) throw new Error(`PostgreSQL did not answer: ${String(error)}\n${log()}`, { cause: error })
      await sleep(100)
    }
  }
}

/** Starts a throw-away server on loopback, with durability off: it lives for one run of the tests. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = postgresBinaries()
  if (!bin) throw new Error('PostgreSQL is not installed: apt-get install postgresql (or set RIBAMBELLE_TEST_POSTGRES)')
  const account = serverAccount()
  const home = mkdtempSync(join(tmpdir(), 'ribambelle-pg-'))
  if (account.uid !== undefined && account.gid !== undefined) chownSync(home, account.uid, account.gid)
  const data = join(home, 'data')
  const cluster = ['-D', data, '-U', 'ribambelle', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  execFileSync(join(bin, 'initdb'), cluster, { ...account, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] })

  const port = await freePort()
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300', 'jit=off']
  const options = [
    `listen_addresses=127.0.0.1`,
    `port=${port}`,
    `unix_socket_directories=${home}`,
    'log_min_messages=fatal',
  ]
  const args = ['-D', data, ...[...settings, ...options].flatMap((setting) => ['-c', setting])]
  const server = spawn(join(bin, 'postgres'), args, { ...account, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  server.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)))
  const killOnExit = () => server.kill('SIGQUIT')
  process.once('exit', killOnExit)

  const url = `postgres://ribambelle@127.0.0.1:${port}/postgres`
  await untilReady(url, server, () => log)
  return {
    url,
    async stop() {
      process.removeListener('exit', killOnExit)
      const stopped = new Promise((resolve) => server.once('exit', resolve))
      // SIGINT is PostgreSQL's "fast" stop: it does not wait for the connections left open.
      if (server.exitCode === null && server.kill('SIGINT')) await stopped
      rmSync(home, { recursive: true, force: true })
    },
  }
}
