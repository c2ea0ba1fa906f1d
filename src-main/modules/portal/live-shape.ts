import { invoicePdf } from '../billing'
import { previewItems } from '../bookings'
import { refuseArchived } from '../families'
import { submitRequest, withdrawRequest } from '../requests'
import { actHere } from './access-acts'
import type { PortalShape, RequestDoor } from './shape'
import { liveViews } from './views/source'

/** Beside the desk, a request is received, and decided where a rule can, in the transaction of the parent's click. */
const liveDoor: RequestDoor = {
  submit: async (ctx, { id, items }) => {
    const { familyId, accountId, name } = ctx.actor
    const { request } = await submitRequest(ctx, {
      id,
      kind: 'booking',
      familyId,
      accountId,
      authorName: name,
      payload: { items },
      submittedAt: ctx.now,
      origin: 'portal',
    })
    return request
  },
  withdraw: async (ctx, id) => void (await withdrawRequest(ctx, { id, familyId: ctx.actor.familyId })),
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
  documents: { invoicePdf },
  act: actHere,
  isHosted: false,
}
