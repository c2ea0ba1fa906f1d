import { zTariffDefinition } from '../../../src-shared/contract/rules'
import type { pricingContract, TariffView } from '../../../src-shared/contract/staff/pricing'
import { refuse } from '../../../src-shared/errors'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { StoredState } from '../../../src-shared/rules/booking-state'
import { describePrice, validateTariff, type TariffDefinition } from '../../../src-shared/rules/pricing'
import type { StaffActor } from '../../kernel/actor'
import type { StaffCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { activityFor } from '../activities'
import { copyActivity } from './copy'
import { removeTariff, saveTariff } from './edit'
import { tariffsOfActivity } from './store'
import { loadTariffBook, priceBooking, tariffOn, type Tariff, type TariffBook } from './tariff-book'

export { saveTariff } from './edit'
export {
  loadTariffBook,
  priceBooking,
  slotMinutes,
  tariffOn,
  type BookingPrice,
  type BookingToPrice,
  type Tariff,
  type TariffBook,
} from './tariff-book'

export const pricingHandlers: Handlers<typeof pricingContract, StaffActor> = {
  'tariffs.list': async (ctx, { activityId }) => {
    await activityFor(ctx, activityId)
    const rows = await tariffsOfActivity(ctx.db, activityId)
    return rows.map(
      (row) => ({ ...row, definition: zTariffDefinition.parse(JSON.parse(row.definition)) }) as TariffView,
    )
  },
  'tariffs.save': async (ctx, input) => ({ id: await saveTariff(ctx, input) }),
  'tariffs.remove': async (ctx, input) => {
    await removeTariff(ctx, input)
    return { done: true }
  },
  'pricing.simulate': (ctx, input) => simulate(ctx, input),
  'activities.copy': async (ctx, input) => ({ id: await copyActivity(ctx, input) }),
}

interface Simulation {
  activityId: number
  slotId: number
  date: LocalDate
  quotient: number | null
  state?: StoredState
  late: boolean
  definition?: TariffDefinition
}

async function simulate(ctx: StaffCtx, { definition, quotient, ...booking }: Simulation) {
  const { activityId, slotId, date } = booking
  const activity = await activityFor(ctx, activityId)
  if (!activity.slots.some(({ id }) => id === slotId)) refuse('record.not-found')
  const saved = await loadTariffBook(ctx)
  const book = definition ? bookWith(saved, booking, definition) : saved
  const quotients = quotient === null ? [] : [{ value: quotient, validFrom: date, validTo: date }]
  const price = priceBooking(book, { ...booking, quotients })
  const tariffName = definition ? null : (tariffOn(book, activityId, slotId, date)?.name ?? null)
  if (!price) return { amountCents: null, mealCents: null, sentence: 'Aucun tarif ce jour-là.', tariffName }
  const { amountCents, mealCents, explanation } = price
  return { amountCents, mealCents, sentence: describePrice(explanation), tariffName }
}

/** The book as it would be with a definition that is still being written. */
function bookWith(
  book: TariffBook,
  { activityId, slotId, date }: Omit<Simulation, 'quotient'>,
  definition: TariffDefinition,
) {
  if (validateTariff(definition).length > 0) return { ...book, byActivity: new Map<number, readonly Tariff[]>() }
  const draft: Tariff = { id: 0, activityId, slotId, name: '', definition, validFrom: date, validTo: date, version: 0 }
  return { ...book, byActivity: new Map<number, readonly Tariff[]>([[activityId, [draft]]]) }
}
