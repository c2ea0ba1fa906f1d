import type { quotientLookupContract } from '../../../src-shared/contract/staff/quotient-lookup'
import type { StaffActor } from '../../kernel/actor'
import type { StaffCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { identitySecretPlace, readTown, updateSettings } from '../organisation'
import { askQuotient, lookupsOfFamily, recordConsent, saveLookup, tokenPlace, withdrawConsent } from './lookup'

export { refreshQuotients, startQuotientRefresh } from './refresh'

const done = { done: true } as const

export const exchangesHandlers: Handlers<typeof quotientLookupContract, StaffActor> = {
  'quotientLookup.ofFamily': (ctx, { familyId }) => lookupsOfFamily(ctx, familyId),
  'quotientLookup.recordConsent': async (ctx, input) => {
    await recordConsent(ctx, input)
    return done
  },
  'quotientLookup.withdrawConsent': async (ctx, input) => {
    await withdrawConsent(ctx, input)
    return done
  },
  'quotientLookup.ask': (ctx, input) => askQuotient(ctx, input),
  'quotientLookup.save': (ctx, input) => saveLookup(ctx, input),
  'connections.settings': (ctx) => describeConnections(ctx),
  'connections.updateFranceConnect': async (ctx, { version, secret, ...fields }) => {
    const seal = (text: string) => ctx.services.cipher.seal(text, identitySecretPlace)
    await updateSettings(ctx, version, ({ franceConnect }) => ({
      franceConnect: { ...fields, secretSealed: secret === undefined ? franceConnect.secretSealed : seal(secret) },
    }))
    return done
  },
  'connections.updateApiParticulier': async (ctx, { version, token, ...fields }) => {
    const seal = (text: string) => ctx.services.cipher.seal(text, tokenPlace)
    await updateSettings(ctx, version, ({ apiParticulier }) => ({
      apiParticulier: { ...fields, tokenSealed: token === undefined ? apiParticulier.tokenSealed : seal(token) },
    }))
    return done
  },
}

async function describeConnections(ctx: StaffCtx) {
  const { settings, version } = await readTown(ctx)
  const { secretSealed, ...franceConnect } = settings.franceConnect
  const { tokenSealed, ...apiParticulier } = settings.apiParticulier
  const url = (settings.portal.publicUrl || ctx.services.portalUrl || '').replace(/\/+$/, '')
  return {
    version,
    franceConnect: {
      ...franceConnect,
      hasSecret: secretSealed !== '',
      returnUrl: url === '' ? '' : `${url}/franceconnect/retour`,
      signOutUrl: url === '' ? '' : `${url}/connexion`,
    },
    apiParticulier: { ...apiParticulier, hasToken: tokenSealed !== '' },
  }
}
