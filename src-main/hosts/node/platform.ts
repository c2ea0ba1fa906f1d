import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import Conf from 'conf'
import { StartupError } from '../../kernel/startup-error'
import type { Platform } from '../../platform/port'

/** Where this system keeps an application's data. */
export function defaultDataDir(): string {
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? homedir(), 'Ribambelle')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Ribambelle')
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'ribambelle')
}

/** Where the key that seals health data stands: never inside the data folder, so that a copied folder stays sealed. */
export function keyFileFor(dataDir: string): string {
  const given = process.env['RIBAMBELLE_KEY_FILE']
  if (given) return given
  return join(dirname(dataDir), `${dataDir.split(/[\\/]/).at(-1) ?? 'ribambelle'}.cle`)
}

export function nodePlatform(dataDir: string): Platform {
  return {
    kind: 'node',
    dataDir,
    healthKey: () => Promise.resolve(readOrMakeKey(keyFileFor(dataDir), join(dataDir, 'ribambelle.db'))),
    openExternal: (url) => Promise.resolve(openInBrowser(url)),
    settings: openSettings(dataDir),
  }
}

function openSettings(dataDir: string): Platform['settings'] {
  try {
    return new Conf<Record<string, unknown>>({ cwd: dataDir, configName: 'poste' })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartupError(
      `Les réglages du dossier ${dataDir} ne peuvent pas être lus (${reason}). Choisissez-en un autre avec --data, ou supprimez son fichier poste.json.`,
    )
  }
}

function readOrMakeKey(file: string, databaseFile: string): Buffer {
  if (existsSync(file)) {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
    if (key.length !== 32)
      throw new StartupError(`La clé de chiffrement ${file} est abîmée. Remettez sa sauvegarde à la même place.`)
    return key
  }
  if (existsSync(databaseFile)) {
    throw new StartupError(
      `La clé de chiffrement ${file} manque, alors que la base existe. Remettez sa sauvegarde : sans elle, les données de santé ne peuvent pas être lues.`,
    )
  }
  const key = randomBytes(32)
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, key.toString('base64'), { mode: 0o600 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartupError(
      `Le dossier de données ne peut pas être écrit (${reason}). Choisissez-en un autre avec --data.`,
    )
  }
  return key
}

function openInBrowser(url: string) {
  const [program, ...args] =
    process.platform === 'win32'
      ? ['cmd', '/c', 'start', '', url]
      : process.platform === 'darwin'
        ? ['open', url]
        : ['xdg-open', url]
  // No browser to open is not a reason to stop: the address is printed all the same.
  spawn(program as string, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}
