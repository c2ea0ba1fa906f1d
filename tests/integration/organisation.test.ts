import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import type { TownView } from '../../src-shared/contract/staff/organisation'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf, type Desk } from '../support/desk'
import { insertTown, smallTown } from '../support/factories/town'

async function openTown(open: () => Promise<Parameters<typeof deskOn>[0]>, mode?: 'production' | 'demonstration') {
  const desk = deskOn(await open())
  const town = await desk.write((ctx) => smallTown(ctx, { mode }))
  const call = async (operation: string, input: unknown, role: keyof typeof town.staff = 'administrator') =>
    (await desk.staff.dispatcher.call(operation, input, caller(town.staff[role].token))).reply
  const read = async () => valueOf<TownView>(await call('town.read', {}))
  return { desk, town, call, read }
}

/** A real mail server on loopback, for one test. */
function mailServer(options: { password?: string } = {}) {
  const received: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: options.password === undefined,
    allowInsecureAuth: true,
    onAuth: (auth, _session, callback) =>
      auth.password === options.password ? callback(null, { user: 'x' }) : callback(new Error('Invalid login')),
    onData: (stream, _session, callback) => {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      stream.on('end', () => {
        received.push(text)
        callback()
      })
    },
  })
  const port = new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  return { port, received, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

onEachDatabase('the settings of the town', (open) => {
  const servers: ReturnType<typeof mailServer>[] = []
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })

  it('change one part at a time, and refuse to overwrite what somebody else changed', async () => {
    const { call, read } = await openTown(open)
    const before = await read()
    const { version } = before
    const invoices = { dueDays: 20, detail: 'daily', paymentHints: 'Chèque à l’ordre de la régie' }
    valueOf(await call('town.updateInvoices', { version, ...invoices }))
    const after = await read()
    expect(after.invoice).toEqual(invoices)
    expect(after.portal).toEqual(before.portal)
    expect(await call('town.updatePortal', { version, publicUrl: '', cellLabels: false })).toMatchObject({
      error: { code: 'record.changed-meanwhile' },
    })
    const wrong = await call('town.updatePortal', { version: after.version, publicUrl: 'portail', cellLabels: true })
    expect(wrong).toMatchObject({ error: { code: 'input.invalid' } })
  })

  it('never take the test payment in a town in production', async () => {
    const production = await openTown(open)
    const { version } = await production.read()
    expect(await production.call('town.updatePayments', { version, gateway: 'test' })).toMatchObject({
      error: { code: 'town.test-gateway-in-production' },
    })
    const demonstration = await openTown(open, 'demonstration')
    expect((await demonstration.call('town.updatePayments', { version, gateway: 'test' })).ok).toBe(true)
  })

  it('are for the administrator alone', async () => {
    const { call } = await openTown(open)
    expect(await call('town.read', {}, 'director')).toMatchObject({ error: { code: 'permission.missing' } })
    expect((await call('organisation.context', {}, 'animator')).ok).toBe(true)
  })

  it('keep the mail password sealed, use it to send, and never show it', async () => {
    const { desk, call, read } = await openTown(open)
    const server = mailServer({ password: 'sésame, ouvre-toi' })
    servers.push(server)
    const mail = {
      host: '127.0.0.1',
      port: await server.port,
      secure: false,
      user: 'mairie',
      from: 'enfance@aubrelles.invalid',
    }
    const send = () => call('town.sendTestMail', { to: 'agent@aubrelles.invalid' })
    expect(await send()).toMatchObject({ error: { code: 'mail.not-configured' } })

    valueOf(await call('town.updateMail', { ...mail, version: (await read()).version, password: 'sésame, ouvre-toi' }))
    const stored = await desk.read((ctx) => ctx.db.one<{ settings: string }>`select settings from town`)
    expect(stored?.settings).not.toContain('sésame')
    expect(JSON.stringify(await read())).not.toMatch(/sésame|passwordSealed/)
    valueOf(await call('town.updateMail', { ...mail, version: (await read()).version }))
    expect(valueOf(await send())).toEqual({ sent: true, reason: '' })
    expect(server.received.join()).toContain('agent@aubrelles.invalid')

    valueOf(await call('town.updateMail', { ...mail, version: (await read()).version, password: 'autre' }))
    expect(valueOf(await send())).toMatchObject({
      sent: false,
      reason: expect.stringContaining('refuse l’identifiant'),
    })
  })

  it('say in plain words that the mail server does not answer', async () => {
    const { call, read } = await openTown(open)
    const server = mailServer()
    const port = await server.port
    await server.close()
    const mail = { host: '127.0.0.1', port, secure: false, user: '', from: 'enfance@aubrelles.invalid' }
    valueOf(await call('town.updateMail', { ...mail, version: (await read()).version }))
    const outcome = valueOf(await call('town.sendTestMail', { to: 'agent@aubrelles.invalid' }))
    expect(outcome).toMatchObject({ sent: false, reason: expect.stringContaining('ne répond pas') })
  })
})

