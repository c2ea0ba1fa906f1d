import { copyFileSync, existsSync } from 'node:fs'
import type { DataSource } from 'typeorm'
import { StartupError } from '../kernel/startup-error'
import { migrations } from './migrations'
import { reasonOf } from './data-source'

const knownNames = () => migrations.map((Migration) => new Migration().name ?? Migration.name)

async function appliedNames(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner()
  try {
    if (!(await runner.hasTable('migration'))) return []
    const rows: { name: string }[] = await runner.query('select name from migration order by id')
    return rows.map((row) => row.name)
  } finally {
    await runner.release()
  }
}

/**
 * Brings the database to this program's version. The SQLite file is copied first; the first failure stops
 * everything; a database written by a newer program is refused untouched.
 */
export async function migrate(dataSource: DataSource): Promise<{ applied: string[]; backup: string | null }> {
  const before = await readState(dataSource)
  const known = knownNames()
  const unknown = before.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new StartupError(
      `Cette base a été utilisée par une version plus récente de Ribambelle (${unknown.at(-1)}). Installez la version récente ; la base n’a pas été modifiée.`,
    )
  }
  const pending = known.filter((name) => !before.includes(name))
  if (pending.length === 0) return { applied: [], backup: null }
  const backup = before.length > 0 ? backUp(dataSource, before.length) : null
  try {
    const done = await dataSource.runMigrations({ transaction: 'each' })
    return { applied: done.map((m) => m.name), backup }
  } catch (error) {
    const saved = backup ? ` Une copie d’avant la mise à jour est dans ${backup}.` : ''
    throw new StartupError(
      `La mise à jour de la base a échoué (${reasonOf(error)}).${saved} Rien d’autre n’a été modifié.`,
    )
  }
}

async function readState(dataSource: DataSource): Promise<string[]> {
  try {
    return await appliedNames(dataSource)
  } catch (error) {
    throw new StartupError(
      `La base de données est illisible (${reasonOf(error)}). Remettez une sauvegarde à sa place. Rien n’a été modifié.`,
    )
  }
}

function backUp(dataSource: DataSource, version: number): string | null {
  if (dataSource.options.type !== 'better-sqlite3') return null
  const file = dataSource.options.database
  // Everything in the WAL goes into the file first, so that the copy is whole.
  const connection = (dataSource.driver as unknown as { databaseConnection: { pragma(text: string): unknown } })
    .databaseConnection
  connection.pragma('wal_checkpoint(TRUNCATE)')
  const backup = `${file}.avant-migration-${version}`
  if (!existsSync(backup)) copyFileSync(file, backup)
  return backup
}
