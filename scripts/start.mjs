// npm start: installs what is missing, builds what is stale, starts the desk.
import { join } from 'node:path'
import { chooseHost } from './lib/host.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ensureBuilt, launch } from './lib/launch.mjs'
import { readOptions } from './lib/options.mjs'
import { ROOT, requireProductNode } from './lib/runtime.mjs'

const HELP = `npm start -- [options]

  --demo             ouvrir la ville de démonstration, prête à l’emploi
  --size TAILLE      demo, small, town ou city (avec --demo)
  --port N           port du back-office ; le portail prend le suivant, l’échange celui d’après (0 = n’importe lesquels)
  --data DOSSIER     dossier des données
  --database URL     postgres://utilisateur:motdepasse@serveur:5432/base
  --start-at INSTANT faire commencer l’horloge du programme à cet instant (démonstrations)
  --no-open          ne pas ouvrir le navigateur
  --json             écrire une ligne JSON quand tout est prêt
  --help             cette aide
`

const { values } = readOptions(
  {
    options: {
      demo: { type: 'boolean' },
      size: { type: 'string' },
      port: { type: 'string' },
      data: { type: 'string' },
      database: { type: 'string' },
      'start-at': { type: 'string' },
      'no-open': { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  },
  '« npm start -- --help » donne la liste.',
)

if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

// With --json, the only line of the output is the one that says that all is ready.
await ensureInstalled({ stdio: values.json ? ['ignore', 'ignore', 'inherit'] : 'inherit' })
const node = requireProductNode()
const host = chooseHost()
process[values.json ? 'stderr' : 'stdout'].write(`${host.why}\n`)

const args = process.argv.slice(2)
if (host.kind === 'electron') {
  await ensureBuilt(['electron', 'preload', 'renderer', 'portal'])
  launch(host.binary, [ROOT, ...args])
} else {
  await ensureBuilt(['node', 'renderer', 'portal'])
  launch(node, [join(ROOT, '.vite', 'build', 'node.mjs'), ...args])
}
