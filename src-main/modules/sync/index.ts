import type { syncContract } from '../../../src-shared/contract/staff/sync'
import { refuse } from '../../../src-shared/errors'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import { readTown } from '../organisation'
import { markEverything } from './desk-side'
import { createPairingCode, pairWith } from './pairing'
import { countDirty, livePeers } from './store'

export { authenticate, deskAnswers, deskCalls, portalAnswers, portalCalls } from './conversation'
export { markEverything, refreshViews } from './desk-side'
export { startDialler, type Dialler } from './dialler'
export { hostedShape } from './hosted-shape'
export { answerPairing, createPairingCode, pairWith } from './pairing'
export { waitingItems } from './portal-side'
export { livePeers } from './store'

/** Where hosted portals call this desk; known once the exchange listens. */
let ownAddress = ''
export function announceSyncAddress(address: string) {
  ownAddress = address
}

export const syncHandlers: Handlers<typeof syncContract, StaffActor> = {
  'sync.state': async (ctx) => {
    const peers = await livePeers(ctx.db)
    return {
      address: ownAddress,
      waiting: peers.length > 0 ? await countDirty(ctx.db) : 0,
      peers: peers.map(({ id, name, url, pairedAt, lastSuccessAt, lastError }) => {
        return { id, name, url, pairedAt, lastSuccessAt, lastError, dialledByDesk: url !== '' }
      }),
    }
  },
  'sync.createCode': (ctx) => createPairingCode(ctx),
  'sync.dial': async (ctx, { url, code }) => {
    const { name } = await ctx.read((unit) => readTown(unit))
    await pairWith(ctx.services, { url, code, side: 'portal', ownName: name })
    await markEverything(ctx.services)
    ctx.services.wake('sync')
    return { done: true }
  },
  'sync.exchangeNow': async (ctx) => {
    ctx.afterCommit(() => ctx.services.wake('sync'))
    return { done: true }
  },
  'sync.revoke': async (ctx, { id }) => {
    const changed = await ctx.db.run`update sync_peer set revoked_at = ${ctx.now}, token_hash = '', token_sealed = ''
      where id = ${id} and revoked_at is null`
    if (changed === 0) refuse('record.not-found')
    ctx.afterCommit(() => ctx.services.publish({ type: 'sync' }))
    return { done: true }
  },
}
