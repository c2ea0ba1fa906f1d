import { randomBytes, scrypt, timingSafeEqual, createHash } from 'node:crypto'

// OWASP's floor for scrypt: N = 2^17, r = 8, p = 1 (128 MB for about a third of a second).
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
const keyBytes = 32

/** Slow on purpose: never inside a transaction. Format: scrypt$N$r$p$salt$key. */
export async function hashPassword(
  password: string,
  strength: { N: number; r: number; p: number } = cost,
): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, strength)
  return ['scrypt', strength.N, strength.r, strength.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [method, n, r, p, salt, key] = stored.split('$')
  if (method !== 'scrypt' || !salt || !key) return false
  const expected = Buffer.from(key, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(n), r: Number(r), p: Number(p) })
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function derive(password: string, salt: Buffer, strength: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, keyBytes, { ...strength, maxmem: cost.maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
}

/** Sessions and codes are stored by this hash only. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}
