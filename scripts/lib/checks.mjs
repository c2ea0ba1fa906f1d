// The quick checks, as `npm run check` and `npm test` run them.
import { capture, productNode, tool } from './runtime.mjs'

const VUE_TSC = tool('vue-tsc/bin/vue-tsc.js')
const TSC = tool('typescript/bin/tsc')
const SOURCES = ['src-shared', 'src-main', 'src-front', 'src-renderer', 'src-portal']

const types = (name, compiler = TSC) => ({
  name: `types (${name})`,
  args: [compiler, '-p', `tsconfig.${name}.json`, '--pretty', 'false'],
})

/** Longest first: two run at a time. */
export const CHECKS = [
  types('tests', VUE_TSC),
  { name: 'lint', args: [tool('eslint/bin/eslint.js'), '.', '--max-warnings', '0'] },
  types('renderer', VUE_TSC),
  types('portal', VUE_TSC),
  types('front', VUE_TSC),
  types('main'),
  types('shared'),
  { name: 'format', args: [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  {
    name: 'imports',
    args: [tool('dependency-cruiser/bin/dependency-cruiser.mjs'), '--config', '.dependency-cruiser.cjs', ...SOURCES],
  },
]

/** Runs the checks two at a time and calls `report({ name, ms, code, output })` as each ends. */
export async function runChecks(report) {
  const waiting = [...CHECKS]
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const started = performance.now()
      const { code, output } = await capture(productNode(), check.args)
      report({ name: check.name, ms: performance.now() - started, code, output })
    }
  }
  await Promise.all([worker(), worker()])
}
