import type { Weekday } from '../../../src-shared/kernel/local-date'
import type { TariffDefinition } from '../../../src-shared/rules/pricing'
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

export function tariffRow(db: Db, id: number): Promise<TariffRow | undefined> {
  return db.one<TariffRow>`select * from tariff where id = ${id}`
}

export function tariffsOfActivity(db: Db, activityId: number): Promise<TariffRow[]> {
  return db.rows<TariffRow>`select * from tariff where activity_id = ${activityId} order by valid_from desc, id desc`
}

interface Span {
  activityId: number
  slotId: number | null
  validFrom: string
  validTo: string | null
  exceptId: number | null
  definition: TariffDefinition
}

const everyDay: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]
const weekdaysOf = ({ weekdays = everyDay }: TariffDefinition) => weekdays

/** A tariff of the same slot and of a same day of the week whose dates meet these, or undefined. */
export async function overlappingTariff(db: Db, span: Span): Promise<TariffRow | undefined> {
  const rows = await tariffsOfActivity(db, span.activityId)
  const end = (date: string | null) => date ?? '9999-12-31'
  const days = weekdaysOf(span.definition)
  return rows.find(
    (row) =>
      row.id !== span.exceptId &&
      row.slotId === span.slotId &&
      weekdaysOf(JSON.parse(row.definition) as TariffDefinition).some((day) => days.includes(day)) &&
      row.validFrom <= end(span.validTo) &&
      span.validFrom <= end(row.validTo),
  )
}

/** 0 when somebody changed the tariff meanwhile. */
export function updateTariff(
  db: Db,
  id: number,
  version: number,
  row: Pick<TariffRow, 'slotId' | 'name' | 'definition' | 'validFrom' | 'validTo'>,
): Promise<number> {
  return db.run`update tariff set slot_id = ${row.slotId}, name = ${row.name}, definition = ${row.definition},
    valid_from = ${row.validFrom}, valid_to = ${row.validTo}, version = version + 1
    where id = ${id} and version = ${version}`
}
