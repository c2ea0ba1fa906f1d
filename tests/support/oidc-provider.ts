import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import fastify from 'fastify'

/** An identity provider that speaks OpenID Connect as FranceConnect v2 does: signed user information, codes that serve once. */

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

interface Code {
  nonce: string
  redirectUri: string
  challenge: string
  used: boolean
}

export interface ProviderFaults {
  /** Changes the claims of a token before it is signed. */
  idToken?(claims: Record<string, unknown>): Record<string, unknown>
  userinfo?(claims: Record<string, unknown>): Record<string, unknown>
  /** Signs with another key, or not at all. */
  key?: KeyObject
  alg?: string
  /** User information in plain JSON. */
  unsigned?: boolean
}

export const clientId = 'portail-aubrelles'
export const clientSecret = 'secret-du-portail'

export async function startProvider() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = 'cle-1'
  const codes = new Map<string, Code>()
  const tokens = new Map<string, string>()
  const state = { faults: {} as ProviderFaults, identity: pivot, asked: [] as URLSearchParams[], url: '' }
  const seconds = () => Math.floor(Date.now() / 1000)

  function jwt(claims: Record<string, unknown>): string {
    const { alg = 'ES256', key = privateKey } = state.faults
    const head = `${encode({ alg, kid, typ: 'JWT' })}.${encode(claims)}`
    if (alg === 'none') return `${head}.`
    return `${head}.${sign('sha256', Buffer.from(head), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }

  const server = fastify({ forceCloseConnections: true })
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  )
  server.get('/api/v2/.well-known/openid-configuration', () => ({
    issuer: state.url,
    authorization_endpoint: `${state.url}/authorize`,
    token_endpoint: `${state.url}/token`,
    userinfo_endpoint: `${state.url}/userinfo`,
    end_session_endpoint: `${state.url}/session/end`,
    jwks_uri: `${state.url}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['ES256', 'RS256'],
    userinfo_signing_alg_values_supported: ['ES256', 'RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    code_challenge_methods_supported: ['S256'],
  }))
  server.get('/api/v2/jwks', () => ({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }],
  }))
  server.post('/api/v2/token', (request, reply) => {
    const body = request.body as URLSearchParams
    const code = codes.get(body.get('code') ?? '')
    const isClient = body.get('client_id') === clientId && body.get('client_secret') === clientSecret
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight = code && !code.used && code.redirectUri === body.get('redirect_uri') && code.challenge === challenge
    if (!isClient || !isRight) return reply.status(400).send({ error: 'invalid_grant' })
    code.used = true
    const accessToken = randomUUID()
    tokens.set(accessToken, state.identity.sub)
    const now = seconds()
    const claims = {
      ...{ iss: state.url, aud: clientId, sub: state.identity.sub, nonce: code.nonce },
      ...{ iat: now, exp: now + 60, acr: 'eidas1' },
    }
    return {
      ...{ access_token: accessToken, token_type: 'Bearer', expires_in: 60 },
      id_token: jwt(state.faults.idToken?.(claims) ?? claims),
    }
  })
  server.get('/api/v2/userinfo', (request, reply) => {
    const sub = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''))
    if (!sub) return reply.status(401).send({ error: 'invalid_token' })
    const now = seconds()
    const claims = { ...state.identity, iss: state.url, aud: clientId, iat: now, exp: now + 60 }
    const told = state.faults.userinfo?.(claims) ?? claims
    return state.faults.unsigned ? told : reply.type('application/jwt').send(jwt(told))
  })
  state.url = `${await server.listen({ port: 0, host: '127.0.0.1' })}/api/v2`

  /** What the person does at the provider: they agree, and their browser is sent back with a code. */
  function agree(authorizeUrl: string): URL {
    const query = new URL(authorizeUrl).searchParams
    state.asked.push(query)
    const code = randomUUID()
    codes.set(code, {
      nonce: query.get('nonce') ?? '',
      redirectUri: query.get('redirect_uri') ?? '',
      challenge: query.get('code_challenge') ?? '',
      used: false,
    })
    const back = new URL(query.get('redirect_uri') ?? '')
    back.search = new URLSearchParams({ code, state: query.get('state') ?? '', iss: state.url }).toString()
    return back
  }
  return Object.assign(state, { agree, close: () => server.close() })
}
export type TestProvider = Awaited<ReturnType<typeof startProvider>>

/** Sarah Berthelot, as the State knows her. */
export const pivot = {
  sub: 'b6048e95bb134ec5b1d1e1fa69f287172e91722b9354d637a1bcf2ebb0fd2ef5v1',
  given_name: 'Sarah Anne',
  family_name: 'Roux',
  preferred_username: 'Berthelot',
  birthdate: '1989-03-07',
  gender: 'female',
  birthplace: '31555',
  birthcountry: '99100',
  email: 'quelqu-un@courriel.invalid',
}
