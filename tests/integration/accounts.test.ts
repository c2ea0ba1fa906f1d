import { expect, it } from 'vitest'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import type { StaffMember } from '../../src-shared/contract/staff/accounts'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf, type Desk } from '../support/desk'
import { insertStaffMember, smallTown, townPassword } from '../support/factories/town'

const wrong = { ok: false, error: { kind: 'unauthenticated', code: 'account.wrong-credentials', details: {} } }

function signIn(desk: Desk, email: string, password: string) {
  return desk.staff.dispatcher.call('session.signIn', { email, password }, caller())
}
const later = (desk: Desk, minutes: number) => desk.clock.set(addMinutesToInstant(desk.clock.now(), minutes))
const call = async (desk: Desk, operation: string, input: unknown, token: string | null) =>
  (await desk.staff.dispatcher.call(operation, input, caller(token))).reply

async function openTown(open: () => Promise<Parameters<typeof deskOn>[0]>) {
  const desk = deskOn(await open())
  const town = await desk.write((ctx) => smallTown(ctx))
  const { administrator, director, agent } = town.staff
  return { desk, town, administrator, director, agent }
}
async function memberOf(desk: Desk, token: string, id: number) {
  const list = valueOf<StaffMember[]>(await call(desk, 'staff.list', {}, token))
  return list.find((member) => member.id === id) as StaffMember
}

onEachDatabase('signing in', (open) => {
  it('opens a session that says who is there, and signing out ends it', async () => {
    const { desk, agent } = await openTown(open)
    const { reply, session } = await signIn(desk, ` ${agent.email.toUpperCase()} `, townPassword)
    expect(valueOf(reply)).toMatchObject({ role: 'agent', townName: 'Ville d’Aubrelles' })
    const token = session?.token ?? ''
    expect(valueOf(await call(desk, 'session.require', {}, token))).toEqual({ done: true })
    await desk.staff.dispatcher.call('session.signOut', {}, caller(token))
    expect(await call(desk, 'session.require', {}, token)).toMatchObject({ error: { code: 'session.missing' } })
  })

  it('answers alike for an unknown address, a wrong password and a disabled account, locks included', async () => {
    const { desk, agent, director } = await openTown(open)
    await desk.write((ctx) => ctx.db.run`update staff set disabled = ${true} where id = ${director.id}`)
    const attempts = [
      [agent.email, 'not this one'],
      ['nobody@aubrelles.invalid', townPassword],
      [director.email, townPassword],
    ] as const
    for (const [email, password] of attempts) {
      const replies = []
      for (let i = 0; i < 6; i += 1) replies.push((await signIn(desk, email, password)).reply)
      expect(replies.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => wrong))
      expect(replies[5]).toMatchObject({ error: { code: 'account.locked', details: { minutes: 1 } } })
    }
  })

  it('waits longer after each failure past the fifth, even for the right password, and forgets once it is given', async () => {
    const { desk, agent } = await openTown(open)
    for (let i = 0; i < 5; i += 1) await signIn(desk, agent.email, 'no')
    expect((await signIn(desk, agent.email, townPassword)).reply).toMatchObject({ error: { code: 'account.locked' } })
    later(desk, 1)
    expect((await signIn(desk, agent.email, 'no')).reply).toEqual(wrong)
    later(desk, 1)
    expect((await signIn(desk, agent.email, 'no')).reply).toMatchObject({ error: { details: { minutes: 1 } } })
    later(desk, 1)
    expect((await signIn(desk, agent.email, townPassword)).reply.ok).toBe(true)
    expect((await signIn(desk, agent.email, 'no')).reply).toEqual(wrong)
    expect((await signIn(desk, agent.email, townPassword)).reply.ok).toBe(true)
  })

  it('lasts twelve hours', async () => {
    const { desk, agent } = await openTown(open)
    later(desk, 12 * 60 - 1)
    expect((await call(desk, 'session.require', {}, agent.token)).ok).toBe(true)
    later(desk, 1)
    expect(await call(desk, 'session.require', {}, agent.token)).toMatchObject({ error: { code: 'session.missing' } })
  })
})

