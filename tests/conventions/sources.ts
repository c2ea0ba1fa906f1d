import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

export interface Source {
  /** Relative to the project, with slashes. */
  path: string
  text: string
}

/** The files of the project, new ones included; what git ignores is not ours. */
export function sources(pattern: RegExp): Source[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  })
  return list
    .split('\n')
    .filter((path) => pattern.test(path) && existsSync(join(ROOT, path)))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

export const CODE = /^(src-[a-z]+|scripts|tests)\/.*\.(ts|mts|mjs|js|vue)$/
export const PRODUCT = /^src-[a-z]+\/.*\.(ts|vue)$/
