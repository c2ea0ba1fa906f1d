import { existsSync } from 'node:fs'
import { portalContract } from '../src-shared/contract/portal'
import { AppError, errorLabel } from '../src-shared/errors'
import type { ParentActor } from './kernel/actor'
import { systemActor } from './kernel/actor'
import { inRead, inWrite } from './kernel/context'
import { createDispatcher, useFrenchMessages } from './kernel/dispatcher'
import { createFileDispatcher } from './kernel/files'
import { StartupError } from './kernel/startup-error'
import { createPortalFiles, resolveParent } from './modules/portal'
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

/** A hosted portal: the parents' front over copies of the desk's views. It holds no staff account and no family file. */
export async function createPortalApp(config: PortalConfig, platform: Platform): Promise<PortalApp> {
  useFrenchMessages()
  const { services, onWake } = await openServices(config, platform)
  const unit = { services, actor: systemActor }
  const dispatcher = createDispatcher<typeof portalContract, ParentActor>({
    ...{ contract: portalContract, handlers: hostedHandlers, services, resolveActor: resolveParent },
  })
  const files = createFileDispatcher({ routes: createPortalFiles(hostedShape), services, resolveActor: resolveParent })
  const server = await createFrontServer({
    ...{ audience: 'parent', dispatcher, files, log: services.log, secureCookies: config.behindTls },
    staticDir: existsSync(config.paths.portal) ? config.paths.portal : undefined,
    extend: (front) => {
      registerSyncRoutes(front, {
        authenticate: (token) => authenticate(services, token),
        pair: (body) => answerPairing(services, body, { ownSide: 'portal', ownName: config.name }),
        exchange: (peer, body) => portalAnswers(services, peer, body),
      })
      return Promise.resolve()
    },
  })
  const close = async () => {
    await server.close()
    await dialler?.stop()
    await services.database.close()
  }
  let dialler: ReturnType<typeof startDialler> | undefined
  try {
    if (config.pair) await pairNow(config.pair, config.name)
    const peers = await inRead(unit, ({ db }) => livePeers(db))
    const pairingCode = peers.length > 0 ? null : (await inWrite(unit, (ctx) => createPairingCode(ctx))).code
    const address = await listen(server, config.port, config.host)
    dialler = startDialler(services, { side: 'portal', everyMs: config.exchangeEveryMs })
    onWake((what) => {
      if (what === 'sync') dialler?.wake()
    })
    return { address, pairingCode, close }
  } catch (error) {
    await close()
    throw error
  }

  async function pairNow({ desk, code }: { desk: string; code: string }, ownName: string) {
    try {
      await pairWith(services, { url: desk, code, ownSide: 'portal', ownName })
    } catch (error) {
      if (error instanceof AppError) throw new StartupError(errorLabel(error.code, error.details))
      throw error
    }
  }
}
