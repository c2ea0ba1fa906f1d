import { z } from 'zod'
import { command, manualCommand, query } from '../operation'
import { zDone, zId, zInstant, zName, zNothing } from '../schemas'

export const zPeer = z.object({
  id: zId,
  name: z.string(),
  /** Who calls whom. */
  dialledByDesk: z.boolean(),
  url: z.string(),
  pairedAt: zInstant,
  lastSuccessAt: zInstant.nullable(),
  /** Why the last exchange failed, in a sentence; empty when all is well. */
  lastError: z.string(),
  /** Views that changed and that this portal has not got yet. */
  waiting: z.number().int(),
})
export type SyncPeer = z.output<typeof zPeer>

export const zSyncState = z.object({
  now: zInstant,
  /** Where a portal of the same network calls this desk. */
  address: z.string(),
  peers: z.array(zPeer),
})
export type SyncState = z.output<typeof zSyncState>

export const syncContract = {
  'sync.state': query({ permission: 'signed-in', input: zNothing, output: zSyncState }),
  /** A one-time code to type on the hosted portal; shown once. */
  'sync.createCode': command({
    permission: 'sync.manage',
    input: zNothing,
    output: z.object({ code: z.string(), expiresAt: zInstant }),
    audit: () => ({ entity: 'sync_peer' }),
  }),
  /** The desk calls a portal that shows a code: for a desk behind a home router. */
  'sync.dial': manualCommand({
    permission: 'sync.manage',
    input: z.object({ url: z.string().trim().min(1, 'À renseigner').max(300), code: zName }),
    output: zDone,
    audit: ({ url }) => ({ entity: 'sync_peer', summary: { url } }),
  }),
  'sync.exchangeNow': command({
    permission: 'sync.manage',
    input: zNothing,
    output: zDone,
    audit: () => ({ entity: 'sync_peer' }),
  }),
  'sync.revoke': command({
    permission: 'sync.manage',
    input: z.object({ id: zId }),
    output: zDone,
    audit: ({ id }) => ({ entity: 'sync_peer', id }),
  }),
}
