import { parisInstant, type Instant } from '../../src-shared/kernel/instant'
import { localTime } from '../../src-shared/kernel/local-time'
import { addDays, type LocalDate } from '../../src-shared/kernel/local-date'
import { addMonths, firstDay, type YearMonth } from '../../src-shared/kernel/year-month'
import type { Db } from '../database/db'
import { inWrite, type Services } from '../kernel/context'
import { completeRun, createRun } from '../modules/billing'
import { cashier } from './cashier'
import { payInvoices } from './payments'
import type { Population } from './household-types'
import type { Streams } from './random'
import type { Timeline } from './timeline'
import { servicesWithin } from './within'

interface Billing {
  services: Services
  db: Db
  timeline: Timeline
  population: Population
  streams: Streams
}

/** Bills the two months that are over, through the product's own steps; the first is mostly paid, the second partly. */
export async function billTown(billing: Billing): Promise<void> {
  const { services, db, timeline } = billing
  for (const { period, on, at } of billedMonths(timeline)) {
    const unit = { services: servicesWithin(services, db, at), actor: cashier }
    const run = await inWrite(unit, (ctx) => createRun(ctx, period))
    await completeRun(unit, run.id, 'publish')
    await payInvoices({ ...billing, period, issuedOn: on, isLast: period === timeline.billedMonth })
  }
  // The town has no mail server: these letters left long ago, and must not wait for the day when it has one.
  await db.run`update outbox_message set status = 'sent', attempts = 1, sent_at = created_at where status = 'pending'`
}

interface BilledMonth {
  period: YearMonth
  on: LocalDate
  at: Instant
}

/** A month is billed on the third day of the next one; in the first days of a month, this very morning. */
function billedMonths({ today, startOfToday, billedMonth }: Timeline): BilledMonth[] {
  return [addMonths(billedMonth, -1), billedMonth].map((period) => {
    const third = addDays(firstDay(addMonths(period, 1)), 2)
    const isPast = third < today
    return { period, on: isPast ? third : today, at: isPast ? parisInstant(third, localTime('10:15')) : startOfToday }
  })
}
