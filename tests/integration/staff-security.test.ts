import { Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { keyUri, stepOf } from '../../src-main/modules/accounts/second-factor'
import type { StaffInvitation, StaffSessionRow } from '../../src-shared/contract/staff/security'
import type { StaffMember } from '../../src-shared/contract/staff/accounts'
import { addMinutesToInstant, epochOf, instant } from '../../src-shared/kernel/instant'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf, type Desk } from '../support/desk'
import { insertStaffMember, smallTown, townPassword } from '../support/factories/town'

const later = (desk: Desk, minutes: number) => desk.clock.set(addMinutesToInstant(desk.clock.now(), minutes))
const call = async (desk: Desk, operation: string, input: unknown, token: string | null) =>
  (await desk.staff.dispatcher.call(operation, input, caller(token))).reply
const signIn = (desk: Desk, email: string, code?: string, password = townPassword) =>
  desk.staff.dispatcher.call('session.signIn', { email, password, ...(code ? { code } : {}) }, caller())

/** The application on a telephone. */
const codeOf = (desk: Desk, secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret.replace(/ /g, '')) }).generate({ timestamp: epochOf(desk.clock.now()) })

async function openTown(open: () => Promise<Parameters<typeof deskOn>[0]>, mode?: 'demonstration') {
  const desk = deskOn(await open())
  const town = await desk.write((ctx) => smallTown(ctx, mode ? { mode } : {}))
  return { desk, ...town.staff, town }
}

async function protect(desk: Desk, { token }: { token: string }) {
  const { secret, uri, qr } = valueOf<{ secret: string; uri: string; qr: { size: number; path: string } }>(
    await call(desk, 'security.beginFactor', { password: townPassword }, token),
  )
  const confirm = { code: codeOf(desk, secret) }
  const { recoveryCodes } = valueOf<{ recoveryCodes: string[] }>(
    await call(desk, 'security.confirmFactor', confirm, token),
  )
  later(desk, 1)
  return { secret, uri, qr, recoveryCodes }
}

const needed = { error: { code: 'account.code-needed' } }
const wrongCode = { error: { code: 'account.wrong-code' } }

describe('codes of an application', () => {
  // Appendix B of RFC 6238, SHA-1: eight digits there, of which applications show the last six.
  const secret = Secret.fromUTF8('12345678901234567890').base32
  it.each([
    ['1970-01-01T00:00:59.000Z', '287082'],
    ['2005-03-18T01:58:29.000Z', '081804'],
    ['2005-03-18T01:58:31.000Z', '050471'],
    ['2009-02-13T23:31:30.000Z', '005924'],
    ['2033-05-18T03:33:20.000Z', '279037'],
  ])('are those of the standard at %s', (at, code) => {
    expect(stepOf(secret, code, instant(at))).toBe(Math.floor(epochOf(instant(at)) / 30_000))
  })

  it('are accepted half a minute early or late, and no more', () => {
    const at = instant('2005-03-18T01:58:29.000Z')
    expect(stepOf(secret, '081 804', addMinutesToInstant(at, 0.5))).not.toBeNull()
    expect(stepOf(secret, '081804', addMinutesToInstant(at, 1.5))).toBeNull()
    expect(stepOf(secret, '', at)).toBeNull()
    expect(stepOf(secret, '12345678', at)).toBeNull()
  })

  it('are made by what the QR code says', () => {
    expect(keyUri(secret, 'élise@ville.fr')).toMatch(/^otpauth:\/\/totp\/Ribambelle:.*issuer=Ribambelle&secret=/)
  })
})

