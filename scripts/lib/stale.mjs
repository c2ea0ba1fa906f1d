// Which parts must be built again: a part is fresh when the contents of its sources are those of its last build.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from './runtime.mjs'

const STAMPS = join(ROOT, '.vite', 'stamps')

function files(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => files(join(path, name)))
}

/** Hash of the names and contents of some files and folders of the project. */
export function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap((path) => files(join(ROOT, path)))) {
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

export function isFresh(name, print, outputs) {
  const stamp = join(STAMPS, name)
  return (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === print &&
    outputs.every((output) => existsSync(join(ROOT, output)))
  )
}

export function remember(name, print) {
  const stamp = join(STAMPS, name)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, print)
}
