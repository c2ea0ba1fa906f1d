import type { OwnPrice } from '../../../src-shared/contract/portal/tariffs'
import type { ActivityView, FamilyView } from '../../../src-shared/contract/portal/views'
import { addDays, datesBetween, type LocalDate } from '../../../src-shared/kernel/local-date'
import { quotientOn } from '../../../src-shared/rules/pricing'
import type { ParentCtx } from '../../kernel/context'
import { priceBooking, tariffOn, type Tariff, type TariffBook } from '../pricing'
import { tariffBookOf } from './calendar-days'
import { readActivities, readFamily } from './reading'
import type { ViewSource } from './views/source'

/** The prices of this family for what its children are enrolled in, by the engine that bills them. */
export async function readOwnTariffs(ctx: ParentCtx, views: ViewSource) {
  const { family } = await readFamily(ctx, views)
  const enrolled = family.enrolments.filter(({ endDate }) => endDate === null || endDate >= ctx.today)
  const activities = await readActivities(ctx, views, { ...family, enrolments: enrolled })
  const book = tariffBookOf(activities)
  const childNames = (activityId: number) =>
    family.children
      .filter(({ id }) => enrolled.some((one) => one.childId === id && one.activityId === activityId))
      .map(({ firstName }) => firstName)
  return {
    today: ctx.today,
    quotient: quotientOn(family.quotients, ctx.today),
    activities: activities
      .filter(({ validTo }) => validTo >= ctx.today)
      .map((activity) => ({
        id: activity.id,
        name: activity.name,
        structureName: activity.structure.name,
        childNames: childNames(activity.id),
        slots: activity.slots
          .toSorted((left, right) => left.position - right.position)
          .map(({ id, name, startTime, endTime }) => {
            const prices = ownPrices({ book, activity, slotId: id, family, today: ctx.today })
            return { id, name, startTime, endTime, prices }
          }),
      })),
  }
}

interface Asked {
  book: TariffBook
  activity: ActivityView
  slotId: number
  family: FamilyView
  today: LocalDate
}

const periodsShown = 2
const daysOfWeek = 7

/** The prices in force, then those of the next change: one for each tariff of the week that begins the period. */
function ownPrices(asked: Asked): OwnPrice[] {
  const { activity, today } = asked
  const start = today < activity.validFrom ? activity.validFrom : today
  const starts = [start, ...changesAfter(asked, start)]
  const prices: OwnPrice[] = []
  let before = ''
  let shown = 0
  for (const [index, from] of starts.entries()) {
    const next = starts[index + 1]
    const last = addDays(from, daysOfWeek - 1)
    const week = datesBetween(from, next !== undefined && next <= last ? addDays(next, -1) : last)
    const firstDays = firstDayOfEach(asked, week)
    const known = [...firstDays.keys()].map(({ id }) => id).join()
    if (known === before) continue
    before = known
    for (const [tariff, date] of firstDays) prices.push(ownPrice(asked, tariff, date, index === 0 ? null : from))
    shown += 1
    if (shown === periodsShown) break
  }
  return prices
}

/** The days on which a tariff begins, or the one after its end. */
function changesAfter({ book, activity, slotId }: Asked, start: LocalDate): LocalDate[] {
  const dates = (book.byActivity.get(activity.id) ?? [])
    .filter((tariff) => tariff.slotId === null || tariff.slotId === slotId)
    .flatMap(({ validFrom, validTo }) => [validFrom, ...(validTo === null ? [] : [addDays(validTo, 1)])])
    .filter((date) => date > start && date <= activity.validTo)
  return [...new Set(dates)].toSorted()
}

function firstDayOfEach({ book, activity, slotId }: Asked, week: readonly LocalDate[]): Map<Tariff, LocalDate> {
  const found = new Map<Tariff, LocalDate>()
  for (const date of week) {
    const tariff = tariffOn(book, activity.id, slotId, date)
    if (tariff && !found.has(tariff)) found.set(tariff, date)
  }
  return found
}

function ownPrice({ book, activity, slotId, family }: Asked, tariff: Tariff, date: LocalDate, from: LocalDate | null) {
  const price = priceBooking(book, { activityId: activity.id, slotId, date, quotients: family.quotients })
  if (price === null) throw new Error('a tariff that prices nothing')
  const surcharge = tariff.definition.lateSurchargeCents ?? activity.rules.lateSurchargeCents
  return {
    from,
    weekdays: tariff.definition.weekdays ? [...tariff.definition.weekdays] : null,
    amountCents: price.amountCents,
    explanation: price.explanation,
    isMaximum: price.explanation.basis.kind === 'no-quotient',
    lateSurchargeCents: activity.rules.lateBooking === 'surcharge' && surcharge > 0 ? surcharge : null,
  }
}
