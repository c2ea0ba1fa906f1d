import type { EngineDriver } from './db'
import { camelCase } from './db'

const parametersAtMost = 60_000

/** PostgreSQL through TypeORM's pool. */
export function postgresEngine(): EngineDriver {
  return {
    engine: 'postgres',
    all: async (manager, text, values) => {
      const answer: unknown[] = await manager.query(text, values)
      // TypeORM answers [rows, count] to an update or a delete, even one that returns rows.
      const isCounted = answer.length === 2 && Array.isArray(answer[0])
      const rows = (isCounted ? answer[0] : answer) as Record<string, unknown>[]
      return rows.map((row) => {
        const object: Record<string, unknown> = {}
        for (const name in row) object[camelCase(name)] = row[name]
        return object
      })
    },
    run: async (manager, text, values) => {
      const runner = manager.queryRunner ?? manager.dataSource.createQueryRunner()
      try {
        const result = await runner.query(text, values, true)
        return result.affected ?? 0
      } finally {
        if (runner !== manager.queryRunner) await runner.release()
      }
    },
    insertMany: async (manager, table, columns, rows) => {
      const names = columns.map((c) => `"${c}"`).join(',')
      const chunk = Math.max(1, Math.floor(parametersAtMost / columns.length))
      for (let from = 0; from < rows.length; from += chunk) {
        const part = rows.slice(from, from + chunk)
        let n = 0
        const tuples = part.map((row) => `(${row.map(() => `$${++n}`).join(',')})`).join(',')
        await manager.query(`insert into "${table}" (${names}) values ${tuples}`, part.flat())
      }
    },
    lock: async (manager, key) => {
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key])
    },
  }
}
