import { createRequire } from 'node:module'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseOptions, type IFlattenedRuleSet } from 'dependency-cruiser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from './sources'

interface Configuration extends IFlattenedRuleSet {
  options: ICruiseOptions
}
const config = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as Configuration

let root: string
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'ribambelle-imports-')))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Writes a small project and says which rules it breaks. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const { forbidden, options } = config
  const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))]
  const found = await cruise(
    folders.filter((folder) => folder.startsWith('src-')),
    { ...options, tsConfig: {}, baseDir: root, validate: true, ruleSet: { forbidden } } as ICruiseOptions,
    { extensions: ['.ts', '.vue', '.js'] },
  )
  if (typeof found.output === 'string') throw new Error(found.output)
  return found.output.summary.violations.map(({ rule }) => rule.name)
}

const script = (line: string) => `<script setup lang="ts">\n${line}\n</script>\n<template><p>bonjour</p></template>\n`
const PACKAGES = {
  'node_modules/typeorm/package.json': '{"name":"typeorm","main":"index.js"}',
  'node_modules/typeorm/index.js': 'exports.DataSource = 1',
  'node_modules/electron/package.json': '{"name":"electron","main":"index.js"}',
  'node_modules/electron/index.js': 'exports.app = 1',
  'node_modules/zod/package.json': '{"name":"zod","main":"index.js"}',
  'node_modules/zod/index.js': 'exports.z = 1',
}
const a = 'export const a = 1\n'

const FORBIDDEN: [string, string, Record<string, string>][] = [
  [
    'a component that reaches into the program',
    'renderer-alone',
    {
      'src-renderer/features/families/Page.vue': script("import { a } from '../../../src-main/modules/families/index'"),
      'src-main/modules/families/index.ts': a,
    },
  ],
  [
    'a component of the portal that borrows from the back office',
    'portal-alone',
    {
      'src-portal/pages/Home.vue': script("import Button from '../../src-renderer/ui/Button.vue'"),
      'src-renderer/ui/Button.vue': script(''),
    },
  ],
  [
    'what both fronts share knowing one of them',
    'front-below-pages',
    { 'src-front/api/client.ts': "import '../../src-portal/i18n'", 'src-portal/i18n.ts': a },
  ],
  [
    'the program that borrows from a page',
    'main-knows-no-page',
    { 'src-main/app.ts': "import '../src-front/api/client'", 'src-front/api/client.ts': a },
  ],
  [
    'what both fronts share reading files',
    'no-node-in-a-page',
    { 'src-front/api/client.ts': "import { readFileSync } from 'node:fs'" },
  ],
  [
    'a component that reads files',
    'no-node-in-a-page',
    { 'src-renderer/ui/File.vue': script("import { readFileSync } from 'node:fs'") },
  ],
  [
    'a type alone taken from the program',
    'renderer-alone',
    {
      'src-renderer/main.ts': "import type { A } from '../src-main/app'\nexport const x: A = 1",
      'src-main/app.ts': 'export type A = number',
    },
  ],
  ['typeorm in a service', 'typeorm-in-stores', { 'src-main/modules/families/service.ts': "import 'typeorm'" }],
  ['electron in the program', 'electron-in-its-host', { 'src-main/kernel/log.ts': "import 'electron'" }],
  ['zod in a shared rule', 'shared-runs-anywhere', { 'src-shared/rules/price.ts': "import { z } from 'zod'" }],
  [
    'an arrow that goes up',
    'module-families',
    { 'src-main/modules/families/a.ts': "import '../billing/index'", 'src-main/modules/billing/index.ts': a },
  ],
  [
    'another domain entered by the window',
    'module-by-its-index',
    { 'src-main/modules/billing/a.ts': "import '../families/store'", 'src-main/modules/families/store.ts': a },
  ],
  [
    'a migration that knows an entity',
    'migrations-stand-alone',
    {
      'src-main/database/migrations/0001.ts': "import '../../modules/families/entities'",
      'src-main/modules/families/entities.ts': a,
    },
  ],
  [
    'a transport that knows a domain',
    'transports-know-no-module',
    {
      'src-main/transports/http/server.ts': "import '../../modules/families'",
      'src-main/modules/families/index.ts': a,
    },
  ],
  [
    'a rule with a database',
    'rules-are-pure',
    { 'src-main/modules/billing/rules/price.ts': "import '../store'", 'src-main/modules/billing/store.ts': a },
  ],
  [
    'two files that need each other',
    'no-cycle',
    { 'src-shared/rules/a.ts': "import './b'", 'src-shared/rules/b.ts': "import './a'" },
  ],
  [
    'the product that knows its tests',
    'nobody-imports-tests',
    { 'src-main/a.ts': "import '../tests/b'", 'tests/b.ts': a },
  ],
]

describe('import rules', () => {
  it.each(FORBIDDEN)('catch %s', async (_what, rule, files) => {
    expect(await brokenRules({ ...PACKAGES, ...files })).toContain(rule)
  })

  it('allow what the table allows', async () => {
    const broken = await brokenRules({
      ...PACKAGES,
      'src-shared/kernel/money.ts': a,
      'src-shared/contract/schemas.ts': "import { z } from 'zod'\nimport '../kernel/money'\nexport const s = z",
      'src-main/modules/families/index.ts': "export * from './service'",
      'src-main/modules/families/service.ts': "import './store'\nexport const b = 1",
      'src-main/modules/families/store.ts': "import 'typeorm'",
      'src-main/modules/billing/service.ts': "import '../families'",
      'src-main/hosts/electron/main.ts': "import 'electron'",
      'src-front/ui/modal.ts': "import '../../src-shared/kernel/money'\nexport const c = 1",
      'src-renderer/ui/Price.vue': script(
        "import { a } from '../../src-shared/kernel/money'\nimport '../../src-front/ui/modal'",
      ),
      'src-portal/ui/Sheet.vue': script("import '../../src-front/ui/modal'"),
    })
    expect(broken).toEqual([])
  })
})
