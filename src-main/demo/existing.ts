import type { Db } from '../database/db'
import type { TownRow } from '../modules/organisation/entities'
import { demoPasswordHash, parentAccounts, staffAccounts, type DemoAccounts } from './accounts'

/** What kind of town the database holds; null when it is empty. */
export async function townMode(db: Db): Promise<TownRow['mode'] | null> {
  const town = await db.one<Pick<TownRow, 'mode'>>`select mode from town where id = 1`
  return town?.mode ?? null
}

/** Accounts of a demonstration made earlier that still open with its password. */
export async function knownAccounts(db: Db): Promise<DemoAccounts> {
  const staff = await db.rows<{ role: string; email: string }>`
    select role, email from staff where password_hash = ${demoPasswordHash} and disabled = ${false} order by id`
  const parents = await db.rows<{ login: string; family: string }>`
    select account.login, family.name || ', n° ' || family.number as family from portal_account account
    join family on family.id = account.id
    where account.password_hash = ${demoPasswordHash} and account.disabled = ${false} order by account.id limit 10`
  return { staff: staffAccounts(staff), parents: parentAccounts(parents) }
}
