import type { FastifyInstance } from 'fastify'
import type { Services } from '../../kernel/context'
import { receiveNotification } from './online'
import { registerTestGateway, type TestGatewayOptions } from './test-gateway/routes'

/** What payment services call on the portal's server, and the pages of the test gateway. */
export async function registerPaymentRoutes(
  server: FastifyInstance,
  services: Services,
  options: { testGateway?: TestGatewayOptions } = {},
): Promise<void> {
  await server.register(async (scope) => {
    // Signed as it was sent: the body is read as text, and parsed once its signature is right.
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: 10_000 }, (_request, body, done) =>
      done(null, body),
    )
    scope.post<{ Params: { gateway: string } }>('/payments/notifications/:gateway', async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : ''
      const settlement = await receiveNotification(
        services,
        request.params.gateway,
        body,
        String(request.headers['x-signature'] ?? ''),
      )
      return reply.send({ received: true, settlement })
    })
  })
  await registerTestGateway(server, services, options.testGateway)
}
