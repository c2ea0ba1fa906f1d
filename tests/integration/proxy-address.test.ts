import type { FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { silentLog } from '../../src-main/kernel/log'
import { createFrontServer } from '../../src-main/transports/http/server'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'

const servers: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

onEachDatabase('the address of who calls, behind a proxy', (open) => {
  it('is the one that the proxy saw, never one that the caller wrote', async () => {
    const desk = deskOn(await open())
    const server = await createFrontServer({
      ...{ audience: 'parent', ...desk.portal, log: silentLog, secureCookies: true },
      extend: async (front) => {
        front.get('/address', (request) => ({ address: request.ip }))
        await Promise.resolve()
      },
    })
    servers.push(server)
    const addressFor = async (forwarded: string) => {
      const answer = await server.inject({ url: '/address', headers: { 'x-forwarded-for': forwarded } })
      return (JSON.parse(answer.body) as { address: string }).address
    }
    expect(await addressFor('203.0.113.9')).toBe('203.0.113.9')
    // What the caller sent comes first; what the proxy added comes last.
    expect(await addressFor('198.51.100.1, 203.0.113.9')).toBe('203.0.113.9')
    expect(await addressFor('198.51.100.1, 203.0.113.9, 10.0.0.4')).toBe('203.0.113.9')
  })

  it('answers a badly written address of a file by a sentence and not by a breakdown', async () => {
    const desk = deskOn(await open())
    const server = await createFrontServer({ audience: 'parent', ...desk.portal, log: silentLog })
    servers.push(server)
    const answer = await server.inject({ url: '/files/receipts/%E0%A4%A.pdf' })
    expect(answer.statusCode).toBeLessThan(500)
  })
})
