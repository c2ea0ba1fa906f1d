// npm run bench -- <name> [--size demo|small|town|city] [--database sqlite|postgres://…] [--json]
// Runs tests/bench/<name>.bench.ts and prints one JSON object per result.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readOptions } from './lib/options.mjs'
import { ROOT, fail, productNode, rerunWithProductNode, run } from './lib/runtime.mjs'

const FOLDER = join(ROOT, 'tests', 'bench')
const SUFFIX = '.bench.ts'
const SIZES = ['demo', 'small', 'town', 'city']

const names = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
  : []
const list = `Mesures : ${names.join(', ') || 'aucune'}.`

const { values, positionals } = readOptions(
  {
    allowPositionals: true,
    options: { size: { type: 'string' }, database: { type: 'string' }, json: { type: 'boolean' } },
  },
  list,
)
const [name] = positionals
if (!name || positionals.length > 1) fail(`Indiquez une mesure. ${list}`, 2)
if (!names.includes(name)) fail(`Mesure inconnue : ${name}. ${list}`, 2)
if (values.size && !SIZES.includes(values.size)) {
  fail(`Taille inconnue : ${values.size}. Tailles : ${SIZES.join(', ')}.`, 2)
}

await rerunWithProductNode()
const runner = join(ROOT, 'tests', 'bench', 'run.ts')
process.exit(await run(productNode(), ['--import', 'tsx', runner, name, JSON.stringify(values)]))
