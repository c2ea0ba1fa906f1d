// npm run portal: installs what is missing, builds what is stale, starts a hosted portal. It reads its own options.
import { join } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { ensureBuilt, launch } from './lib/launch.mjs'
import { ROOT, requireProductNode } from './lib/runtime.mjs'

const args = process.argv.slice(2)
await ensureInstalled({ stdio: args.includes('--json') ? ['ignore', 'ignore', 'inherit'] : 'inherit' })
const node = requireProductNode()
await ensureBuilt(['hosted-portal', 'portal'])
launch(node, [join(ROOT, '.vite', 'build', 'portal.mjs'), ...args])
