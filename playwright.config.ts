import { defineConfig } from '@playwright/test'
import { chromiumLaunch } from './tests/support/chromium'

const report = process.env['RIBAMBELLE_E2E_REPORT']

export default defineConfig({
  testDir: 'tests/e2e',
  projects: [
    { name: 'build', testMatch: '**/build.setup.ts' },
    { name: 'e2e', testMatch: '**/*.spec.ts', dependencies: ['build'] },
  ],
  outputDir: 'tests/e2e/results',
  timeout: 120_000,
  // each file has a desk of its own
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
  use: {
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    launchOptions: chromiumLaunch(),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
