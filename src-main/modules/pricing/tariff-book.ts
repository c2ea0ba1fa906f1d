import { zTariffDefinition } from '../../../src-shared/contract/rules'
import { dayOfWeek, type LocalDate } from '../../../src-shared/kernel/local-date'
import { minutesOf, type LocalTime } from '../../../src-shared/kernel/local-time'
import type { Cents } from '../../../src-shared/kernel/money'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import {
  dependsOnQuotient,
  priceOf,
  quotientOn,
  type DatedQuotient,
  type PriceExplanation,
  type TariffDefinition,
} from '../../../src-shared/rules/pricing'
import type { Database } from '../../database/database'
import { systemActor } from '../../kernel/actor'
import { inRead, type Ctx } from '../../kernel/context'
import { loadCatalogue } from '../activities'
import { isInTransaction, tariffRows, tariffsStamp } from './store'

export interface Tariff {
  id: number
  activityId: number
  /** Null = every slot of the activity that has no tariff of its own. */
  slotId: number | null
  name: string
  definition: TariffDefinition
  validFrom: LocalDate
  validTo: LocalDate | null
  version: number
}

/** Every price of the town, ready to answer; shared between callers: never modify it. */
export interface TariffBook {
  byActivity: ReadonlyMap<number, readonly Tariff[]>
  surchargeOf: ReadonlyMap<number, Cents>
  /** How long each slot lasts: what a tariff by unit of time counts. */
  minutesOf: ReadonlyMap<number, number>
  stamp: string
}

const known = new WeakMap<Database, TariffBook>()

/** Parsed once for each state of the tables, with the same promise as `loadCatalogue`. */
export async function loadTariffBook(ctx: Ctx): Promise<TariffBook> {
  const catalogue = await loadCatalogue(ctx)
  const stamp = `${await tariffsStamp(ctx.db)} ${catalogue.stamp}`
  const { services } = ctx
  const kept = known.get(services.database)
  if (kept?.stamp === stamp) return kept
  const byActivity = new Map<number, Tariff[]>()
  for (const row of await tariffRows(ctx.db)) {
    const tariff = { ...row, definition: zTariffDefinition.parse(JSON.parse(row.definition)) } as Tariff
    const list = byActivity.get(tariff.activityId)
    if (list) list.push(tariff)
    else byActivity.set(tariff.activityId, [tariff])
  }
  const surchargeOf = new Map(catalogue.activities.map(({ id, lateSurchargeCents }) => [id, lateSurchargeCents]))
  const book: TariffBook = { byActivity, surchargeOf, minutesOf: slotMinutes(catalogue.activities), stamp }
  if (!isInTransaction(ctx.db)) known.set(services.database, book)
  else ctx.afterCommit(async () => void (await inRead({ services, actor: systemActor }, loadTariffBook)))
  return book
}

/** The minutes that each slot lasts. */
export function slotMinutes(
  activities: Iterable<{ slots: readonly { id: number; startTime: LocalTime; endTime: LocalTime }[] }>,
): Map<number, number> {
  const minutes = new Map<number, number>()
  for (const { slots } of activities) {
    for (const { id, startTime, endTime } of slots) minutes.set(id, minutesOf(endTime) - minutesOf(startTime))
  }
  return minutes
}

/** The tariff of a slot on a day: its own before the activity's, then the latest to begin. Null = none. */
export function tariffOn(book: TariffBook, activityId: number, slotId: number, date: LocalDate): Tariff | null {
  let found: Tariff | null = null
  for (const tariff of book.byActivity.get(activityId) ?? []) {
    if (tariff.slotId !== null && tariff.slotId !== slotId) continue
    if (date < tariff.validFrom || (tariff.validTo !== null && date > tariff.validTo)) continue
    if (tariff.definition.weekdays?.includes(dayOfWeek(date)) === false) continue
    const isOwn = tariff.slotId !== null
    if (found === null || (isOwn && found.slotId === null)) found = tariff
    else if (isOwn === (found.slotId !== null) && tariff.validFrom >= found.validFrom) found = tariff
  }
  return found
}

export interface BookingToPrice {
  activityId: number
  slotId: number
  date: LocalDate
  /** Every quotient of the family; the one that counts on the date is chosen here. */
  quotients: readonly DatedQuotient[]
  /** Without it: the price of a booking to come. */
  state?: StoredState
  late?: boolean
}

export interface BookingPrice {
  amountCents: Cents
  mealCents: Cents
  explanation: PriceExplanation
}

/** The price of one booking, or null when no tariff covers its slot on that day. */
export function priceBooking(book: TariffBook, booking: BookingToPrice): BookingPrice | null {
  const tariff = tariffOn(book, booking.activityId, booking.slotId, booking.date)
  if (!tariff) return null
  const { definition } = tariff
  const { amountCents, mealCents, explanation } = priceOf({
    definition,
    quotient: dependsOnQuotient(definition) ? (quotientOn(booking.quotients, booking.date)?.value ?? null) : null,
    state: booking.state,
    isLate: booking.late,
    lateSurchargeCents: book.surchargeOf.get(booking.activityId),
    minutes: book.minutesOf.get(booking.slotId),
  })
  return { amountCents, mealCents, explanation }
}
