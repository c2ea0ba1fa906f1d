import type { TimelineEntry } from '../../../src-shared/contract/staff/families'
import { parisDate, parisInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { LocalTime } from '../../../src-shared/kernel/local-time'
import type { Permission } from '../../../src-shared/permissions'
import type { Ctx } from '../../kernel/context'

interface Mark {
  at: Instant
  key: string
}
interface Question {
  familyId: number
  before?: Mark | undefined
  limit: number
}
/** One reading of each source: what happened until this moment, the latest first, never more than asked. */
interface Slice {
  familyId: number
  until: Instant
  limit: number
}

// a year that still has its own date in Paris
const endOfTime = '9998-12-31T00:00:00.000Z' as Instant
const morning = '00:00' as LocalTime

/**
 * Everything that happened to a family, newest first: the acts of the audit log, and the facts that have a table of
 * their own (requests, invoices, payments), so that what came by an import or by the program itself is told too.
 */
export async function readTimeline(ctx: Ctx, { familyId, before, limit }: Question) {
  const slice = { familyId, until: before?.at ?? endOfTime, limit: limit + 2 }
  const sources = [await acts(ctx, slice), await requests(ctx, slice)]
  if (may(ctx, 'billing.read')) sources.push(await invoices(ctx, slice))
  if (may(ctx, 'payments.read')) sources.push(await payments(ctx, slice))
  const all = sources.flat().filter((entry) => !before || isOlder(entry, before))
  const entries = all.toSorted((left, right) => (isOlder(left, right) ? 1 : -1))
  return { entries: entries.slice(0, limit), more: entries.length > limit }
}

const may = (ctx: Ctx, permission: Permission) => ctx.actor.kind !== 'staff' || ctx.actor.permissions.has(permission)
const isOlder = (entry: Mark, mark: Mark) => entry.at < mark.at || (entry.at === mark.at && entry.key < mark.key)

interface AuditRow {
  id: number
  at: Instant
  actorKind: string
  actorName: string
  operation: string
  summary: string
}

/** Left to the other sources: requests and money, which have their tables. Readings of health would bury the rest. */
async function acts(ctx: Ctx, { familyId, until, limit }: Slice): Promise<TimelineEntry[]> {
  const elsewhere = ['health', 'request', 'payment', 'payment_attempt', 'invoice', 'portal-session']
  const rows = await ctx.db.rows<AuditRow>`select id, at, actor_kind, actor_name, operation, summary from audit_log
    where family_id = ${familyId} and at <= ${until} and entity not in ${elsewhere} order by at desc, id desc limit ${limit}`
  return rows.map(({ id, summary, ...row }) => ({
    ...row,
    // padded, so that two acts of one instant keep their order
    key: `act-${String(id).padStart(12, '0')}`,
    timed: true,
    summary: JSON.parse(summary) as Record<string, unknown>,
  }))
}

interface RequestRow {
  id: string
  authorName: string
  payload: string
  submittedAt: Instant
  origin: string
  status: string
  reason: string
  decidedAt: Instant | null
  decidedBy: string
}

/** Two readings: a request asked long ago may have been decided yesterday. */
async function requests(ctx: Ctx, { familyId, until, limit }: Slice): Promise<TimelineEntry[]> {
  const asked = await ctx.db.rows<RequestRow>`select * from request
    where family_id = ${familyId} and submitted_at <= ${until} order by submitted_at desc limit ${limit}`
  const decided = await ctx.db.rows<RequestRow>`select * from request
    where family_id = ${familyId} and decided_at <= ${until} order by decided_at desc limit ${limit}`
  return [
    ...asked.map((row) => ({
      key: `request-${row.id}-1`,
      at: row.submittedAt,
      timed: true,
      actorKind: row.origin === 'counter' ? 'staff' : 'parent',
      actorName: row.authorName,
      operation: 'request.submitted',
      summary: { items: countItems(row.payload) },
    })),
    ...decided.map((row) => ({
      key: `request-${row.id}-2`,
      at: row.decidedAt ?? row.submittedAt,
      timed: true,
      actorKind: 'staff',
      actorName: row.decidedBy,
      operation: `request.${row.status}`,
      summary: { items: countItems(row.payload), reason: row.reason },
    })),
  ]
}

function countItems(payload: string): number {
  const parsed: unknown = JSON.parse(payload)
  const items = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'items') : undefined
  return Array.isArray(items) ? items.length : 0
}

interface InvoiceRow {
  id: number
  kind: string
  reference: string
  period: string
  issuedOn: LocalDate
  publishedAt: Instant | null
  totalCents: number
}

async function invoices(ctx: Ctx, { familyId, until, limit }: Slice): Promise<TimelineEntry[]> {
  const rows = await ctx.db.rows<InvoiceRow>`select id, kind, reference, period, issued_on, published_at, total_cents
    from invoice where family_id = ${familyId} and coalesce(published_at, issued_on) <= ${`${parisDate(until)}T99`}
    order by coalesce(published_at, issued_on) desc, id desc limit ${limit}`
  return rows
    .map(({ id, kind, reference, period, issuedOn, publishedAt, totalCents }) => ({
      key: `invoice-${id}`,
      at: publishedAt ?? parisInstant(issuedOn, morning),
      timed: publishedAt !== null,
      actorKind: 'system',
      actorName: '',
      operation: kind === 'credit-note' ? 'invoice.credited' : publishedAt ? 'invoice.published' : 'invoice.issued',
      summary: { reference, period, amountCents: totalCents },
    }))
    .filter(({ at }) => at <= until)
}

interface PaymentRow {
  id: number
  method: string
  amountCents: number
  createdAt: Instant
  createdBy: string
  cancelledAt: Instant | null
  cancelledBy: string | null
  cancelReason: string | null
}

async function payments(ctx: Ctx, { familyId, until, limit }: Slice): Promise<TimelineEntry[]> {
  const received = await ctx.db.rows<PaymentRow>`select * from payment
    where family_id = ${familyId} and created_at <= ${until} order by created_at desc limit ${limit}`
  const cancelled = await ctx.db.rows<PaymentRow>`select * from payment
    where family_id = ${familyId} and cancelled_at <= ${until} order by cancelled_at desc limit ${limit}`
  return [
    ...received.map((row) => ({
      key: `payment-${row.id}-1`,
      at: row.createdAt,
      timed: true,
      actorKind: 'staff',
      actorName: row.createdBy,
      operation: 'payment.received',
      summary: { amountCents: row.amountCents, method: row.method },
    })),
    ...cancelled.map((row) => ({
      key: `payment-${row.id}-2`,
      at: row.cancelledAt ?? row.createdAt,
      timed: true,
      actorKind: 'staff',
      actorName: row.cancelledBy ?? '',
      operation: 'payment.cancelled',
      summary: { amountCents: row.amountCents, reason: row.cancelReason ?? '' },
    })),
  ]
}
