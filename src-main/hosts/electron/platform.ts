import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { safeStorage, shell } from 'electron'
import Store from 'electron-store'
import { StartupError } from '../../kernel/startup-error'
import type { Platform, PlatformSettings } from '../../platform/port'
import { keyFileFor, nodePlatform } from '../node/platform'

/** The Linux fallback of Electron seals with a password known to everybody: that is no keychain. */
function hasKeychain(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

/** A lost key is said, never replaced: what it sealed would be lost for good. */
function unseal(sealed: string): Buffer {
  try {
    return Buffer.from(safeStorage.decryptString(Buffer.from(sealed, 'base64')), 'base64')
  } catch (error) {
    throw new StartupError(
      'Le trousseau de ce poste ne rend plus la clé des données de santé. ' +
        `Ouvrez la session habituelle, ou restaurez la clé avec la sauvegarde (${String(error)}).`,
    )
  }
}

/**
 * 32 bytes sealed by the system's keychain. Where there is no keychain, or where the data were begun without
 * Electron, the key file of the Node host serves: the same data open in both hosts.
 */
async function readHealthKey(dataDir: string, settings: PlatformSettings): Promise<Buffer> {
  const entry = `healthKey-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`
  const sealed = settings.get<string>(entry)
  if (sealed) return unseal(sealed)
  const isBegun = existsSync(keyFileFor(dataDir)) || existsSync(join(dataDir, 'ribambelle.db'))
  if (isBegun || !hasKeychain()) return nodePlatform(dataDir).healthKey()
  const key = randomBytes(32)
  settings.set(entry, safeStorage.encryptString(key.toString('base64')).toString('base64'))
  return key
}

/** What Electron gives to the program. `dataDir` is where the configuration says that the data are. */
export function electronPlatform(dataDir: string): Platform {
  const store = new Store<Record<string, unknown>>({ name: 'poste' })
  const settings: PlatformSettings = {
    get: <T>(key: string) => store.get(key) as T | undefined,
    set: (key, value) => store.set(key, value),
  }
  return {
    kind: 'electron',
    dataDir,
    settings,
    healthKey: () => readHealthKey(dataDir, settings),
    openExternal: (url) => shell.openExternal(url),
  }
}
