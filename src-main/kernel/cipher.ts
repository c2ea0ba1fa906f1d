import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Seals short texts (health fields, tokens): AES-256-GCM, one nonce each, bound to the place where it stands. */
export interface Cipher {
  /** `place` is table.column/id: a sealed value moved to another row does not open. Empty text stays empty. */
  seal(text: string, place: string): string
  open(sealed: string, place: string): string
}

const version = 'v1'
const nonceBytes = 12
const tagBytes = 16

export function createCipher(key: Buffer): Cipher {
  if (key.length !== 32) throw new Error('the sealing key must be 32 bytes long')
  return {
    seal: (text, place) => {
      if (text === '') return ''
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open: (sealed, place) => {
      if (sealed === '') return ''
      const [kind, encoded] = sealed.split('.')
      if (kind !== version || !encoded) throw new Error('a sealed value has an unknown form')
      const bytes = Buffer.from(encoded, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes)).setAAD(Buffer.from(place))
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
    },
  }
}
