import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { StartupError } from '../../src-main/kernel/startup-error'
import { readPortalConfig } from '../../src-main/portal-config'
import { runHost, startHost } from './processes'
import { browser } from './sides'

const folder = mkdtempSync(join(tmpdir(), 'ribambelle-portal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const data = (name: string) => ['--data', join(folder, name)]

it('the portal’s command says what it can do', async () => {
  const { code, line, errors } = await runHost('portal', '--help')
  expect([code, errors]).toEqual([0, ''])
  for (const option of ['--port', '--data', '--database', '--desk', '--pair', '--behind-tls', '--json']) {
    expect(line).toContain(option)
  }
})

const notAFolder = join(folder, 'fichier')
writeFileSync(notAFolder, '')

it.each([
  [['--surprise'], /^Option inconnue ou incomplète\s: --surprise/],
  [['--port'], /^Option inconnue ou incomplète\s: --port/],
  [['--port', 'douze'], /^--port attend un nombre/],
  [['--every', '0'], /^--every attend un nombre de secondes/],
  [['--every', 'souvent'], /^--every attend un nombre de secondes/],
  [['--start-at', 'hier'], /^--start-at attend un instant/],
  [['--desk', 'https://mairie.invalid'], /^--desk et --pair vont ensemble/],
  [['--pair', 'ABC-DEF-GHJ'], /^--desk et --pair vont ensemble/],
  [['--desk', 'http://mairie.invalid', '--pair', 'ABC-DEF-GHJ'], /^--desk http:\/\/mairie\.invalid.*https:\/\//],
  [['--database', 'mysql://x'], /^L’adresse de base de données/],
])('refuses %j in one sentence', (args, sentence) => {
  const read = () => readPortalConfig(args, { dataDir: folder, root: folder })
  expect(read).toThrow(StartupError)
  expect(read).toThrow(sentence)
})

it.each([
  [['--surprise'], /^Option inconnue ou incomplète/],
  [['--data', join(notAFolder, 'sous')], /Choisissez-en un autre avec --data/],
  [['--desk', 'http://127.0.0.1:9', '--pair', 'ABC-DEF-GHJ', ...data('away')], /^L’autre côté ne répond pas/],
])('ends at %j with that sentence alone, and no stack', async (args, sentence) => {
  const { code, line, errors } = await runHost('portal', ...args)
  expect(errors).toMatch(sentence)
  expect(errors.trim().split('\n')).toHaveLength(1)
  expect([code, line]).toEqual([1, ''])
})

it('starts without an office, shows the code to type there, and says so on its pages', async () => {
  const portal = await startHost('portal', '--port', '0', ...data('alone'))
  try {
    expect(portal.ready).toMatchObject({
      ready: true,
      pairingCode: expect.stringMatching(/^\w{3}-\w{3}-\w{3}$/) as string,
    })
    const address = portal.ready['portal'] as string
    expect(await browser(address).ask('town.identity', {})).toMatchObject({
      ok: false,
      error: { kind: 'unavailable', code: 'sync.not-connected' },
    })
    const [refused, other] = await Promise.all([
      runHost('portal', '--port', new URL(address).port, ...data('other')),
      fetch(`${address}/sync/v1/exchange`, { method: 'POST' }),
    ])
    expect(refused.errors).toMatch(/^Le port \d+ est déjà utilisé/)
    expect(other.status).toBe(401)
  } finally {
    await portal.kill('SIGTERM')
  }
  expect(portal.child.exitCode).toBe(0)
})
