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
  lastError: z.string(),
})

export const zSyncState = z.object({
  address: z.string(),
  peers: z.array(zPeer),
  /** Views changed and not yet built again for the portal. */
  waiting: z.number().int(),
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
