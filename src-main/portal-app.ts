import { existsSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { portalContract } from '../src-shared/contract/portal'
import { AppError, errorLabel } from '../src-shared/errors'
import type { ParentActor } from './kernel/actor'
import { systemActor } from './kernel/actor'
import { inRead, inWrite, type Services } from './kernel/context'
import { createDispatcher, useFrenchMessages } from './kernel/dispatcher'
import { createFileDispatcher } from './kernel/files'
import { createUploadDispatcher } from './kernel/uploads'
import { StartupError } from './kernel/startup-error'
import { startUploadPurge, uploadReceiver } from './modules/documents'
import { createGuard, createPortalFiles, resolveParent } from './modules/portal'
import {
  answerPairing,
  authenticate,
  createPairingCode,
  hostedHandlers,
  hostedShape,
  livePeers,
  pairWith,
  portalAnswers,
  startDialler,
  type Dialler,
} from './modules/sync'
import type { Platform } from './platform/port'
import type { PortalConfig } from './portal-config'
import { openServices } from './services'
import { createFrontServer, listen } from './transports/http/server'
import { registerSyncRoutes } from './transports/http/sync-server'

export interface PortalApp {
  address: string
  /** Shown when no desk is known yet: the desk dials this portal with it. */
  pairingCode: string | null
  close(): Promise<void>
}

interface HostedOptions {
  /** Name that the desk shows. */
  name: string
  behindTls: boolean
  /** Folder of the built pages. */
  staticDir?: string
}

/** The parents' front of a hosted portal, over copies of the desk's views; desks that dial it are answered there too. */
export function createHostedServer(services: Services, options: HostedOptions): Promise<FastifyInstance> {
  const guard = createGuard(hostedShape.views)
  const dispatcher = createDispatcher<typeof portalContract, ParentActor>({
    ...{ contract: portalContract, handlers: hostedHandlers, services, resolveActor: resolveParent, guard },
  })
  const files = createFileDispatcher({
    ...{ routes: createPortalFiles(hostedShape), services, resolveActor: resolveParent, guard },
  })
  const uploads = createUploadDispatcher({
    ...{ receiver: uploadReceiver, services, resolveActor: resolveParent, guard },
  })
  return createFrontServer({
    ...{ audience: 'parent', dispatcher, files, uploads, log: services.log, secureCookies: options.behindTls },
    ...(options.staticDir === undefined ? {} : { staticDir: options.staticDir }),
    extend: (front) => {
      registerSyncRoutes(front, {
        authenticate: (token) => authenticate(services, token),
        pair: (body) => answerPairing(services, body, { ownSide: 'portal', ownName: options.name }),
        exchange: (peer, body) => portalAnswers(services, peer, body),
      })
      return Promise.resolve()
    },
  })
}

/** A hosted portal: it holds no staff account and no family file. */
export async function createPortalApp(config: PortalConfig, platform: Platform): Promise<PortalApp> {
  useFrenchMessages()
  const { services, onWake } = await openServices(config, platform)
  const unit = { services, actor: systemActor }
  let server: FastifyInstance | undefined
  let dialler: Dialler | undefined
  let purge: { stop(): Promise<void> } | undefined
  const close = async () => {
    await server?.close()
    await dialler?.stop()
    await purge?.stop()
    await services.database.close()
  }
  try {
    const { name, behindTls } = config
    const pages = existsSync(config.paths.portal) ? { staticDir: config.paths.portal } : {}
    server = await createHostedServer(services, { name, behindTls, ...pages })
    if (config.pair) await pairNow(services, config.pair, name)
    const peers = await inRead(unit, ({ db }) => livePeers(db))
    const pairingCode = peers.length > 0 ? null : (await inWrite(unit, (ctx) => createPairingCode(ctx))).code
    const address = await listen(server, config.port, config.host)
    dialler = startDialler(services, { side: 'portal', everyMs: config.exchangeEveryMs })
    purge = startUploadPurge(services)
    onWake((what) => {
      if (what === 'sync') dialler?.wake()
    })
    return { address, pairingCode, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function pairNow(services: Services, { desk, code }: { desk: string; code: string }, ownName: string) {
  try {
    await pairWith(services, { url: desk, code, ownSide: 'portal', ownName })
  } catch (error) {
    if (error instanceof AppError) throw new StartupError(errorLabel(error.code, error.details))
    throw error
  }
}
