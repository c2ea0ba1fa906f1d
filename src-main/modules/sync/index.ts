import type { SyncState, syncContract } from '../../../src-shared/contract/staff/sync'
import { refuse } from '../../../src-shared/errors'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx, Services } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { readTown } from '../organisation'
import { createPairingCode, pairWith } from './pairing'
import { countDirty, countViewsSince, livePeers, readCursor, revokePeer, sinceName } from './store'

export { checkAddress } from './call'
export { authenticate, deskAnswers, deskCalls, portalAnswers, portalCalls, type DeskCallState } from './conversation'
export { startDialler, type Dialler } from './dialler'
export { documentForPortal, registrationForPortal, uploadForPortal } from './documents'
export { hostedHandlers } from './hosted-handlers'
export { hostedShape } from './hosted-shape'
export { answerPairing, createPairingCode, pairWith } from './pairing'
export { markEverything, refreshViews, tendViews } from './refresh'
export { livePeers, type PeerRow } from './store'

// Where hosted portals call each desk of this process; known once its exchange listens.
const addresses = new WeakMap<Services, string>()
export function announceSyncAddress(services: Services, address: string) {
  addresses.set(services, address)
}

async function readState(ctx: Ctx): Promise<SyncState> {
  const peers = await livePeers(ctx.db)
  const dirty = peers.length > 0 ? await countDirty(ctx.db) : 0
  const shown: SyncState['peers'] = []
  for (const { id, name, url, pairedAt, lastSuccessAt, lastError } of peers) {
    const waiting = dirty + (await countViewsSince(ctx.db, await readCursor(ctx.db, sinceName(id))))
    shown.push({ id, name, url, pairedAt, lastSuccessAt, lastError, dialledByDesk: url !== '', waiting })
  }
  return { now: ctx.now, address: addresses.get(ctx.services) ?? '', peers: shown }
}

export const syncHandlers: Handlers<typeof syncContract, StaffActor> = {
  'sync.state': readState,
  'sync.createCode': (ctx) => createPairingCode(ctx),
  'sync.dial': async (ctx, { url, code }) => {
    const { name } = await ctx.read((unit) => readTown(unit))
    await pairWith(ctx.services, { url, code, ownSide: 'desk', ownName: name })
    ctx.services.wake('sync')
    return { done: true }
  },
  'sync.exchangeNow': async (ctx) => {
    ctx.afterCommit(() => ctx.services.wake('sync'))
    return { done: true }
  },
  'sync.revoke': async (ctx, { id }) => {
    if (!(await revokePeer(ctx.db, id, ctx.now))) refuse('record.not-found')
    ctx.afterCommit(() => ctx.services.publish({ type: 'sync' }))
    return { done: true }
  },
}
