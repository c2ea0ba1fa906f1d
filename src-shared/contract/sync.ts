import { z } from 'zod'
import { zBookingPayload } from './requests'
import { zId, zInstant, zUuid } from './schemas'

/** The exchange between a desk and a hosted portal. Whoever dials posts its half; the answer is the other half. */
export const syncProtocol = 1

/** At most this many views or items in one half; the rest follows at once. */
export const viewsPerHalf = 300
export const itemsPerHalf = 200
export const fingerprintsPerHalf = 500

const zAuthor = z.object({ familyId: zId, accountId: zId, authorName: z.string().max(200), at: zInstant })

/** What a portal sends until the desk acknowledges it: each has an id of its own, so that a repeated send is harmless. */
export const zSyncItem = z.discriminatedUnion('kind', [
  zAuthor.extend({ kind: z.literal('request'), id: zUuid, requestId: zUuid, payload: zBookingPayload }),
  zAuthor.extend({ kind: z.literal('withdrawal'), id: zUuid, requestId: zUuid }),
])
export type SyncItem = z.output<typeof zSyncItem>

const zHash = z.string().regex(/^[0-9a-f]{64}$/)

/** The portal's half: where it stands, what it has to say, and fingerprints of some of its copies for comparison. */
export const zPortalHalf = z.object({
  protocol: z.literal(syncProtocol),
  from: z.literal('portal'),
  since: z.number().int().nonnegative(),
  items: z.array(zSyncItem).max(itemsPerHalf),
  fingerprints: z.array(z.tuple([z.string().max(80), zHash])).max(fingerprintsPerHalf),
})
export type PortalHalf = z.output<typeof zPortalHalf>

/** A view that changed; a null body = it does not exist any more. */
export const zSyncView = z.object({ key: z.string().max(80), hash: zHash, body: z.unknown().nullable() })
export type SyncView = z.output<typeof zSyncView>

/** What became of an item: received, or refused for good with a code (the item is not sent again). */
export const zAck = z.object({ id: zUuid, refusal: z.string().nullable() })
export type Ack = z.output<typeof zAck>

/** The desk's half: what it has received, and what changed since. */
export const zDeskHalf = z.object({
  protocol: z.literal(syncProtocol),
  from: z.literal('desk'),
  acks: z.array(zAck).max(itemsPerHalf),
  views: z.array(zSyncView).max(viewsPerHalf),
  /** Cursor that these views bring the portal to. */
  next: z.number().int().nonnegative(),
  /** More views wait after these. */
  more: z.boolean(),
})
export type DeskHalf = z.output<typeof zDeskHalf>

export const zPairingCall = z.object({
  protocol: z.number().int(),
  code: z.string().max(40),
  name: z.string().trim().min(1).max(100),
})
export const zPairingAnswer = z.object({ token: z.string().min(40).max(100), name: z.string().max(200) })

export const zSyncRefusal = z.object({
  error: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }),
})
