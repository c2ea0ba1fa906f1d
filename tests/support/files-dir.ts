import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

let shared: string | undefined

/** Where a test's desk keeps the files that it receives: thrown away with its database, or at the end of the run. */
export function filesDirOf(address: string): string {
  if (isAbsolute(address)) return join(dirname(address), 'files')
  if (shared === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'ribambelle-files-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    shared = folder
  }
  return shared
}
