import type { RequestKind, RequestStatus, RequestTopic } from '../../../src-shared/contract/requests'
import { column, table, type RowOf } from '../../database/table'

const { int, text, json, bool, instant, optional } = column

/** What a parent asks. The UUID is made by the portal, so that a repeated send is harmless. Kept for ever. */
export const RequestTable = table(
  'request',
  {
    id: column.uuid(),
    kind: text<RequestKind>(),
    /** Null = somebody whom the town does not know yet. */
    familyId: optional(int()),
    accountId: optional(int()),
    authorName: text(),
    topic: text<RequestTopic>(),
    /** Of a change of the file: its subject; '' otherwise. */
    subject: text(),
    /** The adult or child it is about; null = the family. */
    personId: optional(int()),
    /** In words, as they were when it was sent; '' for bookings, which are named by their days. */
    title: text(),
    about: text(),
    /** JSON; `{ "sealed": … }` where it holds health data or bank details. */
    payload: json(),
    submittedAt: instant(),
    receivedAt: instant(),
    /** Since when an agent could answer it: sent, or completed. */
    waitingSince: instant(),
    origin: text<'portal' | 'hosted-portal' | 'counter'>(),
    status: text<RequestStatus>(),
    /** What was done of each item or value, as JSON; sealed with the payload. */
    outcome: json(),
    /** What was asked in addition, and what was answered: JSON list of `Exchange`; sealed with the payload. */
    exchanges: json(),
    reason: text(),
    decidedAt: optional(instant()),
    decidedBy: text(),
    /** The agent who takes care of it. */
    assigneeId: optional(int()),
    /** Accepted without an agent. */
    automatic: bool(),
    version: int(),
  },
  {
    index: [['status', 'waitingSince'], ['familyId', 'submittedAt'], ['assigneeId']],
    references: { familyId: 'family', assigneeId: 'staff' },
  },
)
export type RequestRow = RowOf<typeof RequestTable>
