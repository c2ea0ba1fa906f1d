import { expect, it } from 'vitest'
import { onEachDatabase } from '../support/database'
import { caller, deskOn, valueOf } from '../support/desk'
import { smallTown } from '../support/factories/town'

type Opened = Parameters<typeof deskOn>[0]

async function openTown(open: () => Promise<Opened>) {
  const desk = deskOn(await open())
  const town = await desk.write((ctx) => smallTown(ctx))
  const call = async (operation: string, input: unknown) =>
    (await desk.staff.dispatcher.call(operation, input, caller(town.staff.director.token))).reply
  const simulate = async (input: object) =>
    valueOf<{ amountCents: number | null; sentence: string; tariffName: string | null }>(
      await call('pricing.simulate', { quotient: null, ...input }),
    )
  return { town, call, simulate }
}

onEachDatabase('tariffs', (open) => {
  const fixed = (amountCents: number) => ({ method: 'fixed', amountCents })

  it('leave no family without a price: a table with a hole or an overlap is refused in words', async () => {
    const { town, call } = await openTown(open)
    const save = (bands: object[]) =>
      call('tariffs.save', {
        id: null,
        version: 0,
        activityId: town.evening.id,
        slotId: town.evening.care,
        name: 'Soir',
        definition: { method: 'quotient-bands', bands },
        validFrom: '2027-01-04',
        validTo: null,
      })
    const hole = [
      { from: 0, to: 400, amountCents: 100 },
      { from: 401, to: null, amountCents: 200 },
    ]
    expect(await save(hole)).toMatchObject({
      error: {
        code: 'tariff.incomplete',
        details: { problems: 'Aucun prix pour un quotient de 400 à moins de 401.' },
      },
    })
    expect(await save([{ from: 0, to: 500, amountCents: 100 }])).toMatchObject({ error: { code: 'tariff.incomplete' } })
    expect((await save([{ from: 0, to: null, amountCents: 100 }])).ok).toBe(true)
  })

  it('of one slot never cover the same day twice, and a slot’s own price comes before the activity’s', async () => {
    const { town, call, simulate } = await openTown(open)
    const own = {
      id: null,
      version: 0,
      activityId: town.leisure.id,
      slotId: town.leisure.morning,
      name: 'Matin',
      definition: fixed(250),
      validFrom: '2026-09-01',
      validTo: null,
    }
    const { id } = valueOf<{ id: number }>(await call('tariffs.save', own))
    const day = { activityId: town.leisure.id, date: '2026-12-09', quotient: 612 }
    expect(await simulate({ ...day, slotId: town.leisure.morning })).toMatchObject({
      amountCents: 250,
      tariffName: 'Matin',
    })
    expect(await simulate({ ...day, slotId: town.leisure.day })).toMatchObject({ amountCents: 765 })
    const second = { ...own, name: 'Matin 2027', definition: fixed(300), validFrom: '2027-01-01' }
    expect(await call('tariffs.save', second)).toMatchObject({
      error: { code: 'tariff.overlap', details: { name: 'Matin' } },
    })
    valueOf(await call('tariffs.save', { ...own, id, version: 1, validTo: '2026-12-31' }))
    valueOf(await call('tariffs.save', second))
    expect(await simulate({ ...day, slotId: town.leisure.morning, date: '2027-01-06' })).toMatchObject({
      amountCents: 300,
    })
  })

  it('for some days of the week share a slot with those of the other days', async () => {
    const { town, call, simulate } = await openTown(open)
    const place = { activityId: town.evening.id, slotId: town.evening.care }
    const common = { id: null, version: 0, ...place, validFrom: '2027-01-04', validTo: null }
    const friday = { ...fixed(90), weekdays: [5] }
    valueOf(await call('tariffs.save', { ...common, name: 'Vendredi', definition: friday }))
    const others = { ...fixed(160), weekdays: [1, 2, 4] }
    valueOf(await call('tariffs.save', { ...common, name: 'Autres jours', definition: others }))
    expect(await call('tariffs.save', { ...common, name: 'Tous', definition: fixed(200) })).toMatchObject({
      error: { code: 'tariff.overlap' },
    })
    expect(await simulate({ ...place, date: '2027-01-08' })).toMatchObject({ amountCents: 90, tariffName: 'Vendredi' })
    expect(await simulate({ ...place, date: '2027-01-11' })).toMatchObject({ amountCents: 160 })
    expect(
      await call('tariffs.save', { ...common, name: 'Aucun', definition: { ...fixed(1), weekdays: [] } }),
    ).toMatchObject({
      error: { code: 'tariff.incomplete', details: { problems: 'Choisissez au moins un jour de la semaine.' } },
    })
  })

  it('by unit of time count the hours of the slot', async () => {
    const { town, call, simulate } = await openTown(open)
    const place = { activityId: town.evening.id, slotId: town.evening.care }
    const bands = [{ from: 0, to: null, amountCents: 50 }]
    const definition = { method: 'time-unit', unitMinutes: 60, bands }
    const dates = { validFrom: '2027-01-04', validTo: null }
    valueOf(await call('tariffs.save', { id: null, version: 0, ...place, name: 'À l’heure', definition, ...dates }))
    // from 16:30 to 18:30
    expect(await simulate({ ...place, date: '2027-01-08' })).toMatchObject({
      amountCents: 100,
      sentence: '2\u00A0×\u00A01\u00A0h à 0,50\u00A0€ = 1,00\u00A0€',
    })
  })

  it('in force are ended by a date; only those to come are removed', async () => {
    const { town, call } = await openTown(open)
    const [present] = valueOf<{ id: number; version: number }[]>(
      await call('tariffs.list', { activityId: town.canteen.id }),
    )
    expect(await call('tariffs.remove', present)).toMatchObject({ error: { code: 'tariff.in-force' } })
    const next = { activityId: town.evening.id, slotId: town.evening.care, name: 'Soir', definition: fixed(200) }
    const dates = { validFrom: '2027-01-04', validTo: null }
    const { id } = valueOf<{ id: number }>(await call('tariffs.save', { id: null, version: 0, ...next, ...dates }))
    expect(await call('tariffs.remove', { id, version: 9 })).toMatchObject({
      error: { code: 'record.changed-meanwhile' },
    })
    expect((await call('tariffs.remove', { id, version: 1 })).ok).toBe(true)
  })

  it('are tried before they are saved, by the engine that bills', async () => {
    const { town, simulate } = await openTown(open)
    const place = { activityId: town.leisure.id, slotId: town.leisure.day, date: '2026-12-09' }
    expect(await simulate({ ...place, quotient: 612 })).toMatchObject({
      amountCents: 765,
      sentence: 'QF\u00A0612 × 1,25\u00A0% = 7,65\u00A0€, entre 3,00\u00A0€ et 15,00\u00A0€',
    })
    expect(await simulate(place)).toMatchObject({
      amountCents: 1500,
      sentence: expect.stringContaining('Sans quotient'),
    })
    expect(await simulate({ ...place, quotient: 612, late: true })).toMatchObject({ amountCents: 965 })
    expect(await simulate({ ...place, definition: fixed(420) })).toMatchObject({ amountCents: 420, tariffName: null })
    expect(await simulate({ ...place, date: '2026-08-26' })).toMatchObject({
      amountCents: null,
      sentence: 'Aucun tarif ce jour-là.',
    })
  })
})
