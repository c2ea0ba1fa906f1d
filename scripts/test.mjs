// npm test: everything. Installs first (any Node ≥ 18), then runs with the product's Node.
import { ensureInstalled } from './lib/install.mjs'
import { requireProductNode, run } from './lib/runtime.mjs'

await ensureInstalled()
// tsx: the run shares the tests' own support, written in TypeScript.
const args = ['--import', 'tsx', 'scripts/run-tests.mjs', ...process.argv.slice(2)]
process.exit(await run(requireProductNode(), args))
