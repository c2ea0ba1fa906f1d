import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { refreshQuotients } from '../../src-main/modules/exchanges'
import { quotientsOf } from '../../src-main/modules/families'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf, type Desk } from '../support/desk'
import { smallTown } from '../support/factories/town'

const token = 'jeton-de-la-commune'
type Answer = (request: FastifyRequest, reply: FastifyReply) => unknown

const servers: { close(): Promise<unknown> }[] = []
afterEach(async () => void (await Promise.all(servers.splice(0).map((one) => one.close()))))

const found = (valeur: unknown, fournisseur = 'CNAF') => ({
  data: {
    quotient_familial: { fournisseur, valeur, annee: 2026, mois: 11, annee_calcul: 2026, mois_calcul: 11 },
    allocataires: [],
    enfants: [],
  },
  links: {},
  meta: {},
})
const refusal = (code: string) => ({ errors: [{ code, title: 'Refus', detail: '', source: null, meta: {} }] })

/** The State's service, as its documentation describes it. */
async function stateService(first: Answer) {
  const asked: { url: string; query: Record<string, string | string[]>; authorization: string }[] = []
  const service = { answer: first, asked, url: '' }
  const server = fastify({ forceCloseConnections: true })
  server.get('/v3/dss/quotient_familial/identite', (request, reply) => {
    asked.push({
      url: request.url,
      query: request.query as Record<string, string | string[]>,
      authorization: request.headers.authorization ?? '',
    })
    return service.answer(request, reply)
  })
  service.url = await server.listen({ port: 0, host: '127.0.0.1' })
  servers.push(server)
  return service
}

async function openTown(open: () => Promise<Parameters<typeof deskOn>[0]>, answer: Answer, on = true) {
  const desk = deskOn(await open())
  const town = await desk.write((ctx) => smallTown(ctx))
  const service = await stateService(answer)
  const { administrator, agent } = town.staff
  const call = async (operation: string, input: unknown, who = agent.token) =>
    (await desk.staff.dispatcher.call(operation, input, caller(who))).reply
  const { id: familyId, sarah: personId } = town.berthelot
  const target = { familyId, personId }
  await desk.write(
    ({ db }) => db.run`update person set first_name = 'Sarah Anne', last_name = 'Berthelot', birth_name = 'Roux',
      sex = 'F', birth_date = '1989-03-07', birth_country_code = '99100', birth_commune_code = '31555'
      where id = ${personId}`,
  )
  const set = async (fields: object) => {
    const { version } = valueOf<{ version: number }>(await call('connections.settings', {}, administrator.token))
    const base = { version, url: service.url, siret: '210 000 000 00012', token, refresh: false }
    return call('connections.updateApiParticulier', { ...base, ...fields }, administrator.token)
  }
  if (on) valueOf(await set({}))
  const agree = () => call('quotientLookup.recordConsent', { ...target, given: 'desk' })
  const ask = () => call('quotientLookup.ask', target)
  const quotients = async () => (await desk.read((ctx) => quotientsOf(ctx, [familyId]))).get(familyId) ?? []
  return { desk, town, service, call, target, set, agree, ask, quotients }
}
const later = (desk: Desk, minutes: number) => desk.clock.set(addMinutesToInstant(desk.clock.now(), minutes))

