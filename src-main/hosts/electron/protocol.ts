import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'
import { cookieNames } from '../../transports/http/front'
import { pagePolicy } from '../../transports/http/pages'
import { isOurs, SCHEME } from './channel'
import type { DeskSession } from './ipc'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}
/** What is not a page: downloads, uploads and events go to the program's own server, with the desk's session. */
const SERVED = /^\/(files|events)(\/|$)/

/** Must be called before the application is ready. */
export function declareScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

interface PagesOptions {
  /** Folder of the built back office. */
  rendererDir: string
  /** Address of the program's own server. */
  server: string
  session: DeskSession
}

/** Serves the back office on app://ribambelle, with a new nonce for each page. */
export function servePages(options: PagesOptions): void {
  protocol.handle(SCHEME, (request) => answer(request, options))
}

async function answer(request: Request, options: PagesOptions): Promise<Response> {
  const url = new URL(request.url)
  if (!isOurs(request.url)) return refusal(403)
  if (SERVED.test(url.pathname)) return forward(request, url, options)
  if (request.method !== 'GET') return refusal(405)
  // A path without an extension is a route of the screens.
  if (extname(url.pathname) === '' || url.pathname === '/index.html') return page(options.rendererDir)
  return asset(url.pathname, options.rendererDir)
}

async function page(rendererDir: string): Promise<Response> {
  const nonce = randomBytes(16).toString('base64')
  const html = await readFile(join(rendererDir, 'index.html'), 'utf8')
  return new Response(html.replaceAll('__CSP_NONCE__', nonce), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy(nonce),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

async function asset(pathname: string, rendererDir: string): Promise<Response> {
  const file = normalize(join(rendererDir, decodeURIComponent(pathname)))
  const type = TYPES[extname(file)]
  if (!file.startsWith(rendererDir + sep) || !type) return refusal(404)
  try {
    const body = new Uint8Array(await readFile(file))
    return new Response(body, { headers: { 'content-type': type, 'x-content-type-options': 'nosniff' } })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return refusal(404)
    throw error
  }
}

/** Passes a request on, with the session of the desk and none of what the page says of itself. */
function forward(request: Request, url: URL, { server, session }: PagesOptions): Promise<Response> {
  const headers = new Headers({ 'x-ribambelle': '1' })
  for (const name of ['accept', 'content-type', 'last-event-id']) {
    const value = request.headers.get(name)
    if (value) headers.set(name, value)
  }
  if (session.token) headers.set('cookie', `${cookieNames.staff}=${session.token}`)
  const init: RequestInit & { duplex?: 'half' } = { method: request.method, headers, signal: request.signal }
  if (request.body) Object.assign(init, { body: request.body, duplex: 'half' })
  return fetch(new URL(url.pathname + url.search, server), init)
}

function refusal(status: number): Response {
  return new Response(null, { status })
}
