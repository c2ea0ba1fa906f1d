import { startPostgres, type TestPostgres } from './postgres'

let server: TestPostgres | null = null

/** One PostgreSQL for the whole run, only when the run asks for it (RIBAMBELLE_TEST_DATABASES=sqlite,postgres). */
export async function setup(): Promise<void> {
  const databases = (process.env['RIBAMBELLE_TEST_DATABASES'] ?? 'sqlite').split(',')
  if (!databases.includes('postgres') || process.env['RIBAMBELLE_TEST_POSTGRES']) return
  server = await startPostgres()
  process.env['RIBAMBELLE_TEST_POSTGRES'] = server.url
}

export async function teardown(): Promise<void> {
  await server?.stop()
}
