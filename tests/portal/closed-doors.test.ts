import { expect, it } from 'vitest'
import { instant } from '../../src-shared/kernel/instant'
import { caller, valueOf } from '../support/desk'
import { onEachDatabase } from '../support/database'
import { insertParent, townPassword } from '../support/factories/town'
import { parentOf, portalTown } from './portal-town'

const thierry = {
  ...{ civility: 'M' as const, firstName: 'Thierry', lastName: 'Berthelot', birthName: '', birthDate: null },
  ...{ email: '', phone: '', mobile: '', acceptsEmail: false, acceptsSms: false },
}

onEachDatabase('doors of the portal that must stay closed', (open) => {
  /** A second parent of the Berthelots, with an account; `also` = another family that the account opens. */
  async function secondParent(also: 'diallo' | null = null) {
    const { desk, town } = await portalTown(await open())
    const agent = async <T>(operation: string, input: unknown) =>
      valueOf<T>((await desk.staff.dispatcher.call(operation, input, caller(town.staff.agent.token))).reply)
    const who = { familyId: town.berthelot.id, guardian: thierry }
    const { personId } = await agent<{ personId: number }>('families.addGuardian', who)
    const account = await desk.write((ctx) => insertParent(ctx, personId, town.berthelot.id))
    const families = also ? [town.berthelot.id, town[also].id] : [town.berthelot.id]
    await desk.write((ctx) => {
      return ctx.db.run`update portal_account set family_ids = ${JSON.stringify(families)} where id = ${account.id}`
    })
    const leave = () => agent('families.removeGuardian', { familyId: town.berthelot.id, personId })
    return { desk, town, account, leave, parent: parentOf(desk, account.token) }
  }

  it('shows nothing more of a family to the parent whom an agent took out of it', async () => {
    const { desk, account, leave, parent } = await secondParent()
    expect(await parent.code('home.read', {})).toBeNull()
    await leave()
    expect(await parent.code('home.read', {})).toBe('session.missing')
    const again = { login: account.login, password: townPassword }
    expect(await parentOf(desk, null).code('session.signIn', again)).toBe('account.wrong-credentials')
  })

  it('leaves the other family of that parent open, and tells hosted portals', async () => {
    const { desk, town, account, leave } = await secondParent('diallo')
    await leave()
    const input = { login: account.login, password: townPassword }
    const { reply, session } = await desk.portal.dispatcher.call('session.signIn', input, caller())
    expect(reply).toMatchObject({ ok: true, value: { familyNumber: '1002' } })
    const parent = parentOf(desk, session?.token ?? '')
    expect((await parent.value('session.current', {}))?.families).toHaveLength(1)
    const marked = await desk.read(({ db }) => db.rows<{ key: string }>`select distinct key from view_dirty`)
    const keys = marked.map(({ key }) => key)
    expect(keys).toContain(`access/${town.berthelot.id}`)
    expect(keys).toContain(`access/${town.diallo.id}`)
  })

  it('does not let many guesses at once slip past the wait', async () => {
    const { desk, town } = await portalTown(await open())
    const anybody = parentOf(desk, null)
    const guess = { login: town.parent.login, password: 'wrong' }
    await Promise.all(Array.from({ length: 8 }, () => anybody.ask('session.signIn', guess)))
    const input = { login: town.parent.login, password: townPassword }
    expect(await anybody.code('session.signIn', input)).toBe('account.locked')
    desk.clock.set(instant('2026-12-02T15:19:00.000Z'))
    expect(await anybody.code('session.signIn', input)).toBeNull()
  })

  it('does not tell an unknown login by a wait that known ones do not have', async () => {
    const { desk } = await portalTown(await open())
    const anybody = parentOf(desk, null)
    const codes = []
    for (let n = 0; n < 7; n++)
      codes.push(await anybody.code('session.signIn', { login: `unknown${n}`, password: 'wrong' }))
    expect(new Set(codes)).toEqual(new Set(['account.wrong-credentials']))
    for (let n = 0; n < 5; n++) await anybody.ask('session.signIn', { login: 'same', password: 'wrong' })
    expect(await anybody.code('session.signIn', { login: 'same', password: 'wrong' })).toBe('account.locked')
  })
})
