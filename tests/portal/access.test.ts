import { expect, it } from 'vitest'
import { portalContract } from '../../src-shared/contract/portal'
import { instant } from '../../src-shared/kernel/instant'
import { caller } from '../support/desk'
import { onEachDatabase } from '../support/database'
import { townPassword } from '../support/factories/town'
import { accessTown, openedWith, runJobs, strong, stronger, tokenIn } from './access-desk'
import { parentOf } from './portal-town'

type Town = Awaited<ReturnType<typeof accessTown>>

/** A second adult, without an account yet. */
async function secondAdult({ agent, town }: Town, email = 'karim@courriel.invalid'): Promise<number> {
  const guardian = {
    ...{ civility: 'M' as const, firstName: 'Karim', lastName: 'Berthelot', birthName: '', birthDate: null, email },
    ...{ phone: '', mobile: '06 39 98 41 07', acceptsEmail: true, acceptsSms: false },
  }
  return (await agent.value('families.addGuardian', { familyId: town.berthelot.id, guardian })).personId
}

async function accountOf({ agent, town }: Town, personId: number) {
  const { guardians } = await agent.value('portalAccounts.ofFamily', { familyId: town.berthelot.id })
  return guardians.find((guardian) => guardian.personId === personId)?.account ?? null
}

onEachDatabase('an account that an agent opens', (open) => {
  it('[A09] [A11] [A12] [K07] [N05] sends the identifier and a link that chooses a password once', async () => {
    const made = await accessTown(await open())
    const { desk, town, agent, mails } = made
    const personId = await secondAdult(made)
    const familyId = town.berthelot.id
    const { login } = await agent.value('portalAccounts.create', { familyId, personId, by: 'email' })
    expect(login).toBe('f01001')
    const [mail] = (await mails()).filter(({ kind }) => kind === 'account-created')
    expect(mail).toMatchObject({ toAddress: 'karim@courriel.invalid' })
    expect(mail?.bodyText).toContain('f01001')
    expect(mail?.bodyText).toContain('https://famille.aubrelles.invalid/acces#')
    const token = tokenIn(mail)
    const anybody = parentOf(desk, null)
    expect(await anybody.value('access.readLink', { token })).toMatchObject({ purpose: 'invite', login: 'f01001' })
    expect(await anybody.code('session.signIn', { login, password: strong })).toBe('account.wrong-credentials')

    const proof = { kind: 'link', token } as const
    const { reply, parent } = await openedWith(desk, 'access.choosePassword', { proof, password: strong })
    expect(reply).toMatchObject({ ok: true, value: { firstName: 'Karim', gate: null, welcome: true } })
    expect((await parent.value('family.read', {})).number).toBe(1001)
    expect(await anybody.code('access.choosePassword', { proof, password: stronger })).toBe('access.link-invalid')
    expect(await anybody.code('session.signIn', { login, password: strong })).toBeNull()
  })

  it('shows what became of the e-mail, sends it again, and the former link is void', async () => {
    const made = await accessTown(await open())
    const { desk, town, agent, mails } = made
    const personId = await secondAdult(made)
    const familyId = town.berthelot.id
    const { id: accountId } = await agent.value('portalAccounts.create', { familyId, personId, by: 'email' })
    expect((await accountOf(made, personId))?.link).toMatchObject({ purpose: 'invite', mail: { status: 'pending' } })
    await desk.write(({ db }) => db.run`update outbox_message set status = 'failed', last_error = 'Adresse inconnue'`)
    expect((await accountOf(made, personId))?.link?.mail).toMatchObject({
      status: 'failed',
      lastError: 'Adresse inconnue',
    })
    desk.clock.set(instant('2026-12-02T16:00:00.000Z'))
    await agent.value('portalAccounts.sendLink', { familyId, accountId })
    const [first, second] = (await mails()).map(tokenIn)
    const anybody = parentOf(desk, null)
    expect(await anybody.code('access.readLink', { token: first ?? '' })).toBe('access.link-invalid')
    expect(await anybody.code('access.readLink', { token: second ?? '' })).toBeNull()
    // seven days later it is too old
    desk.clock.set(instant('2026-12-09T16:00:01.000Z'))
    expect(await anybody.code('access.readLink', { token: second ?? '' })).toBe('access.link-invalid')
  })

  it('never shows a link to the agents who read what was sent', async () => {
    const made = await accessTown(await open())
    const personId = await secondAdult(made)
    await made.agent.value('portalAccounts.create', { familyId: made.town.berthelot.id, personId, by: 'email' })
    const token = tokenIn((await made.mails())[0])
    expect(token).not.toBe('')
    const { messages } = await made.agent.value('messaging.outbox', { status: null, search: '', offset: 0, limit: 10 })
    expect(JSON.stringify(messages)).toContain('/acces#')
    expect(JSON.stringify(messages)).not.toContain(token)
  })

  it('prints a letter whose code, identifier and a child’s birth date open the account once', async () => {
    const made = await accessTown(await open())
    const { desk, town, agent } = made
    const personId = await secondAdult(made, '')
    const familyId = town.berthelot.id
    expect(await agent.code('portalAccounts.create', { familyId, personId, by: 'email' })).toBe('access.no-email')
    const { id: accountId, login } = await agent.value('portalAccounts.create', { familyId, personId, by: 'letter' })
    const letter = await agent.value('portalAccounts.letter', { familyId, accountId })
    expect(Buffer.from(letter.pdfBase64, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
    // the code is on paper only: a known one takes its place
    const { hashToken } = await import('../../src-main/modules/accounts')
    const { codeSecret } = await import('../../src-main/modules/access')
    const hash = hashToken(codeSecret(login, 'K7QF3MTPXH42'))
    await desk.write(({ db }) => db.run`update access_token set token_hash = ${hash} where purpose = 'letter'`)
    const birth = await desk.read(
      ({ db }) => db.one<{ birthDate: string }>`select birth_date from person where id = ${town.berthelot.lina}`,
    )
    const anybody = parentOf(desk, null)
    const proof = { kind: 'code', login: login.toUpperCase(), code: 'k7qf – 3mtp – xh42' } as const
    const wrong = { ...proof, childBirthDate: '2001-01-01' }
    const right = { ...proof, childBirthDate: birth?.birthDate ?? '' }
    const choose = (given: object) => anybody.code('access.choosePassword', { proof: given, password: strong } as never)
    expect(await choose(wrong)).toBe('access.code-invalid')
    expect(await choose({ ...right, code: 'K7QF-3MTP-XH43' })).toBe('access.code-invalid')
    expect(await choose({ ...right, login: 'f09999' })).toBe('access.code-invalid')
    expect(await choose(right)).toBeNull()
    expect(await choose(right)).toBe('access.code-invalid')
    expect(await anybody.code('session.signIn', { login, password: strong })).toBeNull()
  })

  it('locks who guesses a code, as it locks who guesses a password', async () => {
    const { desk, town } = await accessTown(await open())
    const anybody = parentOf(desk, null)
    const guess = (login: string) =>
      anybody.code('access.choosePassword', {
        proof: { kind: 'code', login, code: 'AAAA-AAAA-AAAA', childBirthDate: null },
        password: strong,
      })
    const answers = async (login: string) => {
      const all = []
      for (let attempt = 0; attempt < 6; attempt += 1) all.push(await guess(login))
      return all
    }
    const known = await answers(town.parent.login)
    expect(known.at(-1)).toBe('account.locked')
    expect(await answers('f08888')).toEqual(known)
  })

  it('[A18] [N06] [A13] [A17] a provisional password told by telephone opens only the choice of another one', async () => {
    const made = await accessTown(await open())
    const { desk, town, agent } = made
    const target = { familyId: town.berthelot.id, accountId: town.parent.id }
    const { login, password } = await agent.value('portalAccounts.provisionalPassword', target)
    // the sessions of whoever had the former password are over
    expect(await made.sarah.value('session.current', {})).toBeNull()
    expect(await parentOf(desk, null).code('session.signIn', { login, password: townPassword })).toBe(
      'account.wrong-credentials',
    )
    const { reply, parent } = await openedWith(desk, 'session.signIn', { login, password })
    expect(reply).toMatchObject({ ok: true, value: { gate: 'password' } })
    expect(await parent.code('home.read', {})).toBe('access.password-first')
    expect(await parent.code('access.changePassword', { next: password })).toBe('access.same-password')
    expect(await parent.value('access.changePassword', { next: strong })).toMatchObject({ gate: null })
    expect(await parent.code('home.read', {})).toBeNull()
    expect(await parentOf(desk, null).code('session.signIn', { login, password })).toBe('account.wrong-credentials')
  })

  it('accepts a provisional password for a few days only', async () => {
    const { desk, town, agent } = await accessTown(await open(), { provisionalDays: 2 })
    const target = { familyId: town.berthelot.id, accountId: town.parent.id }
    const given = await agent.value('portalAccounts.provisionalPassword', target)
    desk.clock.set(instant('2026-12-04T15:10:01.000Z'))
    const input = { login: given.login, password: given.password }
    expect(await parentOf(desk, null).code('session.signIn', input)).toBe('access.provisional-ended')
  })

  it('opens nothing else of the portal before the password is changed, whatever the operation', async () => {
    const { desk, town, agent } = await accessTown(await open())
    const target = { familyId: town.berthelot.id, accountId: town.parent.id }
    const given = await agent.value('portalAccounts.provisionalPassword', target)
    const { parent } = await openedWith(desk, 'session.signIn', { login: given.login, password: given.password })
    const open_ = [
      'session.',
      'town.',
      // The door of FranceConnect is open to nobody in particular: what it opens is held by the same gate.
      'identity.',
      'access.changePassword',
      'access.readLink',
      'access.choosePassword',
      'access.forgotten',
    ]
    for (const operation of Object.keys(portalContract) as (keyof typeof portalContract)[]) {
      if (open_.some((prefix) => operation.startsWith(prefix))) continue
      expect([operation, await parent.code(operation, {} as never)]).toEqual([operation, 'access.password-first'])
    }
  })

  it('closes with its sessions, and opens again', async () => {
    const { desk, town, agent, sarah } = await accessTown(await open())
    const target = { familyId: town.berthelot.id, accountId: town.parent.id }
    expect(await agent.code('portalAccounts.setDisabled', { ...target, version: 9, disabled: true })).toBe(
      'record.changed-meanwhile',
    )
    await agent.value('portalAccounts.setDisabled', { ...target, version: 1, disabled: true })
    expect(await sarah.value('session.current', {})).toBeNull()
    const input = { login: town.parent.login, password: townPassword }
    expect(await parentOf(desk, null).code('session.signIn', input)).toBe('account.wrong-credentials')
    await agent.value('portalAccounts.setDisabled', { ...target, version: 2, disabled: false })
    expect(await parentOf(desk, null).code('session.signIn', input)).toBeNull()
  })

  it('of another family does not exist', async () => {
    const { town, agent, mariama } = await accessTown(await open())
    expect(await mariama.code('access.account', {})).toBeNull()
    const target = { familyId: town.diallo.id, accountId: town.parent.id }
    expect(await agent.code('portalAccounts.sendLink', target)).toBe('record.not-found')
    expect(await agent.code('portalAccounts.letter', target)).toBe('record.not-found')
    expect(await agent.code('portalAccounts.provisionalPassword', target)).toBe('record.not-found')
  })
})

onEachDatabase('a parent’s own access', (open) => {
  it('[A06] [A07] signs in by identifier, or by an e-mail that one account alone has', async () => {
    const { desk, town } = await accessTown(await open())
    const anybody = parentOf(desk, null)
    const email = `${town.parent.login}@courriel.invalid`
    expect(await anybody.code('session.signIn', { login: town.parent.login, password: townPassword })).toBeNull()
    expect(await anybody.code('session.signIn', { login: email.toUpperCase(), password: townPassword })).toBeNull()
    await desk.write(({ db }) => db.run`update portal_account set email = ${email}`)
    expect(await anybody.code('session.signIn', { login: email, password: townPassword })).toBe(
      'account.wrong-credentials',
    )
    expect(await anybody.code('session.signIn', { login: town.parent.login, password: townPassword })).toBeNull()
  })

  it('[A14] refuses a weak password beside its field, naming the rules', async () => {
    const { sarah } = await accessTown(await open())
    const weak = await sarah.ask('access.changePassword', { current: townPassword, next: 'girafe' })
    expect(weak).toMatchObject({ error: { code: 'password.weak', details: { rules: ['length', 'upper', 'digit'] } } })
    expect(JSON.stringify(weak)).toContain('12 caractères au moins')
    expect(JSON.stringify(weak)).toContain('une majuscule')
  })

  it('[A15] changes the password at any time; the other sessions end, this one goes on', async () => {
    const { desk, town, sarah } = await accessTown(await open())
    const input = { login: town.parent.login, password: townPassword }
    const elsewhere = await openedWith(desk, 'session.signIn', input)
    expect(await sarah.code('access.changePassword', { current: 'wrong', next: strong })).toBe('account.wrong-password')
    expect(await sarah.code('access.changePassword', { next: strong })).toBe('account.wrong-password')
    await sarah.value('access.changePassword', { current: townPassword, next: strong })
    expect(await elsewhere.parent.value('session.current', {})).toBeNull()
    expect(await sarah.value('session.current', {})).not.toBeNull()
    expect(await parentOf(desk, null).code('session.signIn', { ...input, password: strong })).toBeNull()
  })

  it('[A16] [K09] [A17] finds a lost password again by e-mail, with a link good for half an hour', async () => {
    const { desk, town, mails, sarah } = await accessTown(await open())
    const email = `${town.parent.login}@courriel.invalid`
    const anybody = parentOf(desk, null)
    await anybody.value('access.forgotten', { login: email })
    await runJobs(desk)
    const [mail] = (await mails()).filter(({ kind }) => kind === 'password-reset')
    expect(mail?.toAddress).toBe(email)
    expect(mail?.bodyText).toContain(town.parent.login)
    const proof = { kind: 'link', token: tokenIn(mail) } as const
    const { reply } = await openedWith(desk, 'access.choosePassword', { proof, password: strong })
    expect(reply.ok).toBe(true)
    // whoever was signed in with the lost password is not any more
    expect(await sarah.value('session.current', {})).toBeNull()
    await anybody.value('access.forgotten', { login: email })
    await runJobs(desk)
    const later = (await mails()).filter(({ kind }) => kind === 'password-reset').at(-1)
    desk.clock.set(instant('2026-12-02T15:41:00.000Z'))
    expect(await anybody.code('access.readLink', { token: tokenIn(later) })).toBe('access.link-invalid')
  })

  it('says the same, after the same work, whether the address has an account or not', async () => {
    const { desk, town, mails } = await accessTown(await open())
    const anybody = parentOf(desk, null)
    const rowsOf = () =>
      desk.read(async ({ db }) => {
        const tables = ['outbox_message', 'job', 'access_token', 'rate_limit', 'audit_log']
        const counts: number[] = []
        for (const table of tables) {
          const { rawSql } = await import('../../src-main/database/sql')
          counts.push(Number((await db.one<{ n: number }>`select count(*) as n from ${rawSql(table)}`)?.n))
        }
        return counts
      })
    const grown = async (login: string) => {
      const before = await rowsOf()
      const answer = await anybody.ask('access.forgotten', { login })
      const after = await rowsOf()
      return { answer, work: after.map((count, index) => count - (before[index] ?? 0)) }
    }
    await grown('warm-up')
    const known = await grown(`${town.parent.login}@courriel.invalid`)
    expect(await grown('nobody@courriel.invalid')).toEqual(known)
    await runJobs(desk)
    expect((await mails()).map(({ toAddress }) => toAddress)).toEqual([`${town.parent.login}@courriel.invalid`])
  })

  it('stops whoever asks for a lost password again and again, known or not', async () => {
    const { desk, town } = await accessTown(await open())
    const anybody = parentOf(desk, null)
    const codes = async (login: string) => {
      const all = []
      for (let time = 0; time < 6; time += 1) all.push(await anybody.code('access.forgotten', { login }))
      return all
    }
    const known = await codes(town.parent.login)
    expect(known).toEqual([null, null, null, null, null, 'request.too-many'])
    expect(await codes('nobody')).toEqual(known)
  })

  it('changes its e-mail once both mailboxes have said yes, and tells the former one', async () => {
    const made = await accessTown(await open())
    const { desk, town, sarah, mails } = made
    const before = `${town.parent.login}@courriel.invalid`
    const email = 'sarah.nouvelle@courriel.invalid'
    expect(await sarah.code('access.askEmail', { email, password: 'wrong' })).toBe('account.wrong-password')
    await sarah.value('access.askEmail', { email, password: townPassword })
    const asked = (await mails()).filter(({ kind }) => kind === 'email-change')
    expect(asked.map(({ toAddress }) => toAddress).toSorted()).toEqual([before, email].toSorted())
    const anybody = parentOf(desk, null)
    const tokenFor = (address: string) => tokenIn(asked.find(({ toAddress }) => toAddress === address))
    expect(await anybody.value('access.confirmEmail', { token: tokenFor(email) })).toEqual({ waitingFor: ['old'] })
    expect(await sarah.value('access.account', {})).toMatchObject({
      email: before,
      pendingEmail: email,
      waitingFor: ['old'],
    })
    expect(await anybody.value('access.confirmEmail', { token: tokenFor(before) })).toEqual({ waitingFor: [] })
    expect(await sarah.value('access.account', {})).toMatchObject({ email, pendingEmail: '' })
    expect((await mails()).at(-1)).toMatchObject({ toAddress: before, subject: 'Votre adresse e-mail a changé' })
    expect((await sarah.value('family.read', {})).guardians.some((guardian) => guardian.email === email)).toBe(true)
    expect(await anybody.code('session.signIn', { login: email, password: townPassword })).toBeNull()
  })

  it('lists its sessions, ends one, or all the others', async () => {
    const { desk, town, sarah } = await accessTown(await open())
    const input = { login: town.parent.login, password: townPassword }
    const one = await openedWith(desk, 'session.signIn', input)
    const two = await openedWith(desk, 'session.signIn', input)
    const { sessions } = await sarah.value('access.account', {})
    expect(sessions).toHaveLength(3)
    expect(sessions.filter(({ current }) => current)).toHaveLength(1)
    const ofOne = (await one.parent.value('access.account', {})).sessions.find(({ current }) => current)
    expect(await sarah.value('access.endSessions', { key: ofOne?.key ?? '' })).toEqual({ ended: 1 })
    expect(await one.parent.value('session.current', {})).toBeNull()
    expect(await two.parent.value('session.current', {})).not.toBeNull()
    expect(await sarah.value('access.endSessions', { key: null })).toEqual({ ended: 1 })
    expect(await two.parent.value('session.current', {})).toBeNull()
    expect(await sarah.value('session.current', {})).not.toBeNull()
  })

  it('[A24] [A25] signs out, and the town says where the browser goes then', async () => {
    const { desk, town } = await accessTown(await open(), { signOutUrl: 'https://www.aubrelles.invalid/' })
    const anybody = parentOf(desk, null)
    expect((await anybody.value('town.identity', {})).access.signOutUrl).toBe('https://www.aubrelles.invalid/')
    const { session } = await desk.portal.dispatcher.call('session.signOut', {}, caller(town.parent.token))
    expect(session).toEqual({ token: null })
    expect(await parentOf(desk, town.parent.token).value('session.current', {})).toBeNull()
  })
})
