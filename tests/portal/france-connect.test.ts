import { generateKeyPairSync } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { codeSecret } from '../../src-main/modules/access'
import { hashToken, insertLink } from '../../src-main/modules/accounts'
import { identitySecretPlace } from '../../src-main/modules/organisation'
import { registerIdentityRoutes } from '../../src-main/modules/portal'
import { createFrontServer } from '../../src-main/transports/http/server'
import { silentLog } from '../../src-main/kernel/log'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { onEachDatabase } from '../support/database'
import { caller } from '../support/desk'
import { clientId, clientSecret, startProvider, type ProviderFaults } from '../support/oidc-provider'
import { staffOf } from './access-desk'
import { parentOf, portalTown } from './portal-town'

const opened: { close(): Promise<unknown> }[] = []
afterEach(async () => void (await Promise.all(opened.splice(0).map((one) => one.close()))))

const portalUrl = 'http://127.0.0.1:4444'
const failed = '/connexion?franceconnect=echec'

onEachDatabase('FranceConnect on the portal', (open) => {
  async function serve({ enabled = true } = {}) {
    const made = await portalTown(await open())
    const { desk, town } = made
    const provider = await startProvider()
    opened.push(provider)
    const secretSealed = desk.services.cipher.seal(clientSecret, identitySecretPlace)
    const settings = {
      portal: { publicUrl: portalUrl },
      franceConnect: { enabled, issuer: provider.url, clientId, secretSealed },
    }
    await desk.write(async ({ db }) => {
      await db.run`update town set settings = ${JSON.stringify(settings)} where id = 1`
      await db.run`update person set birth_name = 'Roux', birth_date = '1989-03-07' where id = ${town.berthelot.sarah}`
    })
    const server = await createFrontServer({
      ...{ audience: 'parent', ...desk.portal, log: silentLog },
      extend: (front) => {
        registerIdentityRoutes(front, desk.services)
        return Promise.resolve()
      },
    })
    opened.push(server)
    const get = (url: string, cookie = '') => server.inject({ method: 'GET', url, headers: { cookie } })
    async function leave() {
      const answer = await get('/franceconnect/depart')
      const [cookie = ''] = String(answer.headers['set-cookie']).split(';')
      return { cookie, url: String(answer.headers.location) }
    }
    /** The whole journey: gone, agreed, come back. */
    async function come(faults: ProviderFaults = {}) {
      const { cookie, url } = await leave()
      provider.faults = faults
      const back = provider.agree(url)
      const answer = await get(`${back.pathname}${back.search}`, cookie)
      return { location: String(answer.headers.location), back, cookie }
    }
    const ticketOf = (location: string) => /^\/franceconnect#([\w-]{43})$/.exec(location)?.[1] ?? ''
    const ticket = async () => ticketOf((await come()).location)
    return { ...made, provider, get, leave, come, ticket, anybody: parentOf(desk, null) }
  }

  /** The letter of the town for Sarah, whose code is known here. */
  async function letterFor({ desk, town }: Awaited<ReturnType<typeof serve>>, code = 'K7QF3MTPXH42') {
    const { login, id } = town.parent
    await desk.write((ctx) =>
      insertLink(ctx.db, {
        ...{ tokenHash: hashToken(codeSecret(login, code)), purpose: 'letter', accountId: id, registrationId: null },
        ...{ email: '', mailKey: '', createdAt: ctx.now, createdBy: '', usedAt: null },
        expiresAt: addMinutesToInstant(ctx.now, 60),
      }),
    )
    const birth = await desk.read(
      ({ db }) => db.one<{ birthDate: string }>`select birth_date from person where id = ${town.berthelot.lina}`,
    )
    return { login, code, childBirthDate: (birth?.birthDate ?? null) as never }
  }

  it('leaves with a state and a nonce of 32 characters at least, the level eidas1 and a proof of the code', async () => {
    const made = await serve()
    expect(await made.anybody.value('identity.available', {})).toEqual({ franceConnect: true })
    await made.come()
    const [asked] = made.provider.asked
    expect(asked?.get('state')?.length).toBeGreaterThanOrEqual(32)
    expect(asked?.get('nonce')?.length).toBeGreaterThanOrEqual(32)
    expect(asked?.get('acr_values')).toBe('eidas1')
    expect(asked?.get('code_challenge_method')).toBe('S256')
    expect(asked?.get('redirect_uri')).toBe(`${portalUrl}/franceconnect/retour`)
    expect(asked?.get('scope')).toContain('openid')
  })

  it('opens nobody’s account on an identity that is not bound, even when the e-mail is the account’s', async () => {
    const made = await serve()
    made.provider.identity = { ...made.provider.identity, email: `${made.town.parent.login}@courriel.invalid` }
    const opened = await made.anybody.value('identity.open', { ticket: await made.ticket() })
    expect(opened).toEqual({ state: 'unknown', givenName: 'Sarah Anne', familyName: 'Roux', asked: 'no' })
  })

  it('is bound by the code of a letter, and from then on opens that account alone', async () => {
    const made = await serve()
    const letter = await letterFor(made)
    const ticket = await made.ticket()
    expect(await made.anybody.code('identity.confirmCode', { ticket, ...letter, code: 'AAAA-BBBB' })).toBe(
      'access.code-invalid',
    )
    const session = await made.anybody.value('identity.confirmCode', { ticket, ...letter })
    expect(session).toMatchObject({ firstName: 'Sarah' })
    expect(await made.anybody.code('identity.confirmCode', { ticket, ...letter })).toBe('identity.ticket-invalid')
    const again = await made.ticket()
    expect(await made.anybody.value('identity.open', { ticket: again })).toMatchObject({
      state: 'open',
      session: { firstName: 'Sarah' },
    })
    expect(await made.anybody.code('identity.open', { ticket: again })).toBe('identity.ticket-invalid')
    made.provider.identity = { ...made.provider.identity, sub: 'une-autre-personne' }
    expect(await made.anybody.value('identity.open', { ticket: await made.ticket() })).toMatchObject({
      state: 'unknown',
    })
  })

  it('is bound by an agent, who sees the accounts of the same birth date and name, and no other one', async () => {
    const made = await serve()
    const { desk, town } = made
    const agent = staffOf(desk, town.staff.agent.token)
    const ticket = await made.ticket()
    await made.anybody.value('identity.askAgent', { ticket })
    await made.anybody.value('identity.askAgent', { ticket })
    const pending = await agent.value('identityLinks.pending', {})
    expect(pending).toHaveLength(1)
    const [one] = pending
    expect(one?.identity).toMatchObject({ givenName: 'Sarah Anne', birthDate: '1989-03-07' })
    expect(one?.candidates.map(({ accountId }) => accountId)).toEqual([town.parent.id])
    const id = one?.id ?? 0
    const other = await desk.read(
      ({ db }) => db.one<{ id: number }>`select id from portal_account where id <> ${town.parent.id}`,
    )
    expect(await agent.code('identityLinks.decide', { id, accountId: other?.id ?? 0 })).toBe('record.not-found')
    await agent.value('identityLinks.decide', { id, accountId: town.parent.id })
    expect(await agent.code('identityLinks.decide', { id, accountId: null })).toBe('identity.already-decided')
    expect(await made.anybody.value('identity.open', { ticket })).toMatchObject({ state: 'open' })
  })

  it('stays out after an agent said no, and with a closed account', async () => {
    const made = await serve()
    const { desk, town } = made
    const agent = staffOf(desk, town.staff.agent.token)
    const ticket = await made.ticket()
    await made.anybody.value('identity.askAgent', { ticket })
    const [one] = await agent.value('identityLinks.pending', {})
    await agent.value('identityLinks.decide', { id: one?.id ?? 0, accountId: null })
    expect(await made.anybody.code('identity.askAgent', { ticket })).toBe('identity.refused')
    expect(await made.anybody.value('identity.open', { ticket })).toMatchObject({ state: 'unknown', asked: 'refused' })
    await made.anybody.value('identity.confirmCode', { ticket, ...(await letterFor(made)) })
    await desk.write(({ db }) => db.run`update portal_account set disabled = ${true} where id = ${town.parent.id}`)
    expect(await made.anybody.value('identity.open', { ticket: await made.ticket() })).toMatchObject({
      state: 'unknown',
    })
  })

  const claims = (change: Record<string, unknown>) => (before: Record<string, unknown>) => ({ ...before, ...change })
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  it.each<[string, ProviderFaults]>([
    ['another nonce', { idToken: claims({ nonce: 'x'.repeat(43) }) }],
    ['no nonce', { idToken: ({ nonce: _nonce, ...rest }) => rest }],
    ['another audience', { idToken: claims({ aud: 'un-autre-portail' }) }],
    ['another issuer', { idToken: claims({ iss: 'https://ailleurs.invalid' }) }],
    ['a token that is over', { idToken: claims({ iat: 1_600_000_000, exp: 1_600_000_060 }) }],
    ['a level of trust that is not one', { idToken: claims({ acr: 'aucun' }) }],
    ['a key that is not theirs', { key: stranger }],
    ['no signature (alg none)', { alg: 'none' }],
    ['user information that is not signed', { unsigned: true }],
    ['user information of somebody else', { userinfo: claims({ sub: 'quelqu’un d’autre' }) }],
    ['user information for another portal', { userinfo: claims({ aud: 'un-autre-portail' }) }],
    ['user information for nobody', { userinfo: ({ aud: _aud, ...rest }) => rest }],
    ['user information that is over', { userinfo: claims({ exp: 1_600_000_060 }) }],
  ])('refuses %s', async (_what, faults) => {
    const made = await serve()
    expect((await made.come(faults)).location).toBe(failed)
    // the same journey without the fault comes in: it is the fault that was refused
    expect(await made.ticket()).not.toBe('')
  })

  it('refuses a return played twice, one from another browser, another state and one that comes too late', async () => {
    const made = await serve()
    const { back, cookie, location } = await made.come()
    expect(location).toMatch(/^\/franceconnect#/)
    const replay = await made.get(`${back.pathname}${back.search}`, cookie)
    expect(replay.headers.location).toBe(failed)

    const begun = await made.leave()
    const theirs = made.provider.agree(begun.url)
    const victim = await made.leave()
    const elsewhere = await made.get(`${theirs.pathname}${theirs.search}`, victim.cookie)
    expect(elsewhere.headers.location).toBe(failed)
    theirs.searchParams.set('state', 'x'.repeat(43))
    expect((await made.get(`${theirs.pathname}${theirs.search}`, begun.cookie)).headers.location).toBe(failed)

    const slow = await made.leave()
    const late = made.provider.agree(slow.url)
    made.desk.clock.set(addMinutesToInstant(made.desk.clock.now(), 16))
    expect((await made.get(`${late.pathname}${late.search}`, slow.cookie)).headers.location).toBe(failed)
  })

  it('keeps neither identity nor token in clear', async () => {
    const made = await serve()
    const ticket = await made.ticket()
    await made.anybody.value('identity.askAgent', { ticket })
    const rows = await made.desk.read(({ db }) =>
      Promise.all([db.rows`select * from identity_link`, db.rows`select * from identity_attempt`]),
    )
    expect(JSON.stringify(rows)).not.toMatch(/Berthelot|Roux|1989|eyJ/)
    expect(JSON.stringify(rows)).not.toContain(ticket)
  })

  it('ends the session of FranceConnect with ours', async () => {
    const made = await serve()
    await made.anybody.value('identity.confirmCode', { ticket: await made.ticket(), ...(await letterFor(made)) })
    const { session } = await made.desk.portal.dispatcher.call(
      'identity.open',
      { ticket: await made.ticket() },
      caller(),
    )
    const inside = parentOf(made.desk, session?.token ?? '')
    const { url } = await inside.value('identity.signOutUrl', {})
    const end = new URL(url ?? '')
    expect(`${end.origin}${end.pathname}`).toBe(`${made.provider.url}/session/end`)
    expect(end.searchParams.get('id_token_hint')).toMatch(/^eyJ/)
    expect(end.searchParams.get('post_logout_redirect_uri')).toBe(`${portalUrl}/connexion`)
    expect(await inside.value('identity.signOutUrl', {})).toEqual({ url: null })
    expect(await made.sarah.value('identity.signOutUrl', {})).toEqual({ url: null })
  })

  it('is not offered where the town did not choose it', async () => {
    const made = await serve({ enabled: false })
    expect(await made.anybody.value('identity.available', {})).toEqual({ franceConnect: false })
    expect((await made.get('/franceconnect/depart')).headers.location).toBe(failed)
  })
})
