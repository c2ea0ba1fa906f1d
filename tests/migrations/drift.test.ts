import { expect, it } from 'vitest'
import { openDataSource, writerOptions } from '../../src-main/database/data-source'
import { onEachDatabase } from '../support/database'

onEachDatabase('migrations', (open, engine) => {
  it('leave nothing between the migrated schema and the tables of the program', async () => {
    const { address } = await open()
    const dataSource = await openDataSource(
      writerOptions(engine === 'sqlite' ? { engine, file: address } : { engine, url: address }),
    )
    const log = await dataSource.driver.createSchemaBuilder().log()
    await dataSource.destroy()
    expect(log.upQueries.map((query) => query.query)).toEqual([])
  })
})
