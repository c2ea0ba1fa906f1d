import { viewKey } from '../../../src-shared/contract/portal/views'
import { refuse } from '../../../src-shared/errors'
import { stableStringify } from '../../../src-shared/kernel/stable-json'
import { systemActor } from '../../kernel/actor'
import { inRead, type ParentCtx, type Services } from '../../kernel/context'
import { quoteFromViews, replicaViews, type DoorRequest, type PortalShape, type RequestDoor } from '../portal'
import { actOnCopies } from './hosted-access'
import { shownBeforeReceipt } from './hosted-requests'
import { hostedPapers, sendUploadsLater } from './hosted-papers'
import { hostedViews } from './hosted-views'
import { isKnownRequest, itemsOfFamily, sendLater } from './outbox'
import { uploadsIn } from './received-papers'
import { livePeers } from './store'

const authorOf = (ctx: ParentCtx) => ({
  familyId: ctx.actor.familyId,
  accountId: ctx.actor.accountId,
  authorName: ctx.actor.name,
  at: ctx.now,
})

/** On a web host a request is kept here, in the transaction of the click, and received by the office at the next exchange. */
const hostedDoor: RequestDoor = {
  submit: async (ctx, { id, ...request }) => {
    const before = (await itemsOfFamily(ctx, ctx.actor.familyId)).find(
      ({ item }) => item.kind === 'request' && item.requestId === id,
    )?.item
    if (!before) {
      if (await isKnownRequest(ctx.db, id)) refuse('request.id-reused')
      await sendUploadsLater(ctx, uploadsIn(request.payload))
      await sendLater(ctx, { kind: 'request', requestId: id, request, ...authorOf(ctx) })
    } else if (before.kind === 'request' && stableStringify(before.request) !== stableStringify(request)) {
      refuse('request.id-reused')
    }
    const kept = (await hostedDoor.kept(ctx)).find((one) => one.id === id)
    return kept ?? refuse('record.not-found')
  },
  withdraw: async (ctx, id) => {
    const received = await receivedRequest(ctx, id)
    if (received && !isOpen(received)) refuse('request.not-pending')
    if (!(await isOnItsWay(ctx, 'withdrawal', id)))
      await sendLater(ctx, { kind: 'withdrawal', requestId: id, ...authorOf(ctx) })
  },
  complete: async (ctx, id, completion) => {
    const received = (await receivedRequest(ctx, id)) ?? refuse('record.not-found')
    if (received.status !== 'needs-more') refuse('request.not-pending')
    const isEmpty = completion.message === '' && completion.changes.length === 0 && completion.attachments.length === 0
    if (isEmpty) refuse('request.nothing-added')
    if (!(await isOnItsWay(ctx, 'completion', id))) {
      await sendUploadsLater(ctx, completion.attachments)
      await sendLater(ctx, { kind: 'completion', requestId: id, completion, ...authorOf(ctx) })
    }
    return { ...received, status: 'sent' }
  },
  quote: (ctx, items) => quoteFromViews(ctx, hostedViews, items),
  kept: async (ctx) => {
    const items = await itemsOfFamily(ctx, ctx.actor.familyId)
    const withdrawn = new Set(items.filter(({ item }) => item.kind === 'withdrawal').map(({ item }) => item.requestId))
    const [file] = await replicaViews.get(ctx, viewKey.file(ctx.actor.familyId))
    return items.flatMap((kept) => shownBeforeReceipt(kept, file, withdrawn.has(kept.item.requestId)))
  },
}

const isOpen = ({ status }: DoorRequest) => status === 'pending' || status === 'needs-more'

async function receivedRequest(ctx: ParentCtx, id: string): Promise<DoorRequest | undefined> {
  const [view] = await replicaViews.get(ctx, viewKey.requests(ctx.actor.familyId))
  return view?.requests.find((request) => request.id === id)
}

async function isOnItsWay(ctx: ParentCtx, kind: 'withdrawal' | 'completion', id: string): Promise<boolean> {
  return (await itemsOfFamily(ctx, ctx.actor.familyId)).some(
    ({ item, isAcknowledged }) => item.kind === kind && item.requestId === id && !isAcknowledged,
  )
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
  papers: hostedPapers(({ services, actor }, id) =>
    fetchFromDesk(services, `families/${actor.familyId}/uploads/${id}`),
  ),
  documents: {
    registrationPdf: async ({ services, actor }) => ({
      contentType: 'application/pdf',
      fileName: 'fiche-inscription.pdf',
      body: await fetchFromDesk(services, `families/${actor.familyId}/registration`),
      inline: true,
    }),
    invoicePdf: async ({ services, actor }, invoiceId) => ({
      contentType: 'application/pdf',
      fileName: `facture-${invoiceId}.pdf`,
      body: await fetchFromDesk(services, `families/${actor.familyId}/invoices/${invoiceId}`),
      inline: true,
    }),
  },
}
