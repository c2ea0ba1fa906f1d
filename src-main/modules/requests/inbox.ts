import type { InboxGroup, requestsContract } from '../../../src-shared/contract/staff/requests'
import type { ParsedInputOf, ResultOf } from '../../../src-shared/contract/operation'
import { addMinutesToInstant, parisDate, parisInstant, type Instant } from '../../../src-shared/kernel/instant'
import { localTime } from '../../../src-shared/kernel/local-time'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import type { Ctx } from '../../kernel/context'
import { inboxCount, inboxRows, recordOf, type InboxRow } from './store'
import { itemNames, mainAction, summarise } from './wording'

type ListInput = ParsedInputOf<typeof requestsContract, 'requests.list'>

/** Structures that the caller may see, null = all; narrowed to the one asked for. */
function structuresOf(ctx: Ctx, wanted: number | null): readonly number[] | null {
  const own = ctx.actor.kind === 'staff' ? ctx.actor.structureIds : null
  if (wanted === null) return own
  return own === null || own.includes(wanted) ? [wanted] : []
}

const minutesOfDay = 1440

function ageBounds(ctx: Ctx, age: ListInput['age']): { before: Instant | null; after: Instant | null } {
  if (age === 'any') return { before: null, after: null }
  if (age === 'today') return { before: null, after: parisInstant(parisDate(ctx.now), localTime('00:00')) }
  const days = age === 'over-2-days' ? 2 : 5
  return { before: addMinutesToInstant(ctx.now, -days * minutesOfDay), after: null }
}

/** The list: by family, the longest waiting first; decided ones, the latest first. */
export async function listInbox(
  ctx: Ctx,
  input: ListInput,
): Promise<ResultOf<typeof requestsContract, 'requests.list'>> {
  const pending = input.view === 'to-decide'
  const { rows, total } = await inboxRows(ctx.db, {
    pending,
    type: input.type,
    structureIds: structuresOf(ctx, input.structureId),
    ...ageBounds(ctx, input.age),
    search: normalizeSearch(input.search),
    limit: input.limit,
  })
  const own = structuresOf(ctx, null)
  return {
    now: ctx.now,
    groups: await groupByFamily(ctx, rows, pending),
    total,
    counts: { toDecide: await inboxCount(ctx.db, true, own), decided: await inboxCount(ctx.db, false, own) },
  }
}

export async function countToDecide(ctx: Ctx): Promise<number> {
  return inboxCount(ctx.db, true, structuresOf(ctx, null))
}

async function groupByFamily(ctx: Ctx, rows: readonly InboxRow[], pending: boolean): Promise<InboxGroup[]> {
  const records = rows.map((row) => ({ row, record: recordOf(row) }))
  const nameOf = await itemNames(
    ctx,
    records.flatMap(({ record }) => record.payload.items),
  )
  const groups = new Map<number, InboxGroup>()
  for (const { row, record } of records) {
    const at = (pending ? record.submittedAt : record.decidedAt) ?? record.submittedAt
    const group = groups.get(row.familyId) ?? {
      ...{ familyId: row.familyId, familyNumber: row.familyNumber, familyName: row.familyName, at },
      requests: [],
    }
    groups.set(row.familyId, group)
    const { id, kind, version, status, submittedAt, decidedAt, decidedBy } = record
    group.requests.push({
      ...{ id, kind, version, status, submittedAt, decidedAt, decidedBy },
      action: mainAction(record.payload.items),
      ...summarise(outcomesOf(record), nameOf),
    })
  }
  return [...groups.values()]
}

/** A request received without outcomes yet is told by what it asks. */
function outcomesOf({ outcome, payload }: ReturnType<typeof recordOf>) {
  if (outcome.items.length > 0) return outcome.items
  return payload.items.map((item) => ({ ...item, outcome: 'unchanged' as const, amountCents: null }))
}
