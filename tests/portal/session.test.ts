import { expect, it } from 'vitest'
import { instant } from '../../src-shared/kernel/instant'
import { caller } from '../support/desk'
import { onEachDatabase } from '../support/database'
import { townPassword } from '../support/factories/town'
import { parentOf, portalTown } from './portal-town'

onEachDatabase('signing in on the portal', (open) => {
  it('opens the family of the account, and closes it at the way out', async () => {
    const { desk, town } = await portalTown(await open())
    const input = { login: town.parent.login.toUpperCase(), password: townPassword }
    const { reply, session } = await desk.portal.dispatcher.call('session.signIn', input, caller())
    expect(reply).toMatchObject({
      ok: true,
      value: { firstName: 'Sarah', familyNumber: '1001', familyName: 'Berthelot' },
    })
    const token = session?.token ?? ''
    expect((await parentOf(desk, token).value('session.current', {}))?.firstName).toBe('Sarah')
    await desk.portal.dispatcher.call('session.signOut', {}, caller(token))
    expect(await parentOf(desk, token).value('session.current', {})).toBeNull()
  })

  it('says the same of a wrong password and of an unknown login', async () => {
    const { desk, town } = await portalTown(await open())
    const anybody = parentOf(desk, null)
    const wrong = await anybody.ask('session.signIn', { login: town.parent.login, password: 'wrong' })
    const unknown = await anybody.ask('session.signIn', { login: 'nobody', password: 'wrong' })
    expect(wrong).toEqual(unknown)
    expect(wrong).toMatchObject({ ok: false, error: { code: 'account.wrong-credentials' } })
  })

  it('locks an unknown login like a known one, so that a lock tells nothing', async () => {
    const { desk, town } = await portalTown(await open())
    const anybody = parentOf(desk, null)
    const answersFor = async (login: string) => {
      const answers = []
      for (let attempt = 0; attempt < 6; attempt += 1)
        answers.push(await anybody.ask('session.signIn', { login, password: 'wrong' }))
      return answers
    }
    const known = await answersFor(town.parent.login)
    expect(known[5]).toMatchObject({ error: { code: 'account.locked' } })
    expect(await answersFor('nobody')).toEqual(known)
    // another way to write the same login is the same login
    expect(await anybody.code('session.signIn', { login: 'NOBODY', password: 'wrong' })).toBe('account.locked')
  })

  it('makes a thief wait after five failures, and lets the parent in once the wait is over', async () => {
    const { desk, town } = await portalTown(await open())
    const anybody = parentOf(desk, null)
    for (let attempt = 0; attempt < 5; attempt += 1)
      await anybody.ask('session.signIn', { login: town.parent.login, password: 'wrong' })
    const input = { login: town.parent.login, password: townPassword }
    expect(await anybody.ask('session.signIn', input)).toMatchObject({
      ok: false,
      error: { code: 'account.locked', details: { minutes: 1 } },
    })
    desk.clock.set(instant('2026-12-02T15:11:01.000Z'))
    expect(await anybody.code('session.signIn', input)).toBeNull()
  })

  it('stops an address that tries one login after another', async () => {
    const { desk } = await portalTown(await open())
    await desk.write(
      (ctx) =>
        ctx.db.run`insert into rate_limit (bucket, window_start, count) values ('sign-in/127.0.0.1', ${ctx.now}, 60)`,
    )
    const refusal = await parentOf(desk, null).ask('session.signIn', { login: 'someone', password: 'x' })
    expect(refusal).toMatchObject({ ok: false, error: { code: 'request.too-many', details: { seconds: 600 } } })
    desk.clock.set(instant('2026-12-02T15:20:01.000Z'))
    expect(await parentOf(desk, null).code('session.signIn', { login: 'someone', password: 'x' })).toBe(
      'account.wrong-credentials',
    )
  })

  it('opens the families of an account one at a time, and only those', async () => {
    const { desk, town, sarah } = await portalTown(await open())
    await desk.write(async (ctx) => {
      const both = JSON.stringify([town.berthelot.id, town.diallo.id])
      await ctx.db.run`update portal_account set family_ids = ${both} where id = ${town.parent.id}`
    })
    expect((await sarah.value('session.current', {}))?.families).toEqual([
      { number: '1001', name: 'Berthelot', current: true },
      { number: '1002', name: 'Diallo', current: false },
    ])
    expect(await sarah.value('session.chooseFamily', { position: 1 })).toMatchObject({ familyNumber: '1002' })
    expect((await sarah.value('family.read', {})).number).toBe(1002)
    expect(await sarah.code('session.chooseFamily', { position: 2 })).toBe('record.not-found')
  })

  it('ends the sessions of an account that is closed, or that no longer opens the family', async () => {
    const { desk, town, sarah, mariama } = await portalTown(await open())
    await desk.write(async (ctx) => {
      await ctx.db.run`update portal_account set disabled = ${true} where id = ${town.parent.id}`
      await ctx.db.run`update portal_account set family_ids = ${'[]'} where id = ${town.diallo.mariama}`
    })
    expect(await sarah.code('home.read', {})).toBe('session.missing')
    expect(await mariama.code('home.read', {})).toBe('session.missing')
  })
})
