import type { AccessAct } from '../../../src-shared/contract/access'
import type { ConsentKind } from '../../../src-shared/contract/documents'
import type { Completion } from '../../../src-shared/contract/portal/requests'
import type { DocumentsView } from '../../../src-shared/contract/portal/views-documents'
import type { SentRequest } from '../../../src-shared/contract/request-payloads'
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
  submit(ctx: ParentCtx, request: { id: string } & SentRequest): Promise<DoorRequest>
  withdraw(ctx: ParentCtx, id: string): Promise<void>
  /** Answers what the office asked in addition. */
  complete(ctx: ParentCtx, id: string, completion: Completion): Promise<DoorRequest>
  /** What would become of the items now; writes nothing. */
  quote(ctx: ParentCtx, items: BookingItem[]): Promise<ItemOutcome[]>
  /** Requests that the views may not show yet. */
  kept(ctx: ParentCtx): Promise<DoorRequest[]>
}

/** Documents made by the office. Ownership has been checked by the portal before. */
export interface DocumentSource {
  invoicePdf(ctx: ManualCtx<ParentActor>, invoiceId: number): Promise<FileReply>
  /** The registration form of the family of the session. */
  registrationPdf(ctx: ManualCtx<ParentActor>): Promise<FileReply>
}

/** What a parent accepts, and the files that they open: kept with where it came from. */
export interface PapersDoor {
  accept(ctx: ManualCtx<ParentActor>, input: { rulesId: number; sha256: string }): Promise<void>
  answer(
    ctx: ManualCtx<ParentActor>,
    input: { kind: ConsentKind; childId: number | null; given: boolean },
  ): Promise<void>
  /** A file of this family, one published to it, or a règlement; refuses anything else. */
  open(ctx: ManualCtx<ParentActor>, uploadId: string, query: Record<string, string>): Promise<FileReply>
  /** What was given, accepted or answered here and the views do not show yet. */
  kept(ctx: ParentCtx): Promise<Pick<DocumentsView, 'given' | 'acceptances' | 'answers'>>
}

/** What a parent does about their own access, at the office or on its way there. */
export type ActDoor = (ctx: Ctx, act: AccessAct) => Promise<void>

/** What differs between a portal beside its desk and a hosted one. */
export interface PortalShape {
  views: ViewSource
  door: RequestDoor
  documents: DocumentSource
  papers: PapersDoor
  act: ActDoor
  /** The office hears of what is done here at the next exchange only. */
  isHosted: boolean
}
