import * as oidc from 'openid-client'
import type { PivotIdentity } from '../../src-shared/contract/staff/identity-links'

/** Somebody else who vouches for a person. Refusals are exceptions: whatever fails, nobody comes in. */
export interface IdentityProvider {
  /** Where to send the browser, and what to keep until it comes back. */
  begin(redirectUri: string): Promise<{ url: string; journey: Journey }>
  /** `returned` is the whole address that the browser came back to. */
  finish(returned: URL, journey: Journey): Promise<Vouched>
  signOutUrl(session: { idToken: string; state: string; returnTo: string }): Promise<string>
}

export interface Journey {
  state: string
  nonce: string
  verifier: string
}

export interface Vouched {
  /** Names this person to this town alone, for ever. */
  sub: string
  identity: PivotIdentity
  idToken: string
}

interface Options {
  issuer: string
  clientId: string
  secret: string
}

const timeoutSeconds = 10
const scope =
  'openid identite_pivot given_name family_name preferred_username birthdate birthplace birthcountry gender email'
const levels = ['eidas1', 'eidas2', 'eidas3']

/** FranceConnect v2 (OpenID Connect, confidential client): signatures, issuer, audience, nonce and ages are all checked. */
export function createFranceConnect(options: Options): IdentityProvider {
  let opening: Promise<oidc.Configuration> | undefined
  const open = () => (opening ??= configure(options).catch(forget))
  // What could not be read is asked again by the next person.
  const forget = (error: unknown): never => {
    opening = undefined
    throw error
  }
  return {
    begin: async (redirectUri) => {
      const config = await open()
      const journey = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: config.serverMetadata().supportsPKCE() ? oidc.randomPKCECodeVerifier() : '',
      }
      const url = oidc.buildAuthorizationUrl(config, {
        ...{ redirect_uri: redirectUri, scope, acr_values: 'eidas1', response_type: 'code' },
        ...{ state: journey.state, nonce: journey.nonce },
        ...(journey.verifier === '' ? {} : await challengeOf(journey.verifier)),
      })
      return { url: url.href, journey }
    },
    finish: async (returned, journey) => finish(await open(), options, returned, journey),
    signOutUrl: async ({ idToken, state, returnTo }) => {
      const parameters = { id_token_hint: idToken, state, post_logout_redirect_uri: returnTo }
      return oidc.buildEndSessionUrl(await open(), parameters).href
    },
  }
}

async function challengeOf(verifier: string) {
  return { code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
}

async function configure({ issuer, clientId, secret }: Options): Promise<oidc.Configuration> {
  const server = new URL(issuer)
  // In clear on this machine alone, for trials.
  const isHere = server.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(server.hostname)
  const execute = [oidc.enableNonRepudiationChecks, ...(isHere ? [oidc.allowInsecureRequests] : [])]
  const authentication = oidc.ClientSecretPost(secret)
  const found = await oidc.discovery(server, clientId, undefined, authentication, { execute, timeout: timeoutSeconds })
  const metadata = found.serverMetadata()
  const config = new oidc.Configuration(
    metadata,
    clientId,
    {
      id_token_signed_response_alg: algorithmOf(metadata.id_token_signing_alg_values_supported),
      userinfo_signed_response_alg: algorithmOf(metadata.userinfo_signing_alg_values_supported),
    },
    authentication,
  )
  config.timeout = timeoutSeconds
  for (const extension of execute) extension(config)
  return config
}

/** One algorithm is accepted, of the two that FranceConnect signs with: never « none », never a shared secret. */
const algorithmOf = (supported: string[] | undefined) => (supported?.includes('ES256') ? 'ES256' : 'RS256')

async function finish(
  config: oidc.Configuration,
  { issuer, clientId }: Options,
  returned: URL,
  { state, nonce, verifier }: Journey,
): Promise<Vouched> {
  const tokens = await oidc.authorizationCodeGrant(config, returned, {
    ...{ expectedState: state, expectedNonce: nonce, idTokenExpected: true },
    ...(verifier === '' ? {} : { pkceCodeVerifier: verifier }),
  })
  const claims = tokens.claims()
  if (!claims || !tokens.id_token) throw new Error('no identity in the answer')
  if (typeof claims['acr'] !== 'string' || !levels.includes(claims['acr'])) throw new Error('an unknown level of trust')
  const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
  // The library checks these where they are given; here they must be.
  if (info['iss'] !== issuer || ![info['aud']].flat().includes(clientId))
    throw new Error('an identity for somebody else')
  const text = (name: string) => (typeof info[name] === 'string' ? info[name] : '')
  return {
    sub: claims.sub,
    idToken: tokens.id_token,
    identity: {
      ...{ givenName: text('given_name'), familyName: text('family_name') },
      ...{ preferredUsername: text('preferred_username'), birthDate: text('birthdate'), gender: text('gender') },
      ...{ birthPlace: text('birthplace'), birthCountry: text('birthcountry'), email: text('email') },
    },
  }
}
