import type { DataSource, EntityManager } from 'typeorm'
import type { EngineDriver } from './db'
import { camelCase } from './db'

/** The part of better-sqlite3 used here. TypeORM's driver holds the connection; going to it directly halves a short read. */
interface Statement {
  reader: boolean
  all(...values: unknown[]): unknown[]
  run(...values: unknown[]): { changes: number }
  raw(on: boolean): Statement
  columns(): { name: string }[]
}
interface Connection {
  prepare(text: string): Statement
}
interface Prepared {
  statement: Statement
  names: string[] | null
}

const statementsKept = 500

/** SQLite through one connection: statements are prepared once and kept. */
export function sqliteEngine(dataSource: DataSource): EngineDriver {
  const connection = (dataSource.driver as unknown as { databaseConnection: Connection }).databaseConnection
  const cache = new Map<string, Prepared>()
  const prepare = (text: string): Prepared => {
    let prepared = cache.get(text)
    if (!prepared) {
      const statement = connection.prepare(text)
      prepared = { statement, names: statement.reader ? statement.columns().map((c) => camelCase(c.name)) : null }
      if (statement.reader) statement.raw(true)
      cache.set(text, prepared)
      if (cache.size > statementsKept) cache.delete(cache.keys().next().value ?? '')
    }
    return prepared
  }
  return {
    engine: 'sqlite',
    all: (_manager: EntityManager, text, values) => {
      const { statement, names } = prepare(text)
      if (!names) {
        statement.run(...values)
        return Promise.resolve([])
      }
      const rows = statement.all(...values) as unknown[][]
      return Promise.resolve(
        rows.map((row) => {
          const object: Record<string, unknown> = {}
          for (let i = 0; i < names.length; i++) object[names[i] as string] = row[i]
          return object
        }),
      )
    },
    run: async (_manager, text, values) => prepare(text).statement.run(...values).changes,
    insertMany: async (_manager, table, columns, rows) => {
      const marks = columns.map(() => '?').join(',')
      const { statement } = prepare(
        `insert into "${table}" (${columns.map((c) => `"${c}"`).join(',')}) values (${marks})`,
      )
      for (const row of rows) statement.run(...row)
    },
    lock: async () => {},
  }
}
