import type { MonthReport } from '../../../src-shared/contract/staff/reports'
import { groupBy } from '../../../src-shared/kernel/group-by'
import { daysBetween, type LocalDate } from '../../../src-shared/kernel/local-date'
import { cents, splitCents, subtractCents, sumCents, type Cents } from '../../../src-shared/kernel/money'
import type { InvoiceFact, LineSum, OverdueFact } from './store'

export interface IncomePart {
  invoiceId: number
  familyId: number
  activityId: number
  quantity: number
  invoicedCents: Cents
  paidCents: Cents
}

/** What each invoice asks for each activity, and what was paid of it: a part payment is shared in proportion, to the cent. */
export function incomeParts(invoices: readonly InvoiceFact[], lines: readonly LineSum[]): IncomePart[] {
  const byInvoice = groupBy(lines, ({ invoiceId }) => invoiceId)
  return invoices.flatMap(({ id, familyId, paidCents, totalCents }) => {
    const own = byInvoice.get(id) ?? []
    // what is settled in full is paid line by line, reversals included
    const shares =
      paidCents === totalCents
        ? own.map(({ amountCents }) => cents(amountCents))
        : splitPaid(
            cents(paidCents),
            own.map(({ amountCents }) => Math.max(0, amountCents)),
          )
    return own.map(({ activityId, quantity, amountCents }, index) => ({
      ...{ invoiceId: id, familyId, activityId, quantity },
      invoicedCents: cents(amountCents),
      paidCents: shares[index] ?? cents(0),
    }))
  })
}

const splitPaid = (paid: Cents, weights: readonly number[]): Cents[] =>
  paid === 0 ? weights.map(() => cents(0)) : splitCents(paid, weights)

export function moneyOf(parts: readonly Pick<IncomePart, 'invoicedCents' | 'paidCents'>[]) {
  const invoicedCents = sumCents(parts.map((part) => part.invoicedCents))
  const paidCents = sumCents(parts.map((part) => part.paidCents))
  return { invoicedCents, paidCents, unpaidCents: subtractCents(invoicedCents, paidCents) }
}

export const countOf = <T>(list: readonly T[], key: (one: T) => number): number => new Set(list.map(key)).size

export function incomeRows(
  parts: readonly IncomePart[],
  activities: readonly { id: number; name: string }[],
): MonthReport['income'] {
  const byActivity = groupBy(parts, ({ activityId }) => activityId)
  return activities
    .map(({ id, name }) => {
      const own = byActivity.get(id) ?? []
      return {
        ...{ activityId: id, activityName: name, ...moneyOf(own) },
        invoices: countOf(own, ({ invoiceId }) => invoiceId),
        quantity: own.reduce((sum, { quantity }) => sum + quantity, 0),
      }
    })
    .filter(({ invoices }) => invoices > 0)
}

const thresholds = [0, 400, 600, 800, 1000, 1400]

/** Income by quotient of the last day of the month; families without any stand apart: they pay the highest price. */
export function bandRows(
  parts: readonly IncomePart[],
  quotientOf: (familyId: number) => number | null,
): MonthReport['bands'] {
  const bandOf = (familyId: number) => {
    const value = quotientOf(familyId)
    return value === null
      ? null
      : Math.max(
          0,
          thresholds.findLastIndex((from) => value >= from),
        )
  }
  const byBand = groupBy(parts, ({ familyId }) => bandOf(familyId))
  const row = (from: number | null, to: number | null, own: readonly IncomePart[]) => {
    return { from, to, families: countOf(own, ({ familyId }) => familyId), ...moneyOf(own) }
  }
  const known = thresholds.map((from, index) => row(from, thresholds[index + 1] ?? null, byBand.get(index) ?? []))
  const without = byBand.get(null)
  return [...known, ...(without ? [row(null, null, without)] : [])]
}

const delays = [
  { fromDays: 1, toDays: 30 },
  { fromDays: 31, toDays: 60 },
  { fromDays: 61, toDays: null },
] as const

export function overdueRows(facts: readonly OverdueFact[], today: LocalDate): MonthReport['overdue'] {
  return delays
    .map(({ fromDays, toDays }) => {
      const own = facts.filter(({ dueOn }) => {
        const late = daysBetween(dueOn, today)
        return late >= fromDays && (toDays === null || late <= toDays)
      })
      return {
        ...{ fromDays, toDays, invoices: own.length },
        families: countOf(own, ({ familyId }) => familyId),
        amountCents: sumCents(own.map(({ remainingCents }) => cents(remainingCents))),
      }
    })
    .filter(({ invoices }) => invoices > 0)
}
