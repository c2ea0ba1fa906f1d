import { StartupError } from '../../kernel/startup-error'

const oldestMajor = 22

/** better-sqlite3 crashes without a word on an older Node: refuse before it is touched. */
export function checkNodeVersion(version: string = process.versions.node): void {
  const major = Number(version.split('.')[0])
  if (major >= oldestMajor) return
  throw new StartupError(
    `Ribambelle demande Node ${oldestMajor} ou plus récent ; celui-ci est ${version}. Lancez-le par « npm start », qui apporte le sien.`,
  )
}
