import type { TimelineEntry } from '../../../src-shared/contract/staff/families'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Permission } from '../../../src-shared/permissions'
import type { Ctx } from '../../kernel/context'
import { emails, invoices, notes, payments, requests, type Slice } from './store-timeline-facts'

interface Mark {
  at: Instant
  key: string
}
interface Question {
  familyId: number
  before?: Mark | undefined
  limit: number
}
// a year that still has its own date in Paris
const endOfTime = '9998-12-31T00:00:00.000Z' as Instant

/**
 * Everything that happened to a family, newest first: the acts of the audit log, and the facts that have a table of
 * their own (requests, e-mails, notes, invoices, payments), so that what came by an import or by the program itself is told too.
 */
export async function readTimeline(ctx: Ctx, { familyId, before, limit }: Question) {
  const slice = { familyIds: await sameFile(ctx, familyId), until: before?.at ?? endOfTime, limit: limit + 2 }
  const sources = [await acts(ctx, slice), await requests(ctx, slice), await emails(ctx, slice)]
  sources.push(await notes(ctx, slice))
  if (may(ctx, 'billing.read')) sources.push(await invoices(ctx, slice))
  if (may(ctx, 'payments.read')) sources.push(await payments(ctx, slice))
  const all = sources.flat().filter((entry) => !before || isOlder(entry, before))
  const entries = all.toSorted((left, right) => (isOlder(left, right) ? 1 : -1))
  return { entries: entries.slice(0, limit), more: entries.length > limit }
}

const may = (ctx: Ctx, permission: Permission) => ctx.actor.kind !== 'staff' || ctx.actor.permissions.has(permission)
const isOlder = (entry: Mark, mark: Mark) => entry.at < mark.at || (entry.at === mark.at && entry.key < mark.key)

/** A file and those that were merged into it: their audit rows, which nothing may change, still bear the former family. */
async function sameFile(ctx: Ctx, familyId: number): Promise<number[]> {
  const found = [familyId]
  for (const id of found) {
    const merged = await ctx.db.rows<{ id: number }>`select id from family where merged_into_id = ${id}`
    found.push(...merged.map((row) => row.id))
  }
  return found
}

interface AuditRow {
  id: number
  at: Instant
  actorKind: string
  actorName: string
  operation: string
  summary: string
}

/** Left to the other sources: what has a table of its own. Readings of health would bury the rest. */
async function acts(ctx: Ctx, { familyIds, until, limit }: Slice): Promise<TimelineEntry[]> {
  const elsewhere = ['health', 'request', 'payment', 'payment_attempt', 'invoice', 'portal-session', 'family_note']
  const rows = await ctx.db.rows<AuditRow>`select id, at, actor_kind, actor_name, operation, summary from audit_log
    where family_id in ${familyIds} and at <= ${until} and entity not in ${elsewhere} order by at desc, id desc limit ${limit}`
  return rows.map(({ id, summary, ...row }) => ({
    ...row,
    // padded, so that two acts of one instant keep their order
    key: `act-${String(id).padStart(12, '0')}`,
    timed: true,
    summary: JSON.parse(summary) as Record<string, unknown>,
  }))
}
