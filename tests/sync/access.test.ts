import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { townPassword } from '../support/factories/town'
import { mailsOf, staffOf, strong, stronger, tokenIn } from '../portal/access-desk'
import { browser, exchange, openBoth } from './sides'

onEachDatabase('an access on a hosted portal', (open) => {
  async function ready() {
    const both = await openBoth(await open())
    const { desk, town, hosted } = both
    const settings = { portal: { publicUrl: hosted.address } }
    await desk.write(async (ctx) => {
      await ctx.db.run`update town set settings = ${JSON.stringify(settings)} where id = 1`
      await ctx.touch('town')
    })
    await exchange(hosted)
    const agent = staffOf(desk, town.staff.agent.token)
    const lastMail = async (kind: string) => (await mailsOf(desk)).findLast((mail) => mail.kind === kind)
    return { ...both, agent, lastMail, visitor: browser(hosted.address) }
  }

  it('a lost password: asked there, sent by the office, chosen there, and known to the office', async () => {
    const { desk, hosted, town, lastMail, visitor } = await ready()
    const email = `${town.parent.login}@courriel.invalid`
    const known = await visitor.ask('access.forgotten', { login: email })
    expect(await visitor.ask('access.forgotten', { login: 'nobody@courriel.invalid' })).toEqual(known)
    // one exchange brings the asking, the next one the link
    await exchange(hosted)
    await exchange(hosted)
    const token = tokenIn(await lastMail('password-reset'))
    expect(await visitor.value('access.readLink', { token })).toMatchObject({ purpose: 'reset' })
    const proof = { kind: 'link', token } as const
    await visitor.value('access.choosePassword', { proof, password: strong })
    expect(await visitor.code('home.read', {})).toBeNull()
    expect(await visitor.code('access.choosePassword', { proof, password: stronger })).toBe('access.link-invalid')
    // what the office still says of before does not undo it
    await desk.write((ctx) => ctx.touch(`access/${town.berthelot.id}`))
    await exchange(hosted)
    const again = browser(hosted.address)
    expect(await again.code('session.signIn', { login: email, password: strong })).toBeNull()
    expect(await again.code('session.signIn', { login: email, password: townPassword })).toBe(
      'account.wrong-credentials',
    )
    const { reply } = await desk.portal.dispatcher.call(
      'session.signIn',
      { login: email, password: strong },
      { address: '', userAgent: '', sessionToken: null },
    )
    expect(reply.ok).toBe(true)
  })

  it('an account opened by an agent opens there, once', async () => {
    const { hosted, town, agent, lastMail, visitor } = await ready()
    const guardian = {
      ...{ civility: 'M' as const, firstName: 'Karim', lastName: 'Berthelot', birthName: '', birthDate: null },
      ...{ email: 'karim@courriel.invalid', phone: '', mobile: '', acceptsEmail: true, acceptsSms: false },
    } as const
    const familyId = town.berthelot.id
    const { personId } = await agent.value('families.addGuardian', { familyId, guardian })
    await agent.value('portalAccounts.create', { familyId, personId, by: 'email' })
    await exchange(hosted)
    const proof = { kind: 'link', token: tokenIn(await lastMail('account-created')) } as const
    const session = await visitor.value('access.choosePassword', { proof, password: strong })
    expect(session).toMatchObject({ firstName: 'Karim', gate: null, welcome: true })
    await visitor.value('access.welcomed', {})
    await exchange(hosted)
    expect((await visitor.value('session.current', {}))?.welcome).toBe(false)
    const { guardians } = await agent.value('portalAccounts.ofFamily', { familyId })
    expect(guardians.find((one) => one.personId === personId)?.account).toMatchObject({ active: true })
  })

  it('a provisional password given by an agent has to be changed there', async () => {
    const { hosted, town, agent, visitor } = await ready()
    const target = { familyId: town.berthelot.id, accountId: town.parent.id }
    const { login, password } = await agent.value('portalAccounts.provisionalPassword', target)
    await exchange(hosted)
    expect(await visitor.value('session.signIn', { login, password })).toMatchObject({ gate: 'password' })
    expect(await visitor.code('home.read', {})).toBe('access.password-first')
    expect(await visitor.value('access.changePassword', { next: strong })).toMatchObject({ gate: null })
    await exchange(hosted)
    expect(await visitor.value('session.current', {})).toMatchObject({ gate: null })
    expect(await browser(hosted.address).code('session.signIn', { login, password: strong })).toBeNull()
  })

  it('a stranger asks there, proves the address there, and is in the inbox of the office', async () => {
    const { hosted, agent, lastMail, visitor } = await ready()
    const before = (await agent.value('requests.counts', {})).toDecide
    await visitor.value('access.register', {
      id: randomUUID(),
      ...{ civility: 'Mme', firstName: 'Odile', lastName: 'Favennec', birthDate: null },
      ...{ email: 'odile@courriel.invalid', phone: '06 39 98 55 12', addressLine1: '22 impasse du Lavoir' },
      ...{ addressLine2: '', postalCode: '99120', city: 'Aubrelles', message: '' },
      children: [{ firstName: 'Noam', lastName: 'Favennec', birthDate: localDate('2020-05-02') }],
    })
    await exchange(hosted)
    const proof = await lastMail('registration-proof')
    expect(proof?.toAddress).toBe('odile@courriel.invalid')
    expect(await visitor.value('access.proveEmail', { token: tokenIn(proof) })).toEqual({ status: 'sent' })
    await exchange(hosted)
    expect((await agent.value('requests.counts', {})).toDecide).toBe(before + 1)
  })

  it('a change of address waits for both mailboxes, wherever they are clicked', async () => {
    const { desk, hosted, town, sarah } = await ready()
    const email = 'sarah.nouvelle@courriel.invalid'
    await sarah.value('access.askEmail', { email, password: townPassword })
    await exchange(hosted)
    await exchange(hosted)
    const mails = (await mailsOf(desk)).filter(({ kind }) => kind === 'email-change')
    expect(mails).toHaveLength(2)
    const visitor = browser(hosted.address)
    const [first, second] = mails.map(tokenIn)
    expect((await visitor.value('access.confirmEmail', { token: first ?? '' })).waitingFor).toHaveLength(1)
    await exchange(hosted)
    expect(await visitor.value('access.confirmEmail', { token: second ?? '' })).toEqual({ waitingFor: [] })
    await exchange(hosted)
    expect((await sarah.value('access.account', {})).email).toBe(email)
    const person = await desk.read(
      ({ db }) => db.one<{ email: string }>`select email from person where id = ${town.berthelot.sarah}`,
    )
    expect(person?.email).toBe(email)
  })
})
