import { memoryPeak, openBench } from './open-bench'
import type { BenchOptions, BenchResult } from './run'
import { completeRun, createRun } from '../../src-main/modules/billing'
import { inRead, inWrite } from '../../src-main/kernel/context'
import { systemActor } from '../../src-main/kernel/actor'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { loadBenchTown } from '../support/bench-town'

interface Sums {
  invoices: number
  lines: number
  chargeCents: number
  lineCents: number
  invoiceCents: number
}

/** A month of a town, priced, drafted and issued: from bookings to numbered invoices with their lines. */
export async function run(options: BenchOptions): Promise<BenchResult[]> {
  const bench = await openBench(options, '2026-10-02T08:00:00.000Z')
  try {
    const town = await loadBenchTown(bench.services.database)
    const unit = { services: bench.services, actor: systemActor }
    const memory = memoryPeak()
    const start = performance.now()
    const { id } = await inWrite(unit, (ctx) => createRun(ctx, yearMonth(town.period)))
    await completeRun(unit, id, 'draft')
    const drafted = performance.now()
    await completeRun(unit, id, 'issue')
    const end = performance.now()
    const peakMemoryMb = memory.stop()
    const sums = await inRead(unit, async ({ db }) => {
      const row = await db.one<Sums>`select
        (select count(*) from invoice) as invoices, (select count(*) from invoice_line) as lines,
        (select sum(amount_cents) from charge where invoice_id is not null) as charge_cents,
        (select sum(amount_cents) from invoice_line) as line_cents, (select sum(total_cents) from invoice) as invoice_cents`
      if (!row) throw new Error('no sums')
      return row
    })
    checkSums(sums, town.expectedCents)
    return [
      {
        ...{ bench: 'invoice-run', size: `${town.source}, ${town.bookings} bookings`, database: bench.database },
        ...{
          value: seconds(end - start),
          unit: 's',
          draftSeconds: seconds(drafted - start),
          issueSeconds: seconds(end - drafted),
        },
        ...{ families: sums.invoices, lines: sums.lines, sumCents: sums.invoiceCents, peakMemoryMb },
      },
    ]
  } finally {
    await bench.dispose()
  }
}

/** A fast run that is wrong is worth nothing: charges, lines and invoices must all make the sum computed from the tables. */
function checkSums({ chargeCents, lineCents, invoiceCents }: Sums, expectedCents: number): void {
  for (const [what, found] of Object.entries({ chargeCents, lineCents, invoiceCents })) {
    if (Number(found) !== expectedCents) throw new Error(`${what} is ${found} instead of ${expectedCents}`)
  }
}

const seconds = (ms: number) => Math.round(ms) / 1000
