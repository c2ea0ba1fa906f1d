import { AsyncLocalStorage } from 'node:async_hooks'
import { randomInt } from 'node:crypto'
import type { DataSource, EntityManager } from 'typeorm'
import { openDataSource, readerOptions, writerOptions, type DatabaseAddress } from './data-source'
import { openUnit, type Db, type Engine, type EngineDriver } from './db'
import { postgresEngine } from './engine-postgres'
import { sqliteEngine } from './engine-sqlite'
import { migrate } from './migrate'

/** The database of one process: writers pass one gate, readers have their own door. */
export interface Database {
  readonly engine: Engine
  /**
   * One transaction. All or nothing; on SQLite one at a time, on PostgreSQL from the pool. Work that PostgreSQL undid because
   * it and another waited for each other is done again from its beginning: nothing but the database may remember the first try.
   */
  write<T>(work: (db: Db) => Promise<T>): Promise<T>
  /** Readings, outside any transaction, never waiting behind a writer. */
  read<T>(work: (db: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const inUnit = new AsyncLocalStorage<'write'>()

function refuseNesting() {
  // A nested unit would wait for the one it stands in, for ever: services receive ctx.db instead.
  if (inUnit.getStore()) throw new Error('a unit of work was opened inside another one')
}

async function transaction<T>(dataSource: DataSource, driver: EngineDriver, work: (db: Db) => Promise<T>): Promise<T> {
  return dataSource.transaction(async (manager: EntityManager) => {
    const unit = openUnit(driver, manager)
    try {
      return await inUnit.run('write', () => work(unit.db))
    } finally {
      unit.close()
    }
  })
}

async function reading<T>(driver: EngineDriver, manager: EntityManager, work: (db: Db) => Promise<T>): Promise<T> {
  const unit = openUnit(driver, manager)
  try {
    return await work(unit.db)
  } finally {
    unit.close()
  }
}

/** Opens, migrates and returns the database of this process. */
export async function openDatabase(address: DatabaseAddress, options: { poolSize?: number } = {}): Promise<Database> {
  const writer = await openDataSource(writerOptions(address, options.poolSize))
  try {
    await migrate(writer)
  } catch (error) {
    await writer.destroy()
    throw error
  }
  return address.engine === 'sqlite' ? sqliteDatabase(writer, address.file) : postgresDatabase(writer)
}

async function sqliteDatabase(writer: DataSource, file: string): Promise<Database> {
  const reader = await openDataSource(readerOptions(file))
  const writeDriver = sqliteEngine(writer)
  const readDriver = sqliteEngine(reader)
  let last: Promise<unknown> = Promise.resolve()
  return {
    engine: 'sqlite',
    write: (work) => {
      refuseNesting()
      // TypeORM gives every caller the same SQLite connection: writers form a queue, or their transactions would mix.
      const turn = last.then(() => transaction(writer, writeDriver, work))
      last = turn.catch(() => undefined)
      return turn
    },
    read: (work) => reading(readDriver, reader.manager, work),
    close: async () => {
      await last
      await reader.destroy()
      await writer.destroy()
    },
  }
}

const triesAtMost = 5

function isDeadlock(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? Reflect.get(error, 'driverError') : null
  return cause instanceof Error && Reflect.get(cause, 'code') === '40P01'
}

function postgresDatabase(dataSource: DataSource): Database {
  const driver = postgresEngine()
  return {
    engine: 'postgres',
    write: async (work) => {
      refuseNesting()
      for (let tries = 1; ; tries++) {
        try {
          return await transaction(dataSource, driver, work)
        } catch (error) {
          if (tries === triesAtMost || !isDeadlock(error)) throw error
          // Not all at the same moment again.
          await new Promise((resolve) => setTimeout(resolve, randomInt(10, 50) * tries))
        }
      }
    },
    read: (work) => reading(driver, dataSource.manager, work),
    close: () => dataSource.destroy(),
  }
}
