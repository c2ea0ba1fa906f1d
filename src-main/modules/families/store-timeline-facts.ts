import type { TimelineEntry } from '../../../src-shared/contract/staff/families'
import { parisDate, parisInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { LocalTime } from '../../../src-shared/kernel/local-time'
import type { Ctx } from '../../kernel/context'

/** One reading of each source: what happened until this moment, the latest first, never more than asked. */
export interface Slice {
  familyIds: readonly number[]
  until: Instant
  limit: number
}

const morning = '00:00' as LocalTime

interface RequestRow {
  id: string
  authorName: string
  kind: string
  title: string
  about: string
  payload: string
  submittedAt: Instant
  origin: string
  status: string
  reason: string
  decidedAt: Instant | null
  decidedBy: string
}

/** Two readings: a request asked long ago may have been decided yesterday. */
export async function requests(ctx: Ctx, { familyIds, until, limit }: Slice): Promise<TimelineEntry[]> {
  const asked = await ctx.db.rows<RequestRow>`select * from request
    where family_id in ${familyIds} and submitted_at <= ${until} order by submitted_at desc limit ${limit}`
  const decided = await ctx.db.rows<RequestRow>`select * from request
    where family_id in ${familyIds} and decided_at <= ${until} order by decided_at desc limit ${limit}`
  return [
    ...asked.map((row) => ({
      key: `request-${row.id}-1`,
      at: row.submittedAt,
      timed: true,
      actorKind: row.origin === 'counter' ? 'staff' : 'parent',
      actorName: row.authorName,
      operation: 'request.submitted',
      summary: aboutRequest(row),
    })),
    ...decided.map((row) => ({
      key: `request-${row.id}-2`,
      at: row.decidedAt ?? row.submittedAt,
      timed: true,
      actorKind: 'staff',
      actorName: row.decidedBy,
      operation: `request.${row.status}`,
      summary: { ...aboutRequest(row), reason: row.reason },
    })),
  ]
}

/** A request on the days of a child is told by its number of slots, any other by its title. */
const aboutRequest = ({ kind, title, about, payload }: RequestRow) =>
  kind === 'booking'
    ? { kind, items: countItems(payload) }
    : { kind, subject: [title, about].filter(Boolean).join(', ') }

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

export async function invoices(ctx: Ctx, { familyIds, until, limit }: Slice): Promise<TimelineEntry[]> {
  const rows = await ctx.db.rows<InvoiceRow>`select id, kind, reference, period, issued_on, published_at, total_cents
    from invoice where family_id in ${familyIds} and coalesce(published_at, issued_on) <= ${`${parisDate(until)}T99`}
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

export async function payments(ctx: Ctx, { familyIds, until, limit }: Slice): Promise<TimelineEntry[]> {
  const received = await ctx.db.rows<PaymentRow>`select * from payment
    where family_id in ${familyIds} and created_at <= ${until} order by created_at desc limit ${limit}`
  const cancelled = await ctx.db.rows<PaymentRow>`select * from payment
    where family_id in ${familyIds} and cancelled_at <= ${until} order by cancelled_at desc limit ${limit}`
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

interface EmailRow {
  id: number
  kind: string
  toAddress: string
  subject: string
  status: string
  createdAt: Instant
  sentAt: Instant | null
}

/** E-mails by their subject: what they say may open an account, and stays in the outbox. */
export async function emails(ctx: Ctx, { familyIds, until, limit }: Slice): Promise<TimelineEntry[]> {
  const rows = await ctx.db.rows<EmailRow>`select id, kind, to_address, subject, status, created_at, sent_at
    from outbox_message where family_id in ${familyIds} and coalesce(sent_at, created_at) <= ${until}
    order by coalesce(sent_at, created_at) desc, id desc limit ${limit}`
  return rows.map(({ id, kind, toAddress, subject, status, createdAt, sentAt }) => ({
    key: `email-${String(id).padStart(12, '0')}`,
    at: sentAt ?? createdAt,
    timed: true,
    actorKind: 'system',
    actorName: '',
    operation: `email.${status}`,
    summary: { kind, to: toAddress, subject },
  }))
}

interface NoteRow {
  id: number
  text: string
  createdAt: Instant
  createdBy: string
}

export async function notes(ctx: Ctx, { familyIds, until, limit }: Slice): Promise<TimelineEntry[]> {
  const rows = await ctx.db.rows<NoteRow>`select id, text, created_at, created_by from family_note
    where family_id in ${familyIds} and created_at <= ${until} order by created_at desc, id desc limit ${limit}`
  return rows.map(({ id, text, createdAt, createdBy }) => ({
    key: `note-${String(id).padStart(12, '0')}`,
    at: createdAt,
    timed: true,
    actorKind: 'staff',
    actorName: createdBy,
    operation: 'note.written',
    summary: { text },
  }))
}
