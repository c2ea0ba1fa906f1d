import { randomUUID } from 'node:crypto'
import { afterEach } from 'vitest'
import { createDeskExchange } from '../../src-main/desk-exchange'
import { systemActor } from '../../src-main/kernel/actor'
import { fixedClock } from '../../src-main/kernel/clock'
import { inRead, inWrite, type Ctx } from '../../src-main/kernel/context'
import { silentLog } from '../../src-main/kernel/log'
import {
  createPairingCode,
  deskCalls,
  livePeers,
  pairWith,
  portalCalls,
  type DeskCallState,
  type PeerRow,
} from '../../src-main/modules/sync'
import { createHostedServer } from '../../src-main/portal-app'
import { assembleServices } from '../../src-main/services'
import { listen } from '../../src-main/transports/http/server'
import type { InputOf, OutputOf, Reply } from '../../src-shared/contract/operation'
import type { PortalContract } from '../../src-shared/contract/portal'
import { instant } from '../../src-shared/kernel/instant'
import { filesDirOf } from '../support/files-dir'
import { openTestDatabase, type TestDatabase } from '../support/database'
import { deskOn, valueOf, type Desk } from '../support/desk'
import { insertParent, smallTown, townPassword } from '../support/factories/town'

export const start = '2026-12-02T15:10:00.000Z'

const closing: (() => Promise<unknown>)[] = []
export const closeLater = (work: () => Promise<unknown>) => void closing.push(work)
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A desk with the small town, whose exchange listens on loopback. It calls nobody by itself. */
export async function openDesk(database: TestDatabase) {
  const desk = deskOn(database, { now: start })
  const { town, mariama } = await desk.write(async (ctx) => {
    const made = await smallTown(ctx)
    return { town: made, mariama: await insertParent(ctx, made.diallo.mariama, made.diallo.id) }
  })
  return { ...(await serveDesk(desk)), town, mariama }
}

/** The exchange of a desk, on a port of its own. */
export async function serveDesk(desk: Desk) {
  const exchange = await createDeskExchange(desk.services)
  await exchange.stop()
  const address = await listen(exchange.server, 0)
  exchange.listening(address)
  closeLater(() => exchange.server.close())
  return { ...desk, address }
}
export type ServedDesk = Awaited<ReturnType<typeof serveDesk>>

/** A hosted portal that listens on loopback, over a database of its own. It exchanges when it is told to. */
export async function openHosted() {
  const database = await openTestDatabase('sqlite')
  closeLater(() => database.dispose())
  const clock = fixedClock(instant(start))
  const { services } = assembleServices({
    ...{ database: database.database, clock, log: silentLog },
    healthKey: Buffer.alloc(32, 9),
    filesDir: filesDirOf(database.address),
  })
  const server = await createHostedServer(services, { name: 'Portail d’essai', behindTls: false })
  const address = await listen(server, 0)
  closeLater(() => server.close())
  const unit = { services, actor: systemActor }
  return {
    services,
    clock,
    address,
    write: <T>(work: (ctx: Ctx) => Promise<T>) => inWrite(unit, work),
    read: <T>(work: (ctx: Ctx) => Promise<T>) => inRead(unit, work),
  }
}
export type Hosted = Awaited<ReturnType<typeof openHosted>>

/** The portal types the code that the desk shows; `through` = a line in between. */
export async function pair(desk: ServedDesk, hosted: Hosted, through = desk.address): Promise<void> {
  const { code } = await desk.write(createPairingCode)
  await pairWith(hosted.services, { url: through, code, ownSide: 'portal', ownName: 'Portail d’essai' })
}

export async function peerOf({ read }: Pick<Hosted, 'read'>): Promise<PeerRow> {
  const [peer] = await read(({ db }) => livePeers(db))
  if (!peer) throw new Error('nobody is paired')
  return peer
}

const turnsAtMost = 60

/** Exchanges, the portal calling, until nothing more waits. Returns the number of turns. */
export async function exchange(hosted: Hosted): Promise<number> {
  for (let turns = 1; turns <= turnsAtMost; turns++) {
    if (!(await portalCalls(hosted.services, await peerOf(hosted))).isMoreWaiting) return turns
  }
  throw new Error('the exchange does not come to an end')
}

/** The same, the desk calling. */
export async function exchangeFromDesk(desk: ServedDesk): Promise<void> {
  let state: DeskCallState = { acks: [], comparedTo: null }
  for (let turns = 1; turns <= turnsAtMost; turns++) {
    const result = await deskCalls(desk.services, await peerOf(desk), state)
    state = result.state
    if (!result.isMoreWaiting) return
  }
  throw new Error('the exchange does not come to an end')
}

/** What one parent does on a portal, over HTTP. */
export function browser(address: string) {
  let cookie = ''
  const ask = async <K extends keyof PortalContract & string>(
    operation: K,
    input: InputOf<PortalContract, K>,
  ): Promise<Reply> => {
    const response = await fetch(`${address}/rpc/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ribambelle': '1', cookie },
      body: JSON.stringify(input),
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return (await response.json()) as Reply
  }
  const value = async <K extends keyof PortalContract & string>(operation: K, input: InputOf<PortalContract, K>) =>
    valueOf<OutputOf<PortalContract, K>>(await ask(operation, input))
  return {
    ask,
    value,
    code: async <K extends keyof PortalContract & string>(operation: K, input: InputOf<PortalContract, K>) => {
      const reply = await ask(operation, input)
      return reply.ok ? null : reply.error.code
    },
    file: (path: string) => fetch(`${address}${path}`, { headers: { cookie } }),
    /** Sends a file; returns its id. */
    upload: async (bytes: Buffer, name: string) => {
      const id = randomUUID()
      const response = await fetch(`${address}/files/uploads/${id}?name=${encodeURIComponent(name)}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream', 'x-ribambelle': '1', cookie },
        body: new Uint8Array(bytes),
      })
      return valueOf<{ id: string }>((await response.json()) as Reply).id
    },
    signIn: (login: string, password = townPassword) => value('session.signIn', { login, password }),
  }
}
export type Browser = ReturnType<typeof browser>

/** A desk, a hosted portal paired with it and holding its copies, and Sarah signed in there. */
export async function openBoth(database: TestDatabase) {
  const desk = await openDesk(database)
  const hosted = await openHosted()
  await pair(desk, hosted)
  await exchange(hosted)
  const sarah = browser(hosted.address)
  await sarah.signIn(desk.town.parent.login)
  return { desk, hosted, sarah, town: desk.town }
}

export interface RequestLine {
  id: string
  status: string
  submittedAt: string
  origin: string
}
/** The requests of the desk, as they stand. */
export const requestsAt = (desk: Pick<Desk, 'read'>) =>
  desk.read(
    ({ db }) => db.rows<RequestLine>`select id, status, submitted_at, origin from request order by received_at, id`,
  )
