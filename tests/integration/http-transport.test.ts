import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { silentLog } from '../../src-main/kernel/log'
import { createFrontServer, listen } from '../../src-main/transports/http/server'
import { onEachDatabase, type TestDatabase } from '../support/database'
import { deskOn } from '../support/desk'

const servers: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function backOffice(test: TestDatabase, options: { staticDir?: string; requestsPerMinute?: number } = {}) {
  const desk = deskOn(test)
  const server = await createFrontServer({
    audience: 'staff',
    ...desk.staff,
    log: silentLog,
    bus: desk.bus,
    ...options,
  })
  servers.push(server)
  return server
}

const rpc = (operation: string, payload: string, headers: Record<string, string> = {}) =>
  ({
    method: 'POST',
    url: `/rpc/${operation}`,
    headers: { 'content-type': 'application/json', 'x-ribambelle': '1', ...headers },
    payload,
  }) as const

function frontFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-front-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<script nonce="__CSP_NONCE__" src="/assets/app.js"></script>')
  writeFileSync(join(folder, 'assets/app.js'), '1')
  return folder
}

onEachDatabase('a front over HTTP', (open) => {
  it('answers a malformed request with a code and a sentence, never a stack', async () => {
    const server = await backOffice(await open())
    const answers = await Promise.all([
      server.inject(rpc('session.current', '{not json')),
      server.inject(rpc('session.current', '[]')),
      server.inject(rpc('no.such', '{}')),
      server.inject(rpc('__proto__', '{}')),
      server.inject(rpc('session.signIn', '{"email":12}')),
      server.inject({ method: 'GET', url: '/rpc/session.current' }),
      server.inject({ method: 'GET', url: '/nowhere' }),
      server.inject({ method: 'GET', url: '/files/../../etc/passwd' }),
      server.inject(rpc('session.current', `{"x":"${'y'.repeat(1_100_000)}"}`)),
    ])
    expect(answers.map((a) => a.statusCode)).toEqual([400, 400, 404, 404, 400, 404, 404, 404, 400])
    for (const answer of answers) expect(answer.body).not.toMatch(/node_modules|at .*\.ts|Error:/)
    expect(JSON.parse(answers[4]!.body).error.details.fields).toHaveProperty('email')
  })

  it('refuses a call that another site’s page could make', async () => {
    const server = await backOffice(await open())
    const form = await server.inject(rpc('session.current', '{}', { 'content-type': 'text/plain' }))
    const { payload, method, url } = rpc('session.current', '{}')
    const bare = await server.inject({ method, url, payload, headers: { 'content-type': 'application/json' } })
    expect([form.statusCode, bare.statusCode]).toEqual([400, 400])
  })

  it('asks for a session before any staff operation, and before the event stream', async () => {
    const server = await backOffice(await open())
    const call = await server.inject(rpc('jobs.read', '{"id":1}'))
    const events = await server.inject({ method: 'GET', url: '/events' })
    expect([call.statusCode, events.statusCode]).toEqual([401, 401])
  })

  it('says when there are too many requests, and counts again later', async () => {
    const server = await backOffice(await open(), { requestsPerMinute: 3 })
    const answers = []
    for (let i = 0; i < 4; i++) answers.push(await server.inject(rpc('session.current', '{}')))
    expect(answers.map((a) => a.statusCode)).toEqual([200, 200, 200, 429])
    expect(JSON.parse(answers[3]!.body).error.code).toBe('request.too-many')
  })

  it('serves its pages with a fresh nonce and nothing from elsewhere', async () => {
    const server = await backOffice(await open(), { staticDir: frontFolder() })
    const pages = [await server.inject('/familles/12'), await server.inject('/')]
    const nonces = pages.map((page) => /nonce="([^"]+)"/.exec(page.body)?.[1])
    expect(new Set(nonces).size).toBe(2)
    for (const [index, page] of pages.entries()) {
      const policy = String(page.headers['content-security-policy'])
      expect(policy).toContain(`'nonce-${nonces[index]}'`)
      expect(policy).toContain(`default-src 'self'`)
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    }
    const asset = await server.inject('/assets/app.js')
    expect(asset.headers['cache-control']).toContain('immutable')
  })

  it('says in one sentence that a port is taken', async () => {
    const test = await open()
    const first = await backOffice(test)
    const address = await listen(first, 0)
    const second = await backOffice(test)
    await expect(listen(second, Number(new URL(address).port))).rejects.toThrow(/est déjà utilisé.*--port/)
  })
})
