// npm run dev: the program restarted at each change, and the two fronts served by Vite with hot replacement.
import { spawn } from 'node:child_process'
import { ensureInstalled } from './lib/install.mjs'
import { ensureBuilt } from './lib/launch.mjs'
import { ROOT, productEnv, requireProductNode, rerunWithProductNode, tool } from './lib/runtime.mjs'

const PORTS = { backOffice: 7310, portal: 7311, rendererDev: 7320, portalDev: 7321 }

await ensureInstalled()
await rerunWithProductNode()
// The program refuses to start without its screens, even when Vite serves newer ones.
await ensureBuilt(['renderer', 'portal'])

const node = requireProductNode()
const children = []

function start(name, args, env = {}) {
  const child = spawn(node, args, { cwd: ROOT, env: productEnv(env), stdio: 'inherit' })
  children.push(child)
  child.once('close', (code) => stop(`${name} s’est arrêté (code ${code}).`))
}

let isStopping = false
function stop(why) {
  if (isStopping) return
  isStopping = true
  process.stderr.write(`${why}\n`)
  for (const child of children) child.kill('SIGTERM')
}

const main = ['src-main/hosts/node/main.ts', '--port', String(PORTS.backOffice), '--no-open', ...process.argv.slice(2)]
const vite = (front, port) => {
  const args = ['--config', `vite.${front}.config.ts`, '--port', String(port), '--strictPort']
  return [tool('vite/bin/vite.js'), ...args]
}
start('Le programme', [tool('tsx/dist/cli.mjs'), 'watch', '--clear-screen=false', ...main])
start('Le back-office', vite('renderer', PORTS.rendererDev), { RIBAMBELLE_API: `http://127.0.0.1:${PORTS.backOffice}` })
start('Le portail', vite('portal', PORTS.portalDev), { RIBAMBELLE_API: `http://127.0.0.1:${PORTS.portal}` })
process.stdout.write(
  `Back-office : http://127.0.0.1:${PORTS.rendererDev}   Portail : http://127.0.0.1:${PORTS.portalDev}\n`,
)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop('Arrêt.'))
