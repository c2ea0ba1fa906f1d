import type { FastifyInstance } from 'fastify'
import type { Bus } from '../../kernel/bus'
import { refusalReply, statusOf } from './errors'
import { callerOf, type FrontOptions } from './front'

const heartbeatMs = 25_000

/** `GET /events`: server-sent events for signed-in staff. Ids only: screens ask again through the contract. */
export function registerEvents(server: FastifyInstance, { dispatcher, audience }: FrontOptions, bus: Bus) {
  server.get('/events', async (request, reply) => {
    const { reply: session } = await dispatcher.call('session.require', {}, callerOf(request, audience))
    if (!session.ok) {
      const answer = refusalReply('session.missing')
      return reply.status(statusOf(answer)).send(answer)
    }
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' })
    raw.write(': ready\n\n')
    const stop = bus.subscribe((event) => raw.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`))
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs)
    request.raw.on('close', () => {
      clearInterval(heartbeat)
      stop()
    })
  })
}
