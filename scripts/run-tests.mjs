// Runs every part of the tests, names each with its duration, and ends with the sum. Started by scripts/test.mjs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumPath } from '../tests/support/chromium.ts'
import { postgresBinaries } from '../tests/support/postgres.ts'
import { runChecks } from './lib/checks.mjs'
import { readPlaywright, readVitest } from './lib/results.mjs'
import { productEnv, productNode, run, tool } from './lib/runtime.mjs'
import { installDebianPackage } from './lib/system-packages.mjs'

const isCi = Boolean(process.env.CI) && process.env.CI !== 'false'
const reports = mkdtempSync(join(tmpdir(), 'ribambelle-reports-'))
const node = productNode()
const started = performance.now()
const sum = { passed: 0, failed: 0, skipped: [] }
const summary = []

const say = (line) => process.stdout.write(`${line}\n`)
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

function count(name, ms, { passed, failed, skipped }) {
  sum.passed += passed
  sum.failed += failed
  sum.skipped.push(...skipped)
  const figures = `${passed} passed, ${failed} failed, ${skipped.length} skipped`
  summary.push(`${failed === 0 ? '✓' : '✗'} ${name.padEnd(26)} ${seconds(ms).padStart(8)}   ${figures}`)
}

const one = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] })

/** Runs a part that either works or does not. */
async function step(name, work) {
  say(`\n── ${name}`)
  const from = performance.now()
  const ok = await work()
  count(name, performance.now() - from, one(ok))
  return ok
}

/** Runs a part whose runner writes a report. */
async function suite(name, args, report, read, env = {}) {
  say(`\n── ${name}`)
  const from = performance.now()
  const code = await run(node, args, { env: productEnv(env) })
  const result = read(report) ?? { passed: 0, failed: 1, skipped: [] }
  // A runner that ends badly although each of its tests passed (an unhandled rejection, a setup that failed).
  if (code !== 0 && result.failed === 0) result.failed = 1
  count(name, performance.now() - from, result)
}

function vitest(name, projects, env = {}) {
  const report = join(reports, `${projects.join('-')}.json`)
  const chosen = projects.flatMap((project) => ['--project', project])
  const reporters = [
    '--reporter',
    process.stdout.isTTY ? 'dot' : 'default',
    '--reporter',
    'json',
    `--outputFile.json=${report}`,
  ]
  return suite(name, [tool('vitest/vitest.mjs'), 'run', ...chosen, ...reporters], report, readVitest, env)
}

/** What is missing is installed; what cannot be is a failure in CI, and elsewhere a skipped part with its reason. */
async function provide(name, find, debianPackage) {
  if (find()) return true
  const why = await installDebianPackage(debianPackage)
  if (!why && find()) return true
  const part = { name, why: why ?? `${debianPackage} est installé mais introuvable` }
  if (isCi) count(`${name}: ${part.why}`, 0, one(false))
  else sum.skipped.push(part)
  return false
}

const hasPostgres = await provide('integration on PostgreSQL', postgresBinaries, 'postgresql')
const hasChromium = await provide('end to end', chromiumPath, 'chromium')

say('\n── types, lint, format, import rules')
await runChecks(({ name, ms, code, output }) => {
  count(name, ms, one(code === 0))
  say(`${code === 0 ? '✓' : '✗'} ${name}, ${seconds(ms)}`)
  if (code !== 0) say(output.trim())
})

await step('build', async () => (await run(node, ['scripts/build.mjs'])) === 0)
await vitest('unit', ['unit', 'screens'])
const databases = hasPostgres ? 'sqlite,postgres' : 'sqlite'
await vitest(`integration (${databases})`, ['integration'], { RIBAMBELLE_TEST_DATABASES: databases })
await vitest('packaging rehearsal', ['packaging'])
if (hasChromium) {
  const report = join(reports, 'e2e.json')
  const args = [tool('@playwright/test/cli.js'), 'test']
  await suite('end to end', args, report, readPlaywright, { RIBAMBELLE_E2E_REPORT: report })
}

rmSync(reports, { recursive: true, force: true })
say(`\n── ${seconds(performance.now() - started)}`)
for (const line of summary) say(line)
for (const { name, why } of sum.skipped) say(`  skipped: ${name}${why ? ` (${why})` : ''}`)
say(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped.length} skipped`)
process.exit(sum.failed > 0 ? 1 : 0)
