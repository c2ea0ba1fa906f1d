import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, expect, test } from '@playwright/test'
import { electronBinary } from '../../scripts/lib/host.mjs'

const ROOT = join(import.meta.dirname, '../..')
const binary = electronBinary()
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])

test.describe('the desk in its own window', () => {
  test.skip(
    !binary,
    'the program of Electron is not on this machine (ELECTRON_OVERRIDE_DIST_PATH, or its package’s download)',
  )
  test.skip(!hasDisplay, 'no display for Electron on this machine')

  test('opens the back office, with nothing of Node in the page', async () => {
    const data = mkdtempSync(join(tmpdir(), 'ribambelle-desk-'))
    const args = [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ROOT,
      '--port',
      '0',
      '--data',
      join(data, 'data'),
    ]
    const desk = await _electron.launch({ ...(binary ? { executablePath: binary } : {}), args })
    try {
      const page = await desk.firstWindow()
      await expect(page).toHaveURL(/^app:\/\/ribambelle\//)
      await expect(page).toHaveTitle(/Ribambelle/)
      expect(await page.evaluate(() => typeof Reflect.get(window, 'require'))).toBe('undefined')
      expect(await page.evaluate(() => typeof Reflect.get(window, 'process'))).toBe('undefined')
      expect(await page.evaluate(() => Object.keys(Reflect.get(window, 'ribambelle') as object))).toEqual(['call'])
      expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull()
    } finally {
      await desk.close()
      rmSync(data, { recursive: true, force: true })
    }
  })
})
