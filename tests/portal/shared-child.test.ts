import { expect, it } from 'vitest'
import type { PortalContract } from '../../src-shared/contract/portal'
import { viewKey } from '../../src-shared/contract/portal/views'
import { localDate } from '../../src-shared/kernel/local-date'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { buildView } from '../../src-main/modules/portal'
import { onEachDatabase } from '../support/database'
import { caller, valueOf } from '../support/desk'
import { insertEnrolment, insertQuotient } from '../support/factories/town'
import { portalTown } from './portal-town'

onEachDatabase('a child who lives in two families', (open) => {
  /** Awa Diallo, at her mother's Mariama and in the family of Sarah Berthelot: each pays for her own weeks. */
  const start = async () => {
    const begun = await portalTown(await open())
    const { desk, town } = begun
    const agent = async (operation: string, input: unknown) =>
      valueOf((await desk.staff.dispatcher.call(operation, input, caller(town.staff.agent.token))).reply)
    await agent('children.link', { childId: town.diallo.awa, familyId: town.berthelot.id })
    await agent('families.setCustody', {
      ...{ familyId: town.diallo.id, childId: town.diallo.awa },
      custody: { pattern: 'even', since: null, changeDay: 1 },
    })
    const contact = { relationship: 'voisine', phone: '0600000001', mayCollect: true, emergency: false, note: '' }
    for (const [familyId, fullName, forbidden] of [
      [town.berthelot.id, 'Nounou Berthelot', false],
      [town.diallo.id, 'Tante Diallo', false],
      [town.diallo.id, 'Interdit Diallo', true],
    ] as const)
      await agent('children.saveContact', {
        ...{ childId: town.diallo.awa, familyId, contactId: null },
        contact: { ...contact, fullName, forbidden, mayCollect: !forbidden },
      })
    await agent('families.changeBank', {
      ...{ familyId: town.diallo.id, bank: { holder: 'Mariama Diallo', iban: 'FR7630006000011234567890189', bic: '' } },
    })
    await desk.write(async (ctx) => {
      await ctx.db
        .run`update family set address_line1 = '8 rue de la Diallo', beneficiary_number = '7654321', fund = 'Caf Diallo'
        where id = ${town.diallo.id}`
      await insertQuotient(ctx, town.diallo.id, 987, '2026-01-01')
      const enrolmentId = await insertEnrolment(ctx, {
        ...{ childId: town.diallo.awa, familyId: town.berthelot.id },
        ...{ activityId: town.canteen.id, groupId: town.canteen.primary },
      })
      for (const [familyId, enrolment, date] of [
        [town.diallo.id, town.enrolments.awaCanteen, '2026-12-10'],
        [town.berthelot.id, enrolmentId, '2026-12-17'],
      ] as const)
        await ctx.db.insert('booking', {
          ...{ enrolmentId: enrolment, childId: town.diallo.awa, familyId, activityId: town.canteen.id },
          ...{ groupId: town.canteen.primary, slotId: town.canteen.midday, date, state: 'booked', waitingSince: null },
          ...{ late: false, requestId: null, reason: '', memo: '', arrivedAt: null, leftAt: null },
          ...{ changedAt: ctx.now, changedBy: '', version: 1 },
        })
    })
    return begun
  }
  const queries = [
    'home.read',
    'family.read',
    'file.read',
    'requests.list',
  ] as const satisfies readonly (keyof PortalContract)[]

  it('is seen by both, and neither reads anything of the other home', async () => {
    const { sarah, mariama } = await start()
    const said = async (parent: typeof sarah) => {
      const month = await parent.value('calendar.month', { month: yearMonth('2026-12') })
      const rest = await Promise.all(queries.map((name) => parent.value(name, {})))
      return JSON.stringify([month, ...rest])
    }
    const [hers, other] = [await said(sarah), await said(mariama)]
    expect(hers).toContain('Awa')
    expect(other).toContain('Awa')
    expect(hers).not.toMatch(/rue de la Diallo|7654321|Caf Diallo|987|Tante Diallo|Interdit Diallo|FR76|Mariama|1002/)
    expect(other).not.toMatch(/Tilleuls|Nounou Berthelot|Sarah|Julien|Lina|1001/)
  })

  it('has in each family the days that this family booked, and no other', async () => {
    const { desk, town } = await start()
    const bookings = async (familyId: number) =>
      desk.read(async (ctx) => JSON.stringify(await buildView(ctx, viewKey.bookings(familyId, yearMonth('2026-12')))))
    expect(await bookings(town.diallo.id)).toContain(localDate('2026-12-10'))
    expect(await bookings(town.diallo.id)).not.toContain('2026-12-17')
    expect(await bookings(town.berthelot.id)).toContain('2026-12-17')
    expect(await bookings(town.berthelot.id)).not.toContain('2026-12-10')
  })

  it('travels to a hosted portal without the other home', async () => {
    const { desk, town } = await start()
    const views = await desk.read(async (ctx) => {
      const id = town.berthelot.id
      const keys = [viewKey.family(id), viewKey.file(id), viewKey.account(id), viewKey.requests(id), viewKey.access(id)]
      return JSON.stringify(await Promise.all(keys.map((key) => buildView(ctx, key))))
    })
    expect(views).toContain('Awa')
    expect(views).not.toMatch(/rue de la Diallo|7654321|Caf Diallo|987|Tante Diallo|Interdit Diallo|FR76|Mariama/)
  })

  it('[C07] shows a parent the second guardian, at their own address', async () => {
    const { desk, town, sarah } = await start()
    await desk.write(
      (ctx) => ctx.db.run`update person set address_line1 = '9 rue du Four', postal_code = '99130',
      city = 'Saint-Aubin', work_phone = '0536491240' where id = ${town.berthelot.julien}`,
    )
    const file = await sarah.value('file.read', {})
    const said = JSON.stringify(file)
    expect(said).toContain('Julien')
    expect(said).toContain('9 rue du Four')
    expect(said).toContain('0536491240')
  })
})
