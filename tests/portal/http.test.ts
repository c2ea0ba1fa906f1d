import { afterEach, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { silentLog } from '../../src-main/kernel/log'
import { createFrontServer } from '../../src-main/transports/http/server'
import { onEachDatabase } from '../support/database'
import { townPassword } from '../support/factories/town'
import { portalTown } from './portal-town'

const servers: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

onEachDatabase('the portal over HTTP', (open) => {
  async function serve() {
    const town = await portalTown(await open())
    const server = await createFrontServer({ audience: 'parent', ...town.desk.portal, log: silentLog })
    servers.push(server)
    const post = (operation: string, payload: unknown, headers: Record<string, string> = {}) =>
      server.inject({
        method: 'POST',
        url: `/rpc/${operation}`,
        payload: JSON.stringify(payload),
        headers: { 'content-type': 'application/json', 'x-ribambelle': '1', ...headers },
      })
    return { town, server, post }
  }

  it('keeps the session in a cookie that no script reads, and lets nobody in without the header of our pages', async () => {
    const { town, post } = await serve()
    const input = { login: town.town.parent.login, password: townPassword }
    const answer = await post('session.signIn', input)
    expect(answer.statusCode).toBe(200)
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^ribambelle_parent=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/,
    )
    expect(answer.body).not.toMatch(/scrypt|password/i)
    expect((await post('session.signIn', input, { 'x-ribambelle': '' })).statusCode).toBe(400)
  })

  it('answers with the headers of a safe site, and leaves no copy of an answer in a cache', async () => {
    const { town, post } = await serve()
    const answer = await post('home.read', {}, { cookie: `ribambelle_parent=${town.town.parent.token}` })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    })
  })

  it('reaches no operation of the staff', async () => {
    const { town, post } = await serve()
    for (const operation of ['families.list', 'requests.inbox', 'billing.month', 'staff.list']) {
      const answer = await post(operation, {}, { cookie: `ribambelle_parent=${town.town.parent.token}` })
      expect([operation, answer.statusCode]).toEqual([operation, 404])
    }
  })

  it('gives a parent the file of their own invoice, and says that another one does not exist', async () => {
    const { town, server } = await serve()
    const get = (id: number, token: string) =>
      server.inject({
        method: 'GET',
        url: `/files/invoices/${id}.pdf`,
        headers: { cookie: `ribambelle_parent=${token}` },
      })
    expect((await get(town.invoices.diallo, town.town.parent.token)).statusCode).toBe(404)
    expect((await get(town.invoices.berthelot, 'nobody')).statusCode).toBe(401)
    const own = await get(town.invoices.berthelot, town.town.parent.token)
    expect([own.statusCode, own.headers['content-type']]).toEqual([200, 'application/pdf'])
    expect(own.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  })
})
