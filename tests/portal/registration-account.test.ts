import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { RegistrationForm } from '../../src-shared/contract/access'
import { instant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { accessTown, openedWith, strong, tokenIn } from './access-desk'
import { parentOf } from './portal-town'

type Town = Awaited<ReturnType<typeof accessTown>>

const form = (changes: Partial<RegistrationForm> = {}): RegistrationForm => ({
  id: randomUUID(),
  ...{ civility: 'Mme', firstName: 'Odile', lastName: 'Favennec', birthDate: localDate('1988-04-09') },
  ...{ email: 'odile.favennec@courriel.invalid', phone: '06 39 98 55 12' },
  ...{ addressLine1: '22 impasse du Lavoir', addressLine2: '', postalCode: '99120', city: 'Aubrelles' },
  children: [{ firstName: 'Noam', lastName: 'Favennec', birthDate: localDate('2020-05-02') }],
  message: 'Nous arrivons en janvier.',
  ...changes,
})

/** Fills in the form and clicks the link of the e-mail. */
async function ask({ desk, mails }: Town, asked: RegistrationForm): Promise<void> {
  const anybody = parentOf(desk, null)
  await anybody.value('access.register', asked)
  const proof = (await mails()).findLast(({ kind }) => kind === 'registration-proof')
  await anybody.value('access.proveEmail', { token: tokenIn(proof) })
}

const read = async ({ agent }: Town, id: string) => {
  const { requests } = await agent.value('requests.read', { ids: [id] })
  const [request] = requests
  if (!request) throw new Error('the request is missing')
  return request
}

onEachDatabase('a parent whom the town does not know', (open) => {
  it('[A19] [A20] proves an address, waits for an agent, and is in the inbox only then', async () => {
    const made = await accessTown(await open())
    const { desk, agent, mails } = made
    const anybody = parentOf(desk, null)
    const asked = form()
    const toDecide = async () => (await agent.value('requests.counts', {})).toDecide
    const before = await toDecide()
    await anybody.value('access.register', asked)
    // sent twice by a browser in a tunnel: one request, one e-mail
    await anybody.value('access.register', asked)
    expect(await toDecide()).toBe(before)
    const proofs = (await mails()).filter(({ kind }) => kind === 'registration-proof')
    expect(proofs).toHaveLength(1)
    const token = tokenIn(proofs[0])
    expect(await anybody.value('access.proveEmail', { token })).toEqual({ status: 'awaiting' })
    expect(await toDecide()).toBe(before + 1)
    expect(await anybody.code('access.proveEmail', { token })).toBe('access.link-invalid')
  })

  it('[A21] [A22] [A23] [E07] [K08] is validated, chooses a password, gives the last items and is welcomed', async () => {
    const made = await accessTown(await open())
    const { desk, agent, mails } = made
    const asked = form()
    await ask(made, asked)
    const { version, choices } = await read(made, asked.id)
    expect(choices).toEqual([])
    const { results } = await agent.value('requests.decide', {
      decisions: [{ id: asked.id, version, decision: 'accept' }],
    })
    expect(results[0]?.refusal).toBeNull()
    const mail = (await mails()).find(({ kind }) => kind === 'registration-validated')
    expect(mail?.toAddress).toBe(asked.email)

    const proof = { kind: 'link', token: tokenIn(mail) } as const
    const { reply, parent } = await openedWith(desk, 'access.choosePassword', { proof, password: strong })
    expect(reply).toMatchObject({ ok: true, value: { gate: 'completion', welcome: false, familyName: 'Favennec' } })
    expect(await parent.code('home.read', {})).toBe('access.completion-first')
    const completion = await parent.value('access.completion', {})
    expect(completion.children).toEqual([{ firstName: 'Noam', lastName: 'Favennec', birthDate: '2020-05-02' }])
    expect(completion.known.mobile).toBe('06 39 98 55 12')
    await parent.value('access.complete', { ...completion.known, birthName: 'Le Goff', acceptsSms: true })
    expect(await parent.value('session.current', {})).toMatchObject({ gate: null, welcome: true })
    expect(await parent.code('home.read', {})).toBeNull()
    await parent.value('access.welcomed', {})
    expect(await parent.value('session.current', {})).toMatchObject({ gate: null, welcome: false })
    const household = await parent.value('family.read', {})
    expect(household.guardians).toMatchObject([{ firstName: 'Odile', birthName: 'Le Goff', acceptsSms: true }])
  })

  it('[N07] shows the families that may be the same, and joins the one that the agent chooses', async () => {
    const made = await accessTown(await open())
    const { desk, agent, town, mails } = made
    const lina = await desk.read(
      ({ db }) =>
        db.one<{ firstName: string; lastName: string; birthDate: string }>`
          select first_name, last_name, birth_date from person where id = ${town.berthelot.lina}`,
    )
    const child = { ...lina, birthDate: localDate(lina?.birthDate ?? '') } as RegistrationForm['children'][number]
    const asked = form({ firstName: 'Karim', lastName: 'Berthelot', children: [child] })
    await ask(made, asked)
    const { version, choices, related } = await read(made, asked.id)
    expect(choices.map(({ key }) => key)).toEqual([`family/${town.berthelot.id}`, 'new'])
    expect(choices[0]?.detail).toContain('un même enfant')
    expect(related[0]?.path).toBe(`/familles/${town.berthelot.id}`)
    const decide = async (choice?: string) =>
      (
        await agent.value('requests.decide', {
          decisions: [{ id: asked.id, version, decision: 'accept', ...(choice ? { choice } : {}) }],
        })
      ).results[0]
    // nothing is guessed: without a choice there is no decision
    expect((await decide())?.refusal?.code).toBe('request.choice-missing')
    expect((await decide(`family/${town.diallo.id}`))?.refusal?.code).toBe('request.choice-missing')
    expect((await decide(`family/${town.berthelot.id}`))?.refusal).toBeNull()
    const { guardians } = await agent.value('portalAccounts.ofFamily', { familyId: town.berthelot.id })
    expect(guardians.map(({ name }) => name)).toContain('Karim Berthelot')
    const mail = (await mails()).find(({ kind }) => kind === 'registration-validated')
    const proof = { kind: 'link', token: tokenIn(mail) } as const
    const { reply } = await openedWith(desk, 'access.choosePassword', { proof, password: strong })
    expect(reply).toMatchObject({ value: { familyNumber: '1001' } })
  })

  it('[N07] is refused with a reason, which leaves by e-mail', async () => {
    const made = await accessTown(await open())
    const asked = form()
    await ask(made, asked)
    const { version } = await read(made, asked.id)
    const reason = 'Vous n’habitez pas encore la commune.'
    await made.agent.value('requests.decide', { decisions: [{ id: asked.id, version, decision: 'refuse', reason }] })
    const mail = (await made.mails()).find(({ kind }) => kind === 'registration-refused')
    expect(mail).toMatchObject({ toAddress: asked.email })
    expect(mail?.bodyText).toContain(reason)
    expect((await made.mails()).some(({ kind }) => kind === 'registration-validated')).toBe(false)
  })

  it('waits again when the agent takes the decision back, and nothing created is left', async () => {
    const made = await accessTown(await open())
    const { desk, agent, mails } = made
    const countOf = () =>
      desk.read(
        async ({ db }) =>
          await db.one`select (select count(*) from family) as families, (select count(*) from person) as people,
            (select count(*) from portal_account) as accounts, (select count(*) from access_token where account_id is not null) as links`,
      )
    const asked = form()
    await ask(made, asked)
    const before = await countOf()
    const { version } = await read(made, asked.id)
    await agent.value('requests.decide', { decisions: [{ id: asked.id, version, decision: 'accept' }] })
    const decided = await read(made, asked.id)
    const undone = await agent.value('requests.undo', { requests: [{ id: asked.id, version: decided.version }] })
    expect(undone.results[0]?.refusal).toBeNull()
    expect(await countOf()).toEqual(before)
    expect((await mails()).some(({ kind }) => kind === 'registration-validated')).toBe(false)
    const again = await read(made, asked.id)
    expect(again.status).toBe('pending')
    await agent.value('requests.decide', { decisions: [{ id: asked.id, version: again.version, decision: 'accept' }] })
    expect((await mails()).some(({ kind }) => kind === 'registration-validated')).toBe(true)
  })

  it('learns nothing of who has an account: the screen says the same, the mailbox is told apart', async () => {
    const made = await accessTown(await open())
    const { desk, town, mails } = made
    const anybody = parentOf(desk, null)
    const email = `${town.parent.login}@courriel.invalid`
    const known = await anybody.ask('access.register', form({ email }))
    const unknown = await anybody.ask('access.register', form())
    expect(known).toEqual(unknown)
    expect((await mails()).map(({ kind, toAddress }) => [kind, toAddress])).toEqual([
      ['registration-known', email],
      ['registration-proof', 'odile.favennec@courriel.invalid'],
    ])
  })

  it('may not ask where the town does not want it', async () => {
    const { desk } = await accessTown(await open(), { selfRegistration: false })
    expect(await parentOf(desk, null).code('access.register', form())).toBe('access.registration-closed')
  })

  it('has two days to prove the address', async () => {
    const { desk, mails } = await accessTown(await open())
    const anybody = parentOf(desk, null)
    await anybody.value('access.register', form())
    const token = tokenIn((await mails())[0])
    desk.clock.set(instant('2026-12-04T15:10:01.000Z'))
    expect(await anybody.code('access.proveEmail', { token })).toBe('access.link-invalid')
  })
})
