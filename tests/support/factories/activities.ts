import type { Ctx } from '../../../src-main/kernel/context'
import type { DeadlineRule } from '../../../src-shared/rules/deadline'
import type { TariffDefinition } from '../../../src-shared/rules/pricing'
import { cents } from '../../../src-shared/kernel/money'
import { localTime } from '../../../src-shared/kernel/local-time'

type Value = string | number | boolean | null

interface ActivityOptions extends Record<string, Value | DeadlineRule | undefined> {
  structureId: number
  name: string
  bookingDeadline?: DeadlineRule
  cancelDeadline?: DeadlineRule | null
}

/** An activity of the school year 2026-2027: automatic, cancelled freely, booked until the day before at 10 h. */
export function insertActivity(ctx: Ctx, options: ActivityOptions): Promise<number> {
  const { bookingDeadline, cancelDeadline, ...columns } = options
  const row = {
    kind: 'meal',
    supervision: 'undeclared',
    validationMode: 'automatic',
    cancellationMode: 'free',
    bookingDeadline: JSON.stringify(bookingDeadline ?? { kind: 'days-before', days: 1, time: localTime('10:00') }),
    cancelDeadline: cancelDeadline ? JSON.stringify(cancelDeadline) : null,
    lateBooking: 'refused',
    lateSurchargeCents: 0,
    waitingList: false,
    minAgeMonths: null,
    maxAgeMonths: null,
    residentsOnly: false,
    validFrom: '2026-09-01',
    validTo: '2027-08-31',
    portalOpensAt: null,
    onPortal: true,
    position: 1,
    archivedAt: null,
    version: 1,
    ...columns,
  }
  return ctx.db.insert('activity', row as Record<string, Value>)
}

export function insertGroup(ctx: Ctx, activityId: number, name: string, classLevels: string[] = [], position = 1) {
  return ctx.db.insert('activity_group', { activityId, name, classLevels: JSON.stringify(classLevels), position })
}

export function insertSlot(
  ctx: Ctx,
  activityId: number,
  slot: {
    name: string
    letter: string
    icon: 'morning' | 'meal' | 'evening' | 'day' | 'half-day' | 'sport'
    startTime: string
    endTime: string
    includesMeal?: boolean
    capacityOverGroups?: number | null
    position?: number
  },
) {
  const { includesMeal = false, capacityOverGroups = null, position = 1, ...rest } = slot
  return ctx.db.insert('slot', { activityId, ...rest, includesMeal, capacityOverGroups, position })
}

export function insertTariff(
  ctx: Ctx,
  activityId: number,
  definition: TariffDefinition,
  options: { slotId?: number | null; name?: string; validFrom?: string; validTo?: string | null } = {},
) {
  const { slotId = null, name = 'Tarif 2026-2027', validFrom = '2026-09-01', validTo = null } = options
  return ctx.db.insert('tariff', {
    activityId,
    slotId,
    name,
    definition: JSON.stringify(definition),
    validFrom,
    validTo,
    version: 1,
  })
}

const bands = [
  { from: 0, to: 401, amountCents: cents(100) },
  { from: 401, to: 801, amountCents: cents(245) },
  { from: 801, to: 1201, amountCents: cents(360) },
  { from: 1201, to: null, amountCents: cents(485) },
]

async function insertCanteen(ctx: Ctx, structureId: number) {
  const skip = { weekends: true, publicHolidays: true }
  const bookingDeadline: DeadlineRule = { kind: 'days-before', days: 1, time: localTime('10:00'), skip }
  const id = await insertActivity(ctx, { structureId, name: 'Restauration Jean-Zay', bookingDeadline })
  const nursery = await insertGroup(ctx, id, 'Maternelle', ['PS', 'MS', 'GS'], 1)
  const primary = await insertGroup(ctx, id, 'Élémentaire', ['CP', 'CE1', 'CE2', 'CM1', 'CM2'], 2)
  const slot = {
    name: 'Midi',
    letter: 'M',
    icon: 'meal',
    startTime: '11:30',
    endTime: '13:30',
    includesMeal: true,
  } as const
  const midday = await insertSlot(ctx, id, slot)
  await insertTariff(ctx, id, { method: 'quotient-bands', bands, mealCents: cents(485) })
  return { id, nursery, primary, midday }
}

async function insertEvening(ctx: Ctx, structureId: number) {
  const bookingDeadline: DeadlineRule = { kind: 'same-day', time: localTime('09:00') }
  const options = { kind: 'before-after-school', supervision: 'around-school', position: 2 }
  const id = await insertActivity(ctx, { structureId, name: 'Accueil du soir', bookingDeadline, ...options })
  const all = await insertGroup(ctx, id, 'Tous')
  const slot = { name: 'Soir', letter: 'S', icon: 'evening', startTime: '16:30', endTime: '18:30' } as const
  const care = await insertSlot(ctx, id, slot)
  await insertTariff(ctx, id, { method: 'fixed', amountCents: cents(150) })
  return { id, all, care }
}

async function insertLeisure(ctx: Ctx, structureId: number) {
  const id = await insertActivity(ctx, {
    structureId,
    name: 'Mercredis et vacances',
    kind: 'leisure',
    supervision: 'around-school-pedt',
    validationMode: 'agent',
    cancellationMode: 'agent',
    bookingDeadline: { kind: 'week-before', weeks: 1, weekday: 5, time: localTime('12:00') },
    cancelDeadline: { kind: 'days-before', days: 2, time: localTime('12:00') },
    lateBooking: 'surcharge',
    lateSurchargeCents: 200,
    waitingList: true,
    minAgeMonths: 36,
    maxAgeMonths: 143,
    position: 3,
  })
  const little = await insertGroup(ctx, id, '3-5 ans', ['PS', 'MS', 'GS'], 1)
  const big = await insertGroup(ctx, id, '6-11 ans', ['CP', 'CE1', 'CE2', 'CM1', 'CM2'], 2)
  const morningSlot = { name: 'Matin', letter: 'M', icon: 'morning', startTime: '08:00', endTime: '12:00' } as const
  const daySlot = { name: 'Journée', letter: 'J', icon: 'day', startTime: '08:00', endTime: '18:00' } as const
  const morning = await insertSlot(ctx, id, morningSlot)
  const day = await insertSlot(ctx, id, { ...daySlot, includesMeal: true, capacityOverGroups: 14, position: 2 })
  const rate = { numerator: 125, denominator: 10_000 }
  await insertTariff(ctx, id, { method: 'effort-rate', rate, floorCents: cents(300), ceilingCents: cents(1500) })
  return { id, little, big, morning, day }
}

/** Canteen and after-school care in the school, Wednesdays and holidays in the leisure centre. */
export async function insertActivities(ctx: Ctx, { school, centre }: { school: number; centre: number }) {
  return {
    canteen: await insertCanteen(ctx, school),
    evening: await insertEvening(ctx, school),
    leisure: await insertLeisure(ctx, centre),
  }
}
export type TownActivities = Awaited<ReturnType<typeof insertActivities>>
