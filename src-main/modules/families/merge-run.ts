import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { childMergeFields, mergedColumns } from './merge-fields'
import { heldOnce, obstaclesTo, previewMerge, readSides, referencesOf, type MergePair, type MergeSides } from './merge'
import { mergeAccounts, mergeFamilyAccounts } from './merge-accounts'
import { mergeChildren } from './merge-children'
import { startJournal, type Journal } from './merge-journal'
import { familyChanged } from './service'
import { familyIdsOfPerson, refreshSearchText } from './store'
import { bookedMonths, fingerprint, lastAuditId, movableIds, pointTo, type Row } from './store-merge'

export interface MergeDone {
  id: number
  familyId: number
  keptLabel: string
  removedLabel: string
}

/** Moves everything to the file kept and sets the other aside. What it did is written down, so that a day is left to undo it. */
export async function runMerge(ctx: Ctx, pair: MergePair & { fromRemoved: readonly string[] }): Promise<MergeDone> {
  await ctx.db.lock('merge')
  const sides = await readSides(ctx, pair)
  const [obstacle] = await obstaclesTo(ctx, pair, sides)
  if (obstacle !== undefined) refuse('merge.impossible', { why: obstacle })
  const { kept, removed } = await previewMerge(ctx, pair)
  const touched = await familiesOf(ctx, pair)
  const journal = startJournal(await lastAuditId(ctx), touched)
  const once = (await heldOnce(ctx, pair, sides)).map(({ key }) => key)
  if (pair.kind === 'family') await mergeFamily(ctx, journal, pair, sides, once)
  else await mergePerson(ctx, journal, pair, sides)
  await moveReferences(ctx, journal, pair)
  await refreshSearchText(ctx, touched)
  await journal.close(ctx, pair.kind, pair.keptId)
  const by = ctx.actor.kind === 'staff' ? ctx.actor.name : ''
  const id = await ctx.db.insert('file_merge', {
    kind: pair.kind,
    keptId: pair.keptId,
    removedId: pair.removedId,
    keptLabel: kept.label,
    removedLabel: removed.label,
    moves: JSON.stringify(journal.moves),
    mergedAt: ctx.now,
    mergedBy: by,
    undoneAt: null,
  })
  await touchPortal(ctx, touched)
  return { id, familyId: kept.familyId, keptLabel: kept.label, removedLabel: removed.label }
}

async function familiesOf(ctx: Ctx, { kind, keptId, removedId }: MergePair): Promise<number[]> {
  if (kind === 'family') return [keptId, removedId]
  return [...new Set([...(await familyIdsOfPerson(ctx, keptId)), ...(await familyIdsOfPerson(ctx, removedId))])]
}

/** Every view of these families is stale, on whichever portal shows it. */
export async function touchPortal(ctx: Ctx, familyIds: readonly number[]): Promise<void> {
  const months = await bookedMonths(ctx, familyIds)
  await familyChanged(ctx, ...familyIds)
  await ctx.touch(
    ...familyIds.flatMap((id) => [
      ...['access', 'account', 'requests', 'file', 'documents', 'registration'].map((kind) => `${kind}/${id}`),
      ...months.map((month) => `bookings/${id}/${month}`),
    ]),
  )
}

async function mergeFamily(
  ctx: Ctx,
  journal: Journal,
  { keptId, removedId, fromRemoved }: MergePair & { fromRemoved: readonly string[] },
  { fields, kept, removed }: MergeSides,
  once: readonly string[],
): Promise<void> {
  await moveMembers(ctx, journal, 'familyId', removedId, keptId)
  await mergeFamilyAccounts(ctx, journal, removedId, keptId)
  if (once.includes('bank')) await closeBank(ctx, journal, fromRemoved.includes('bank') ? keptId : removedId)
  const columns = mergedColumns(fields, kept, removed, fromRemoved)
  await journal.change(ctx, 'family', 'id', keptId, { ...columns, updatedAt: ctx.now, version: next(kept) })
  await journal.change(ctx, 'family', 'id', removedId, {
    archivedAt: removed['archivedAt'] ?? ctx.now,
    mergedIntoId: keptId,
    version: next(removed),
  })
}

