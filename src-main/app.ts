import type { FastifyInstance } from 'fastify'
import type { ServerEvent } from '../src-shared/contract/events'
import { jobDefinitions, portalFront, staffFront } from './composition'
import type { Config } from './config'
import { createDeskExchange, type DeskExchange } from './desk-exchange'
import { openDemo, type DemoAccounts } from './demo'
import type { Services } from './kernel/context'
import { useFrenchMessages, type Dispatcher } from './kernel/dispatcher'
import type { FileDispatcher } from './kernel/files'
import { createJobRunner } from './kernel/jobs'
import { startHoldExpiry } from './modules/bookings'
import { startUploadPurge } from './modules/documents'
import { startQuotientRefresh } from './modules/exchanges'
import { createOutboxWorker } from './modules/messaging'
import { registerIdentityRoutes } from './modules/portal'
import { registerPaymentRoutes, startReconciler, type Reconciler } from './modules/payments'
import type { Platform } from './platform/port'
import { openServices } from './services'
import { createFrontServer, listen } from './transports/http/server'

export interface App {
  addresses: { backOffice: string; portal: string; sync: string }
  /** For the IPC transport of the Electron host. */
  staff: { dispatcher: Dispatcher; files: FileDispatcher }
  /** Tells what happens, after its commit, to a host that shows pages without HTTP. Returns how to stop. */
  onEvent(listener: (event: ServerEvent) => void): () => void
  services: Services
  /** Who may sign in to the demonstration; null in a real town. */
  demoAccounts: DemoAccounts | null
  close(): Promise<void>
}

/** The composition root: the desk, with its back office, its portal and its exchange, ready to answer. */
export async function createApp(config: Config, platform: Platform): Promise<App> {
  useFrenchMessages()
  const { services, bus, onWake } = await openServices(config, platform)
  const servers: FastifyInstance[] = []
  const jobs = createJobRunner(services, jobDefinitions)
  const outbox = createOutboxWorker(services)
  let reconciler: Reconciler | undefined
  let exchange: DeskExchange | undefined
  let purge: { stop(): Promise<void> } | undefined
  let quotients: { stop(): Promise<void> } | undefined
  let holds: { stop(): void } | undefined
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()))
    await reconciler?.stop()
    await purge?.stop()
    await quotients?.stop()
    holds?.stop()
    await exchange?.stop()
    await jobs.stop()
    await outbox.stop()
    await services.database.close()
  }
  try {
    onWake((what) => {
      if (what === 'jobs') jobs.wake()
      if (what === 'outbox') outbox.wake()
      if (what === 'sync') exchange?.wake()
    })
    const demoAccounts = config.demo ? await openDemo(services, config.demo.size) : null
    const staff = staffFront(services)
    const parents = portalFront(services)
    const { log } = services
    const backOffice = await createFrontServer({
      audience: 'staff',
      ...staff,
      log,
      bus,
      staticDir: config.paths.renderer,
    })
    const portal = await createFrontServer({
      audience: 'parent',
      ...parents,
      log,
      staticDir: config.paths.portal,
      extend: async (server) => {
        await registerPaymentRoutes(server, services)
        registerIdentityRoutes(server, services)
      },
    })
    exchange = await createDeskExchange(services)
    servers.push(backOffice, portal, exchange.server)
    const addresses = {
      backOffice: await listen(backOffice, config.ports.backOffice, config.host),
      portal: await listen(portal, config.ports.portal, config.host),
      sync: await listen(exchange.server, config.ports.sync, config.host),
    }
    services.portalUrl = addresses.portal
    services.staffUrl = addresses.backOffice
    exchange.listening(addresses.sync)
    jobs.wake()
    outbox.wake()
    reconciler = startReconciler(services)
    purge = startUploadPurge(services)
    quotients = startQuotientRefresh(services)
    holds = startHoldExpiry(services)
    return { addresses, staff, onEvent: bus.subscribe, services, demoAccounts, close }
  } catch (error) {
    await close()
    throw error
  }
}
