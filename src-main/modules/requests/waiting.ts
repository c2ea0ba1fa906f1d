import { zBookingPayload, type RequestTopic, type WaitingKind } from '../../../src-shared/contract/requests'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'
import { isBooking } from './kinds'
import { waitingRows, type WaitingRow } from './store'
import { mainAction } from './wording'

export interface WaitingRequest {
  what: WaitingKind
  since: Instant
}

const ofTopic: Partial<Record<RequestTopic, WaitingKind>> = {
  documents: 'documents',
  enrolments: 'enrolments',
  registration: 'registration',
}

const whatOf = (row: WaitingRow): WaitingKind =>
  isBooking(row) ? mainAction(zBookingPayload.parse(JSON.parse(row.payload)).items) : (ofTopic[row.topic] ?? 'file')

/** Everything that waits for this agent, or for one structure of theirs, the longest first. */
export async function waitingRequests(ctx: Ctx, structureId: number | null): Promise<WaitingRequest[]> {
  const own = ctx.actor.kind === 'staff' ? ctx.actor.structureIds : null
  const rows = await waitingRows(ctx, structureId === null ? own : [structureId], structureId !== null)
  return rows.map((row) => ({ what: whatOf(row), since: row.waitingSince }))
}
