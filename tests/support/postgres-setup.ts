import { closeAdministration, makePostgresTemplate, makeSqliteTemplate } from './database'
import { startPostgres, type TestPostgres } from './postgres'

let server: TestPostgres | null = null

/**
 * One PostgreSQL for the whole run, only when the run asks for it (RIBAMBELLE_TEST_DATABASES=sqlite,postgres), and the
 * empty migrated databases that every test copies.
 */
export async function setup(): Promise<void> {
  process.env['RIBAMBELLE_TEST_SQLITE_TEMPLATE'] = await makeSqliteTemplate()
  const databases = (process.env['RIBAMBELLE_TEST_DATABASES'] ?? 'sqlite').split(',')
  if (!databases.includes('postgres')) return
  if (!process.env['RIBAMBELLE_TEST_POSTGRES']) {
    server = await startPostgres()
    process.env['RIBAMBELLE_TEST_POSTGRES'] = server.url
  }
  process.env['RIBAMBELLE_TEST_POSTGRES_TEMPLATE'] = await makePostgresTemplate()
  await closeAdministration()
}

export async function teardown(): Promise<void> {
  await server?.stop()
}
