/** Who may import whom: the table of docs/ARCHITECTURE.md, checked by `npm run imports`. */

/** Each domain and the domains that it may call; what those may call, it may call too. Arrows go down only. */
const MODULES = {
  accounts: [],
  organisation: ['accounts'],
  activities: ['organisation'],
  families: ['organisation'],
  children: ['families'],
  documents: ['families', 'children'],
  enrolments: ['children', 'activities', 'documents'],
  bookings: ['enrolments', 'pricing', 'messaging', 'registration'],
  pricing: ['activities', 'families'],
  billing: ['bookings', 'pricing'],
  payments: ['billing'],
  messaging: ['families'],
  access: ['families', 'children', 'messaging'],
  security: ['messaging'],
  exchanges: ['families'],
  registration: ['families', 'children', 'documents', 'enrolments', 'messaging'],
  requests: [
    'families',
    'children',
    'documents',
    'enrolments',
    'bookings',
    'payments',
    'messaging',
    'registration',
    'access',
  ],
  portal: ['requests'],
  sync: ['portal', 'requests'],
  reports: ['requests', 'billing', 'payments'],
  setup: ['pricing'],
}

function reachable(name, seen = new Set()) {
  for (const next of MODULES[name] ?? []) {
    if (seen.has(next)) continue
    seen.add(next)
    reachable(next, seen)
  }
  return seen
}

const moduleRules = Object.keys(MODULES).map((name) => ({
  name: `module-${name}`,
  comment: `src-main/modules/${name} may only call the domains below it.`,
  severity: 'error',
  from: { path: `^src-main/modules/${name}/` },
  to: { path: '^src-main/modules/', pathNot: `^src-main/modules/(${[name, ...reachable(name)].join('|')})/` },
}))

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const TYPEORM_HOMES = `^src-main/modules/[^/]+/(store[^/]*|entities[^/]*)\\.ts$|^src-main/modules/[^/]+/stores?/|^src-main/(database|kernel/store)|^src-main/kernel/[^/]*(store|entities)[^/]*\\.ts$`

module.exports = {
  forbidden: [
    rule(
      'no-cycle',
      'Two files that need each other are one file, or miss a third (types alone may).',
      {},
      {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
      },
    ),
    rule('resolvable', 'The imported file does not exist.', { pathNot: '^tests/' }, { couldNotResolve: true }),
    rule(
      'shared-runs-anywhere',
      'src-shared imports only itself; its contract also zod.',
      { path: '^src-shared/', pathNot: '^src-shared/(contract/|permissions\\.ts|errors\\.ts)' },
      { pathNot: '^src-shared/' },
    ),
    rule(
      'contract-knows-zod-only',
      'The contract imports src-shared and zod.',
      { path: '^src-shared/(contract/|permissions\\.ts|errors\\.ts)' },
      { pathNot: '^src-shared/|^node_modules/zod/' },
    ),
    rule(
      'shared-kernel-is-lowest',
      'The kernel imports only the kernel.',
      { path: '^src-shared/kernel/' },
      {
        pathNot: '^src-shared/kernel/',
      },
    ),
    rule(
      'front-below-pages',
      'What both fronts share knows src-shared and its own folder: no feature, no page.',
      { path: '^src-front/' },
      { path: '^(src-main|src-renderer|src-portal|tests|scripts)/' },
    ),
    rule(
      'renderer-alone',
      'The back office knows src-shared, src-front and its own folder.',
      { path: '^src-renderer/' },
      { path: '^(src-main|src-portal|tests|scripts)/' },
    ),
    rule(
      'portal-alone',
      'The parents’ front knows src-shared, src-front and its own folder.',
      { path: '^src-portal/' },
      { path: '^(src-main|src-renderer|tests|scripts)/' },
    ),
    rule(
      'no-node-in-a-page',
      'A page runs in a browser.',
      { path: '^src-(front|renderer|portal)/' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'main-knows-no-page',
      'src-main imports no page.',
      { path: '^src-main/' },
      { path: '^src-(front|renderer|portal)/' },
    ),
    ...moduleRules,
    rule(
      'module-by-its-index',
      'Another domain is entered through its index.ts.',
      { path: '^src-main/modules/([^/]+)/' },
      { path: '^src-main/modules/', pathNot: '^src-main/modules/$1/|^src-main/modules/[^/]+/index\\.ts$' },
    ),
    rule(
      'module-knows-its-place',
      'A domain knows its folder, src-shared, the kernel and other domains: no transport, host or composition root.',
      { path: '^src-main/modules/' },
      { path: '^src-main/(transports|hosts|app\\.ts|config\\.ts)' },
    ),
    rule(
      'kernel-below-modules',
      'The kernel, the database and the platform port know no domain.',
      { path: '^src-main/(kernel|database|platform)/' },
      { path: '^src-main/(modules|transports|hosts|app\\.ts)', pathNot: '/entities[^/]*\\.ts$' },
    ),
    rule(
      'rules-are-pure',
      'A rule sees data only: no database, no zod, no clock.',
      { path: '^src-main/modules/[^/]+/rules/' },
      { pathNot: '^src-shared/|^src-main/modules/[^/]+/rules/' },
    ),
    rule(
      'typeorm-in-stores',
      'typeorm is for store*.ts, entities.ts and src-main/database.',
      { path: '^src-', pathNot: TYPEORM_HOMES },
      { path: '^node_modules/typeorm/' },
    ),
    rule(
      'migrations-stand-alone',
      'A migration must read the same in ten years: typeorm and other migrations, no entity, no service.',
      { path: '^src-main/database/migrations/' },
      { pathNot: '^src-main/database/migrations/|^node_modules/typeorm/' },
    ),
    rule(
      'electron-in-its-host',
      'Only src-main/hosts/electron knows Electron.',
      { path: '^src-', pathNot: '^src-main/hosts/electron/' },
      { path: '^(node_modules/)?(electron|electron-store)(/|$)' },
    ),
    rule(
      'transports-know-no-module',
      'A transport carries operations, it does not know them.',
      { path: '^src-main/transports/' },
      { path: '^src-main/(modules|hosts|database|app\\.ts)' },
    ),
    rule(
      'nobody-imports-hosts',
      'A host is an entry point.',
      { path: '^src-', pathNot: '^src-main/hosts/' },
      {
        path: '^src-main/hosts/',
      },
    ),
    rule('nobody-imports-tests', 'The product does not know its tests.', { path: '^src-' }, { path: '^tests/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.](css|svg|png|woff2)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.vue', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
