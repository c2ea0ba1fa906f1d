import { cents } from '../../src-shared/kernel/money'
import type { TariffDefinition } from '../../src-shared/rules/pricing'
import type { TariffRow } from '../modules/pricing/entities'
import { addDays } from '../../src-shared/kernel/local-date'
import type { Service } from './catalogue-types'
import type { Timeline } from './timeline'

/** Bounds of the town's bands: the same for every tariff. */
const bounds = [0, 400, 700, 1000, 1500] as const

function bands(amounts: readonly [number, number, number, number, number], mealCents?: number): TariffDefinition {
  return {
    method: 'quotient-bands',
    bands: bounds.map((from, index) => ({
      from,
      to: bounds[index + 1] ?? null,
      amountCents: cents(amounts[index] ?? 0),
    })),
    ...(mealCents === undefined ? {} : { mealCents: cents(mealCents) }),
  }
}

type Amounts = readonly [number, number, number, number, number]
const prices: Record<string, { amounts: Amounts; mealCents?: number }> = {
  'care/Matin': { amounts: [60, 90, 110, 140, 175] },
  'care/Soir': { amounts: [105, 165, 210, 265, 320] },
  'meal/Midi': { amounts: [100, 215, 325, 410, 485], mealCents: 185 },
  'wednesday/Journée': { amounts: [420, 690, 960, 1280, 1590], mealCents: 185 },
  'wednesday/Matin et repas': { amounts: [290, 475, 660, 880, 1090], mealCents: 185 },
  'wednesday/Après-midi': { amounts: [190, 310, 430, 570, 710] },
  'holidays/Journée': { amounts: [460, 760, 1060, 1410, 1750], mealCents: 185 },
}

/** A tariff a slot and a school year; the second year costs two per cent more, to five cents. */
export function tariffsOf(services: readonly Service[], timeline: Timeline): TariffRow[] {
  const rows: TariffRow[] = []
  const add = (
    service: Service,
    slotId: number | null,
    name: string,
    definitions: [TariffDefinition, TariffDefinition],
  ) => {
    const activityId = service.activity.id
    const common = { activityId, slotId, name, version: 1 }
    const lastDayOfFirst = addDays(timeline.secondYearFrom, -1)
    rows.push({
      ...common,
      id: rows.length + 1,
      definition: JSON.stringify(definitions[0]),
      validFrom: timeline.from,
      validTo: lastDayOfFirst,
    })
    rows.push({
      ...common,
      id: rows.length + 1,
      definition: JSON.stringify(definitions[1]),
      validFrom: timeline.secondYearFrom,
      validTo: null,
    })
  }
  for (const service of services) {
    if (service.usage === 'sport') add(service, null, 'Tarif unique', [fixed(300), fixed(310)])
    else if (service.usage === 'nursery') add(service, null, 'Taux d’effort', [effort(220), effort(222)])
    else {
      for (const slot of service.slots) {
        const price = prices[`${service.usage}/${slot.name}`]
        if (!price) throw new Error(`no price for the slot ${slot.name} of ${service.usage}`)
        add(service, slot.id, `${slot.name}, selon le quotient`, [
          bands(price.amounts, price.mealCents),
          bands(raised(price.amounts), price.mealCents),
        ])
      }
    }
  }
  return rows
}

const raised = (amounts: Amounts): Amounts =>
  amounts.map((amount) => Math.round((amount * 1.02) / 5) * 5) as unknown as Amounts

const fixed = (amount: number): TariffDefinition => ({ method: 'fixed', amountCents: cents(amount) })

/** A day at the nursery, by the quotient: 2.2 % of it, between a floor and a ceiling. */
const effort = (perTenThousand: number): TariffDefinition => ({
  method: 'effort-rate',
  rate: { numerator: perTenThousand, denominator: 10_000 },
  floorCents: cents(310),
  ceilingCents: cents(4_200),
})
