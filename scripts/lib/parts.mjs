// What is built, from which sources, into which files. No dependency: `npm start` reads it before the installation.
import { fingerprint, isFresh } from './stale.mjs'

const COMMON = ['package-lock.json', 'tsconfig.base.json', 'src-shared', 'resources']
const FRONT = [...COMMON, 'src-front']
const MAIN = [...COMMON, 'vite.main.config.ts', 'src-main']

export const PARTS = {
  node: { config: 'vite.main.config.ts', sources: MAIN, outputs: ['.vite/build/node.mjs'] },
  'hosted-portal': { config: 'vite.main.config.ts', sources: MAIN, outputs: ['.vite/build/portal.mjs'] },
  electron: { config: 'vite.main.config.ts', sources: MAIN, outputs: ['.vite/build/main.cjs'] },
  preload: {
    config: 'vite.main.config.ts',
    sources: ['vite.main.config.ts', 'src-main/hosts/electron'],
    outputs: ['.vite/build/preload.cjs'],
  },
  renderer: {
    config: 'vite.renderer.config.ts',
    sources: [...FRONT, 'vite.renderer.config.ts', 'src-renderer'],
    outputs: ['.vite/renderer/index.html'],
  },
  portal: {
    config: 'vite.portal.config.ts',
    sources: [...FRONT, 'vite.portal.config.ts', 'src-portal'],
    outputs: ['.vite/portal/index.html'],
  },
}

/** The parts, among those named, whose sources changed since their last build; with the print to remember. */
export function staleParts(names) {
  return names
    .map((name) => ({ name, print: fingerprint(PARTS[name].sources) }))
    .filter(({ name, print }) => !isFresh(name, print, PARTS[name].outputs))
}
