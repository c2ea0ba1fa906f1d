import type { EntityManager } from 'typeorm'
import { renderSql, sql as buildSql, type Sql } from './sql'
import { snakeCase } from './table'

export type Engine = 'sqlite' | 'postgres'
type Value = string | number | boolean | null | undefined
type Raw = Record<string, unknown>

/** The door a store writes and reads through: one unit of work, closed when the unit ends. */
export interface Db {
  readonly engine: Engine
  /** TypeORM, for entities. */
  readonly manager: EntityManager
  /** Rows of a query, column names in camelCase. Booleans arrive as 0/1 on SQLite: wrap them in `Boolean()`. */
  rows<T = Raw>(strings: TemplateStringsArray, ...values: unknown[]): Promise<T[]>
  /** First row or undefined. */
  one<T = Raw>(strings: TemplateStringsArray, ...values: unknown[]): Promise<T | undefined>
  /** Runs a write; returns the number of rows changed. */
  run(strings: TemplateStringsArray, ...values: unknown[]): Promise<number>
  /** Same as `rows`, for SQL composed from pieces. */
  rowsOf<T = Raw>(piece: Sql): Promise<T[]>
  runOf(piece: Sql): Promise<number>
  /** Inserts one row and returns its `id`. */
  insert(table: string, row: Record<string, Value>): Promise<number>
  /** Inserts many rows quickly; every row has the same keys as the first. */
  insertMany(table: string, rows: readonly Record<string, Value>[]): Promise<void>
  /** Serialises whoever asks for the same key until the transaction ends (PostgreSQL; on SQLite writers already queue). */
  lock(key: string): Promise<void>
}

/** The few things an engine does in its own way. */
export interface EngineDriver {
  engine: Engine
  all(manager: EntityManager, text: string, values: unknown[]): Promise<Raw[]>
  run(manager: EntityManager, text: string, values: unknown[]): Promise<number>
  insertMany(manager: EntityManager, table: string, columns: string[], rows: readonly Value[][]): Promise<void>
  lock(manager: EntityManager, key: string): Promise<void>
}

/** A unit of work's door, and the switch that closes it. */
export function openUnit(driver: EngineDriver, manager: EntityManager): { db: Db; close(): void } {
  let open = true
  // A promise that outlives its unit would write into somebody else's transaction: stop it here.
  const use = () => {
    if (!open) throw new Error('database used after its unit of work ended (a promise was not awaited)')
    return manager
  }
  const rowsOf = async <T>(piece: Sql) => {
    const { text, values } = renderSql(piece, driver.engine)
    return (await driver.all(use(), text, values)) as T[]
  }
  const runOf = (piece: Sql) => {
    const { text, values } = renderSql(piece, driver.engine)
    return driver.run(use(), text, values)
  }
  const db: Db = {
    engine: driver.engine,
    get manager() {
      return use()
    },
    rowsOf,
    runOf,
    rows: (strings, ...values) => rowsOf(buildSql(strings, ...values)),
    one: async <T>(strings: TemplateStringsArray, ...values: unknown[]) =>
      (await rowsOf<T>(buildSql(strings, ...values)))[0],
    run: (strings, ...values) => runOf(buildSql(strings, ...values)),
    insert: async (table, row) => {
      const columns = Object.keys(row)
      const marks = columns.map((_, i) => (driver.engine === 'sqlite' ? '?' : `$${i + 1}`)).join(',')
      const text = `insert into "${table}" (${columns.map((c) => `"${snakeCase(c)}"`).join(',')}) values (${marks}) returning id`
      const [inserted] = await driver.all(
        use(),
        text,
        Object.values(row).map((v) => bindable(v, driver.engine)),
      )
      return Number(inserted?.['id'])
    },
    insertMany: async (table, rows) => {
      const [first] = rows
      if (!first) return
      const keys = Object.keys(first)
      await driver.insertMany(
        use(),
        table,
        keys.map(snakeCase),
        rows.map((row) => keys.map((key) => bindable(row[key], driver.engine))),
      )
    },
    lock: (key) => driver.lock(use(), key),
  }
  return {
    db,
    close: () => {
      open = false
    },
  }
}

function bindable(value: Value, engine: Engine): Value {
  if (value === undefined) return null
  return typeof value === 'boolean' && engine === 'sqlite' ? Number(value) : value
}

const camelNames = new Map<string, string>()
/** snake_case → camelCase, remembered. */
export function camelCase(name: string): string {
  let camel = camelNames.get(name)
  if (camel === undefined) {
    camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    camelNames.set(name, camel)
  }
  return camel
}
