import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Files received, sealed on the disk (AES-256-GCM), out of reach of any web server. Names are made by the program. */
export interface Vault {
  /** Seals a stream as it comes: nothing of it is ever written in clear, and a failure leaves nothing. */
  keep(name: string, source: AsyncIterable<Uint8Array>): Promise<void>
  /** The whole file, checked: one that was altered, or moved under another name, does not open. */
  read(name: string): Promise<Buffer>
  remove(name: string): Promise<void>
}

const mark = Buffer.from('RBV1')
const nonceBytes = 12
const tagBytes = 16
const safeName = /^[0-9a-f]{2}\/[0-9a-f-]{20,60}$/

/** A name of its own for each file kept, spread over folders. */
export function newVaultName(): string {
  const name = randomBytes(24).toString('hex')
  return `${name.slice(0, 2)}/${name.slice(2)}`
}

export function createVault(folder: string, masterKey: Buffer): Vault {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'ribambelle files', 32))
  const pathOf = (name: string) => {
    if (!safeName.test(name)) throw new Error('a name of the vault has an unknown form')
    return join(folder, name)
  }
  return {
    keep: async (name, source) => {
      const path = pathOf(name)
      const partial = `${path}.${randomBytes(6).toString('hex')}.part`
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      try {
        await pipeline(sealed(source, key, name), createWriteStream(partial, { mode: 0o600 }))
        await rename(partial, path)
      } catch (error) {
        await rm(partial, { force: true })
        throw error
      }
    },
    read: async (name) => opened(await readFile(pathOf(name)), key, name),
    remove: (name) => rm(pathOf(name), { force: true }),
  }
}

async function* sealed(source: AsyncIterable<Uint8Array>, key: Buffer, name: string): AsyncGenerator<Buffer> {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  yield Buffer.concat([mark, nonce])
  for await (const chunk of source) yield cipher.update(chunk)
  yield Buffer.concat([cipher.final(), cipher.getAuthTag()])
}

function opened(bytes: Buffer, key: Buffer, name: string): Buffer {
  const start = mark.length + nonceBytes
  if (!bytes.subarray(0, mark.length).equals(mark)) throw new Error('a sealed file has an unknown form')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(mark.length, start)).setAAD(Buffer.from(name))
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(start, bytes.length - tagBytes)), decipher.final()])
}

/** For programs that were given no folder (benches, workers): keeping a file there is a mistake, and says so. */
export const noVault: Vault = {
  keep: () => Promise.reject(new Error('no folder was given for files')),
  read: () => Promise.reject(new Error('no folder was given for files')),
  remove: () => Promise.reject(new Error('no folder was given for files')),
}
