import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { issueRun } from '../../src-main/modules/billing'
import { onEachDatabase } from '../support/database'
import { deskOn } from '../support/desk'
import { billedTwice, billMonth, insertManyFamilies, ledger, numbersOf } from '../support/factories/billing'
import { smallTown } from '../support/factories/town'

const worker = join(import.meta.dirname, '../support/billing-worker.ts')

/** Runs the background work in another process; says how that process ended. */
function work(address: string, dieIn: number): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', worker, address, String(dieIn)], { stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve({ code, signal }))
  })
}

onEachDatabase('an issue whose process is killed', (open) => {
  it('goes on at the next start: no number missing, no family billed twice', async () => {
    const opened = await open()
    const desk = deskOn(opened)
    const town = await desk.write((ctx) => smallTown(ctx))
    await desk.write((ctx) => insertManyFamilies(ctx, town, 430, ['2026-11-03', '2026-11-05', '2026-11-06']))
    const run = await billMonth(desk, '2026-11', 'draft')
    await desk.write((ctx) => issueRun(ctx, run.id))

    expect(await work(opened.address, 3)).toEqual({ code: null, signal: 'SIGKILL' })
    const halfway = await desk.read(numbersOf)
    expect(halfway['2026']).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
    expect(await desk.read(ledger)).toMatchObject({ invoices: 200 * 1455, lines: 200 * 1455, charges: 200 * 1455 })
    expect(await work(opened.address, 1)).toEqual({ code: null, signal: 'SIGKILL' })

    expect(await work(opened.address, 0)).toEqual({ code: 0, signal: null })
    expect((await desk.read(numbersOf))['2026']).toEqual(Array.from({ length: 430 }, (_, index) => index + 1))
    expect(await desk.read(ledger)).toEqual({ charges: 430 * 1455, lines: 430 * 1455, invoices: 430 * 1455 })
    expect(await desk.read(billedTwice)).toEqual([])
    const twice = await desk.read(
      (ctx) => ctx.db.rows`select family_id from invoice group by family_id having count(*) > 1`,
    )
    expect(twice).toEqual([])
  }, 60_000)
})
