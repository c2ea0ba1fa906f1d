import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { applyItems } from '../../src-main/modules/bookings'
import type { BookingItem } from '../../src-shared/contract/requests'
import { instant } from '../../src-shared/kernel/instant'
import { localDate } from '../../src-shared/kernel/local-date'
import { yearMonth } from '../../src-shared/kernel/year-month'
import { LEGEND } from '../../src-shared/rules/booking-display'
import type { ShownState } from '../../src-shared/rules/booking-state'
import { onEachDatabase } from '../support/database'
import { caller, valueOf } from '../support/desk'
import { cellOn } from './calendar-cell'
import { portalTown, type PortalTown } from './portal-town'

// Wednesday 2 December 2026, 16 h 10 in Paris
const canteenName = 'Restauration Jean-Zay'
const leisureName = 'Mercredis et vacances'
const wednesday = '2026-12-16'
const tuesday = '2026-12-15'

const meal = ({ town }: PortalTown, date = tuesday): BookingItem => ({
  enrolmentId: town.enrolments.linaCanteen,
  slotId: town.canteen.midday,
  date: localDate(date),
  action: 'book',
})
const dayOut = ({ town }: PortalTown, date = wednesday): BookingItem => ({
  enrolmentId: town.enrolments.linaLeisure,
  slotId: town.leisure.day,
  date: localDate(date),
  action: 'book',
})

const monthOf = ({ sarah }: PortalTown, month = '2026-12') => sarah.value('calendar.month', { month: yearMonth(month) })
const mealCell = async (town: PortalTown, date = tuesday) => cellOn(await monthOf(town), date, 'Lina', canteenName)
const dayOutCell = async (town: PortalTown) => cellOn(await monthOf(town), wednesday, 'Lina', leisureName, 'Journée')
const dayOf = async (town: PortalTown, date: string) =>
  (await monthOf(town, date.slice(0, 7))).days.find((day) => day.date === date)

/** What a parent's click sends. */
const submit = ({ sarah }: PortalTown, ...items: BookingItem[]) =>
  sarah.value('booking.submit', { id: randomUUID(), items })

/** A booking made in time by the parent, for a day whose deadline has passed since. */
const bookedEarlier = (town: PortalTown, item: BookingItem) =>
  town.desk.write((ctx) =>
    applyItems(ctx, {
      ...{ familyId: town.town.berthelot.id, items: [item], by: 'parent' },
      at: instant('2026-11-25T08:00:00.000Z'),
    }),
  )

const write = ({ desk }: PortalTown, state: string) =>
  desk.write(({ db }) => db.run`update booking set state = ${state}`)

/** What an agent answers to the only request of the inbox. */
async function decide(town: PortalTown, decision: { decision: 'accept' } | { decision: 'refuse'; reason: string }) {
  const { desk, sarah } = town
  const [request] = await sarah.value('requests.list', {})
  const row = await desk.read(({ db }) => db.one<{ version: number }>`select version from request`)
  const decisions = [{ ...decision, id: request?.id, version: row?.version }]
  const token = town.town.staff.agent.token
  return valueOf((await desk.staff.dispatcher.call('requests.decide', { decisions }, caller(token))).reply)
}

/** The line of the legend that explains what a cell or a day shows. */
function wordsOf(state: ShownState | null | undefined) {
  const entry = LEGEND.flatMap(({ entries }) => entries).find((one) => one.state === state)
  const sign = entry?.sign.map((part) => ('letter' in part ? part.letter : part.icon)).join(' ')
  return [sign, entry?.label]
}

