import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance } from 'fastify'
import type { Log } from '../../kernel/log'
import { answerErrors } from './errors'

export interface SyncServerOptions {
  log: Log
  /** Who calls, from its token; throws when nobody. */
  pair(body: unknown): Promise<unknown>
  exchange(token: string | null, body: unknown): Promise<unknown>
  /** PDF of an invoice, for a hosted portal whose parent opens it. */
  invoicePdf?(token: string | null, id: number): Promise<Buffer>
}

const bodyLimit = 16 * 1024 * 1024

/** `/sync/v1`: the exchange, apart from both fronts. Sizes and rates are bounded; pairing more than the rest. */
export async function createSyncServer(options: SyncServerOptions): Promise<FastifyInstance> {
  const server = fastify({ bodyLimit, forceCloseConnections: true })
  await server.register(rateLimit, { max: 1200, timeWindow: '1 minute' })
  answerErrors(server, options.log)
  registerSyncRoutes(server, options)
  return server
}

/** The routes alone, for a hosted portal that serves them beside its pages. */
export function registerSyncRoutes(server: FastifyInstance, { pair, exchange, invoicePdf }: SyncServerOptions) {
  const pairingLimit = { config: { rateLimit: { max: 20, timeWindow: '1 minute' } } }
  server.post('/sync/v1/pair', pairingLimit, (request) => pair(request.body))
  server.post('/sync/v1/exchange', { bodyLimit }, (request) =>
    exchange(bearer(request.headers.authorization), request.body),
  )
  if (invoicePdf) {
    server.get<{ Params: { id: string } }>('/sync/v1/invoices/:id.pdf', async (request, reply) => {
      const pdf = await invoicePdf(bearer(request.headers.authorization), Number(request.params.id))
      return reply.type('application/pdf').send(pdf)
    })
  }
}

function bearer(header: string | undefined): string | null {
  return /^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? null
}
