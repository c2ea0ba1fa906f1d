import { invoicePdf } from '../billing'
import { previewItems } from '../bookings'
import { refuseArchived } from '../families'
import { registrationPdf } from '../registration'
import { completeRequest, submitRequest, withdrawRequest } from '../requests'
import { actHere } from './access-acts'
import { livePapers } from './live-papers'
import type { PortalShape, RequestDoor } from './shape'
import { liveViews } from './views/source'

/** Beside the desk, a request is received, and decided where a rule can, in the transaction of the parent's click. */
const liveDoor: RequestDoor = {
  submit: async (ctx, { id, kind, payload }) => {
    const { familyId, accountId, name: authorName } = ctx.actor
    const author = { familyId, accountId, authorName }
    const { request } = await submitRequest(ctx, {
      ...{ id, kind, payload, ...author },
      ...{ submittedAt: ctx.now, origin: 'portal' },
    })
    return request
  },
  withdraw: async (ctx, id) => void (await withdrawRequest(ctx, { id, familyId: ctx.actor.familyId })),
  complete: (ctx, id, completion) =>
    completeRequest(ctx, { id, completion, familyId: ctx.actor.familyId, at: ctx.now }),
  quote: async (ctx, items) => {
    const { familyId } = ctx.actor
    await refuseArchived(ctx, familyId)
    return previewItems(ctx, { familyId, items, at: ctx.now, by: 'parent' })
  },
  kept: () => Promise.resolve([]),
}

export const liveShape: PortalShape = {
  views: liveViews,
  door: liveDoor,
  documents: { invoicePdf, registrationPdf: (ctx) => registrationPdf(ctx, ctx.actor.familyId) },
  papers: livePapers,
  act: actHere,
  isHosted: false,
}