onEachDatabase('the legend of the calendar', (open) => {
  it('[G07] [F20] reserved: R, after the parent has booked a service that needs nobody', async () => {
    const town = await portalTown(await open())
    await submit(town, meal(town))
    const cell = await mealCell(town)
    expect([cell.state, ...wordsOf(cell.state)]).toEqual(['booked', 'R', 'Réservé'])
  })

  it('[G08] error: a booking in a state that nobody wrote is never shown as a free place', async () => {
    const town = await portalTown(await open())
    await submit(town, meal(town))
    await write(town, 'something-else')
    const cell = await mealCell(town)
    expect([cell.state, cell.action, ...wordsOf(cell.state)]).toEqual(['error', null, '!', 'Erreur'])
  })

  it('[G08] error: a booking on a day that closed without cancelling it', async () => {
    const town = await portalTown(await open())
    await submit(town, meal(town))
    await town.desk.write(({ db }) => db.run`delete from opening where date = ${tuesday}`)
    expect(await mealCell(town)).toMatchObject({ state: 'error', action: null })
  })

  it('[G09] leave: CG, for the child and the days agreed, and nothing to book', async () => {
    const town = await portalTown(await open())
    await town.desk.write(({ db, now }) =>
      db.insert('child_leave', {
        ...{ enrolmentId: town.town.enrolments.linaCanteen, fromDate: tuesday, toDate: tuesday },
        ...{ note: '', createdAt: now, createdBy: 'Élise Marchand' },
      }),
    )
    const cell = await mealCell(town)
    expect([cell.action, ...wordsOf(cell.state)]).toEqual([null, 'CG', 'Congé'])
    expect((await mealCell(town, '2026-12-17')).state).toBe('available')
    expect(cellOn(await monthOf(town), tuesday, 'Hugo', canteenName).state).toBe('available')
  })

  it('[G10] hours outside the regular contract: HC', async () => {
    const town = await portalTown(await open())
    await submit(town, meal(town))
    await write(town, 'outside-contract')
    const cell = await mealCell(town)
    expect([cell.action, ...wordsOf(cell.state)]).toEqual([null, 'HC', 'Heure hors contrat'])
  })

  it('[G11] closed: the structure that closes, not the other one of the town', async () => {
    const town = await portalTown(await open())
    const structureId = town.town.school
    await town.desk.write(({ db }) =>
      db.insert('closure', { structureId, fromDate: tuesday, toDate: wednesday, label: 'Grève' }),
    )
    const day = await dayOf(town, tuesday)
    expect([day?.label, ...wordsOf(day?.mark)]).toEqual(['Grève', 'F', 'Fermeture'])
    expect((await dayOutCell(town)).state).toBe('available')
  })

  it('[G12] an absence that is billed: AF, with its price', async () => {
    const town = await portalTown(await open())
    await submit(town, meal(town))
    await write(town, 'absent-billed')
    const cell = await mealCell(town)
    expect([cell.amountCents, ...wordsOf(cell.state)]).toEqual([245, 'AF', 'Absence facturée'])
  })

  it('[G13] a request that waits stands among those of the family', async () => {
    const town = await portalTown(await open())
    await submit(town, dayOut(town))
    expect(await dayOutCell(town)).toMatchObject({ state: 'requested', since: '2026-12-02T15:10:00.000Z' })
    expect(await town.sarah.value('requests.list', {})).toMatchObject([{ kind: 'booking', status: 'pending' }])
  })

  it('[G14] an absence that is excused: AE, and nothing to pay', async () => {
    const town = await portalTown(await open())
    await submit(town, meal(town))
    await write(town, 'absent-excused')
    const cell = await mealCell(town)
    expect([cell.amountCents, cell.action, ...wordsOf(cell.state)]).toEqual([0, null, 'AE', 'Absence excusée'])
  })

  it('[G15] a booking that an agent has to look at: DR, which the parent may take back', async () => {
    const town = await portalTown(await open())
    await submit(town, dayOut(town))
    const cell = await dayOutCell(town)
    expect([cell.action, ...wordsOf(cell.state)]).toEqual(['withdraw', 'DR', 'Demande en cours'])
  })

  it('[G16] refused: a cross, and the reason that the agent gave', async () => {
    const town = await portalTown(await open())
    await submit(town, dayOut(town))
    await decide(town, { decision: 'refuse', reason: 'Le groupe est parti en sortie.' })
    const cell = await dayOutCell(town)
    expect([cell.reason, ...wordsOf(cell.state)]).toEqual(['Le groupe est parti en sortie.', 'cross', 'Refusé'])
  })

  it('[G17] an absence told after the deadline waits for an agent: AT, with what the parent said', async () => {
    const town = await portalTown(await open())
    const item = meal(town, '2026-12-03')
    await bookedEarlier(town, item)
    await submit(town, { ...item, action: 'declare-absence', reason: 'Maladie' })
    const cell = await mealCell(town, item.date)
    expect([cell.reason, ...wordsOf(cell.state)]).toEqual(['Maladie', 'AT', 'Absence en traitement'])
  })

  it('[G18] short holidays: P, on every day of the period and nowhere else', async () => {
    const town = await portalTown(await open())
    const day = await dayOf(town, '2026-12-26')
    expect(wordsOf(day?.mark)).toEqual(['P', 'Petites vacances'])
    expect((await dayOf(town, '2026-12-28'))?.holidays).toBe('small-holidays')
    expect((await dayOf(town, '2026-12-18'))?.holidays).toBeNull()
  })

  it('[G19] summer holidays: GV', async () => {
    const town = await portalTown(await open())
    const day = await dayOf(town, '2027-07-15')
    expect([day?.holidays, ...wordsOf(day?.mark)]).toEqual(['summer-holidays', 'GV', 'Grandes vacances'])
  })

  it('[G20] a public holiday: JF, with its name', async () => {
    const town = await portalTown(await open())
    const day = await dayOf(town, '2026-12-25')
    expect([day?.label, ...wordsOf(day?.mark)]).toEqual(['Noël', 'JF', 'Jour férié'])
  })

  it('[G21] [G22] present with and without a booking are two signs', async () => {
    const town = await portalTown(await open())
    await submit(town, meal(town))
    await write(town, 'present')
    expect(wordsOf((await mealCell(town)).state)).toEqual(['check R', 'Présence réservée'])
    await write(town, 'present-unbooked')
    expect(wordsOf((await mealCell(town)).state)).toEqual(['check +', 'Présence sans réservation'])
  })

  it('[G23] [F22] reserved, and may still be cancelled until the hour that is given', async () => {
    const town = await portalTown(await open())
    await submit(town, meal(town))
    expect(await mealCell(town)).toMatchObject({
      ...{ state: 'booked', action: 'cancel', deadline: '2026-12-14T09:00:00.000Z' },
    })
  })

  it('[G24] [F30] reserved, too late to cancel: R and a lock; cancelling it all the same is an absence to look at', async () => {
    const town = await portalTown(await open())
    const item = meal(town, '2026-12-03')
    await bookedEarlier(town, item)
    const cell = await mealCell(town, item.date)
    expect([cell.action, ...wordsOf(cell.state)]).toEqual(['declare-absence', 'R lock', 'Réservé, non annulable'])
    const { outcomes } = await submit(town, { ...item, action: 'cancel' })
    expect(outcomes).toMatchObject([{ outcome: 'absence-requested' }])
    expect(await mealCell(town, item.date)).toMatchObject({ state: 'absence-requested', amountCents: 245 })
  })

  it('[G25] free: may be booked, until the hour that is given', async () => {
    const cell = await mealCell(await portalTown(await open()))
    expect([cell.action, cell.deadline, ...wordsOf(cell.state)]).toEqual([
      ...['book', '2026-12-14T09:00:00.000Z', '+', 'Libre'],
    ])
  })

  it('[G26] late, with a surcharge that the price contains', async () => {
    const town = await portalTown(await open(), { now: '2026-12-14T10:00:00.000Z' })
    const cell = await dayOutCell(town)
    expect([cell.surchargeCents, cell.amountCents, ...wordsOf(cell.state)]).toEqual([
      ...[200, 965, '+€', 'Hors délai, majoré'],
    ])
  })

  it('[G27] [F31] cancelled within the deadline: nothing will be billed, and the day may be booked again', async () => {
    const town = await portalTown(await open())
    await submit(town, meal(town))
    const { outcomes } = await submit(town, { ...meal(town), action: 'cancel' })
    expect(outcomes).toMatchObject([{ outcome: 'cancelled', amountCents: 0 }])
    const cell = await mealCell(town)
    expect([cell.action, ...wordsOf(cell.state)]).toEqual(['book', 'R', 'Annulé sans frais'])
  })

  it('[G28] [F32] full: C, and booking it all the same is refused where nobody can wait', async () => {
    const town = await portalTown(await open())
    await town.desk.write(({ db }) => db.run`update opening set capacity = 0 where date = ${tuesday}`)
    const cell = await mealCell(town)
    expect([cell.action, ...wordsOf(cell.state)]).toEqual([null, 'C', 'Complet'])
    const { outcomes } = await submit(town, meal(town))
    expect(outcomes).toMatchObject([{ outcome: 'refused', refusal: { code: 'booking.full' } }])
  })

  it('[G29] [F33] in the waiting list of the activity, with the rank', async () => {
    const town = await portalTown(await open())
    await town.desk.write(({ db }) => db.run`update opening set capacity = 0 where date = ${wednesday}`)
    expect((await dayOutCell(town)).action).toBe('waitlist')
    await submit(town, dayOut(town))
    const cell = await dayOutCell(town)
    expect([cell.rank, cell.action, ...wordsOf(cell.state)]).toEqual([1, 'withdraw', 'LA', 'Liste d’attente'])
  })

  it('[G30] [F34] a service that an agent validates: asked for, never booked by the click', async () => {
    const town = await portalTown(await open())
    expect((await dayOutCell(town)).action).toBe('request')
    const { outcomes } = await submit(town, dayOut(town))
    expect(outcomes).toMatchObject([{ outcome: 'requested' }])
    expect((await dayOutCell(town)).state).toBe('requested')
  })

  it('[G31] accepted by an agent, then reserved', async () => {
    const town = await portalTown(await open())
    await submit(town, dayOut(town))
    await decide(town, { decision: 'accept' })
    expect(wordsOf((await dayOutCell(town)).state)).toEqual(['R', 'Réservé'])
  })

  it('[G32] a service paid when it is booked: the place waits for its payment', async () => {
    const town = await portalTown(await open())
    await town.desk.write(({ db }) => db.run`update activity set validation_mode = 'payment'`)
    await submit(town, meal(town))
    const cell = await mealCell(town)
    expect([cell.action, ...wordsOf(cell.state)]).toEqual(['withdraw', '€', 'En attente de paiement'])
  })

  it('[G33] [F24] a cancellation that an agent decides: DA; refused, the booking stands', async () => {
    const town = await portalTown(await open())
    await bookedEarlier(town, dayOut(town))
    await write(town, 'booked')
    await submit(town, { ...dayOut(town), action: 'cancel' })
    const cell = await dayOutCell(town)
    expect([cell.action, ...wordsOf(cell.state)]).toEqual(['withdraw', 'DA', 'Demande d’annulation'])
    await decide(town, { decision: 'refuse', reason: 'Le repas est commandé.' })
    expect((await dayOutCell(town)).state).toBe('booked')
  })
})
