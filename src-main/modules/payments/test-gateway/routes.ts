import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { systemActor } from '../../../kernel/actor'
import { inRead, inWrite, type Services } from '../../../kernel/context'
import { testGatewayPath } from './gateway'
import { closedPage, decisionPage, unknownPage } from './pages'
import { signNotification } from './sign'
import { decideOrder, orderByReference, type Decision, type Order } from './store'

export interface TestGatewayOptions {
  /** Where notifications are sent; the server itself when left out. */
  notificationUrl?(): string
}

const decisions: readonly string[] = ['paid', 'refused', 'cancelled'] satisfies Decision[]
const isDecision = (text: string | null): text is Decision => decisions.includes(text ?? '')
const notificationTimeoutMs = 5000

/** The pages of the test gateway, and the notification that it sends from server to server before the browser goes back. */
export async function registerTestGateway(
  server: FastifyInstance,
  services: Services,
  options: TestGatewayOptions = {},
): Promise<void> {
  const unit = { services, actor: systemActor }
  const find = (reference: string) => inRead(unit, ({ db }) => orderByReference(db, reference))
  const notify = async (order: Order) => {
    const url = options.notificationUrl?.() ?? ownNotificationUrl(server)
    const body = JSON.stringify({
      attemptId: order.attemptId,
      reference: order.reference,
      amountCents: order.amountCents,
      status: order.status,
    })
    const headers = { 'content-type': 'application/json', 'x-signature': signNotification(services.secret, body) }
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(notificationTimeoutMs),
      })
      if (!answer.ok)
        services.log.warn('payment notification not accepted', { status: answer.status, reference: order.reference })
    } catch (error) {
      // Lost on the way, as it happens: the reconciliation asks later.
      services.log.warn('payment notification not delivered', { reference: order.reference, error: String(error) })
    }
  }
  await server.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 1000 },
      (_request, body, done) => {
        done(null, new URLSearchParams(String(body)))
      },
    )
    scope.get<{ Params: { reference: string } }>(`${testGatewayPath}/:reference`, async (request, reply) => {
      const order = await find(request.params.reference)
      if (!order) return sendPage(reply, unknownPage, 404)
      const waits = order.status === 'waiting' && order.expiresAt > services.clock.now()
      return sendPage(reply, (nonce) => (waits ? decisionPage(order, nonce) : closedPage(order, nonce)))
    })
    scope.post<{ Params: { reference: string } }>(`${testGatewayPath}/:reference`, async (request, reply) => {
      const { reference } = request.params
      const decision = request.body instanceof URLSearchParams ? request.body.get('decision') : null
      const order = await find(reference)
      if (!order) return sendPage(reply, unknownPage, 404)
      if (!isDecision(decision)) return sendPage(reply, (nonce) => decisionPage(order, nonce), 400)
      const decided = await inWrite(unit, ({ db, now }) => decideOrder(db, reference, decision, now))
      if (decided) await notify({ ...order, status: decision })
      return reply.redirect(order.returnPath, 303)
    })
  })
}

/** Its own port on this machine, never an address that a browser sent. */
function ownNotificationUrl(server: FastifyInstance): string {
  const address = server.server.address()
  if (typeof address !== 'object' || address === null)
    throw new Error('the test gateway speaks before its server listens')
  const host = address.family === 'IPv6' && address.address !== '::' ? `[${address.address}]` : address.address
  const reachable = address.address === '0.0.0.0' || address.address === '::' ? '127.0.0.1' : host
  return `http://${reachable}:${address.port}/payments/notifications/test`
}

function sendPage(reply: FastifyReply, page: (nonce: string) => string, status = 200) {
  const nonce = randomBytes(16).toString('base64')
  return reply
    .status(status)
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page(nonce))
}
