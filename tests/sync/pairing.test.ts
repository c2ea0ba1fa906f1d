import { expect, it } from 'vitest'
import { createPairingCode, pairWith } from '../../src-main/modules/sync'
import { syncProtocol } from '../../src-shared/contract/sync'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { onEachDatabase } from '../support/database'
import { caller, valueOf } from '../support/desk'
import { browser, exchange, openBoth, openDesk, openHosted, pair, peerOf } from './sides'

const post = async (address: string, path: string, body: unknown, token?: string) => {
  const response = await fetch(`${address}/sync/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  })
  const { error } = (await response.json()) as { error?: { code: string; details: unknown } }
  return { status: response.status, code: error?.code ?? null, details: error?.details }
}
const call = (code: string, protocol: number = syncProtocol) => ({ protocol, code, name: 'Un portail', desk: null })

onEachDatabase('the pairing', (open) => {
  it('gives a token for a code, once', async () => {
    const desk = await openDesk(await open())
    const { code } = await desk.write(createPairingCode)
    expect(code).toMatch(/^[A-Z2-9]{3}-[A-Z2-9]{3}-[A-Z2-9]{3}$/)
    expect(await post(desk.address, 'pair', call(code.toLowerCase().replaceAll('-', ' ')))).toMatchObject({
      status: 200,
    })
    expect(await post(desk.address, 'pair', call(code))).toMatchObject({ status: 403, code: 'sync.wrong-code' })
  })

  it('keeps neither code nor token in clear', async () => {
    const desk = await openDesk(await open())
    const hosted = await openHosted()
    const { code, expiresAt } = await desk.write(createPairingCode)
    expect(expiresAt).toBe(addMinutesToInstant(desk.clock.now(), 15))
    const kept = JSON.stringify(await desk.read(({ db }) => db.rows`select * from pairing_code`))
    expect(kept).not.toContain(code.replaceAll('-', ''))
    await pairWith(hosted.services, { url: desk.address, code, ownSide: 'portal', ownName: 'P' })
    const { tokenHash, tokenSealed } = await peerOf(desk)
    expect([tokenHash, tokenSealed]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), ''])
    const there = await peerOf(hosted)
    const token = hosted.services.cipher.open(there.tokenSealed, `sync_peer.token/${there.id}`)
    expect([there.tokenHash, there.tokenSealed.includes(token)]).toEqual(['', false])
    expect(token.length).toBeGreaterThanOrEqual(43)
  })

  it('refuses a code after 15 minutes, and an older code once another is shown', async () => {
    const desk = await openDesk(await open())
    const older = await desk.write(createPairingCode)
    const newer = await desk.write(createPairingCode)
    expect(await post(desk.address, 'pair', call(older.code))).toMatchObject({ code: 'sync.wrong-code' })
    desk.clock.set(addMinutesToInstant(desk.clock.now(), 15))
    expect(await post(desk.address, 'pair', call(newer.code))).toMatchObject({ code: 'sync.wrong-code' })
  })

  it('stops listening to a right code after ten wrong ones', async () => {
    const desk = await openDesk(await open())
    const { code } = await desk.write(createPairingCode)
    for (let n = 0; n < 10; n++) await post(desk.address, 'pair', call('AAA-AAA-AAA'))
    expect(await post(desk.address, 'pair', call(code))).toMatchObject({ code: 'sync.wrong-code' })
    expect(await desk.read(({ db }) => db.rows`select id from sync_peer`)).toEqual([])
  })

  it('says both versions when they differ, and uses no code', async () => {
    const desk = await openDesk(await open())
    const { code } = await desk.write(createPairingCode)
    expect(await post(desk.address, 'pair', call(code, 7))).toMatchObject({
      status: 409,
      code: 'sync.protocol-mismatch',
      details: { desk: syncProtocol, portal: 7 },
    })
    expect(await post(desk.address, 'pair', call(code))).toMatchObject({ status: 200 })
  })

  it('calls over https, or on this machine', async () => {
    const hosted = await openHosted()
    for (const url of ['http://mairie.invalid:7312', 'ftp://127.0.0.1', 'mairie', 'http://127.0.0.1.mairie.invalid']) {
      const pairing = pairWith(hosted.services, { url, code: 'ABC', ownSide: 'portal', ownName: 'P' })
      await expect(pairing).rejects.toMatchObject({ code: 'sync.insecure-address' })
    }
  })

  it('refuses a stranger before reading what it sends', async () => {
    const desk = await openDesk(await open())
    const refused = { status: 401, code: 'sync.not-paired' }
    expect(await post(desk.address, 'exchange', { protocol: 99 })).toMatchObject(refused)
    expect(await post(desk.address, 'exchange', {}, 'x'.repeat(43))).toMatchObject(refused)
    const pdf = await fetch(`${desk.address}/sync/v1/families/${desk.town.berthelot.id}/invoices/1`)
    expect(pdf.status).toBe(401)
    const big = await post(desk.address, 'pair', { ...call('AAA'), name: 'x'.repeat(5000) })
    expect(big).toMatchObject({ status: 400, code: 'request.too-large' })
  })

  it('ends at once when the office revokes it, and the portal keeps what it has', async () => {
    const { desk, hosted, sarah, town } = await openBoth(await open())
    const { id } = await peerOf(desk)
    const session = caller(town.staff.administrator.token)
    valueOf((await desk.staff.dispatcher.call('sync.revoke', { id }, session)).reply)
    await expect(exchange(hosted)).rejects.toMatchObject({ code: 'sync.not-paired' })
    expect((await sarah.value('home.read', {})).firstName).toBe('Sarah')
    await pair(desk, hosted)
    await exchange(hosted)
    expect(await hosted.read(({ db }) => db.rows`select id from sync_peer where revoked_at is null`)).toHaveLength(1)
  })

  it('never mixes the copies of two offices', async () => {
    const { hosted } = await openBoth(await open())
    const other = await openDesk(await open())
    await expect(pair(other, hosted)).rejects.toMatchObject({ code: 'sync.other-desk' })
    expect(await other.read(({ db }) => db.rows`select id from sync_peer`)).toEqual([])
  })
})

onEachDatabase('a portal without office', (open) => {
  it('says that it is not connected yet, to whoever opens it or signs in', async () => {
    const hosted = await openHosted()
    const parent = browser(hosted.address)
    expect(await parent.code('town.identity', {})).toBe('sync.not-connected')
    expect(await parent.code('session.signIn', { login: 'sarah', password: 'x' })).toBe('sync.not-connected')
    expect(await parent.value('session.current', {})).toBeNull()
    const desk = await openDesk(await open())
    await pair(desk, hosted)
    expect(await parent.code('town.identity', {})).toBe('sync.not-connected')
    await exchange(hosted)
    expect(await parent.value('town.identity', {})).toMatchObject({ name: 'Ville d’Aubrelles' })
  })
})
