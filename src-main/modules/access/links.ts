import { randomInt } from 'node:crypto'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { hashToken, insertLink, newToken, type AccessPurpose } from '../accounts'
import { readTown, type Town } from '../organisation'

interface NewLink {
  purpose: AccessPurpose
  accountId?: number
  registrationId?: string
  email?: string
  minutes: number
  mailKey?: string
}

export const minutesOfDay = 24 * 60
/** A lost password is found again within half an hour, or asked for again. */
export const resetMinutes = 30
export const proofMinutes = 2 * minutesOfDay

/** Makes a link; the token itself is only in what is sent. */
export async function createLink(ctx: Ctx, link: NewLink): Promise<{ token: string; expiresAt: Instant }> {
  const token = newToken()
  const expiresAt = await keepSecret(ctx, link, token)
  return { token, expiresAt }
}

async function keepSecret(ctx: Ctx, link: NewLink, secret: string): Promise<Instant> {
  const { purpose, accountId = null, registrationId = null, email = '', minutes, mailKey = '' } = link
  const expiresAt = addMinutesToInstant(ctx.now, minutes)
  await insertLink(ctx.db, {
    ...{ tokenHash: hashToken(secret), purpose, accountId, registrationId, email, mailKey },
    ...{ createdAt: ctx.now, createdBy: actorName(ctx.actor), expiresAt, usedAt: null },
  })
  return expiresAt
}

// Neither 0 nor O, 1 nor I nor L: a letter is typed by hand.
const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const codeLength = 12

/** A code to type from a letter, bound to the identifier printed beside it. */
export async function createCode(
  ctx: Ctx,
  link: NewLink & { login: string },
): Promise<{ code: string; expiresAt: Instant }> {
  const code = Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join('')
  return { code, expiresAt: await keepSecret(ctx, link, codeSecret(link.login, code)) }
}

/** What a code is kept by. Spaces, dashes and small letters do not count. */
export function codeSecret(login: string, typed: string): string {
  return `${login}/${typed.toUpperCase().replace(/[^A-Z0-9]/g, '')}`
}

export const shownCode = (code: string) => (code.match(/.{4}/g) ?? [code]).join(' – ')

const words = [
  ...[
    'Cerise',
    'Pomme',
    'Citron',
    'Mangue',
    'Poire',
    'Prune',
    'Figue',
    'Melon',
    'Noisette',
    'Orange',
    'Radis',
    'Tomate',
  ],
  ...['Bateau', 'Nuage', 'Jardin', 'Soleil', 'Montagne', 'Rivage', 'Sentier', 'Prairie', 'Colline', 'Moulin', 'Verger'],
  ...['Hibou', 'Lapin', 'Renard', 'Castor', 'Merle', 'Loutre', 'Poulain', 'Grenouille', 'Libellule', 'Hirondelle'],
]

/** Easy to say on the telephone: two words and four digits, good for a few days only and behind the lock-out. */
export function sayablePassword(): string {
  const word = () => words[randomInt(words.length)] ?? 'Cerise'
  return `${word()}-${word()}-${String(randomInt(1000, 10_000))}`
}

/** Where the portal is: the address that the town gave, else the one of this program. */
export function portalUrl(ctx: Ctx, { settings }: Town): string {
  return (settings.portal.publicUrl || ctx.services.portalUrl || '').replace(/\/+$/, '')
}

export async function requirePortalUrl(ctx: Ctx): Promise<{ town: Town; url: string }> {
  const town = await readTown(ctx)
  const url = portalUrl(ctx, town)
  return url === '' ? refuse('access.no-portal-url') : { town, url }
}
