import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src-main/database/database'
import { markEverything, portalAnswers, portalCalls, refreshViews, tendViews } from '../../src-main/modules/sync'
import { syncProtocol, type DeskHalf } from '../../src-shared/contract/sync'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase, openTestDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { insertParent } from '../support/factories/town'
import { browser, closeLater, exchange, openBoth, openDesk, openHosted, pair, peerOf, serveDesk, start } from './sides'

type Both = Awaited<ReturnType<typeof openBoth>>

const copyOf = (hosted: Both['hosted'], key: string) =>
  hosted.read(({ db }) => db.one<{ body: string; hash: string }>`select body, hash from sync_view where key = ${key}`)
const cursorOf = async (hosted: Both['hosted']) =>
  Number(
    (await hosted.read(({ db }) => db.one<{ value: string }>`select value from sync_cursor where name = 'views'`))
      ?.value,
  )
/** A day later: copies are compared again. */
const nextDay = ({ desk, hosted }: Pick<Both, 'desk' | 'hosted'>) => {
  for (const side of [desk, hosted]) side.clock.set(addMinutesToInstant(side.clock.now(), 24 * 60))
}

onEachDatabase('the copies of a hosted portal', (open) => {
  it('follow a change of the office', async () => {
    const both = await openBoth(await open())
    const { desk, hosted, town } = both
    await desk.write(async (ctx) => {
      await ctx.db.run`update family set address_line1 = '3 quai Neuf' where id = ${town.berthelot.id}`
      await ctx.touch(`family/${town.berthelot.id}`)
    })
    await exchange(hosted)
    expect((await copyOf(hosted, `family/${town.berthelot.id}`))?.body).toContain('3 quai Neuf')
    const before = await cursorOf(hosted)
    await desk.write((ctx) => ctx.touch(`family/${town.berthelot.id}`))
    await exchange(hosted)
    expect(await cursorOf(hosted)).toBe(before)
  })

  it('that a missed mark left behind are healed by the daily comparison', async () => {
    const both = await openBoth(await open())
    const { desk, hosted, town } = both
    await desk.write(({ db }) => db.run`update family set city = 'Aubrelles-Neuve' where id = ${town.berthelot.id}`)
    await exchange(hosted)
    await tendViews(desk.services)
    await exchange(hosted)
    expect((await copyOf(hosted, `family/${town.berthelot.id}`))?.body).not.toContain('Aubrelles-Neuve')
    nextDay(both)
    await tendViews(desk.services)
    await exchange(hosted)
    expect((await copyOf(hosted, `family/${town.berthelot.id}`))?.body).toContain('Aubrelles-Neuve')
  })

  it('that were damaged, or that nobody knows, are put right by their fingerprints', async () => {
    const both = await openBoth(await open())
    const { hosted, town } = both
    const key = `family/${town.berthelot.id}`
    const good = await copyOf(hosted, key)
    await exchange(hosted)
    await hosted.write(async ({ db }) => {
      await db.run`update sync_view set body = replace(body, 'Tilleuls', 'Ormeaux') where key = ${key}`
      await db.run`insert into sync_view (key, hash, body, deleted, seq) values ('family/999', 'x', '{}', ${false}, 0)`
    })
    await exchange(hosted)
    expect((await copyOf(hosted, key))?.body).toContain('Ormeaux')
    nextDay(both)
    await exchange(hosted)
    expect(await copyOf(hosted, key)).toEqual(good)
    expect(await copyOf(hosted, 'family/999')).toBeUndefined()
    expect(await exchange(hosted)).toBe(1)
  })

  it('leave with a month that is over and a family that is archived', async () => {
    const both = await openBoth(await open())
    const { desk, hosted, sarah, town } = both
    await desk.write(async (ctx) => {
      await ctx.db.run`update family set archived_at = ${ctx.now} where id = ${town.diallo.id}`
      await ctx.touch(`family/${town.diallo.id}`)
    })
    const october = `availability/${town.canteen.id}/2026-10`
    expect(await copyOf(hosted, october)).toBeDefined()
    for (let month = 0; month < 2; month++) for (let day = 0; day < 31; day++) nextDay(both)
    await tendViews(desk.services)
    await exchange(hosted)
    expect(await copyOf(hosted, october)).toBeUndefined()
    expect(
      await hosted.read(
        ({ db }) => db.rows`select key from sync_view where key like ${`%/${town.diallo.id}`}
      and (key like 'family/%' or key like 'access/%' or key like 'account/%' or key like 'requests/%')`,
      ),
    ).toEqual([])
    await sarah.signIn(town.parent.login)
    expect(await browser(hosted.address).code('session.signIn', { login: desk.mariama.login, password: 'x' })).toBe(
      'account.wrong-credentials',
    )
  })

  it('close to a guardian who leaves the family, sessions included', async () => {
    const { desk, hosted, town } = await openBoth(await open())
    const julien = await desk.write((ctx) => insertParent(ctx, town.berthelot.julien, town.berthelot.id))
    await desk.write((ctx) => ctx.touch(`access/${town.berthelot.id}`))
    await exchange(hosted)
    const phone = browser(hosted.address)
    await phone.signIn(julien.login)
    expect(await phone.code('home.read', {})).toBeNull()
    const removal = { familyId: town.berthelot.id, personId: town.berthelot.julien }
    const agent = caller(town.staff.agent.token)
    valueOf((await desk.staff.dispatcher.call('families.removeGuardian', removal, agent)).reply)
    await exchange(hosted)
    expect(await phone.code('home.read', {})).toBe('session.missing')
    await expect(browser(hosted.address).signIn(julien.login)).rejects.toThrow('account.wrong-credentials')
  })

  it('are refused whole when one is malformed: the cursor stays, and the office is told', async () => {
    const { desk, hosted, town } = await openBoth(await open())
    const [key, other] = [`family/${town.berthelot.id}`, `family/${town.diallo.id}`]
    const before = { cursor: await cursorOf(hosted), view: await copyOf(hosted, other) }
    await desk.write(async (ctx) => {
      await ctx.db.run`update family set city = 'Ailleurs'`
      await ctx.touch(key, other)
    })
    await refreshViews(desk.services)
    await desk.write(
      ({ db }) => db.run`update sync_view set body = replace(body, 'resident', 'habitant') where key = ${key}`,
    )
    await expect(exchange(hosted)).rejects.toMatchObject({ code: 'sync.view-unreadable', details: { key } })
    expect({ cursor: await cursorOf(hosted), view: await copyOf(hosted, other) }).toEqual(before)
    await expect(exchange(hosted)).rejects.toMatchObject({ code: 'sync.view-unreadable' })
    expect((await peerOf(desk)).lastError).toContain(key)
    await desk.write(({ db }) => db.run`delete from sync_view where key = ${key}`)
    await markEverything(desk.services)
    await exchange(hosted)
    expect((await copyOf(hosted, key))?.body).toContain('Ailleurs')
    await exchange(hosted)
    expect(await peerOf(desk)).toMatchObject({ lastError: '' })
  })

  it('do not go back when an old answer arrives late', async () => {
    const { desk, hosted, town } = await openBoth(await open())
    const key = `family/${town.berthelot.id}`
    const before = await copyOf(hosted, key)
    const since = await cursorOf(hosted)
    const late: DeskHalf = {
      ...{ protocol: syncProtocol, from: 'desk', acks: [], restart: false, more: false, comparedTo: null },
      ...{
        base: since,
        next: since + 1,
        views: [{ key, hash: before?.hash ?? '', body: JSON.parse(before?.body ?? '') }],
      },
    }
    await desk.write(async (ctx) => {
      await ctx.db.run`update family set city = 'Ailleurs' where id = ${town.berthelot.id}`
      await ctx.touch(key)
    })
    await exchange(hosted)
    await portalAnswers(hosted.services, await peerOf(hosted), late)
    expect((await copyOf(hosted, key))?.body).toContain('Ailleurs')
  })

  it('come in several halves when the town is large, each whole', async () => {
    const { desk, hosted } = await openBoth(await open())
    await desk.write(async ({ db, now }) => {
      const rows = Array.from({ length: 700 }, (_, n) => ({
        ...{
          number: 5000 + n,
          name: `Famille ${n}`,
          searchText: '',
          addressLine1: '',
          addressLine2: '',
          postalCode: '',
        },
        ...{ city: '', resident: true, invoiceDelivery: 'portal', directDebit: false, staffNote: '', archivedAt: null },
        ...{ createdAt: now, updatedAt: now, version: 1 },
      }))
      await db.insertMany('family', rows)
    })
    await markEverything(desk.services)
    expect(await exchange(hosted)).toBeGreaterThan(4)
    const ours = await desk.read(
      ({ db }) => db.rows`select key, hash from sync_view where deleted = ${false} order by key`,
    )
    const theirs = await hosted.read(({ db }) => db.rows`select key, hash from sync_view order by key`)
    expect(theirs.length).toBeGreaterThan(2800)
    expect(new Set(theirs.map((row) => JSON.stringify(row)))).toEqual(new Set(ours.map((row) => JSON.stringify(row))))
  })

  it('are built by several at once without losing a change', async () => {
    const { desk, hosted, town } = await openBoth(await open())
    const key = `family/${town.berthelot.id}`
    for (let n = 1; n <= 12; n++) {
      const change = desk.write(async (ctx) => {
        await ctx.touch(key)
        await ctx.db.run`update family set address_line1 = ${`${n} rue Haute`} where id = ${town.berthelot.id}`
      })
      await Promise.all([refreshViews(desk.services), change, refreshViews(desk.services), refreshViews(desk.services)])
    }
    await exchange(hosted)
    expect((await copyOf(hosted, key))?.body).toContain('12 rue Haute')
  })

  it('wait for nobody while no portal is paired: the marks are forgotten', async () => {
    const desk = await openDesk(await open())
    await desk.write((ctx) => ctx.touch('town', 'news'))
    await tendViews(desk.services)
    expect(await desk.read(({ db }) => db.rows`select key from view_dirty`)).toEqual([])
  })
})

