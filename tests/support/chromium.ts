import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from '@playwright/test'

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The browser of this machine: the one that is asked for, Playwright's own, else the system's; null when there is none. */
export function chromiumPath(): string | null {
  const asked = process.env['RIBAMBELLE_CHROMIUM']
  const folders = (process.env['PATH'] ?? '').split(':')
  const installed = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)))
  return [asked, chromium.executablePath(), ...installed].find((path) => path && existsSync(path)) ?? null
}

/** How to start it in the tests, for Playwright's configuration and for chromium.launch(). */
export function chromiumLaunch(): { executablePath: string; args: string[] } {
  const executablePath = chromiumPath()
  if (!executablePath)
    throw new Error('No Chromium on this machine: apt-get install chromium, or npx playwright install chromium')
  return { executablePath, args: QUIET }
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch(chromiumLaunch())
}
