import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// better-sqlite3 segfaults on Node 20 without a word: say it before the first test does.
if (Number(process.versions.node.split('.')[0]) < 22) {
  throw new Error(`The tests need Node 22 or later, this is ${process.version}: use npx vitest or npm test.`)
}

const SCREENS = ['tests/unit/ui/**/*.test.ts', 'tests/unit/**/*.dom.test.ts']

export default defineConfig({
  plugins: [vue()],
  test: {
    reporters: ['default'],
    env: { TZ: 'UTC' },
    coverage: { provider: 'v8', include: ['src-*/**/*.{ts,vue}'], reporter: ['text-summary', 'html'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/{unit,contract,conventions}/**/*.test.ts'],
          exclude: SCREENS,
          isolate: false,
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: { name: 'screens', include: SCREENS, environment: 'happy-dom', testTimeout: 10_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/{integration,portal,sync,migrations,security}/**/*.test.ts'],
          globalSetup: ['tests/support/postgres-setup.ts'],
          // It imports electron, which the tests replace.
          server: { deps: { inline: ['electron-store'] } },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'packaging',
          include: ['tests/packaging/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
