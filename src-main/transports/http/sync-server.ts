import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance } from 'fastify'
import { bytesPerHalf } from '../../../src-shared/contract/sync'
import type { Log } from '../../kernel/log'
import { answerErrors } from './errors'

export interface SyncRoutes<Peer> {
  /** Whose token this is; refuses when it is nobody's. */
  authenticate(token: string | null): Promise<Peer>
  pair(body: unknown): Promise<unknown>
  exchange(peer: Peer, body: unknown): Promise<unknown>
  /** PDF of an invoice, for a hosted portal whose parent opens it. */
  invoicePdf?(familyId: number, invoiceId: number): Promise<Buffer>
  /** PDF of the registration form of a family. */
  registrationPdf?(familyId: number): Promise<Buffer>
  /** A file that the family may open. */
  upload?(familyId: number, id: string): Promise<Buffer>
}

/** `/sync/v1`: the exchange, apart from both fronts. Sizes and rates are bounded; pairing more than the rest. */
export async function createSyncServer<Peer>(routes: SyncRoutes<Peer> & { log: Log }): Promise<FastifyInstance> {
  const server = fastify({ forceCloseConnections: true })
  await server.register(rateLimit, { max: 3000, timeWindow: '1 minute' })
  answerErrors(server, routes.log)
  registerSyncRoutes(server, routes)
  return server
}

/** The routes alone, for a hosted portal that serves them beside its pages. */
export function registerSyncRoutes<Peer>(server: FastifyInstance, routes: SyncRoutes<Peer>) {
  const { authenticate, pair, exchange, invoicePdf, registrationPdf, upload } = routes
  const callers = new WeakMap<object, Peer>()
  // Before the body is read: a stranger does not make this program read sixteen megabytes.
  const onRequest = async (request: { raw: object; headers: { authorization?: string } }) => {
    callers.set(request.raw, await authenticate(bearer(request.headers.authorization)))
  }
  const pairing = { bodyLimit: 4096, config: { rateLimit: { max: 20, timeWindow: '1 minute' } } }
  server.post('/sync/v1/pair', pairing, (request) => pair(request.body))
  server.post('/sync/v1/exchange', { bodyLimit: bytesPerHalf, onRequest }, (request) =>
    exchange(callers.get(request.raw) as Peer, request.body),
  )
  if (registrationPdf) {
    server.get<{ Params: { family: string } }>(
      '/sync/v1/families/:family/registration',
      { onRequest },
      async (request, reply) =>
        reply.type('application/pdf').send(await registrationPdf(Number(request.params.family))),
    )
  }
  if (upload) {
    server.get<{ Params: { family: string; id: string } }>(
      '/sync/v1/families/:family/uploads/:id',
      { onRequest },
      async (request, reply) => {
        const { family, id } = request.params
        return reply.type('application/octet-stream').send(await upload(Number(family), id))
      },
    )
  }
  if (invoicePdf) {
    server.get<{ Params: { family: string; invoice: string } }>(
      '/sync/v1/families/:family/invoices/:invoice',
      { onRequest },
      async (request, reply) => {
        const { family, invoice } = request.params
        return reply.type('application/pdf').send(await invoicePdf(Number(family), Number(invoice)))
      },
    )
  }
}

function bearer(header: string | undefined): string | null {
  return /^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? null
}
