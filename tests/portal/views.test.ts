import { expect, it } from 'vitest'
import { viewKey, viewSchemas, type ViewKey } from '../../src-shared/contract/portal/views'
import { parseViewKey } from '../../src-shared/contract/portal/views'
import { yearMonth } from '../../src-shared/kernel/year-month'
import {
  createPortalHandlers,
  buildView,
  buildViewOf,
  liveViews,
  replicaViews,
  type PortalShape,
} from '../../src-main/modules/portal'
import type { ParentActor } from '../../src-main/kernel/actor'
import type { ParentCtx } from '../../src-main/kernel/context'
import { refuse } from '../../src-shared/errors'
import { onEachDatabase } from '../support/database'
import { portalTown, type PortalTown } from './portal-town'

const december = yearMonth('2026-12')

function keysOf({ town }: PortalTown): ViewKey[] {
  const { berthelot, canteen, evening, leisure } = town
  const activities = [canteen.id, evening.id, leisure.id]
  return [
    viewKey.town(),
    viewKey.news(),
    ...activities.flatMap((id) => [viewKey.activity(id), viewKey.availability(id, december)]),
    viewKey.family(berthelot.id),
    viewKey.bookings(berthelot.id, december),
    viewKey.account(berthelot.id),
    viewKey.requests(berthelot.id),
    viewKey.access(berthelot.id),
    viewKey.registration(berthelot.id),
  ]
}

onEachDatabase('the views of the portal', (open) => {
  it('hold nothing that belongs to the office: notes, health, forbidden people, memos', async () => {
    const town = await portalTown(await open())
    const { desk } = town
    await desk.write(async (ctx) => {
      const { berthelot } = town.town
      await ctx.db.run`update family set staff_note = 'SECRET-NOTE' where id = ${berthelot.id}`
      const common = {
        childId: berthelot.lina,
        familyId: berthelot.id,
        relationship: 'Père',
        phone: '0600000001',
        emergency: false,
      }
      await ctx.db.insert('pickup_contact', {
        ...common,
        fullName: 'SECRET-FORBIDDEN',
        mayCollect: false,
        forbidden: true,
        note: '',
      })
      await ctx.db.insert('pickup_contact', {
        ...common,
        fullName: 'Monique Berthelot',
        mayCollect: true,
        forbidden: false,
        note: 'SECRET-PICKUP',
      })
      const sealed = ctx.services.cipher.seal('SECRET-ALLERGY', 'allergy.label/1')
      await ctx.db.insert('allergy', {
        ...{
          childId: berthelot.lina,
          severity: 'severe',
          labelSealed: sealed,
          instructionSealed: sealed,
          onAttendance: true,
          onMeals: true,
        },
      })
    })
    const views = await desk.read((ctx) => Promise.all(keysOf(town).map((key) => buildView(ctx, key))))
    const text = JSON.stringify(views)
    expect(text).toContain('Monique Berthelot')
    expect(text).not.toMatch(/SECRET|sealed|staffNote|allerg|carePlan|memo|searchText/i)
  })

  it('are what their schemas say, each of them', async () => {
    const town = await portalTown(await open())
    for (const key of keysOf(town)) {
      const view = await town.desk.read((ctx) => buildView(ctx, key))
      expect([key.key, viewSchemas[key.kind].parse(JSON.parse(JSON.stringify(view)))]).toEqual([key.key, view])
    }
  })

  it('have keys that are read back as they are written, and no others', async () => {
    const town = await portalTown(await open())
    for (const key of keysOf(town)) expect(parseViewKey(key.key)).toEqual(key)
    for (const wrong of ['', 'family', 'family/x', 'bookings/1', 'bookings/1/2026-13', 'staff/1', 'town/1'])
      expect(parseViewKey(wrong)).toBeNull()
    expect(await town.desk.read((ctx) => buildViewOf(ctx, 'family/999'))).toBeNull()
    expect(await town.desk.read((ctx) => buildViewOf(ctx, 'unknown/1'))).toBeUndefined()
  })

  it('give the same calendar, home and invoices from a copy as from the desk', async () => {
    const town = await portalTown(await open())
    const { desk } = town
    await desk.write(async (ctx) => {
      let seq = 0
      const november = keysOf(town).flatMap((key) =>
        key.month === null ? [] : [{ ...key, month: yearMonth('2026-11'), key: key.key.replace('2026-12', '2026-11') }],
      )
      for (const key of [...keysOf(town), ...november]) {
        const body = JSON.stringify(await buildView(ctx, key))
        seq += 1
        await ctx.db
          .run`insert into sync_view (key, hash, body, deleted, seq) values (${key.key}, ${String(seq)}, ${body}, ${false}, ${seq})`
      }
    })
    const shape = (views: PortalShape['views']): PortalShape => ({
      views,
      door: {
        submit: () => refuse('record.not-found'),
        withdraw: () => refuse('record.not-found'),
        complete: () => refuse('record.not-found'),
        quote: () => refuse('record.not-found'),
        kept: () => Promise.resolve([]),
      },
      documents: {
        invoicePdf: () => refuse('record.not-found'),
        registrationPdf: () => refuse('record.not-found'),
      },
      papers: {
        accept: () => refuse('record.not-found'),
        answer: () => refuse('record.not-found'),
        open: () => refuse('record.not-found'),
        kept: () => Promise.resolve({ given: [], acceptances: [], answers: [] }),
      },
      act: () => refuse('record.not-found'),
      isHosted: false,
    })
    const actor: ParentActor = {
      kind: 'parent',
      accountId: 1,
      personId: town.town.berthelot.sarah,
      familyId: town.town.berthelot.id,
      name: 'Sarah Berthelot',
    }
    const read = (views: PortalShape['views']) =>
      desk.read(async (ctx) => {
        const handlers = createPortalHandlers(shape(views))
        const mine = { ...ctx, actor } as ParentCtx
        return [
          await handlers['calendar.month'](mine, { month: december }),
          await handlers['home.read'](mine, {}),
          await handlers['invoices.list'](mine, {}),
          await handlers['family.read'](mine, {}),
        ]
      })
    const [live, copy] = [await read(liveViews), await read(replicaViews)]
    expect(JSON.parse(JSON.stringify(copy))).toEqual(JSON.parse(JSON.stringify(live)))
  })
})
