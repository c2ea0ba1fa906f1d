import type { Db } from '../../src-main/database/db'
import { zTownSettings } from '../../src-shared/contract/settings'
import { cents } from '../../src-shared/kernel/money'
import type { TariffDefinition } from '../../src-shared/rules/pricing'
import type { BenchData } from './bench-data'

const validFrom = '2026-09-01'
const validTo = '2027-08-31'

/** Slots of the data, in two activities. */
export const slots = [
  {
    id: 1,
    activityId: 1,
    name: 'Cantine',
    letter: 'R',
    icon: 'meal',
    startTime: '11:45',
    endTime: '13:35',
    includesMeal: true,
    position: 0,
  },
  {
    id: 2,
    activityId: 2,
    name: 'Matin',
    letter: 'M',
    icon: 'morning',
    startTime: '07:30',
    endTime: '08:30',
    includesMeal: false,
    position: 0,
  },
  {
    id: 3,
    activityId: 2,
    name: 'Soir',
    letter: 'S',
    icon: 'evening',
    startTime: '16:30',
    endTime: '18:30',
    includesMeal: false,
    position: 1,
  },
] as const

export const schoolsOf = ({ children }: BenchData) => [...new Set(children.map(({ school }) => school))].sort()

export async function writePlaces(db: Db, data: BenchData) {
  const schools = schoolsOf(data)
  await db.insertMany('town', [
    {
      id: 1,
      name: 'Testville',
      mode: 'production',
      schoolZone: 'B',
      alsaceMoselle: false,
      addressLine: '1, place de la Mairie',
      postalCode: '44000',
      city: 'Testville',
      phone: '',
      email: '',
      openingHours: '',
      accentColour: null,
      settings: JSON.stringify(zTownSettings.parse({})),
      version: 1,
    },
  ])
  await db.insertMany(
    'structure',
    schools.map((name, index) => ({
      id: index + 1,
      code: `E${index + 1}`,
      name,
      kind: 'school',
      description: '',
      address: '',
      phone: '',
      email: '',
      position: index + 1,
      archivedAt: null,
      version: 1,
    })),
  )
  const names = ['Restauration scolaire', 'Accueil périscolaire']
  await db.insertMany(
    'activity',
    names.map((name, index) => activityRow(index + 1, name)),
  )
  await db.insertMany(
    'activity_group',
    names.map((_, index) => ({ id: index + 1, activityId: index + 1, name: 'Tous', classLevels: '[]', position: 0 })),
  )
  await db.insertMany(
    'slot',
    slots.map((slot) => ({ ...slot, capacityOverGroups: null })),
  )
  await db.insertMany(
    'tariff',
    slots.map((slot) => tariffRow(slot, data)),
  )
}

function activityRow(id: number, name: string) {
  return {
    id,
    structureId: 1,
    name,
    kind: id === 1 ? 'meal' : 'before-after-school',
    supervision: 'undeclared',
    validationMode: 'automatic',
    cancellationMode: 'free',
    bookingDeadline: JSON.stringify({ kind: 'weekday-before', time: '10:00' }),
    cancelDeadline: null,
    lateBooking: 'refused',
    lateSurchargeCents: 0,
    waitingList: false,
    minAgeMonths: null,
    maxAgeMonths: null,
    residentsOnly: false,
    validFrom,
    validTo,
    portalOpensAt: null,
    onPortal: true,
    position: id,
    archivedAt: null,
    version: 1,
  }
}

/** Bands with whole bounds, both included, become half-open ones: 0–400 and 401–800 are [0, 401[ and [401, 801[. */
function tariffRow({ id, activityId, name }: (typeof slots)[number], { tariffs }: BenchData) {
  const own = tariffs.filter(({ unit }) => unit === name).toSorted((left, right) => left.from - right.from)
  const definition: TariffDefinition = {
    method: 'quotient-bands',
    bands: own.map(({ from, amountCents }, index) => ({
      from,
      to: own[index + 1]?.from ?? null,
      amountCents: cents(amountCents),
    })),
  }
  return {
    id,
    activityId,
    slotId: id,
    name,
    definition: JSON.stringify(definition),
    validFrom,
    validTo: null,
    version: 1,
  }
}