onEachDatabase('staff accounts', (open) => {
  const newcomer = {
    firstName: 'Léa',
    lastName: 'Okafor',
    email: 'lea.okafor@aubrelles.invalid',
    role: 'animator',
    structureIds: [] as number[],
    password: 'douze lettres',
  }

  it('are created with a password of twelve characters at least, and one address each', async () => {
    const { desk, administrator, town } = await openTown(open)
    const short = await call(desk, 'staff.create', { ...newcomer, password: 'onze lettre' }, administrator.token)
    expect(short).toMatchObject({ error: { details: { fields: { password: '12 caractères au moins' } } } })
    const input = { ...newcomer, structureIds: [town.centre] }
    const { id } = valueOf<{ id: number }>(await call(desk, 'staff.create', input, administrator.token))
    expect(await call(desk, 'staff.create', input, administrator.token)).toMatchObject({
      error: { code: 'account.email-taken' },
    })
    expect(await memberOf(desk, administrator.token, id)).toMatchObject({
      role: 'animator',
      structureIds: [town.centre],
    })
    expect((await signIn(desk, newcomer.email, newcomer.password)).reply.ok).toBe(true)
  })

  it('lose their sessions the moment they are disabled', async () => {
    const { desk, administrator, agent } = await openTown(open)
    const { id, version } = await memberOf(desk, administrator.token, agent.id)
    valueOf(await call(desk, 'staff.setDisabled', { id, version, disabled: true }, administrator.token))
    expect(await call(desk, 'session.require', {}, agent.token)).toMatchObject({ error: { code: 'session.missing' } })
    const stale = await call(desk, 'staff.setDisabled', { id, version, disabled: false }, administrator.token)
    expect(stale).toMatchObject({ error: { code: 'record.changed-meanwhile' } })
  })

  it('never leave a town without an administrator, even when two leave at once', async () => {
    const { desk, administrator } = await openTown(open)
    const own = await memberOf(desk, administrator.token, administrator.id)
    const demote = (member: StaffMember) => ({ ...member, role: 'agent' })
    expect(await call(desk, 'staff.update', demote(own), administrator.token)).toMatchObject({
      error: { code: 'account.last-administrator' },
    })
    const email = 'second@aubrelles.invalid'
    const second = await desk.write((ctx) => insertStaffMember(ctx, { role: 'administrator', email }))
    const other = await memberOf(desk, administrator.token, second.id)
    const replies = await Promise.all([
      call(desk, 'staff.update', demote(own), administrator.token),
      call(desk, 'staff.update', demote(other), second.token),
    ])
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1)
  })

  it('of administrators are out of reach of a director, who gives no right beyond his own', async () => {
    const { desk, town, administrator } = await openTown(open)
    const email = 'limited@aubrelles.invalid'
    const limited = await desk.write((ctx) =>
      insertStaffMember(ctx, { role: 'director', email, structureIds: [town.centre] }),
    )
    const refused = { error: { code: 'account.above-your-rights' } }
    const create = (fields: object) => call(desk, 'staff.create', { ...newcomer, ...fields }, limited.token)
    expect(await create({ role: 'administrator' })).toMatchObject(refused)
    expect(await create({ structureIds: [] })).toMatchObject(refused)
    expect((await create({ structureIds: [town.centre] })).ok).toBe(true)
    const password = { id: administrator.id, password: 'pris de force' }
    expect(await call(desk, 'staff.setPassword', password, limited.token)).toMatchObject(refused)
    expect(await call(desk, 'staff.list', {}, town.staff.agent.token)).toMatchObject({
      error: { code: 'permission.missing' },
    })
  })

  it('change their own password by giving the present one; their other sessions end', async () => {
    const { desk, agent } = await openTown(open)
    const { session } = await signIn(desk, agent.email, townPassword)
    const token = session?.token ?? ''
    const change = (current: string) =>
      call(desk, 'session.changePassword', { current, next: 'un nouveau secret' }, token)
    expect(await change('pas celui-ci')).toMatchObject({ error: { code: 'account.wrong-password' } })
    valueOf(await change(townPassword))
    expect((await call(desk, 'session.require', {}, token)).ok).toBe(true)
    expect((await call(desk, 'session.require', {}, agent.token)).ok).toBe(false)
    expect((await signIn(desk, agent.email, 'un nouveau secret')).reply.ok).toBe(true)
  })
})
