import { localDate } from '../../src-shared/kernel/local-date'
import { cents } from '../../src-shared/kernel/money'
import { priceOf, quotientOn, type DatedQuotient, type TariffDefinition } from '../../src-shared/rules/pricing'
import type { BookingRow } from '../modules/bookings/entities'
import type { FamilyQuotientRow } from '../modules/families/entities'
import type { TariffRow } from '../modules/pricing/entities'
import type { Service } from './catalogue-types'
import { groupBy } from '../../src-shared/kernel/group-by'

export type PriceOfBooking = (booking: BookingRow, service: Service) => number | null

/** What a booking costs, by the product's own rules: for the receipts of the requests. */
export function pricesOf(tariffs: readonly TariffRow[], quotients: readonly FamilyQuotientRow[]): PriceOfBooking {
  const byActivity = groupBy(tariffs, ({ activityId }) => activityId)
  const byFamily = groupBy(quotients.map(datedQuotient), ({ familyId }) => familyId)
  return ({ activityId, slotId, familyId, date, late }, service) => {
    const tariff = (byActivity.get(activityId) ?? []).find(
      (one) =>
        (one.slotId === null || one.slotId === slotId) &&
        one.validFrom <= date &&
        (one.validTo === null || date <= one.validTo),
    )
    if (!tariff) return null
    const quotient = quotientOn(byFamily.get(familyId) ?? [], localDate(date))
    const definition = JSON.parse(tariff.definition) as TariffDefinition
    const lateSurchargeCents = cents(service.activity.lateSurchargeCents)
    return priceOf({ definition, quotient: quotient?.value ?? null, isLate: late, lateSurchargeCents }).amountCents
  }
}

function datedQuotient({
  familyId,
  value,
  validFrom,
  validTo,
}: FamilyQuotientRow): DatedQuotient & { familyId: number } {
  return { familyId, value, validFrom: localDate(validFrom), validTo: validTo === null ? null : localDate(validTo) }
}
