import { rawSql, sql } from '../database/sql'
import type { Db } from '../database/db'

type Row = Record<string, string | number | boolean | null>

/** Writes rows with the ids they were given, table by table. */
export interface Writer {
  add(table: string, rows: readonly Row[]): Promise<void>
  /** Lets the tables number their next rows after those. */
  finish(): Promise<void>
}

export function writerOn(db: Db): Writer {
  const numbered = new Set<string>()
  return {
    add: async (table, rows) => {
      const [first] = rows
      if (!first) return
      if (typeof first['id'] === 'number') numbered.add(table)
      await db.insertMany(table, rows)
    },
    finish: async () => {
      // SQLite follows the highest id by itself; a sequence of PostgreSQL has to be told.
      if (db.engine === 'sqlite') return
      for (const table of numbered) {
        const name = rawSql(`'${table}'`)
        await db.rowsOf(
          sql`select setval(sequence, (select max(id) from ${rawSql(`"${table}"`)})) from pg_get_serial_sequence(${name}, 'id') as sequence
            where sequence is not null`,
        )
      }
    },
  }
}
