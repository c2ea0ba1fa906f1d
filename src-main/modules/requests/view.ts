import type { RequestView } from '../../../src-shared/contract/requests'
import type { Ctx } from '../../kernel/context'
import { isBooking, moduleOf } from './kinds'
import type { RequestRecord } from './record'

const nothing = { values: [], message: '', attachments: [], file: null }

/** A request as a parent may read it again: what an agent alone may know stays in the office. */
export async function viewOf(ctx: Ctx, request: RequestRecord): Promise<RequestView> {
  const { id, kind, topic, title, about, submittedAt, authorName, status, reason, decidedAt, outcome } = request
  const own = isBooking(request) ? nothing : await moduleOf(kind).view(ctx, request)
  return {
    ...{ id, kind, topic, title, about, submittedAt, authorName, status, reason, decidedAt },
    outcomes: outcome.items,
    ...{ values: own.values, message: own.message, attachments: own.attachments, file: own.file ?? null },
    // Which agent asks is the office's business.
    exchanges: request.exchanges.map((exchange) => ({ ...exchange, askedBy: '' })),
  }
}
