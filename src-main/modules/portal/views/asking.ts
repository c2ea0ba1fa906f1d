import type { FileView } from '../../../../src-shared/contract/portal/file-view'
import type { RequestsView } from '../../../../src-shared/contract/portal/views'
import { addMinutesToInstant } from '../../../../src-shared/kernel/instant'
import type { Ctx } from '../../../kernel/context'
import { buildFileView, requestsOfFamily } from '../../requests'
import { findFamily } from '../store'

/** Views of what a family has and asks. */

export async function buildFile(ctx: Ctx, familyId: number): Promise<FileView | null> {
  return (await findFamily(ctx.db, familyId)) ? buildFileView(ctx, familyId) : null
}

/** Days are told for a year. Further back, requests stay in the list with their answer. */
const dayMinutes = 365 * 24 * 60

export async function buildRequests(ctx: Ctx, familyId: number): Promise<RequestsView> {
  const since = addMinutesToInstant(ctx.now, -dayMinutes)
  const requests = await requestsOfFamily(ctx, familyId, { from: null })
  const isOld = (one: (typeof requests)[number]) => one.submittedAt < since && (one.decidedAt ?? '') !== ''
  return { requests: requests.map((one) => (isOld(one) ? { ...one, outcomes: [] } : one)) }
}
