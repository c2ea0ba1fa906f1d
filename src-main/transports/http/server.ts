import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance } from 'fastify'
import { StartupError } from '../../kernel/startup-error'
import { answerErrors } from './errors'
import { registerEvents } from './events'
import { registerFiles } from './files'
import type { FrontOptions } from './front'
import { registerPages } from './pages'
import { registerRpc } from './rpc'
import { registerUploads } from './uploads'

export type { FrontOptions }

// Behind a proxy, the caller is the last address that is not of our own network: those before it are what the caller wrote,
// and limits counted on them would be nobody's.
const ownNetwork = ['loopback', 'linklocal', 'uniquelocal']

/** Builds a front's server, without listening: tests inject, hosts listen. */
export async function createFrontServer(options: FrontOptions): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: 1_000_000,
    trustProxy: options.secureCookies === true ? ownNetwork : false,
    forceCloseConnections: true,
  })
  await server.register(cookie)
  await server.register(helmet, { contentSecurityPolicy: false, crossOriginEmbedderPolicy: false })
  await server.register(rateLimit, { max: options.requestsPerMinute ?? 6000, timeWindow: '1 minute' })
  answerErrors(server, options.log)
  registerRpc(server, options)
  registerFiles(server, options)
  if (options.uploads) await registerUploads(server, options, options.uploads)
  if (options.bus) registerEvents(server, options, options.bus)
  if (options.extend) await options.extend(server)
  if (options.staticDir) await registerPages(server, options.staticDir)
  return server
}

/** Listens, or says in one sentence why it cannot. Returns the address. */
export async function listen(server: FastifyInstance, port: number, host = '127.0.0.1'): Promise<string> {
  try {
    await server.listen({ port, host })
  } catch (error) {
    const code = (error as { code?: string }).code
    const why =
      code === 'EADDRINUSE'
        ? 'est déjà utilisé'
        : code === 'EACCES'
          ? 'demande des droits particuliers'
          : `ne peut pas être ouvert (${code})`
    throw new StartupError(
      `Le port ${port} ${why}. Choisissez-en un autre avec --port, ou --port 0 pour n’importe lequel.`,
    )
  }
  const address = server.server.address()
  const actualPort = typeof address === 'object' && address ? address.port : port
  return `http://${host}:${actualPort}`
}
