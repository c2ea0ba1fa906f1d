import type {
  Attachment,
  AskedValue,
  RequestKind,
  RequestTopic,
  RequestView,
} from '../../../../src-shared/contract/requests'
import type { RequestDetail, RequestRow } from '../../../../src-shared/contract/staff/requests'
import type { Completion } from '../../../../src-shared/contract/portal/requests'
import type { Ctx } from '../../../kernel/context'
import type { RequestRecord } from '../record'

/** How a request is named in lists and e-mails, written down when it is received. */
export interface Naming {
  topic: RequestTopic
  subject?: string
  /** The adult or child it is about; null = the family. */
  personId: number | null
  /** 'Coordonnées du responsable' */
  title: string
  /** 'Lina'; '' = the family. */
  about: string
}

/** What an agent reads before deciding, at this moment. */
export interface Described {
  rows: RequestRow[]
  mayAcceptPart?: boolean
  mayAskMore?: boolean
  choices?: RequestDetail['choices']
  attachments?: Attachment[]
  related?: RequestDetail['related']
  /** What accepting would do, in one sentence. */
  effectText: string
  /** What changed since it was sent, what to look at: one sentence each. */
  warnings?: string[]
  /** The child whose health these rows show, where they show any: the reading is traced. */
  healthOf?: number | null
  /** This reader may not know what is asked: neither its words nor what was said of it are shown. */
  isHidden?: boolean
}

/** What its author reads again. */
export interface Viewed {
  values: AskedValue[]
  message: string
  attachments: Attachment[]
  file?: RequestView['file']
}

export interface Acceptance {
  /** Rows accepted; null = all. */
  keys: readonly string[] | null
  /** Key of one of the `choices`, where there are some. */
  choice?: string
}

/** What an asking is before it is received. */
export interface Asked<P> {
  id: string
  familyId: number | null
  accountId: number | null
  authorName: string
  payload: P
}

/**
 * One kind of request, behind the same door as the others: `submitRequest`, `decideRequest`, `undoDecision`,
 * `withdrawRequest`, `completeRequest` call these in the transaction of their caller. The payload was validated by its
 * schema (`requestPayloads`); statuses, versions, reasons, e-mails and the list are the door's business.
 */
export interface RequestKindModule<P = unknown> {
  kind: RequestKind
  /** Health data or bank details: payload and outcome are sealed at rest. */
  isSealed?(payload: P): boolean
  /** Checks what is asked and names it. Refuses `record.not-found` for anything of another family. */
  name(ctx: Ctx, asked: Asked<P>): Promise<Naming>
  /** Once, when it has just been received: writes what the request reserves or shows elsewhere. */
  receive?(ctx: Ctx, record: RequestRecord<P>): Promise<void>
  /** True = accepted at once, without an agent. */
  isAutomatic?(ctx: Ctx, record: RequestRecord<P>): Promise<boolean>
  /** Refuses `permission.missing` when this agent may not answer it. */
  checkAgent?(ctx: Ctx, record: RequestRecord<P>, decision: 'accept' | 'refuse' | 'ask-more'): Promise<void>
  describe(ctx: Ctx, record: RequestRecord<P>): Promise<Described>
  view(ctx: Ctx, record: RequestRecord<P>): Promise<Viewed>
  /** Does what was asked. What it returns comes back to `undo` (JSON). */
  apply(ctx: Ctx, record: RequestRecord<P>, acceptance: Acceptance): Promise<unknown>
  /** Refused or withdrawn: lets go of what `receive` reserved. What it returns comes back to `undo` (JSON). */
  close?(ctx: Ctx, record: RequestRecord<P>, status: 'refused' | 'withdrawn', reason: string): Promise<unknown>
  /** Takes a decision back within a minute. Refuses `request.undo-impossible` when something moved since. */
  undo(ctx: Ctx, record: RequestRecord<P>, data: unknown): Promise<void>
  /** The payload with what the family adds when asked for more. Left out: nothing but words can be added. */
  complete?(ctx: Ctx, record: RequestRecord<P>, completion: Completion): Promise<P>
  /** Paragraphs of the e-mail that tells the answer, between the reason and the signature. Left out: the values asked. */
  mail?(ctx: Ctx, record: RequestRecord<P>): Promise<string[]>
  /** Writes the e-mail of the answer itself: where there is no family to write to. */
  tell?(ctx: Ctx, record: RequestRecord<P>, dedupeKey: string): Promise<void>
}
