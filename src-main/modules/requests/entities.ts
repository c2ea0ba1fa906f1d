import { column, table, type RowOf } from '../../database/table'

const { int, text, json, instant, optional } = column

/** What a parent asks. The UUID is made by the portal, so that a repeated send is harmless. */
export const RequestTable = table(
  'request',
  {
    id: column.uuid(),
    kind: text(),
    familyId: int(),
    accountId: optional(int()),
    authorName: text(),
    payload: json(),
    submittedAt: instant(),
    receivedAt: instant(),
    origin: text<'portal' | 'hosted-portal' | 'counter'>(),
    status: text<'pending' | 'accepted' | 'partly-accepted' | 'refused' | 'withdrawn'>(),
    /** What was done of each item, as JSON. */
    outcome: json(),
    reason: text(),
    decidedAt: optional(instant()),
    decidedBy: text(),
    version: int(),
  },
  {
    index: [
      ['status', 'submittedAt'],
      ['familyId', 'submittedAt'],
    ],
    references: { familyId: 'family' },
  },
)
export type RequestRow = RowOf<typeof RequestTable>
