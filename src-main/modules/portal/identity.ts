import type { identityContract } from '../../../src-shared/contract/portal/identity'
import type { ParentSession } from '../../../src-shared/contract/portal/session'
import { AppError, refuse } from '../../../src-shared/errors'
import type { ParentActor } from '../../kernel/actor'
import type { ManualCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import type { Vouched } from '../../remote/france-connect'
import { bindIdentity, findIdentity, keepPendingIdentity } from '../access'
import { hashToken, newToken, useLink } from '../accounts'
import { proofOfCode } from './access-password'
import { openProvider, readTicket, takeTicket } from './identity-journey'
import { limitRate } from './rate-limit'
import { openSession } from './session'
import type { PortalShape } from './shape'
import { findAccount, type AccountRow } from './store-session'
import { keepIdToken, takeIdToken } from './store-identity'

const attemptsPerAddress = { count: 60, minutes: 10 }

/** FranceConnect, on the portal beside its desk: a hosted one has neither the secret nor the list of identities. */
export function createIdentityHandlers(shape: PortalShape): Handlers<typeof identityContract, ParentActor> {
  const requireHere = () => (shape.isHosted ? refuse('identity.off') : undefined)
  return {
    'identity.available': async (ctx) => ({
      franceConnect: !shape.isHosted && (await openProvider(ctx)) !== null,
    }),
    'identity.open': async (ctx, { ticket }) => {
      requireHere()
      await ctx.write((unit) => limitRate(unit, `identity/${ctx.caller.address}`, attemptsPerAddress))
      const vouched = await ctx.read((unit) => readTicket(unit, ticket))
      const known = await ctx.read((unit) => findIdentity(unit, vouched.sub))
      const account = known?.status === 'linked' && known.accountId !== null ? known.accountId : null
      const found = account === null ? undefined : await ctx.read(({ db }) => findAccount(db, account))
      if (found && !found.disabled) {
        await ctx.write((unit) => takeTicket(unit, ticket))
        return { state: 'open', session: await enter(ctx, shape, found, vouched) }
      }
      const { givenName, familyName } = vouched.identity
      const asked = known?.status === 'pending' || known?.status === 'refused' ? known.status : 'no'
      return { state: 'unknown', givenName, familyName, asked }
    },
    'identity.confirmCode': async (ctx, { ticket, ...code }) => {
      requireHere()
      await ctx.write((unit) => limitRate(unit, `identity/${ctx.caller.address}`, attemptsPerAddress))
      const vouched = await ctx.read((unit) => readTicket(unit, ticket))
      const { account, tokenHash } = await proofOfCode(ctx, shape, { kind: 'code', ...code })
      await ctx.write(async (unit) => {
        await takeTicket(unit, ticket)
        await useLink(unit, tokenHash, ['letter'])
        await bindIdentity(unit, vouched, account.id)
      })
      return enter(ctx, shape, account, vouched)
    },
    'identity.askAgent': async (ctx, { ticket }) => {
      requireHere()
      await ctx.write(async (unit) => {
        await limitRate(unit, `identity/${ctx.caller.address}`, attemptsPerAddress)
        const vouched = await readTicket(unit, ticket)
        const known = await findIdentity(unit, vouched.sub)
        if (known?.status === 'refused') refuse('identity.refused')
        if (known?.status !== 'linked') await keepPendingIdentity(unit, vouched)
      })
      return { done: true }
    },
    'identity.signOutUrl': async (ctx) => ({ url: shape.isHosted ? null : await signOutUrl(ctx) }),
  }
}

/** Opens the session, and keeps what ends FranceConnect's with it. */
async function enter(
  ctx: ManualCtx<ParentActor>,
  { views }: PortalShape,
  account: AccountRow,
  { idToken }: Vouched,
): Promise<ParentSession> {
  let opened = ''
  const noting: ManualCtx<ParentActor> = {
    ...ctx,
    setSession: (token) => {
      opened = token ?? ''
      ctx.setSession(token)
    },
  }
  const session = await openSession(noting, views, account)
  const tokenHash = hashToken(opened)
  const sealed = ctx.services.cipher.seal(idToken, `identity_session/${tokenHash}`)
  await ctx.write(({ db, now }) => keepIdToken(db, tokenHash, sealed, now))
  return session
}

async function signOutUrl(ctx: ManualCtx<ParentActor>): Promise<string | null> {
  const { sessionToken } = ctx.caller
  if (!sessionToken) return null
  const tokenHash = hashToken(sessionToken)
  const sealed = await ctx.write(({ db }) => takeIdToken(db, tokenHash))
  const open = sealed === null ? null : await ctx.read(openProvider)
  if (sealed === null || open === null) return null
  const idToken = ctx.services.cipher.open(sealed, `identity_session/${tokenHash}`)
  try {
    return await open.provider.signOutUrl({ idToken, state: newToken(), returnTo: `${open.portalUrl}/connexion` })
  } catch (error) {
    if (error instanceof AppError) throw error
    // Ours ends whether or not theirs can be reached.
    ctx.services.log.bug(error, { during: 'france-connect.sign-out' })
    return null
  }
}
