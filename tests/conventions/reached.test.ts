import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sources } from './sources'

/** Where a program begins; the rest must be reached from there. */
const ENTRIES = [
  /^src-(renderer|portal)\/main\.ts$/,
  /^src-main\/hosts\/node\/(main|portal)\.ts$/,
  /^src-main\/hosts\/electron\/(main|preload)\.ts$/,
]
/** Written and tested before the screen that will use them; each with its reason, and out of here once it is reached. */
const WAITING: Readonly<Record<string, string>> = {
  'src-shared/rules/price-day.ts':
    'siblings and packages: until invoices are computed by day, no tariff may ask for them',
}
const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^'?]*)/g
const GLOB = /import\.meta\.glob(?:<[^(]*>)?\(\s*(\[[^\]]*\]|'[^']*')/g
const CANDIDATES = ['', '.ts', '.vue', '/index.ts']

const files = new Map(sources(/^(src-[a-z]+|resources)\/.*\.(ts|vue|json)$/).map(({ path, text }) => [path, text]))

function globToPattern(from: string, glob: string): RegExp {
  const path = posix.join(posix.dirname(from), glob)
  const escaped = path.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\*\*\//g, '(.*/)?').replace(/(?<!\))\*(?!\/?\?)/g, '[^/]*')}$`)
}

function importedBy(path: string): string[] {
  const text = files.get(path) ?? ''
  const direct = [...text.matchAll(IMPORT)].flatMap(([, target = '']) => {
    const base = posix.join(posix.dirname(path), target)
    return CANDIDATES.map((suffix) => base + suffix).filter((candidate) => files.has(candidate))
  })
  const globbed = [...text.matchAll(GLOB)]
    .flatMap(([, list = '']) => [...list.matchAll(/'([^']*)'/g)].map(([, glob = '']) => globToPattern(path, glob)))
    .flatMap((pattern) => [...files.keys()].filter((candidate) => pattern.test(candidate)))
  return [...direct, ...globbed]
}

function reachedFrom(entries: string[]): Set<string> {
  const seen = new Set(entries)
  const waiting = [...entries]
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    for (const next of importedBy(path)) {
      if (seen.has(next)) continue
      seen.add(next)
      waiting.push(next)
    }
  }
  return seen
}

describe('the program', () => {
  const code = [...files.keys()].filter((path) => /^src-.*\.(ts|vue)$/.test(path) && !path.endsWith('.d.ts'))
  const entries = code.filter((path) => ENTRIES.some((entry) => entry.test(path)))
  const reached = reachedFrom(entries)

  it('begins in six places', () => {
    expect(entries).toHaveLength(6)
  })

  it('has no component that no screen shows', () => {
    expect(code.filter((path) => path.endsWith('.vue') && !reached.has(path))).toEqual([])
  })

  it('has no file that nothing reaches, those that wait excepted', () => {
    const lost = code.filter((path) => path.endsWith('.ts') && !reached.has(path))
    expect(lost).toEqual(Object.keys(WAITING))
  })
})