onEachDatabase('the second factor of the staff', (open) => {
  it('is asked at sign-in once a code has proved that it is there, and the same code never opens twice', async () => {
    const { desk, agent } = await openTown(open)
    const begun = await call(desk, 'security.beginFactor', { password: 'pas celui-ci' }, agent.token)
    expect(begun).toMatchObject({ error: { code: 'account.wrong-password' } })
    expect((await signIn(desk, agent.email)).reply.ok).toBe(true)
    const { secret, qr, recoveryCodes } = await protect(desk, agent)
    expect(qr.size).toBeGreaterThan(20)
    expect(new Set(recoveryCodes).size).toBe(10)
    expect((await signIn(desk, agent.email)).reply).toMatchObject(needed)
    expect((await signIn(desk, agent.email, '', 'mauvais')).reply).toMatchObject({
      error: { code: 'account.wrong-credentials' },
    })
    const code = codeOf(desk, secret)
    const twice = await Promise.all([signIn(desk, agent.email, code), signIn(desk, agent.email, code)])
    expect(twice.filter(({ reply }) => reply.ok)).toHaveLength(1)
    expect((await signIn(desk, agent.email, code)).reply).toMatchObject(wrongCode)
  })

  it('locks after five wrong codes, and a right password between them starts nothing again', async () => {
    const { desk, agent } = await openTown(open)
    const { secret } = await protect(desk, agent)
    for (let i = 0; i < 5; i += 1) {
      expect((await signIn(desk, agent.email, '000000')).reply).toMatchObject(wrongCode)
      if (i < 4) expect((await signIn(desk, agent.email)).reply).toMatchObject(needed)
    }
    const right = await signIn(desk, agent.email, codeOf(desk, secret))
    expect(right.reply).toMatchObject({ error: { code: 'account.locked' } })
  })

  it('opens with each paper code once, and new codes replace the old ones', async () => {
    const { desk, agent } = await openTown(open)
    const { secret, recoveryCodes } = await protect(desk, agent)
    const [first = '', second = ''] = recoveryCodes
    expect((await signIn(desk, agent.email, first.toLowerCase().replace(/-/g, ' '))).reply.ok).toBe(true)
    expect((await signIn(desk, agent.email, first)).reply).toMatchObject(wrongCode)
    expect(valueOf(await call(desk, 'security.factor', {}, agent.token))).toMatchObject({ recoveryLeft: 9 })
    valueOf(await call(desk, 'security.renewRecoveryCodes', { code: codeOf(desk, secret) }, agent.token))
    expect((await signIn(desk, agent.email, second)).reply).toMatchObject(wrongCode)
  })

  it('keeps neither the secret nor a paper code in clear', async () => {
    const { desk, agent } = await openTown(open)
    const { secret, recoveryCodes } = await protect(desk, agent)
    const kept = await desk.read(({ db }) => db.rows`select totp_sealed from staff where id = ${agent.id}`)
    const codes = await desk.read(({ db }) => db.rows`select code_hash from staff_recovery_code`)
    const text = JSON.stringify([kept, codes])
    expect(text).not.toContain(secret.replace(/ /g, ''))
    for (const code of recoveryCodes) expect(text).not.toContain(code.replace(/-/g, ''))
  })

  it('is owed by administrators: after a week nothing else opens, and they do not take it away', async () => {
    const { desk, administrator, agent } = await openTown(open)
    expect(valueOf(await call(desk, 'session.current', {}, administrator.token))).toMatchObject({
      owesFactor: false,
      factorDueAt: addMinutesToInstant(desk.clock.now(), 7 * 24 * 60),
    })
    expect((await call(desk, 'staff.list', {}, administrator.token)).ok).toBe(true)
    later(desk, 7 * 24 * 60)
    const token = (await signIn(desk, administrator.email)).session?.token ?? ''
    expect(await call(desk, 'staff.list', {}, token)).toMatchObject({ error: { code: 'account.factor-first' } })
    await expect(desk.staff.files.get('/files/invoices/1.pdf', {}, caller(token))).rejects.toMatchObject({
      code: 'account.factor-first',
    })
    expect(valueOf(await call(desk, 'session.current', {}, token))).toMatchObject({ owesFactor: true })
    const { secret } = await protect(desk, { token })
    expect((await call(desk, 'staff.list', {}, token)).ok).toBe(true)
    const remove = { password: townPassword, code: codeOf(desk, secret) }
    expect(await call(desk, 'security.removeFactor', remove, token)).toMatchObject({
      error: { code: 'account.factor-required' },
    })
    const other = (await signIn(desk, agent.email)).session?.token ?? ''
    expect((await call(desk, 'families.list', {}, other)).ok).toBe(true)
  })

  it('is owed by everybody where the town says so, and never in the demonstration', async () => {
    const { desk, administrator, agent } = await openTown(open)
    const { version, ...settings } = valueOf<{ version: number }>(
      await call(desk, 'security.settings', {}, administrator.token),
    )
    const change = { ...settings, version, secondFactor: 'everybody' }
    valueOf(await call(desk, 'security.updateSettings', change, administrator.token))
    later(desk, 7 * 24 * 60)
    const token = (await signIn(desk, agent.email)).session?.token ?? ''
    expect(await call(desk, 'families.list', {}, token)).toMatchObject({ error: { code: 'account.factor-first' } })

    const demo = await openTown(open, 'demonstration')
    later(demo.desk, 30 * 24 * 60)
    const free = (await signIn(demo.desk, demo.administrator.email)).session?.token ?? ''
    expect((await call(demo.desk, 'staff.list', {}, free)).ok).toBe(true)
  })

  it('is taken away by an administrator from somebody who lost everything, never from oneself', async () => {
    const { desk, administrator, agent, director } = await openTown(open)
    await protect(desk, agent)
    await protect(desk, administrator)
    const above = await call(desk, 'staff.resetFactor', { id: administrator.id }, director.token)
    expect(above).toMatchObject({ error: { code: 'account.above-your-rights' } })
    expect(await call(desk, 'staff.resetFactor', { id: administrator.id }, administrator.token)).toMatchObject({
      error: { code: 'account.own-factor' },
    })
    valueOf(await call(desk, 'staff.resetFactor', { id: agent.id }, administrator.token))
    expect((await signIn(desk, agent.email)).reply.ok).toBe(true)
  })
})

