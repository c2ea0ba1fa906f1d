import type { AccessAct } from '../../../src-shared/contract/access'
import type { BookingItem, ItemOutcome, RequestView } from '../../../src-shared/contract/requests'
import type { ParentActor } from '../../kernel/actor'
import type { Ctx, ManualCtx, ParentCtx } from '../../kernel/context'
import type { FileReply } from '../../kernel/files'
import type { ViewSource } from './views/source'

/** A request as the door knows it; `sent` = kept here until the office has received it. */
export type DoorRequest = Omit<RequestView, 'status'> & { status: RequestView['status'] | 'sent' }

/** The only way that the portal writes to the family file: it asks. */
export interface RequestDoor {
  /** Same id twice = one request, and the same answer. */
  submit(ctx: ParentCtx, request: { id: string; items: BookingItem[] }): Promise<DoorRequest>
  withdraw(ctx: ParentCtx, id: string): Promise<void>
  /** What would become of the items now; writes nothing. */
  quote(ctx: ParentCtx, items: BookingItem[]): Promise<ItemOutcome[]>
  /** Requests that the views may not show yet. */
  kept(ctx: ParentCtx): Promise<DoorRequest[]>
}

/** Documents made by the office. Ownership has been checked by the portal before. */
export interface DocumentSource {
  invoicePdf(ctx: ManualCtx<ParentActor>, invoiceId: number): Promise<FileReply>
}

/** What a parent does about their own access, at the office or on its way there. */
export type ActDoor = (ctx: Ctx, act: AccessAct) => Promise<void>

/** What differs between a portal beside its desk and a hosted one. */
export interface PortalShape {
  views: ViewSource
  door: RequestDoor
  documents: DocumentSource
  act: ActDoor
  /** The office hears of what is done here at the next exchange only. */
  isHosted: boolean
}
