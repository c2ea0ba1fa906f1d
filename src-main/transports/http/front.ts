import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Bus } from '../../kernel/bus'
import type { Caller } from '../../kernel/context'
import type { Dispatcher } from '../../kernel/dispatcher'
import type { FileDispatcher } from '../../kernel/files'
import type { UploadDispatcher } from '../../kernel/uploads'
import type { Log } from '../../kernel/log'

export interface FrontOptions {
  /** 'staff' or 'parent': names the cookie, so that both fronts live on one host. */
  audience: 'staff' | 'parent'
  dispatcher: Dispatcher
  files: FileDispatcher
  /** Receives files; absent where none is. */
  uploads?: UploadDispatcher
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
