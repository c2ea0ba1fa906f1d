import { createHmac, timingSafeEqual } from 'node:crypto'

/** Key of the test gateway, made from the secret of this installation; the label keeps its uses apart. */
const keyOf = (secret: Buffer) => createHmac('sha256', secret).update('ribambelle test gateway').digest()

export function signNotification(secret: Buffer, body: string): string {
  return createHmac('sha256', keyOf(secret)).update(body, 'utf8').digest('hex')
}

export function isSignedBy(secret: Buffer, body: string, signature: string): boolean {
  const expected = Buffer.from(signNotification(secret, body), 'utf8')
  const given = Buffer.from(signature, 'utf8')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
