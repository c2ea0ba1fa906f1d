// Writes 0001-initial.{sqlite,postgres}.ts from the tables. Only until the first release: afterwards a schema
// change is a new migration. Usage: npx tsx scripts/generate-initial-migration.ts postgres://…
import { writeFileSync } from 'node:fs'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { entities } from '../src-main/database/entities'

async function statementsFor(options: DataSourceOptions): Promise<string[]> {
  const dataSource = await new DataSource({
    ...options,
    entities,
    synchronize: false,
  } as DataSourceOptions).initialize()
  const log = await dataSource.driver.createSchemaBuilder().log()
  await dataSource.destroy()
  return log.upQueries.map((query) => query.query)
}

/** SQLite adds a foreign key by copying the table: keep the final state, not the way there. */
async function sqliteStatements(): Promise<string[]> {
  const options: DataSourceOptions = { type: 'better-sqlite3', database: ':memory:', entities, synchronize: true }
  const dataSource = await new DataSource(options).initialize()
  const rows: { sql: string }[] = await dataSource.query(
    "select sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by type desc, rowid",
  )
  await dataSource.destroy()
  return rows.map((row) => row.sql)
}

function write(engine: 'sqlite' | 'postgres', statements: string[]) {
  const body = statements.map((text) => `  ${JSON.stringify(text)},`).join('\n')
  const file = new URL(`../src-main/database/migrations/0001-initial.${engine}.ts`, import.meta.url)
  writeFileSync(
    file,
    `/** Generated from the tables, then frozen. */\nexport const ${engine}Schema: string[] = [\n${body}\n]\n`,
  )
  process.stdout.write(`${engine}: ${statements.length} statements\n`)
}

const postgresUrl = process.argv[2]
write('sqlite', await sqliteStatements())
if (postgresUrl) write('postgres', await statementsFor({ type: 'postgres', url: postgresUrl }))
