import { column, table, type RowOf } from '../database/table'

const { id, int, text, json, instant, optional } = column

/** Append-only: triggers of the first migration refuse any update or delete. */
export const AuditTable = table(
  'audit_log',
  {
    id: id(),
    at: instant(),
    actorKind: text(),
    actorId: optional(int()),
    actorName: text(),
    operation: text(),
    entity: text(),
    entityId: text(),
    familyId: optional(int()),
    summary: json(),
  },
  { index: [['entity', 'entityId'], ['familyId', 'at'], ['at']] },
)

/** Long work: cut into short units, resumable, cancellable. */
export const JobTable = table(
  'job',
  {
    id: id(),
    kind: text(),
    params: json(),
    status: text<'queued' | 'running' | 'done' | 'failed' | 'cancelled'>(),
    progress: int(),
    total: int(),
    /** Where to go on from, as JSON; written with the work that it covers. */
    cursor: json(),
    result: json(),
    error: text(),
    createdBy: text(),
    createdAt: instant(),
    heartbeatAt: instant(),
    finishedAt: optional(instant()),
  },
  { index: [['status'], ['kind', 'status']] },
)
export type JobRow = RowOf<typeof JobTable>
