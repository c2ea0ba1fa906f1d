import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { staffFront } from '../../src-main/composition'
import { openDatabase } from '../../src-main/database/database'
import { systemActor } from '../../src-main/kernel/actor'
import { fixedClock } from '../../src-main/kernel/clock'
import { inWrite } from '../../src-main/kernel/context'
import { silentLog } from '../../src-main/kernel/log'
import { assembleServices } from '../../src-main/services'
import { cookieNames } from '../../src-main/transports/http/front'
import { createFrontServer, listen } from '../../src-main/transports/http/server'
import { instant } from '../../src-shared/kernel/instant'
import { launchChromium } from '../support/chromium'
import { insertFullMonth, month } from './planning-month'
import type { BenchOptions, BenchResult } from './run'

const root = join(import.meta.dirname, '../..')
const now = instant('2026-12-10T09:00:00.000Z')
const queries = 15
const paints = 7

/** 300 children × 31 days × 3 slots: the query through the dispatcher, then from the click to the painted grid. */
export async function run({ database }: BenchOptions): Promise<BenchResult[]> {
  const isFile = database === undefined || database === 'sqlite'
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-planning-'))
  const opened = await openDatabase(
    isFile ? { engine: 'sqlite', file: join(folder, 'town.db') } : { engine: 'postgres', url: database },
  )
  try {
    const healthKey = Buffer.alloc(32, 7)
    const { services, bus } = assembleServices({ database: opened, healthKey, clock: fixedClock(now), log: silentLog })
    const { structureId, token, cells, bookings } = await inWrite({ services, actor: systemActor }, insertFullMonth)
    const front = staffFront(services)
    const common = { bench: 'planning-grid', size: '300x31x3', database: isFile ? 'sqlite' : 'postgres', unit: 'ms' }
    const times: number[] = []
    let bytes = 0
    for (let turn = 0; turn < queries; turn += 1) {
      const started = performance.now()
      const caller = { address: '127.0.0.1', userAgent: 'bench', sessionToken: token }
      const { reply } = await front.dispatcher.call('planning.grid', { structureId, month }, caller)
      times.push(performance.now() - started)
      if (!reply.ok) throw new Error(`refused: ${reply.error.code}`)
      bytes = JSON.stringify(reply).length
    }
    const query = { ...common, step: 'query', ...middle(times), cells, bookings, kilobytes: Math.round(bytes / 1024) }
    return [query, { ...common, step: 'painted', ...(await paintedTimes(token)) }]

    async function paintedTimes(session: string) {
      execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--quiet', '--only', 'renderer'], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const staticDir = join(root, '.vite/renderer')
      const server = await createFrontServer({ audience: 'staff', ...front, log: silentLog, bus, staticDir })
      const browser = await launchChromium()
      try {
        const origin = await listen(server, 0)
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
        await context.addCookies([{ name: cookieNames.staff, value: session, url: origin }])
        const page = await context.newPage()
        await page.goto(`${origin}/planning?mois=${month}`)
        await page.waitForSelector('.pr')
        const taken: number[] = []
        for (let turn = 0; turn < paints; turn += 1) taken.push(await timeMonthChange(page))
        return { ...middle(taken), nodes: await page.locator('.vp *').count() }
      } finally {
        await browser.close()
        await server.close()
      }
    }
  } finally {
    await opened.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As text: what the loader adds to a function does not exist in the page. */
const clickToPaint = `new Promise((resolve) => {
  const started = performance.now()
  const watch = () => {
    if (document.querySelectorAll('.pr').length < 20) return requestAnimationFrame(watch)
    // the frame that holds the rows is painted when the one after it begins
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started), 0))
  }
  document.querySelector('button[aria-label^="Mois suivant"]').click()
  requestAnimationFrame(watch)
})`

/** Leaves the month, comes back: from the click to the first frame after the rows stand in the page, query included. */
async function timeMonthChange(page: Page): Promise<number> {
  await page.locator('button[aria-label^="Mois précédent"]').click()
  await page.waitForSelector('.vp', { state: 'detached' })
  await page.waitForTimeout(300)
  return page.evaluate<number>(clickToPaint)
}

function middle(times: readonly number[]) {
  const sorted = times.toSorted((left, right) => left - right)
  const at = (share: number) => Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10
  return { value: at(0.5), slowestMs: at(1), turns: sorted.length }
}
