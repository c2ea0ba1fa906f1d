import { z } from 'zod'
import type { Ctx } from '../../kernel/context'
import { countOn, deleteRow, insertRow, rowOf, writeRow, type Row } from './store-merge'

const zId = z.union([z.string(), z.number()])
const zRow = z.record(z.string(), z.unknown())

/** What a merge did, in the order it did it: enough to put everything back, and to know whether anything changed since. */
export const zMoves = z.object({
  /** Last act on record before the merge. */
  auditId: z.number(),
  familyIds: z.array(z.number()),
  /** Version of the file kept, after the merge. */
  keptVersion: z.number(),
  rows: z.array(z.object({ table: z.string(), column: z.string(), ids: z.array(zId), fingerprint: z.string() })),
  changes: z.array(z.object({ table: z.string(), key: z.string(), id: zId, before: zRow })),
  removed: z.array(z.object({ table: z.string(), row: zRow })),
  added: z.array(z.object({ table: z.string(), key: z.string(), id: zId })),
  /** Rows that lean on what moved, by table: a new one since forbids to undo. */
  leaning: z.array(z.object({ table: z.string(), column: z.string(), of: z.string(), count: z.number() })),
})
export type Moves = z.output<typeof zMoves>

/** What leans on rows that move: bookings on enrolments, parts of payments on invoices. */
const leanings = [
  { table: 'booking', column: 'enrolmentId', of: 'enrolment' },
  { table: 'allocation', column: 'invoiceId', of: 'invoice' },
  { table: 'allocation', column: 'paymentId', of: 'payment' },
  { table: 'charge', column: 'bookingId', of: 'booking' },
] as const

export interface Journal {
  moves: Moves
  change(ctx: Ctx, table: string, key: string, id: number, after: Row): Promise<void>
  remove(ctx: Ctx, table: string, row: Row): Promise<void>
  add(ctx: Ctx, table: string, key: string, id: number, row: Row): Promise<void>
  close(ctx: Ctx, keptTable: string, keptId: number): Promise<void>
}

export function startJournal(auditId: number, familyIds: readonly number[]): Journal {
  const moves: Moves = {
    ...{ auditId, familyIds: [...familyIds], keptVersion: 0 },
    ...{ rows: [], changes: [], removed: [], added: [], leaning: [] },
  }
  return {
    moves,
    change: async (ctx, table, key, id, after) => {
      const row = (await rowOf(ctx, table, key, id)) ?? {}
      const before = Object.fromEntries(Object.keys(after).map((column) => [column, row[column] ?? null]))
      moves.changes.push({ table, key, id, before })
      await writeRow(ctx, table, key, id, after)
    },
    remove: async (ctx, table, row) => {
      moves.removed.push({ table, row })
      await deleteRow(ctx, table, 'id', Number(row['id']))
    },
    add: async (ctx, table, key, id, row) => {
      moves.added.push({ table, key, id })
      await insertRow(ctx, table, row)
    },
    close: async (ctx, keptTable, keptId) => {
      moves.keptVersion = Number((await rowOf(ctx, keptTable, 'id', keptId))?.['version'] ?? 0)
      for (const leaning of leanings) moves.leaning.push({ ...leaning, count: await countLeaning(ctx, moves, leaning) })
    },
  }
}

export function countLeaning(
  ctx: Ctx,
  moves: Pick<Moves, 'rows'>,
  { table, column, of }: { table: string; column: string; of: string },
): Promise<number> {
  const ids = moves.rows.filter((row) => row.table === of).flatMap((row) => row.ids)
  return countOn(ctx, table, column, ids)
}
