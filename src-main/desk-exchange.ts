import type { FastifyInstance } from 'fastify'
import { systemActor } from './kernel/actor'
import { inRead, type Services } from './kernel/context'
import { createBackground } from './kernel/background'
import { invoicePdf } from './modules/billing'
import { readTown } from './modules/organisation'
import {
  announceSyncAddress,
  answerPairing,
  authenticate,
  deskAnswers,
  markEverything,
  startDialler,
} from './modules/sync'
import { createSyncServer } from './transports/http/sync-server'

const dayMs = 24 * 60 * 60 * 1000

export interface DeskExchange {
  server: FastifyInstance
  listening(address: string): void
  wake(): void
  stop(): Promise<void>
}

/** The desk's side of the exchange: it answers portals, calls those it was told to call, and compares everything each night. */
export async function createDeskExchange(services: Services): Promise<DeskExchange> {
  const unit = { services, actor: systemActor }
  const server = await createSyncServer({
    log: services.log,
    pair: async (body) => {
      const town = await inRead(unit, (ctx) => readTown(ctx))
      const answer = await answerPairing(services, body, { otherSide: 'portal', ownName: town.name })
      await markEverything(services)
      return answer
    },
    exchange: async (token, body) => deskAnswers(services, await authenticate(services, token), body),
    invoicePdf: async (token, id) => {
      await authenticate(services, token)
      const file = await invoicePdf({ read: (work) => inRead(unit, work) }, id)
      return Buffer.from(file.body)
    },
  })
  const dialler = startDialler(services, { side: 'desk' })
  const nightly = createBackground(services, {
    everyMs: dayMs,
    work: async () => void (await markEverything(services)),
  })
  return {
    server,
    listening: announceSyncAddress,
    wake: dialler.wake,
    stop: async () => {
      nightly.stop()
      await dialler.stop()
    },
  }
}