onEachDatabase('invitations of the staff', (open) => {
  const fields = {
    ...{ firstName: 'Léa', lastName: 'Okafor', email: 'lea.okafor@aubrelles.invalid' },
    ...{ role: 'animator', structureIds: [] as number[] },
  }
  const password = 'le mot que je choisis'
  const invite = async (desk: Desk, token: string) =>
    valueOf<StaffInvitation>(await call(desk, 'staff.invite', fields, token))
  const accept = (desk: Desk, code: string) => call(desk, 'staff.acceptInvitation', { code, password }, null)
  const invalid = { error: { code: 'account.invitation-invalid' } }

  it('open an account whose owner chooses the password, once', async () => {
    const { desk, administrator } = await openTown(open)
    const { code, mailed, id } = await invite(desk, administrator.token)
    expect(mailed).toBe(false)
    expect((await signIn(desk, fields.email, '', '')).reply.ok).toBe(false)
    const list = valueOf<StaffMember[]>(await call(desk, 'staff.list', {}, administrator.token))
    expect(list.find((one) => one.id === id)).toMatchObject({ invited: true })
    expect(valueOf(await call(desk, 'staff.readInvitation', { code: code.toLowerCase() }, null))).toMatchObject({
      firstName: 'Léa',
      townName: 'Ville d’Aubrelles',
    })
    const both = await Promise.all([accept(desk, code), accept(desk, code)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await accept(desk, code)).toMatchObject(invalid)
    expect((await signIn(desk, fields.email, undefined, password)).reply.ok).toBe(true)
  })

  it('leave by e-mail where the town has a mail server, with a link and a code', async () => {
    const { desk, administrator } = await openTown(open)
    desk.services.staffUrl = 'http://127.0.0.1:4000'
    await desk.write(({ db }) => {
      const mail = { host: 'smtp.aubrelles.invalid', from: 'enfance@aubrelles.invalid' }
      return db.run`update town set settings = ${JSON.stringify({ mail })} where id = 1`
    })
    const { code, mailed, link } = await invite(desk, administrator.token)
    expect({ mailed, link }).toEqual({ mailed: true, link: `http://127.0.0.1:4000/invitation#${code}` })
    const [message] = await desk.read(
      ({ db }) => db.rows<{ toAddress: string; bodyText: string }>`select to_address, body_text from outbox_message`,
    )
    expect(message?.toAddress).toBe(fields.email)
    expect(message?.bodyText).toContain(link)
  })

  it('end after their days, when another one replaces them, and with the account', async () => {
    const { desk, administrator } = await openTown(open)
    const { code, id } = await invite(desk, administrator.token)
    const again = valueOf<StaffInvitation>(await call(desk, 'staff.inviteAgain', { id }, administrator.token))
    expect(await accept(desk, code)).toMatchObject(invalid)
    later(desk, 7 * 24 * 60)
    expect(await accept(desk, again.code)).toMatchObject(invalid)
  })

  it('never open more than what whoever invites has', async () => {
    const { desk, director } = await openTown(open)
    const input = { ...fields, role: 'administrator' }
    expect(await call(desk, 'staff.invite', input, director.token)).toMatchObject({
      error: { code: 'account.above-your-rights' },
    })
  })

  it('do not go round the second factor of whoever has one', async () => {
    const { desk, administrator, agent } = await openTown(open)
    await protect(desk, agent)
    const { code } = valueOf<StaffInvitation>(
      await call(desk, 'staff.inviteAgain', { id: agent.id }, administrator.token),
    )
    const { reply, session } = await desk.staff.dispatcher.call('staff.acceptInvitation', { code, password }, caller())
    expect(reply.ok).toBe(true)
    expect(session).toBeUndefined()
    expect((await signIn(desk, agent.email, undefined, password)).reply).toMatchObject(needed)
  })
})

onEachDatabase('sessions of the staff', (open) => {
  it('are listed by their owner and end one by one or all but this one', async () => {
    const { desk, agent } = await openTown(open)
    const first = (await signIn(desk, agent.email)).session?.token ?? ''
    await signIn(desk, agent.email)
    const list = valueOf<StaffSessionRow[]>(await call(desk, 'security.sessions', {}, first))
    expect(list).toHaveLength(3)
    expect(list.filter(({ current }) => current)).toHaveLength(1)
    const other = list.find(({ current }) => !current)
    expect(valueOf(await call(desk, 'security.endSessions', { key: other?.key }, first))).toEqual({ ended: 1 })
    expect(valueOf(await call(desk, 'security.endSessions', { key: null }, first))).toEqual({ ended: 1 })
    expect((await call(desk, 'session.require', {}, first)).ok).toBe(true)
  })

  it('of somebody else end by who manages the staff alone, and one’s own key ends nobody else’s', async () => {
    const { desk, administrator, agent, director, town } = await openTown(open)
    const limited = await desk.write((ctx) =>
      insertStaffMember(ctx, { role: 'director', email: 'd@aubrelles.invalid', structureIds: [town.centre] }),
    )
    const [theirs] = valueOf<StaffSessionRow[]>(
      await call(desk, 'staff.sessions', { id: director.id }, administrator.token),
    )
    expect(await call(desk, 'staff.sessions', { id: director.id }, limited.token)).toMatchObject({
      error: { code: 'account.above-your-rights' },
    })
    expect(valueOf(await call(desk, 'security.endSessions', { key: theirs?.key }, agent.token))).toEqual({ ended: 0 })
    valueOf(await call(desk, 'staff.endSessions', { id: director.id, key: null }, administrator.token))
    expect((await call(desk, 'session.require', {}, director.token)).ok).toBe(false)
  })
})
