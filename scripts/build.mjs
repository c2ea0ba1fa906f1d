// Builds what is stale: node scripts/build.mjs [--only node,renderer] [--force] [--quiet]
import { readOptions } from './lib/options.mjs'
import { PARTS, staleParts } from './lib/parts.mjs'
import { ROOT, fail, rerunWithProductNode } from './lib/runtime.mjs'
import { fingerprint, remember } from './lib/stale.mjs'

await rerunWithProductNode()

function options() {
  const { values } = readOptions(
    { options: { only: { type: 'string' }, force: { type: 'boolean' }, quiet: { type: 'boolean' } } },
    'Usage : node scripts/build.mjs [--only parties] [--force] [--quiet]',
  )
  const names = values.only ? values.only.split(',') : Object.keys(PARTS)
  const unknown = names.find((name) => !PARTS[name])
  if (unknown) fail(`Partie inconnue : ${unknown}. Parties : ${Object.keys(PARTS).join(', ')}.`, 2)
  return { ...values, names }
}

const { names, force, quiet } = options()
const stale = force ? names.map((name) => ({ name, print: fingerprint(PARTS[name].sources) })) : staleParts(names)
const say = (line) => quiet || process.stdout.write(`${line}\n`)

if (stale.length === 0) say('Construction : tout est à jour.')
else process.chdir(ROOT)
for (const { name, print } of stale) {
  const { build } = await import('vite')
  const started = performance.now()
  try {
    await build({ configFile: PARTS[name].config, mode: modeOf(name), logLevel: 'warn' })
  } catch (error) {
    fail(`Construction de « ${name} » impossible.\n${error.stack ?? error}`)
  }
  remember(name, print)
  say(`Construction : ${name}, ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

/** The mode of the main configuration names the entry; pages are built for production. */
function modeOf(name) {
  return PARTS[name].config === 'vite.main.config.ts' ? name : 'production'
}
