import { z } from 'zod'
import { zAccessAct } from './access'
import { zCompletion } from './completion'
import { zSentRequest } from './request-payloads'
import { consentKinds, uploadTypes } from './documents'
import { zId, zInstant, zUuid } from './schemas'

/** The exchange between a desk and a hosted portal. Whoever dials posts its half; the answer is the other half. */
export const syncProtocol = 2

/** At most this much in one half, the rest follows at once: a count, and characters of JSON. */
export const viewsPerHalf = 500
export const itemsPerHalf = 200
export const fingerprintsPerHalf = 500
export const charactersPerHalf = 4_000_000
/** What a half may weigh on arrival, in bytes: one big view more than the characters above, in UTF-8. */
export const bytesPerHalf = 16 * 1024 * 1024

const zAuthor = z.object({ familyId: zId, accountId: zId, authorName: z.string().max(200), at: zInstant })

const zNone = z.number().int().nonnegative()

/** What a portal sends until the desk acknowledges it: each has an id of its own, so that a repeated send is harmless. */
export const zSyncItem = z.discriminatedUnion('kind', [
  zAuthor.extend({ kind: z.literal('request'), id: zUuid, requestId: zUuid, request: zSentRequest }),
  zAuthor.extend({ kind: z.literal('withdrawal'), id: zUuid, requestId: zUuid }),
  /** What the office asked in addition, answered. */
  zAuthor.extend({ kind: z.literal('completion'), id: zUuid, requestId: zUuid, completion: zCompletion }),
  /** A file, before the request that joins it. Its bytes are put in as it leaves, in base64. */
  zAuthor.extend({
    ...{ kind: z.literal('upload'), id: zUuid, requestId: zUuid, name: z.string().max(200) },
    mediaType: z.enum(uploadTypes),
    size: z.number().int().nonnegative(),
    bytes: z.string(),
  }),
  zAuthor.extend({
    ...{ kind: z.literal('acceptance'), id: zUuid, requestId: zUuid, rulesId: zId, sha256: z.string().length(64) },
    ...{ address: z.string().max(100), userAgent: z.string().max(200) },
  }),
  zAuthor.extend({
    ...{ kind: z.literal('consent'), id: zUuid, requestId: zUuid, about: z.enum(consentKinds) },
    ...{ childId: zId.nullable(), given: z.boolean(), address: z.string().max(100), userAgent: z.string().max(200) },
  }),
  /** What somebody did about their own access; `accountId` 0 = nobody was signed in. */
  z.object({
    ...{ kind: z.literal('access'), id: zUuid, requestId: zUuid, familyId: zNone, accountId: zNone },
    ...{ authorName: z.string().max(200), at: zInstant, act: zAccessAct },
  }),
])
export type SyncItem = z.output<typeof zSyncItem>

const zHash = z.string().regex(/^[0-9a-f]{64}$/)
const zCursor = z.number().int().nonnegative()
const zKey = z.string().max(80)

/** The portal's half: where it stands, what it has to say, and fingerprints of some of its copies for comparison. */
export const zPortalHalf = z.object({
  protocol: z.literal(syncProtocol),
  from: z.literal('portal'),
  since: zCursor,
  items: z.array(zSyncItem).max(itemsPerHalf),
  /** Items that wait there, those above included. */
  waiting: zCursor,
  fingerprints: z.array(z.tuple([zKey, zHash])).max(fingerprintsPerHalf),
  /** Why the last answer could not be taken, in a sentence for the office; empty when all is well. */
  trouble: z.string().max(500),
})
export type PortalHalf = z.output<typeof zPortalHalf>

/** A view that changed; a null body = it does not exist any more. */
export const zSyncView = z.object({ key: zKey, hash: zHash, body: z.unknown().nullable() })
export type SyncView = z.output<typeof zSyncView>

/** What became of an item: received, or refused for good with a code (the item is not sent again). */
export const zAck = z.object({ id: zUuid, refusal: z.string().nullable() })
export type Ack = z.output<typeof zAck>

/** The desk's half: what it has received, and what changed since. */
export const zDeskHalf = z.object({
  protocol: z.literal(syncProtocol),
  from: z.literal('desk'),
  acks: z.array(zAck).max(itemsPerHalf),
  /** These views bring a portal that stands at `base` to `next`; one that stands elsewhere leaves them. */
  base: zCursor,
  next: zCursor,
  /**
   * The portal stands where this desk never was: the desk was put back as it had been. Whatever the portal's place, it
   * starts again from `base`, and sends again what the desk may have forgotten.
   */
  restart: z.boolean(),
  views: z.array(zSyncView).max(viewsPerHalf),
  /** More views wait after these. */
  more: z.boolean(),
  /** Copies have been compared as far as this key. */
  comparedTo: zKey.nullable(),
})
export type DeskHalf = z.output<typeof zDeskHalf>

/** `desk` names the office's data: a portal never mixes the copies of two offices. Null = a portal without copies. */
export const zPairingCall = z.object({
  protocol: z.number().int(),
  code: z.string().max(40),
  name: z.string().trim().min(1).max(100),
  desk: zUuid.nullable(),
})
export const zPairingAnswer = z.object({ token: z.string().min(40).max(100), name: z.string().max(200), desk: zUuid })

export const zSyncRefusal = z.object({
  error: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }),
})
