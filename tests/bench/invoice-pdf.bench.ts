import { inRead, inWrite } from '../../src-main/kernel/context'
import { systemActor } from '../../src-main/kernel/actor'
import { completeRun, createRun, invoiceDocuments } from '../../src-main/modules/billing'
import { renderInvoice } from '../../src-main/print/invoice'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { loadBenchTown } from '../support/bench-town'
import { memoryPeak, openBench } from './open-bench'
import type { BenchOptions, BenchResult } from './run'

const wanted = 500

/** From the database to the bytes of 500 invoices, one line per meal. */
export async function run(options: BenchOptions): Promise<BenchResult[]> {
  const bench = await openBench(options, '2026-10-02T08:00:00.000Z')
  try {
    const town = await loadBenchTown(bench.services.database)
    const unit = { services: bench.services, actor: systemActor }
    const { id } = await inWrite(unit, async (ctx) => {
      await ctx.db
        .run`update town set settings = ${JSON.stringify({ invoice: { detail: 'daily' } })}, version = version + 1`
      return createRun(ctx, yearMonth(town.period))
    })
    await completeRun(unit, id, 'issue')
    const memory = memoryPeak()
    const start = performance.now()
    let bytes = 0
    let meals = 0
    const documents = await inRead(unit, async (ctx) => {
      const rows = await ctx.db.rows<{ id: number }>`select id from invoice order by number limit ${wanted}`
      return invoiceDocuments(
        ctx,
        rows.map((row) => row.id),
      )
    })
    for (const document of documents) {
      bytes += (await renderInvoice(document)).length
      for (const { lines } of document.children) for (const { quantity } of lines) meals += quantity
    }
    const value = Math.round(performance.now() - start) / 1000
    if (documents.length !== wanted) throw new Error(`${documents.length} invoices instead of ${wanted}`)
    return [
      {
        ...{ bench: 'invoice-pdf', size: `${wanted} invoices`, database: bench.database, value, unit: 's' },
        ...{ rowsPrinted: meals, megabytes: Math.round(bytes / 1e5) / 10, peakMemoryMb: memory.stop() },
      },
    ]
  } finally {
    await bench.dispose()
  }
}