const next = (row: Row) => Number(row['version']) + 1

/** One account is in use: that of the side not chosen is closed, with its mandate. */
async function closeBank(ctx: Ctx, journal: Journal, familyId: number): Promise<void> {
  const accounts = await ctx.db.rows<{ id: number }>`select id from bank_account
    where family_id = ${familyId} and ended_at is null`
  for (const { id } of accounts) await journal.change(ctx, 'bank_account', 'id', id, { endedAt: ctx.now })
  const mandates = await ctx.db.rows<{ id: number }>`select id from mandate
    where family_id = ${familyId} and status = 'active'`
  for (const { id } of mandates)
    await journal.change(ctx, 'mandate', 'id', id, {
      status: 'ended',
      endedOn: ctx.today,
      endReason: 'Dossiers réunis',
    })
}

async function mergePerson(
  ctx: Ctx,
  journal: Journal,
  pair: MergePair & { fromRemoved: readonly string[] },
  { fields, kept, removed, children }: MergeSides,
): Promise<void> {
  const { keptId, removedId, fromRemoved } = pair
  await moveMembers(ctx, journal, 'personId', removedId, keptId)
  await mergeAccounts(ctx, journal, pair, fromRemoved.includes('account'))
  const columns = mergedColumns(fields, kept, removed, fromRemoved)
  await journal.change(ctx, 'person', 'id', keptId, { ...columns, version: next(kept) })
  await journal.change(ctx, 'person', 'id', removedId, { mergedIntoId: keptId, version: next(removed) })
  if (!children) return
  const school = mergedColumns(childMergeFields, children.kept, children.removed, fromRemoved)
  await mergeChildren(ctx, journal, pair, { school, takesHealth: fromRemoved.includes('health') })
}

/** Memberships go over; one that the other side has already is taken away, and whoever held the account still does. */
async function moveMembers(
  ctx: Ctx,
  journal: Journal,
  column: 'familyId' | 'personId',
  removedId: number,
  keptId: number,
): Promise<void> {
  const other = column === 'familyId' ? 'personId' : 'familyId'
  const rows = await memberRows(ctx, column, removedId)
  const present = new Map((await memberRows(ctx, column, keptId)).map((row) => [row[other], row]))
  const hasHolder = [...present.values()].some((row) => Boolean(row['accountHolder']))
  for (const row of rows) {
    const double = present.get(row[other])
    if (double) {
      await journal.remove(ctx, 'family_member', row)
      if (Boolean(row['accountHolder']) && column === 'personId')
        await journal.change(ctx, 'family_member', 'id', Number(double['id']), { accountHolder: true })
      continue
    }
    // A family has one account holder: that of the file kept.
    const holder = column === 'familyId' && hasHolder ? { accountHolder: false } : {}
    await journal.change(ctx, 'family_member', 'id', Number(row['id']), {
      [column]: keptId,
      position: Number(row['position']) + (column === 'familyId' ? present.size : 0),
      ...holder,
    })
  }
}

function memberRows(ctx: Ctx, column: 'familyId' | 'personId', id: number): Promise<Row[]> {
  return column === 'familyId'
    ? ctx.db.rows<Row>`select * from family_member where family_id = ${id} order by position, id`
    : ctx.db.rows<Row>`select * from family_member where person_id = ${id} order by position, id`
}

async function moveReferences(ctx: Ctx, journal: Journal, { kind, keptId, removedId }: MergePair): Promise<void> {
  for (const reference of referencesOf(kind)) {
    if (reference.how !== 'move') continue
    const ids = await movableIds(ctx, reference, removedId, keptId)
    if (ids.length === 0) continue
    const { table, column, lively } = reference
    if (table === 'invoice')
      await ctx.db.run`update invoice set former_family_id = ${removedId}
        where family_id = ${removedId} and former_family_id = 0`
    await pointTo(ctx, reference, ids, keptId)
    const print = lively ? '' : await fingerprint(ctx, reference, ids)
    journal.moves.rows.push({ table, column, ids, fingerprint: print })
  }
}
