import { parseViewKey, type ViewKey, type ViewKind, type ViewTypes } from '../../../../src-shared/contract/portal/views'
import { monthOf } from '../../../../src-shared/kernel/local-date'
import type { Ctx } from '../../../kernel/context'
import { buildDocumentsView, buildPaperworkView } from '../../documents'
import { buildOffer, buildRegistration } from '../../registration'
import { buildActivity, buildAvailability, buildNews, buildTown } from './catalogue'
import { buildFile, buildRequests } from './asking'
import { buildAccess, buildAccount, buildBookings, buildFamily } from './household'

type Builders = { [K in ViewKind]: (ctx: Ctx, key: ViewKey) => Promise<ViewTypes[K] | null> }

const builders: Builders = {
  town: (ctx) => buildTown(ctx),
  news: (ctx) => buildNews(ctx),
  activity: (ctx, { id }) => buildActivity(ctx, id),
  availability: (ctx, { id, month }) => buildAvailability(ctx, id, month ?? monthOf(ctx.today)),
  family: (ctx, { id }) => buildFamily(ctx, id),
  bookings: (ctx, { id, month }) => buildBookings(ctx, id, month ?? monthOf(ctx.today)),
  account: (ctx, { id }) => buildAccount(ctx, id),
  file: (ctx, { id }) => buildFile(ctx, id),
  requests: (ctx, { id }) => buildRequests(ctx, id),
  access: (ctx, { id }) => buildAccess(ctx, id),
  paperwork: (ctx) => buildPaperworkView(ctx),
  documents: (ctx, { id }) => buildDocumentsView(ctx, id),
  registration: (ctx, { id }) => buildRegistration(ctx, id),
  offer: (ctx) => buildOffer(ctx),
}

/** Builds a view from the modules; null when what it describes does not exist (any more). */
export function buildView<K extends ViewKind>(ctx: Ctx, key: ViewKey<K>): Promise<ViewTypes[K] | null> {
  return builders[key.kind](ctx, key)
}

/** The same for a key as `ctx.touch` wrote it; undefined for a key that this version does not know. */
export async function buildViewOf(ctx: Ctx, text: string): Promise<ViewTypes[ViewKind] | null | undefined> {
  const key = parseViewKey(text)
  return key === null ? undefined : buildView(ctx, key)
}
