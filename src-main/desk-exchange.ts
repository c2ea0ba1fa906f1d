import type { FastifyInstance } from 'fastify'
import { systemActor } from './kernel/actor'
import { createBackground } from './kernel/background'
import { inRead, type Services } from './kernel/context'
import { readTown } from './modules/organisation'
import {
  announceSyncAddress,
  answerPairing,
  authenticate,
  deskAnswers,
  documentForPortal,
  registrationForPortal,
  startDialler,
  tendViews,
  uploadForPortal,
} from './modules/sync'
import { createSyncServer } from './transports/http/sync-server'

const hourMs = 60 * 60 * 1000

export interface DeskExchange {
  server: FastifyInstance
  listening(address: string): void
  wake(): void
  stop(): Promise<void>
}

/** The desk's side of the exchange: it answers portals, calls those it was told to call, and compares everything once a day. */
export async function createDeskExchange(services: Services): Promise<DeskExchange> {
  const server = await createSyncServer({
    log: services.log,
    authenticate: (token) => authenticate(services, token),
    pair: async (body) => {
      const town = await inRead({ services, actor: systemActor }, (ctx) => readTown(ctx))
      return answerPairing(services, body, { ownSide: 'desk', ownName: town.name })
    },
    exchange: (peer, body) => deskAnswers(services, peer, body),
    invoicePdf: (familyId, invoiceId) => documentForPortal(services, familyId, invoiceId),
    registrationPdf: (familyId) => registrationForPortal(services, familyId),
    upload: (familyId, id) => uploadForPortal(services, familyId, id),
  })
  const dialler = startDialler(services, { side: 'desk' })
  // Every hour and at the start: a desk that is switched off at night has its turn in the morning.
  const tending = createBackground(services, { everyMs: hourMs, work: () => tendViews(services) })
  await tendViews(services)
  return {
    server,
    listening: (address) => announceSyncAddress(services, address),
    wake: dialler.wake,
    stop: async () => {
      tending.stop()
      await dialler.stop()
    },
  }
}
