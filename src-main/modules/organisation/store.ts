import type { Db } from '../../database/db'
import { joinSql, rawSql, sql, type Sql } from '../../database/sql'
import { snakeCase } from '../../database/table'
import type { StructureRow, TownRow } from './entities'

type Columns = Record<string, string | number | boolean | null>

const assignments = (columns: Columns): Sql =>
  joinSql(
    Object.entries(columns).map(([name, value]) => sql`${rawSql(snakeCase(name))} = ${value}`),
    ', ',
  )

export function findTown(db: Db): Promise<TownRow | undefined> {
  return db.one<TownRow>`select * from town where id = 1`
}

/** 0 when somebody changed the town meanwhile. */
export function updateTown(db: Db, version: number, columns: Columns): Promise<number> {
  return db.run`update town set ${assignments(columns)}, version = version + 1 where id = 1 and version = ${version}`
}

export async function familyIds(db: Db): Promise<number[]> {
  const rows = await db.rows<{ id: number }>`select id from family where archived_at is null order by id`
  return rows.map(({ id }) => id)
}

export function structureRows(db: Db): Promise<StructureRow[]> {
  return db.rows<StructureRow>`select * from structure order by position, id`
}

/** 0 when somebody changed the structure meanwhile. */
export function updateStructure(db: Db, id: number, version: number, columns: Columns): Promise<number> {
  return db.run`update structure set ${assignments(columns)}, version = version + 1
    where id = ${id} and version = ${version}`
}

export async function isCodeTaken(db: Db, code: string, exceptId: number | null): Promise<boolean> {
  const row = await db.one<{ id: number }>`select id from structure where code = ${code}`
  return row !== undefined && row.id !== exceptId
}

export async function nextStructurePosition(db: Db): Promise<number> {
  const row = await db.one<{ last: number | null }>`select max(position) as last from structure`
  return Number(row?.last ?? 0) + 1
}

export async function activeActivityNames(db: Db, structureId: number): Promise<string[]> {
  const rows = await db.rows<{ name: string }>`
    select name from activity where structure_id = ${structureId} and archived_at is null order by position, id`
  return rows.map(({ name }) => name)
}
