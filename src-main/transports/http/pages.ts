import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StartupError } from '../../kernel/startup-error'

const nonceMark = /__CSP_NONCE__/g

/** The built front: hashed assets for ever, pages with a fresh nonce. */
export async function registerPages(server: FastifyInstance, staticDir: string) {
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
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
    const wantsPage =
      request.method === 'GET' &&
      !/^\/(rpc|files|events|assets)\b/.test(request.url) &&
      !/\.[a-z0-9]{2,5}($|\?)/i.test(request.url)
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
