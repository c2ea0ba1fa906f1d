import type { BookingItem, ItemOutcome } from '../../../src-shared/contract/requests'
import { viewKey } from '../../../src-shared/contract/portal/views'
import { errorLabel, refuse } from '../../../src-shared/errors'
import { stableStringify } from '../../../src-shared/kernel/stable-json'
import { systemActor } from '../../kernel/actor'
import { inRead, type ParentCtx, type Services } from '../../kernel/context'
import { quoteFromViews, replicaViews, type DoorRequest, type PortalShape, type RequestDoor } from '../portal'
import { actOnCopies } from './hosted-access'
import { hostedViews } from './hosted-views'
import { isKnownRequest, itemsOfFamily, sendLater, type KeptItem } from './outbox'
import { livePeers } from './store'

/** What a request shows until the office has received it: every day asked, none promised. */
const hoped = (item: BookingItem): ItemOutcome => ({
  ...item,
  outcome:
    item.action === 'book' ? 'requested' : item.action === 'cancel' ? 'cancellation-requested' : 'absence-requested',
  amountCents: null,
})

function shown({ item, refusal }: KeptItem, isWithdrawn: boolean): DoorRequest[] {
  if (item.kind !== 'request') return []
  const status = isWithdrawn ? 'withdrawn' : refusal !== '' ? 'refused' : 'sent'
  return [
    {
      id: item.requestId,
      kind: 'booking',
      submittedAt: item.at,
      status,
      reason: refusal === '' ? '' : errorLabel(refusal),
      decidedAt: null,
      outcomes: item.payload.items.map(hoped),
    },
  ]
}

const authorOf = (ctx: ParentCtx) => ({
  familyId: ctx.actor.familyId,
  accountId: ctx.actor.accountId,
  authorName: ctx.actor.name,
  at: ctx.now,
})

/** On a web host a request is kept here, in the transaction of the click, and received by the office at the next exchange. */
const hostedDoor: RequestDoor = {
  submit: async (ctx, { id, items }) => {
    const before = (await itemsOfFamily(ctx.db, ctx.actor.familyId)).find(
      ({ item }) => item.kind === 'request' && item.requestId === id,
    )?.item
    if (!before) {
      if (await isKnownRequest(ctx.db, id)) refuse('request.id-reused')
      await sendLater(ctx, { kind: 'request', requestId: id, payload: { items }, ...authorOf(ctx) })
    } else if (before.kind === 'request' && stableStringify(before.payload.items) !== stableStringify(items)) {
      refuse('request.id-reused')
    }
    const kept = (await hostedDoor.kept(ctx)).find((request) => request.id === id)
    return kept ?? refuse('record.not-found')
  },
  withdraw: async (ctx, id) => {
    const [view] = await replicaViews.get(ctx, viewKey.requests(ctx.actor.familyId))
    const received = view?.requests.find((request) => request.id === id)
    if (received && received.status !== 'pending') refuse('request.not-pending')
    const items = await itemsOfFamily(ctx.db, ctx.actor.familyId)
    const isOnItsWay = items.some(
      ({ item, isAcknowledged }) => item.kind === 'withdrawal' && item.requestId === id && !isAcknowledged,
    )
    if (!isOnItsWay) await sendLater(ctx, { kind: 'withdrawal', requestId: id, ...authorOf(ctx) })
  },
  quote: (ctx, items) => quoteFromViews(ctx, hostedViews, items),
  kept: async (ctx) => {
    const items = await itemsOfFamily(ctx.db, ctx.actor.familyId)
    const withdrawn = new Set(items.filter(({ item }) => item.kind === 'withdrawal').map(({ item }) => item.requestId))
    return items.flatMap((kept) => shown(kept, withdrawn.has(kept.item.requestId)))
  },
}

/** A document that only the office can make is fetched from it when it can be reached; else it comes later. */
async function fetchFromDesk(services: Services, path: string): Promise<Buffer> {
  const peers = await inRead({ services, actor: systemActor }, ({ db }) => livePeers(db))
  const desk = peers.find(({ url }) => url !== '')
  if (!desk) return refuse('sync.document-later')
  const token = services.cipher.open(desk.tokenSealed, `sync_peer.token/${desk.id}`)
  const response = await fetch(`${desk.url}/sync/v1/${path}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(15_000),
    redirect: 'error',
  }).catch(() => refuse('sync.document-later'))
  if (!response.ok) return refuse('sync.document-later')
  return Buffer.from(await response.arrayBuffer())
}

export const hostedShape: PortalShape = {
  act: actOnCopies,
  isHosted: true,
  views: hostedViews,
  door: hostedDoor,
  documents: {
    invoicePdf: async ({ services, actor }, invoiceId) => ({
      contentType: 'application/pdf',
      fileName: `facture-${invoiceId}.pdf`,
      body: await fetchFromDesk(services, `families/${actor.familyId}/invoices/${invoiceId}`),
      inline: true,
    }),
  },
}