onEachDatabase('structures', (open) => {
  const fields = { name: 'École du Centre', kind: 'school', description: '', address: '', phone: '', email: '' }

  it('have a code of their own and are archived once nothing happens there any more', async () => {
    const { town, call } = await openTown(open)
    const add = (code: string) => call('structures.save', { id: null, version: 0, code, ...fields })
    const { id } = valueOf<{ id: number }>(await add('ctr'))
    expect(await add('CTR')).toMatchObject({ error: { code: 'structure.code-taken' } })
    const archive = (structureId: number) =>
      call('structures.setArchived', { id: structureId, version: 1, archived: true })
    expect(await archive(town.centre)).toMatchObject({
      error: { code: 'structure.has-activities', details: { names: 'Mercredis et vacances' } },
    })
    expect((await archive(id)).ok).toBe(true)
    const context = valueOf<{ structures: { id: number }[] }>(await call('organisation.context', {}))
    expect(context.structures.map((one) => one.id)).toEqual([town.school, town.centre])
  })
})

onEachDatabase('the audit log', (open) => {
  it('is read by pages, by words with accents and by day', async () => {
    const { call, read } = await openTown(open)
    for (const dueDays of [10, 20, 30]) {
      const { version } = await read()
      valueOf(await call('town.updateInvoices', { version, dueDays, detail: 'grouped', paymentHints: '' }))
    }
    const list = async (filter: object) =>
      valueOf<{ total: number; rows: { summary: unknown }[] }>(await call('audit.list', { limit: 2, ...filter }))
    const page = await list({ text: 'Élise updateinvoices' })
    expect(page.total).toBe(3)
    expect(page.rows.map(({ summary }) => summary)).toEqual([
      { dueDays: 30, detail: 'grouped' },
      { dueDays: 20, detail: 'grouped' },
    ])
    expect((await list({ text: '100%' })).total).toBe(0)
    expect((await list({ from: '2026-12-02', to: '2026-12-02' })).total).toBeGreaterThanOrEqual(3)
    expect((await list({ from: '2026-12-03' })).total).toBe(0)
  })
})