onEachDatabase('the QF asked from API Particulier', (open) => {
  it('is off until the town has a token, which is kept sealed and never read again', async () => {
    const { desk, call, target, set, agree, ask, service } = await openTown(open, () => found(925), false)
    expect(valueOf(await call('quotientLookup.ofFamily', { familyId: target.familyId }))).toMatchObject({
      available: false,
    })
    await agree()
    expect(await ask()).toMatchObject({ error: { code: 'lookup.off' } })
    valueOf(await set({}))
    const row = await desk.read(({ db }) => db.one<{ settings: string }>`select settings from town where id = 1`)
    expect(row?.settings).not.toContain(token)
    expect((await ask()).ok).toBe(true)
    valueOf(await set({ token: '' }))
    expect(await ask()).toMatchObject({ error: { code: 'lookup.off' } })
    expect(service.asked).toHaveLength(1)
  })

  it('never travels in clear', async () => {
    const { set } = await openTown(open, () => found(925))
    expect(await set({ url: 'http://particulier.api.gouv.fr' })).toMatchObject({ error: { code: 'input.invalid' } })
  })

  it('is asked with the agreement of the person, the identity of the file and the SIRET of the town', async () => {
    const { ask, agree, service, call, target } = await openTown(open, () => found(925))
    expect(await ask()).toMatchObject({ error: { code: 'lookup.consent-missing' } })
    expect(service.asked).toEqual([])
    valueOf(await agree())
    valueOf(await agree())
    expect(valueOf(await ask())).toMatchObject({
      outcome: 'found',
      found: { provider: 'caf', value: 925, month: '2026-11' },
    })
    expect(service.asked[0]).toMatchObject({
      authorization: `Bearer ${token}`,
      query: {
        ...{ recipient: '21000000000012', nomNaissance: 'Roux', nomUsage: 'Berthelot', sexeEtatCivil: 'F' },
        ...{ anneeDateNaissance: '1989', moisDateNaissance: '3', jourDateNaissance: '7' },
        ...{ codeCogInseePaysNaissance: '99100', codeCogInseeCommuneNaissance: '31555' },
        'prenoms[]': ['Sarah', 'Anne'],
      },
    })
    valueOf(await call('quotientLookup.withdrawConsent', target))
    expect(await ask()).toMatchObject({ error: { code: 'lookup.consent-missing' } })
  })

  it('says what the file lacks, and asks nothing before', async () => {
    const { desk, call, target, agree, ask, service } = await openTown(open, () => found(925))
    await desk.write(
      ({ db }) => db.run`update person set birth_name = '', birth_commune_code = '' where id = ${target.personId}`,
    )
    await agree()
    const { people } = valueOf<{ people: { personId: number; missing: string[] }[] }>(
      await call('quotientLookup.ofFamily', { familyId: target.familyId }),
    )
    expect(people.find(({ personId }) => personId === target.personId)?.missing).toEqual([
      'nom de naissance',
      'commune de naissance',
    ])
    expect(await ask()).toMatchObject({ error: { code: 'lookup.identity-incomplete' } })
    expect(service.asked).toEqual([])
  })

  it('is proposed, then saved once as a dated QF that tells its source', async () => {
    const { ask, agree, call, target, quotients } = await openTown(open, () => found(612, 'MSA'))
    await agree()
    const before = (await quotients()).length
    const { found: read } = valueOf<{ found: { id: number } }>(await ask())
    expect(await quotients()).toHaveLength(before)
    const input = { familyId: target.familyId, lookupId: read.id, validFrom: '2026-12-01' }
    valueOf(await call('quotientLookup.save', input))
    expect(await quotients()).toContainEqual(
      expect.objectContaining({
        ...{ kind: 'msa', value: 612, validFrom: '2026-12-01' },
        source: 'API Particulier (MSA, novembre 2026)',
      }),
    )
    expect(await call('quotientLookup.save', { ...input, validFrom: '2026-12-02' })).toMatchObject({
      error: { code: 'lookup.already-saved' },
    })
  })

  it('of another family is not found', async () => {
    const { ask, agree, call, town } = await openTown(open, () => found(612))
    await agree()
    const { found: read } = valueOf<{ found: { id: number } }>(await ask())
    const input = { familyId: town.diallo.id, lookupId: read.id, validFrom: '2026-12-01' }
    expect(await call('quotientLookup.save', input)).toMatchObject({ error: { code: 'record.not-found' } })
    const stranger = { familyId: town.diallo.id, personId: town.berthelot.sarah, given: 'desk' }
    expect(await call('quotientLookup.recordConsent', stranger)).toMatchObject({ error: { code: 'record.not-found' } })
  })

  it.each<[string, string, Answer]>([
    ['a file that does not exist', 'unknown', (_q, r) => r.status(404).send(refusal('37003'))],
    ['an identity refused', 'refused-identity', (_q, r) => r.status(422).send(refusal('00426'))],
    ['a token refused', 'refused-token', (_q, r) => r.status(401).send(refusal('00101'))],
    ['too many questions', 'too-many', (_q, r) => r.status(429).send(refusal('00429'))],
    ['a broken provider', 'unavailable', (_q, r) => r.status(502).send(refusal('37000'))],
    ['a page that is not theirs', 'unreadable', (_q, r) => r.status(404).type('text/html').send('<h1>Rien</h1>')],
    ['JSON that stops', 'unreadable', (_q, r) => r.type('application/json').send('{"data":{"quotient')],
    ['a QF that is no number', 'unreadable', () => found('beaucoup')],
    ['a negative QF', 'unreadable', () => found(-3)],
    ['another provider', 'unreadable', () => found(700, 'IMPOTS')],
    ['a cut line', 'unavailable', (_q, r) => r.raw.destroy()],
    ['a redirection', 'unavailable', (_q, r) => r.redirect('http://127.0.0.1:1/')],
  ])('gives way to typing on %s, and changes nothing', async (_what, reason, answer) => {
    const { ask, agree, quotients } = await openTown(open, answer)
    await agree()
    const before = await quotients()
    expect(valueOf(await ask())).toEqual({ outcome: 'failed', reason })
    expect(await quotients()).toEqual(before)
  })

  it('keeps quiet for as long as the service asked', async () => {
    const busy: Answer = (_q, reply) => reply.status(429).header('retry-after', '120').send(refusal('00429'))
    const { desk, ask, agree, service } = await openTown(open, busy)
    await agree()
    await ask()
    service.answer = () => found(800)
    expect(valueOf(await ask())).toEqual({ outcome: 'failed', reason: 'too-many' })
    expect(service.asked).toHaveLength(1)
    later(desk, 2)
    expect(valueOf(await ask())).toMatchObject({ outcome: 'found' })
  })

  it('is asked again each month where the town chose it: a new value counts from the first of next month', async () => {
    const { desk, agree, service, set, quotients } = await openTown(open, () => found(480))
    expect(await refreshQuotients(desk.services)).toBe(0)
    valueOf(await set({ refresh: true }))
    expect(await refreshQuotients(desk.services)).toBe(0)
    await agree()
    expect(await refreshQuotients(desk.services)).toBe(1)
    expect(await quotients()).toContainEqual(expect.objectContaining({ value: 480, validFrom: '2027-01-01' }))
    const after = (await quotients()).length
    expect(await refreshQuotients(desk.services)).toBe(0)
    later(desk, 29 * 24 * 60)
    expect(await refreshQuotients(desk.services)).toBe(1)
    expect(await quotients()).toHaveLength(after)
    expect(service.asked).toHaveLength(2)
  })
})
