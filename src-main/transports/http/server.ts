import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Bus } from '../../kernel/bus'
import type { Caller } from '../../kernel/context'
import type { Dispatcher } from '../../kernel/dispatcher'
import type { FileDispatcher } from '../../kernel/files'
import type { Log } from '../../kernel/log'
import { StartupError } from '../../kernel/startup-error'
import { answerErrors } from './errors'
import { registerEvents } from './events'
import { registerFiles } from './files'
import { registerRpc } from './rpc'

export interface FrontOptions {
  /** 'staff' or 'parent': names the cookie, so that both fronts live on one host. */
  audience: 'staff' | 'parent'
  dispatcher: Dispatcher
  files: FileDispatcher
  log: Log
  /** Folder of the built front; absent in tests of the contract alone. */
  staticDir?: string
  /** Pushes events to open screens (back office only). */
  bus?: Bus
  /** Served behind a TLS proxy: cookies are marked Secure. */
  secureCookies?: boolean
  requestsPerMinute?: number
  /** More routes (payment pages, health check), registered before the front's own pages. */
  extend?(server: FastifyInstance): Promise<void>
}

export const cookieNames = { staff: 'ribambelle_staff', parent: 'ribambelle_parent' } as const

/** What the transport tells the kernel about who calls. */
export function callerOf(request: FastifyRequest, audience: 'staff' | 'parent'): Caller {
  return {
    address: request.ip,
    userAgent: String(request.headers['user-agent'] ?? '').slice(0, 200),
    sessionToken: request.cookies[cookieNames[audience]] ?? null,
  }
}

/** Builds a front's server, without listening: tests inject, hosts listen. */
export async function createFrontServer(options: FrontOptions): Promise<FastifyInstance> {
  const server = fastify({ bodyLimit: 1_000_000, trustProxy: options.secureCookies === true, forceCloseConnections: true })
  await server.register(cookie)
  await server.register(helmet, { contentSecurityPolicy: false, crossOriginEmbedderPolicy: false })
  await server.register(rateLimit, { max: options.requestsPerMinute ?? 6000, timeWindow: '1 minute' })
  answerErrors(server, options.log)
  registerRpc(server, options)
  registerFiles(server, options)
  if (options.bus) registerEvents(server, options, options.bus)
  if (options.extend) await options.extend(server)
  if (options.staticDir) await registerPages(server, options.staticDir)
  return server
}

const nonceMark = /__CSP_NONCE__/g

/** The built front: hashed assets for ever, pages with a fresh nonce. */
async function registerPages(server: FastifyInstance, staticDir: string) {
  const indexFile = join(staticDir, 'index.html')
  if (!existsSync(indexFile)) {
    throw new StartupError(`Les écrans ne sont pas construits (${indexFile} manque). Lancez « npm run build ».`)
  }
  const page = readFileSync(indexFile, 'utf8')
  await server.register(fastifyStatic, {
    root: staticDir,
    index: false,
    wildcard: false,
    setHeaders: (response, path) => {
      const forever = path.includes('/assets/')
      response.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  const sendPage = async (request: FastifyRequest, reply: import('fastify').FastifyReply) => {
    const wantsPage = request.method === 'GET' && !/^\/(rpc|files|events|assets)\b/.test(request.url) && !/\.[a-z0-9]{2,5}($|\?)/i.test(request.url)
    if (!wantsPage) return reply.callNotFound()
    const nonce = randomBytes(16).toString('base64')
    return reply
      .header('content-security-policy', pagePolicy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replace(nonceMark, nonce))
  }
  server.get('/', sendPage)
  server.get('/*', sendPage)
}

/** Scripts and style sheets only with this page's nonce; nothing from elsewhere. Inline style attributes are what Vue's `:style` writes. */
export function pagePolicy(nonce: string): string {
  return [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}

/** Listens, or says in one sentence why it cannot. Returns the address. */
export async function listen(server: FastifyInstance, port: number, host = '127.0.0.1'): Promise<string> {
  try {
    await server.listen({ port, host })
  } catch (error) {
    const code = (error as { code?: string }).code
    const why = code === 'EADDRINUSE' ? 'est déjà utilisé' : code === 'EACCES' ? 'demande des droits particuliers' : `ne peut pas être ouvert (${code})`
    throw new StartupError(`Le port ${port} ${why}. Choisissez-en un autre avec --port, ou --port 0 pour n’importe lequel.`)
  }
  const address = server.server.address()
  const actualPort = typeof address === 'object' && address ? address.port : port
  return `http://${host}:${actualPort}`
}
