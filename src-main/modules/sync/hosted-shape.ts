import type { BookingItem, ItemOutcome } from '../../../src-shared/contract/requests'
import { errorLabel, refuse } from '../../../src-shared/errors'
import type { ParentCtx } from '../../kernel/context'
import { inRead } from '../../kernel/context'
import { systemActor } from '../../kernel/actor'
import { quoteFromViews, replicaViews, type DoorRequest, type PortalShape, type RequestDoor } from '../portal'
import { itemsOfFamily, sendLater, type KeptItem } from './portal-side'
import { livePeers } from './store'

/** What a request shows until the office has received it: every day asked, none promised. */
const hoped = (item: BookingItem): ItemOutcome => ({
  ...item,
  outcome:
    item.action === 'book' ? 'requested' : item.action === 'cancel' ? 'cancellation-requested' : 'absence-requested',
  amountCents: null,
})

type KeptRequest = Extract<KeptItem, { kind: 'request' }>

function shown(item: KeptRequest, isWithdrawn: boolean): DoorRequest {
  const status = isWithdrawn ? 'withdrawn' : item.refusal !== null ? 'refused' : 'sent'
  return {
    id: item.requestId,
    kind: 'booking',
    submittedAt: item.at,
    status,
    reason: item.refusal === null ? '' : errorLabel(item.refusal),
    decidedAt: null,
    outcomes: item.payload.items.map(hoped),
  }
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
    const before = await keptRequest(ctx, id)
    if (!before) await sendLater(ctx, { kind: 'request', requestId: id, payload: { items }, ...authorOf(ctx) })
    const now = await keptRequest(ctx, id)
    return now ?? refuse('record.not-found')
  },
  withdraw: (ctx, id) => sendLater(ctx, { kind: 'withdrawal', requestId: id, ...authorOf(ctx) }),
  quote: (ctx, items) => quoteFromViews(ctx, replicaViews, items),
  kept: async (ctx) => {
    const items = await itemsOfFamily(ctx, ctx.actor.familyId)
    const withdrawn = new Set(items.filter((item) => item.kind === 'withdrawal').map((item) => item.requestId))
    return items.filter((item) => item.kind === 'request').map((item) => shown(item, withdrawn.has(item.requestId)))
  },
}

async function keptRequest(ctx: ParentCtx, id: string): Promise<DoorRequest | undefined> {
  return (await hostedDoor.kept(ctx)).find((request) => request.id === id)
}

/** What a hosted portal is made of. A document that only the office can make is fetched from it when it can be reached. */
export const hostedShape: PortalShape = {
  views: replicaViews,
  door: hostedDoor,
  documents: {
    invoicePdf: async ({ services }, invoiceId) => {
      const peers = await inRead({ services, actor: systemActor }, ({ db }) => livePeers(db))
      const desk = peers.find(({ url }) => url !== '')
      if (!desk) return refuse('sync.document-later')
      const token = services.cipher.open(desk.tokenSealed, `sync_peer.token/${desk.id}`)
      const response = await fetch(`${desk.url}/sync/v1/invoices/${invoiceId}.pdf`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(15_000),
        redirect: 'error',
      }).catch(() => refuse('sync.document-later'))
      if (!response.ok) return refuse('sync.document-later')
      const body = Buffer.from(await response.arrayBuffer())
      return { contentType: 'application/pdf', fileName: `facture-${invoiceId}.pdf`, body, inline: true }
    },
  },
}