it('a desk put back from yesterday’s backup receives again what it had forgotten, and the copies follow it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ribambelle-backup-'))
  closeLater(() => Promise.resolve(rmSync(folder, { recursive: true, force: true })))
  const [file, backup] = [join(folder, 'desk.db'), join(folder, 'backup.db')]
  const today = await openDatabase({ engine: 'sqlite', file })
  const first = { database: today, address: file, dispose: () => today.close() }
  const { desk, hosted, sarah, town } = await openBoth(first)
  // Nobody writes at this moment: the file and its log together are the backup.
  for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, `${backup}${end}`)

  const id = randomUUID()
  const item = { enrolmentId: town.enrolments.linaLeisure, slotId: town.leisure.day, action: 'book' as const }
  await sarah.value('booking.submit', { id, items: [{ ...item, date: localDate('2026-12-16') }] })
  await desk.write(async (ctx) => {
    await ctx.db.run`update family set city = 'Perdue' where id = ${town.diallo.id}`
    await ctx.touch(`family/${town.diallo.id}`)
  })
  await exchange(hosted)
  expect((await copyOf(hosted, `family/${town.diallo.id}`))?.body).toContain('Perdue')

  const restored = await openDatabase({ engine: 'sqlite', file: backup })
  closeLater(() => restored.close())
  const again = await serveDesk(
    deskOn({ database: restored, address: backup, dispose: () => restored.close() }, { now: start }),
  )
  await hosted.write(({ db }) => db.run`update sync_peer set url = ${again.address}`)
  expect(await again.read(({ db }) => db.rows`select id from request`)).toEqual([])
  await exchange(hosted)
  expect(await again.read(({ db }) => db.rows`select id, status from request`)).toEqual([{ id, status: 'pending' }])
  expect(await sarah.value('requests.list', {})).toMatchObject([{ id, status: 'pending' }])
  expect((await copyOf(hosted, `family/${town.diallo.id}`))?.body).not.toContain('Perdue')
  expect((await portalCalls(hosted.services, await peerOf(hosted))).isMoreWaiting).toBe(false)
  await today.close()
})

it('a portal keeps a month of what it sent, and no more', async () => {
  const database = await openTestDatabase('sqlite')
  closeLater(() => database.dispose())
  const hosted = await openHosted()
  const desk = await openDesk(database)
  await pair(desk, hosted)
  await exchange(hosted)
  const sarah = browser(hosted.address)
  await sarah.signIn(desk.town.parent.login)
  const item = {
    enrolmentId: desk.town.enrolments.linaCanteen,
    slotId: desk.town.canteen.midday,
    action: 'book' as const,
  }
  await sarah.value('booking.submit', { id: randomUUID(), items: [{ ...item, date: localDate('2026-12-10') }] })
  await exchange(hosted)
  const kept = () => hosted.read(({ db }) => db.rows`select id from sync_outbox`)
  hosted.clock.set(addMinutesToInstant(hosted.clock.now(), 29 * 24 * 60))
  await exchange(hosted)
  expect(await kept()).toHaveLength(1)
  hosted.clock.set(addMinutesToInstant(hosted.clock.now(), 2 * 24 * 60))
  await exchange(hosted)
  expect(await kept()).toHaveLength(0)
})
