import { fileSubjectDefinitions } from '../../../src-shared/contract/file/definitions'
import type { FileSubject } from '../../../src-shared/contract/file/subjects'
import type { ParsedInputOf, ResultOf } from '../../../src-shared/contract/operation'
import type { ItemOutcome } from '../../../src-shared/contract/requests'
import type { InboxGroup, InboxRequest, requestsContract } from '../../../src-shared/contract/staff/requests'
import { parisDate, parisInstant, type Instant } from '../../../src-shared/kernel/instant'
import { addDays } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { dayOlderThan, workingDaysBetween } from '../../../src-shared/rules/calendar'
import type { Ctx } from '../../kernel/context'
import { loadCalendar } from '../organisation'
import { bookingPayload } from './booking'
import { isBooking } from './kinds'
import { recordOf } from './record'
import { inboxCount, inboxRows, type InboxRow } from './store'
import { itemNames, mainAction, summarise, type NameItem } from './wording'

type ListInput = ParsedInputOf<typeof requestsContract, 'requests.list'>

/** Structures that the caller may see, null = all; narrowed to the one asked for. */
function structuresOf(ctx: Ctx, wanted: number | null): readonly number[] | null {
  const own = ctx.actor.kind === 'staff' ? ctx.actor.structureIds : null
  if (wanted === null) return own
  return own === null || own.includes(wanted) ? [wanted] : []
}

/** Ages are told in working days: what arrived on Friday evening is not three days old on Monday. */
async function ageBounds(ctx: Ctx, age: ListInput['age']): Promise<{ before: Instant | null; after: Instant | null }> {
  if (age === 'any') return { before: null, after: null }
  const midnight = localTime('00:00')
  if (age === 'today') return { before: null, after: parisInstant(ctx.today, midnight) }
  const day = dayOlderThan(age === 'over-2-days' ? 2 : 5, ctx.today, await loadCalendar(ctx))
  return { before: parisInstant(addDays(day, 1), midnight), after: null }
}

function assigneeOf(ctx: Ctx, wanted: ListInput['assignee']): 'any' | 'nobody' | number {
  if (wanted !== 'me') return wanted
  return ctx.actor.kind === 'staff' ? ctx.actor.id : 'nobody'
}

/** The list: by family, the longest waiting first; decided ones, the latest first. */
export async function listInbox(
  ctx: Ctx,
  input: ListInput,
): Promise<ResultOf<typeof requestsContract, 'requests.list'>> {
  const { view, type, kind, topic } = input
  const { rows, total } = await inboxRows(ctx, {
    ...{ view, type, kind, topic, assignee: assigneeOf(ctx, input.assignee) },
    structureIds: structuresOf(ctx, input.structureId),
    onlyStructure: input.structureId !== null,
    ...(await ageBounds(ctx, input.age)),
    search: normalizeSearch(input.search),
    limit: input.limit,
  })
  const own = structuresOf(ctx, null)
  const count = (one: typeof view) => inboxCount(ctx, one, own)
  return {
    now: ctx.now,
    groups: await groupByFamily(ctx, rows, view),
    total,
    counts: {
      toDecide: await count('to-decide'),
      waitingFamily: await count('waiting-family'),
      decided: await count('decided'),
    },
  }
}

export async function countToDecide(ctx: Ctx): Promise<number> {
  return inboxCount(ctx, 'to-decide', structuresOf(ctx, null))
}

async function groupByFamily(ctx: Ctx, rows: readonly InboxRow[], view: ListInput['view']): Promise<InboxGroup[]> {
  const bookings = new Map(rows.filter(isBooking).map((row) => [row.id, outcomesOf(ctx, row)]))
  const nameOf = await itemNames(ctx, [...bookings.values()].flat())
  const calendar = await loadCalendar(ctx)
  const groups = new Map<string, InboxGroup>()
  for (const row of rows) {
    const { familyId, familyNumber } = row
    // A stranger stands alone: nothing says that two of them are one.
    const key = familyId === null ? row.id : String(familyId)
    const at = ((view === 'decided' ? row.decidedAt : row.waitingSince) ?? row.submittedAt) as Instant
    const familyName = row.familyName ?? (row.about || row.authorName)
    const group = groups.get(key) ?? { familyId, familyNumber, familyName, at, requests: [] }
    groups.set(key, group)
    const until = row.decidedAt === null ? ctx.today : parisDate(row.decidedAt as Instant)
    group.requests.push({
      ...lineOf(row, bookings.get(row.id) ?? null, nameOf),
      workingDays: workingDaysBetween(parisDate(row.waitingSince as Instant), until, calendar),
    })
  }
  return [...groups.values()]
}

function lineOf(row: InboxRow, items: ItemOutcome[] | null, nameOf: NameItem): Omit<InboxRequest, 'workingDays'> {
  const { id, kind, version, status, topic, decidedBy, assigneeId } = row
  const words = items ? summarise(items, nameOf) : { title: row.title, subtitle: row.about || row.authorName }
  return {
    ...{ id, kind, version, status, topic, decidedBy, ...words },
    submittedAt: row.submittedAt as Instant,
    decidedAt: row.decidedAt as Instant | null,
    action: items ? mainAction(items) : null,
    assignee:
      assigneeId === null
        ? null
        : { id: assigneeId, name: `${row.assigneeFirstName ?? ''} ${row.assigneeLastName ?? ''}`.trim() },
    isSimple: isSimple(row),
  }
}

/** What an agent would accept without opening it: days, and ordinary details of the file. */
function isSimple({ kind, subject }: InboxRow): boolean {
  if (kind === 'booking') return true
  if (kind !== 'file' || !isSubject(subject)) return false
  const { sealed } = fileSubjectDefinitions[subject]
  return !sealed && subject !== 'new-child' && subject !== 'new-member'
}

const isSubject = (subject: string): subject is FileSubject => Object.hasOwn(fileSubjectDefinitions, subject)

/** A request received without outcomes yet is told by what it asks. */
function outcomesOf(ctx: Ctx, row: InboxRow): ItemOutcome[] {
  const record = recordOf(ctx.services.cipher, row)
  if (record.outcome.items.length > 0) return record.outcome.items
  return bookingPayload(record).items.map((item) => ({ ...item, outcome: 'unchanged' as const, amountCents: null }))
}