onEachDatabase('the first run', (open) => {
  const bands = [
    { from: 0, to: 800, amountCents: 150 },
    { from: 800, to: null, amountCents: 420 },
  ]
  const newTown = {
    town: {
      name: 'Ville de Vaubrun',
      schoolZone: 'B',
      alsaceMoselle: false,
      addressLine: '',
      postalCode: '99200',
      city: 'Vaubrun',
      phone: '',
      email: '',
      openingHours: '',
      accentColour: '#1d4f91',
    },
    schoolYear: '2026-2027',
    structures: [
      { name: 'École Jean-Zay', kind: 'school', services: ['canteen', 'before-after-school'] },
      { name: 'Centre Jean-Zay', kind: 'leisure', services: ['wednesdays', 'holidays'] },
    ],
    tariffs: [{ service: 'canteen', definition: { method: 'quotient-bands', bands } }],
    administrator: {
      firstName: 'Inès',
      lastName: 'Royer',
      email: 'ines.royer@vaubrun.invalid',
      password: 'une phrase à moi',
    },
  }
  const create = (desk: Desk, input: object) => desk.staff.dispatcher.call('firstRun.createTown', input, caller())

  it('creates a working town in one act and signs its administrator in', async () => {
    const desk = deskOn(await open())
    expect(valueOf((await desk.staff.dispatcher.call('firstRun.status', {}, caller())).reply)).toEqual({
      hasTown: false,
      townName: '',
      isDemonstration: false,
    })
    const { reply, session } = await create(desk, newTown)
    expect(valueOf(reply)).toMatchObject({
      role: 'administrator',
      townName: 'Ville de Vaubrun',
      townMode: 'production',
    })
    const call = async (operation: string, input: unknown) =>
      valueOf<never>((await desk.staff.dispatcher.call(operation, input, caller(session?.token))).reply)
    const structures: { code: string }[] = await call('structures.list', {})
    expect(structures.map(({ code }) => code)).toEqual(['ZAY', 'ZAY2'])
    const activities: { id: number; name: string; slots: { id: number }[]; nextOpening: string }[] = await call(
      'activities.list',
      {},
    )
    expect(activities.map(({ name }) => name)).toEqual([
      'Restauration École Jean-Zay',
      'Accueil périscolaire École Jean-Zay',
      'Mercredis Centre Jean-Zay',
      'Vacances Centre Jean-Zay',
    ])
    expect(activities.map(({ nextOpening }) => nextOpening)).toEqual([
      '2026-12-03',
      '2026-12-03',
      '2026-12-02',
      '2026-12-21',
    ])
    const canteen = activities[0]
    const price = { activityId: canteen?.id, slotId: canteen?.slots[0]?.id, date: '2026-12-03', quotient: 900 }
    expect(await call('pricing.simulate', price)).toMatchObject({ amountCents: 420 })
  })

  it('happens once: a second town, and the demonstration over it, are refused', async () => {
    const desk = deskOn(await open())
    const [first, second] = await Promise.all([create(desk, newTown), create(desk, newTown)])
    expect([first.reply.ok, second.reply.ok].sort()).toEqual([false, true])
    const demo = await desk.staff.dispatcher.call('firstRun.openDemo', {}, caller())
    expect(demo.reply).toMatchObject({ error: { code: 'town.exists' } })
  })

  it('leaves nothing behind when it fails', async () => {
    const desk = deskOn(await open())
    const hole = { method: 'quotient-bands', bands: [{ from: 100, to: null, amountCents: 100 }] }
    const { reply } = await create(desk, { ...newTown, tariffs: [{ service: 'canteen', definition: hole }] })
    expect(reply).toMatchObject({ error: { code: 'tariff.incomplete' } })
    const rows = await desk.read((ctx) => ctx.db.rows`select id from structure`)
    expect(rows).toEqual([])
    await desk.write((ctx) => insertTown(ctx))
  })
})

describe('the demonstration', () => {
  it('opens from the first run with an account of each role', async () => {
    const { openTestDatabase } = await import('../support/database')
    const opened = await openTestDatabase('sqlite')
    const desk = deskOn(opened)
    const { reply } = await desk.staff.dispatcher.call('firstRun.openDemo', {}, caller())
    const { staff } = valueOf<{ staff: { role: string; email: string; password: string }[] }>(reply)
    expect(staff.map(({ role }) => role)).toEqual(['administrator', 'director', 'agent', 'cashier', 'animator'])
    const [{ email, password } = { email: '', password: '' }] = staff
    const signedIn = await desk.staff.dispatcher.call('session.signIn', { email, password }, caller())
    expect(signedIn.reply).toMatchObject({ ok: true, value: { townMode: 'demonstration' } })
    await opened.dispose()
  })
})
