import type { Db } from '../../database/db'
import type { TariffRow } from './entities'

/** Changes whenever a tariff does: writers raise its version, ids are never reused. */
export async function tariffsStamp(db: Db): Promise<string> {
  const row = await db.one`select count(*) as a, max(id) as b, sum(version) as c from tariff`
  return JSON.stringify(row)
}

export function tariffRows(db: Db): Promise<TariffRow[]> {
  return db.rows<TariffRow>`select * from tariff order by activity_id, valid_from, id`
}

/** Whether this door stands inside a transaction, whose rows may never be committed. */
export function isInTransaction(db: Db): boolean {
  return db.manager.queryRunner !== undefined
}
