import type { FastifyInstance } from 'fastify'
import { refusalReply, statusOf } from './errors'
import { callerOf, cookieNames, type FrontOptions } from './front'

/** `POST /rpc/:operation`: an adapter, nothing more. */
export function registerRpc(server: FastifyInstance, options: FrontOptions) {
  const { audience, dispatcher } = options
  server.post<{ Params: { operation: string } }>('/rpc/:operation', async (request, reply) => {
    // A page of another site can neither set this header nor send JSON without asking first.
    if (request.headers['x-ribambelle'] !== '1' || !isJson(request.headers['content-type'])) {
      return reply.status(400).send(refusalReply('request.malformed'))
    }
    const { reply: answer, session } = await dispatcher.call(
      request.params.operation,
      request.body,
      callerOf(request, audience),
    )
    if (session?.token) {
      reply.setCookie(cookieNames[audience], session.token, {
        path: '/',
        httpOnly: true,
        // Lax for parents: the payment page of another site sends them back by a link.
        sameSite: audience === 'staff' ? 'strict' : 'lax',
        secure: options.secureCookies === true,
      })
    } else if (session) reply.clearCookie(cookieNames[audience], { path: '/' })
    return reply.status(statusOf(answer)).header('cache-control', 'no-store').send(answer)
  })
}

function isJson(contentType: string | undefined): boolean {
  return (contentType ?? '').toLowerCase().startsWith('application/json')
}
