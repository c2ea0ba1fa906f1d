import type { Db } from '../../database/db'
import type { StructureRow, TownRow } from './entities'

export function findTown(db: Db): Promise<TownRow | undefined> {
  return db.one<TownRow>`select * from town where id = 1`
}

export function structureRows(db: Db): Promise<StructureRow[]> {
  return db.rows<StructureRow>`select * from structure order by position, id`
}
