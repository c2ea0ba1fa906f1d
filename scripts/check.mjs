// The quick part of `npm test`: types, lint, format, import rules, unit tests. Under two minutes.
import { runChecks } from './lib/checks.mjs'
import { productNode, rerunWithProductNode, run, tool } from './lib/runtime.mjs'

await rerunWithProductNode()

let failures = 0
const line = (name, ms, code) =>
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name.padEnd(18)} ${(ms / 1000).toFixed(1)} s\n`)

await runChecks(({ name, ms, code, output }) => {
  line(name, ms, code)
  if (code === 0) return
  failures += 1
  process.stdout.write(`${output.trim()}\n\n`)
})

const started = performance.now()
const unit = await run(productNode(), [tool('vitest/vitest.mjs'), 'run', '--project', 'unit', '--project', 'screens'])
line('unit tests', performance.now() - started, unit)
process.exit(failures + (unit === 0 ? 0 : 1) > 0 ? 1 : 0)
