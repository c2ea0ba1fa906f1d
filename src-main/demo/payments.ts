import { parisInstant } from '../../src-shared/kernel/instant'
import { localTime } from '../../src-shared/kernel/local-time'
import { addDays, daysBetween, type LocalDate } from '../../src-shared/kernel/local-date'
import { cents } from '../../src-shared/kernel/money'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import type { YearMonth } from '../../src-shared/kernel/year-month'
import type { Db } from '../database/db'
import { inWrite, type Services } from '../kernel/context'
import { recordPayment, type PaymentToRecord } from '../modules/payments'
import { cashier } from './cashier'
import type { Household, Population } from './household-types'
import type { Streams } from './random'
import type { Timeline } from './timeline'
import { servicesWithin } from './within'

interface MonthToPay {
  services: Services
  db: Db
  timeline: Timeline
  population: Population
  streams: Streams
  period: YearMonth
  issuedOn: LocalDate
  /** The latest month: its invoices are still being paid. */
  isLast: boolean
}

interface Invoice {
  id: number
  familyId: number
  totalCents: number
  dueOn: LocalDate
}

/** Part of the families pays, day after day, up to yesterday. */
export async function payInvoices(month: MonthToPay): Promise<void> {
  const { db, services, period, population, streams } = month
  const invoices = await db.rows<Invoice>`select id, family_id, total_cents, due_on from invoice
    where period = ${period} and kind = 'invoice' and total_cents > 0 order by id`
  const households = new Map(population.households.map((household) => [household.family.id, household]))
  const payments = invoices.flatMap((invoice) => {
    const household = households.get(invoice.familyId)
    return household ? paymentOf(month, invoice, household, streams('payment', period, invoice.familyId)) : []
  })
  payments.sort((left, right) => (left.receivedOn < right.receivedOn ? -1 : left.receivedOn > right.receivedOn ? 1 : 0))
  for (const payment of payments) {
    const at = parisInstant(payment.receivedOn, localTime('11:00'))
    await inWrite({ services: servicesWithin(services, db, at), actor: cashier }, (ctx) => recordPayment(ctx, payment))
  }
}

function paymentOf(month: MonthToPay, invoice: Invoice, household: Household, random: SeededRandom): PaymentToRecord[] {
  const { timeline, issuedOn } = month
  const yesterday = addDays(timeline.today, -1)
  const { directDebit } = household.family
  const receivedOn = directDebit ? addDays(invoice.dueOn, -8) : addDays(issuedOn, random.integer(1, 28))
  if (!pays(month, household, random) || receivedOn > yesterday || daysBetween(issuedOn, receivedOn) < 0) return []
  const method = directDebit
    ? 'direct-debit'
    : random.weighted([
        ['card', 42],
        ['cheque', 28],
        ['transfer', 18],
        ['cash', 12],
      ] as const)
  const [holder] = household.guardians
  return [
    {
      familyId: invoice.familyId,
      method,
      amountCents: cents(amountPaid(invoice.totalCents, method, random)),
      receivedOn,
      reference: method === 'cheque' ? `n° ${random.integer(1_000_000, 9_999_999)}` : '',
      payerName: holder ? `${holder.firstName} ${holder.lastName}` : household.family.name,
    },
  ]
}

/** The two first families have something to pay: one this month, the other for a month already. */
function pays({ isLast }: MonthToPay, { index }: Household, random: SeededRandom): boolean {
  if (index === 0) return !isLast
  if (index === 1) return false
  return random.chance(isLast ? 0.62 : 0.9)
}

/** A few pay half, a few round up: what is too much becomes their credit. */
function amountPaid(totalCents: number, method: string, random: SeededRandom): number {
  const story =
    method === 'direct-debit'
      ? 'exact'
      : random.weighted([
          ['exact', 92],
          ['half', 5],
          ['more', 3],
        ] as const)
  if (story === 'half') return Math.ceil(totalCents / 2)
  return story === 'more' ? Math.ceil(totalCents / 1000) * 1000 : totalCents
}
