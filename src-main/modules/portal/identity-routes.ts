import type { FastifyInstance } from 'fastify'
import { AppError } from '../../../src-shared/errors'
import type { Services } from '../../kernel/context'
import { newToken } from '../accounts'
import { beginJourney, endJourney } from './identity-journey'

const cookie = 'ribambelle_franceconnect'
const path = '/franceconnect'
const perMinute = { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } }

/** The two addresses that FranceConnect and the browser know; everything else goes through operations. */
export function registerIdentityRoutes(server: FastifyInstance, services: Services): void {
  server.get(`${path}/depart`, perMinute, async (request, reply) => {
    const browser = newToken()
    try {
      const url = await beginJourney(services, browser)
      const secure = request.protocol === 'https'
      reply.setCookie(cookie, browser, { path, httpOnly: true, sameSite: 'lax', secure, maxAge: 15 * 60 })
      return await reply.redirect(url)
    } catch (error) {
      return reply.redirect(failed(services, error))
    }
  })
  server.get(`${path}/retour`, perMinute, async (request, reply) => {
    const [, search = ''] = request.url.split('?')
    try {
      const ticket = await endJourney(services, request.cookies[cookie] ?? '', new URLSearchParams(search))
      reply.clearCookie(cookie, { path })
      // Behind the `#`: a ticket is in no server's journal.
      return await reply.redirect(`${path}#${ticket}`)
    } catch (error) {
      return reply.redirect(failed(services, error))
    }
  })
}

/** Whatever failed, the person is told that it did, and the journal why; nothing of the answer is shown. */
function failed(services: Services, error: unknown): string {
  if (!(error instanceof AppError)) services.log.bug(error, { during: 'france-connect' })
  return '/connexion?franceconnect=echec'
}
