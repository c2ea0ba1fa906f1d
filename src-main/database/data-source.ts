import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import pg from 'pg'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { StartupError } from '../kernel/startup-error'
import { entities } from './entities'
import { migrations } from './migrations'

export type DatabaseAddress = { engine: 'sqlite'; file: string } | { engine: 'postgres'; url: string }

// PostgreSQL sends counts, sums and dates in types that JavaScript would get as strings or Date.
pg.types.setTypeParser(20, (text) => Number(text))
pg.types.setTypeParser(1700, (text) => Number(text))
pg.types.setTypeParser(1082, (text) => text)

const shared = { entities, migrations, migrationsTableName: 'migration', synchronize: false, logging: false } as const

/** Options of a connection that writes. `poolSize` bounds PostgreSQL's connections of this process. */
export function writerOptions(address: DatabaseAddress, poolSize = 10): DataSourceOptions {
  if (address.engine === 'postgres') {
    return { ...shared, type: 'postgres', url: address.url, poolSize, migrationsTransactionMode: 'each' }
  }
  return {
    ...shared,
    type: 'better-sqlite3',
    database: address.file,
    migrationsTransactionMode: 'each',
    prepareDatabase: (db: { pragma(text: string): unknown }) => {
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = FULL')
      db.pragma('foreign_keys = ON')
      db.pragma('cache_size = -64000')
    },
  }
}

/** A second, read-only connection on the same file: long writes do not block a screen. */
export function readerOptions(file: string): DataSourceOptions {
  return {
    ...shared,
    migrations: [],
    type: 'better-sqlite3',
    database: file,
    readonly: true,
    fileMustExist: true,
    prepareDatabase: (db: { pragma(text: string): unknown }) => {
      db.pragma('query_only = ON')
      db.pragma('cache_size = -64000')
    },
  }
}

/** Opens and checks the address; refuses with a sentence when it cannot be used. */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  if (options.type === 'better-sqlite3' && !options.readonly) {
    const folder = dirname(options.database)
    try {
      mkdirSync(folder, { recursive: true })
    } catch (error) {
      throw new StartupError(
        `Le dossier de données ${folder} ne peut pas être créé (${reasonOf(error)}). Choisissez-en un autre avec --data.`,
      )
    }
  }
  const dataSource = new DataSource(options)
  try {
    return await dataSource.initialize()
  } catch (error) {
    throw new StartupError(openingSentence(options, error))
  }
}

function openingSentence(options: DataSourceOptions, error: unknown): string {
  const reason = reasonOf(error)
  if (options.type === 'better-sqlite3') {
    if (/not a database|malformed|corrupt/i.test(reason)) {
      return `Le fichier ${options.database} n’est pas une base Ribambelle lisible (${reason}). Remettez une sauvegarde à sa place, ou indiquez un autre dossier avec --data. Rien n’a été modifié.`
    }
    const verb = existsSync(options.database) ? 'ouvert' : 'créé'
    return `Le fichier ${options.database} ne peut pas être ${verb} (${reason}). Vérifiez les droits du dossier, ou choisissez-en un autre avec --data.`
  }
  return `La base PostgreSQL ne répond pas à l’adresse donnée (${reason}). Vérifiez --database postgres://utilisateur:motdepasse@serveur:5432/base.`
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
