import { z } from 'zod'
import { zPivotIdentity } from '../../../src-shared/contract/staff/identity-links'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { systemActor } from '../../kernel/actor'
import { inRead, inWrite, type Ctx, type Services } from '../../kernel/context'
import { createFranceConnect, type IdentityProvider, type Vouched } from '../../remote/france-connect'
import { hashToken, newToken } from '../accounts'
import { identitySecretPlace, townOrNull } from '../organisation'
import { findAttempt, insertAttempt, takeAttempt } from './store-identity'

/** From the portal to FranceConnect and back: begun and ended in one browser, once, within minutes. */

const goneMinutes = 15
const ticketMinutes = 15
const zJourney = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), redirectUri: z.string() })
const zVouched = z.object({ sub: z.string().min(1), identity: zPivotIdentity, idToken: z.string().min(1) })

/** One client a process and secret: what it read of the provider is read once. */
const providers = new WeakMap<Services, { key: string; provider: IdentityProvider }>()

/** FranceConnect and the address of this portal, or null where the town does not offer it. */
export async function openProvider(ctx: Ctx): Promise<{ provider: IdentityProvider; portalUrl: string } | null> {
  const { services } = ctx
  const town = await townOrNull(ctx)
  if (!town) return null
  const { enabled, issuer, clientId, secretSealed } = town.settings.franceConnect
  const portalUrl = (town.settings.portal.publicUrl || services.portalUrl || '').replace(/\/+$/, '')
  if (!enabled || clientId === '' || secretSealed === '' || portalUrl === '') return null
  const key = `${issuer} ${clientId} ${secretSealed}`
  const known = providers.get(services)
  if (known?.key === key) return { provider: known.provider, portalUrl }
  const secret = services.cipher.open(secretSealed, identitySecretPlace)
  const provider = createFranceConnect({ issuer, clientId, secret })
  providers.set(services, { key, provider })
  return { provider, portalUrl }
}

async function requireProvider(services: Services) {
  return (await inRead({ services, actor: systemActor }, openProvider)) ?? refuse('identity.off')
}

const placeOf = (hash: string) => `identity_attempt/${hash}`

/** Where to send the browser; `browser` names it until it comes back. */
export async function beginJourney(services: Services, browser: string): Promise<string> {
  const { provider, portalUrl } = await requireProvider(services)
  const redirectUri = `${portalUrl}/franceconnect/retour`
  const { url, journey } = await provider.begin(redirectUri)
  const stateHash = hashToken(journey.state)
  const secretSealed = services.cipher.seal(JSON.stringify({ ...journey, redirectUri }), placeOf(stateHash))
  await inWrite({ services, actor: systemActor }, ({ db, now }) =>
    insertAttempt(db, {
      ...{ stateHash, browserHash: hashToken(browser), secretSealed, step: 'gone' },
      ...{ createdAt: now, expiresAt: addMinutesToInstant(now, goneMinutes) },
    }),
  )
  return url
}

/** The browser is back: what FranceConnect says is checked, and kept behind a ticket. */
export async function endJourney(services: Services, browser: string, search: URLSearchParams): Promise<string> {
  const { provider } = await requireProvider(services)
  const unit = { services, actor: systemActor }
  const stateHash = hashToken(search.get('state') ?? '')
  const attempt = await inWrite(unit, async ({ db, now }) => {
    const found = await findAttempt(db, stateHash, 'gone', now)
    const isTheirs = found !== undefined && found.browserHash === hashToken(browser)
    return isTheirs && (await takeAttempt(db, stateHash, 'gone', now)) ? found : refuse('identity.ticket-invalid')
  })
  const opened: unknown = JSON.parse(services.cipher.open(attempt.secretSealed, placeOf(stateHash)))
  const { redirectUri, ...journey } = zJourney.parse(opened)
  const returned = new URL(redirectUri)
  returned.search = search.toString()
  const vouched = await provider.finish(returned, journey)
  const ticket = newToken()
  const ticketHash = hashToken(ticket)
  const secretSealed = services.cipher.seal(JSON.stringify(vouched), placeOf(ticketHash))
  await inWrite(unit, ({ db, now }) =>
    insertAttempt(db, {
      ...{ stateHash: ticketHash, browserHash: attempt.browserHash, secretSealed, step: 'back' },
      ...{ createdAt: now, expiresAt: addMinutesToInstant(now, ticketMinutes) },
    }),
  )
  return ticket
}

/** Who is behind a ticket, without using it. */
export async function readTicket(ctx: Ctx, ticket: string): Promise<Vouched> {
  const hash = hashToken(ticket)
  const attempt = (await findAttempt(ctx.db, hash, 'back', ctx.now)) ?? refuse('identity.ticket-invalid')
  const opened: unknown = JSON.parse(ctx.services.cipher.open(attempt.secretSealed, placeOf(hash)))
  return zVouched.parse(opened)
}

/** Uses a ticket, once. */
export async function takeTicket(ctx: Ctx, ticket: string): Promise<void> {
  if (!(await takeAttempt(ctx.db, hashToken(ticket), 'back', ctx.now))) refuse('identity.ticket-invalid')
}
