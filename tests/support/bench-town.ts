import type { Database } from '../../src-main/database/database'
import type { Db } from '../../src-main/database/db'
import { rawSql, sql } from '../../src-main/database/sql'
import { searchTextOf } from '../../src-main/modules/families'
import { isStoredState } from '../../src-shared/rules/booking-state'
import { expectedCents, readBenchData, type BenchData } from './bench-data'
import { schoolsOf, slots, writePlaces } from './bench-places'

export interface BenchTown {
  source: BenchData['source']
  period: '2026-09'
  families: number
  children: number
  bookings: number
  /** Sum of the month, computed from the tables alone. */
  expectedCents: number
}

const madeAt = '2026-08-20T08:00:00.000Z'
const validFrom = '2026-09-01'

/** Fills an empty database with the town of the benches: 2,000 families, 3,000 children, 120,000 bookings of September 2026. */
export async function loadBenchTown(database: Database, data: BenchData = readBenchData()): Promise<BenchTown> {
  await database.write(async (db) => {
    await writePlaces(db, data)
    await writePeople(db, data)
    await writeBookings(db, data)
    if (db.engine === 'postgres') await followIds(db)
    // Statistics as a database that has lived: PostgreSQL gathers them by itself, a little later than a bench can wait.
    await db.rowsOf(rawSql('analyze'))
  })
  const { source, families, children, bookings } = data
  return {
    source,
    period: '2026-09',
    families: families.length,
    children: children.length,
    bookings: bookings.length,
    expectedCents: expectedCents(data),
  }
}

async function writePeople(db: Db, data: BenchData) {
  const { families, children } = data
  const schools = schoolsOf(data)
  await db.insertMany('family', families.map(familyRow))
  const guardians = families.map(({ id, name, email }) =>
    person(id, 'Paul', name, { email, civility: 'M', birthDate: null }),
  )
  await db.insertMany('person', guardians)
  await db.insertMany(
    'person',
    children.map(({ id, firstName, lastName, birthDate }) =>
      person(id, firstName, lastName, { email: '', civility: '', birthDate }),
    ),
  )
  await db.insertMany(
    'child',
    children.map(({ id, school }) => ({
      id,
      schoolId: schools.indexOf(school) + 1,
      classLevel: 'CP',
      className: '',
      diet: '',
      leavesAlone: false,
      imageConsent: true,
      version: 1,
    })),
  )
  const members = [
    ...families.map(({ id }) => ({ familyId: id, personId: id, role: 'guardian', accountHolder: true, position: 0 })),
    ...children.map(({ id, familyId }) => ({
      familyId,
      personId: id,
      role: 'child',
      accountHolder: false,
      position: 0,
    })),
  ]
  await db.insertMany(
    'family_member',
    members.map((member, index) => ({ id: index + 1, ...member })),
  )
  await db.insertMany(
    'family_quotient',
    families.flatMap(({ id, quotient: value }) =>
      value === null
        ? []
        : [
            {
              id,
              familyId: id,
              kind: 'caf',
              value,
              validFrom: '2026-01-01',
              validTo: null,
              source: 'Lecture Caf',
              createdAt: madeAt,
            },
          ],
    ),
  )
  const enrolments = children.flatMap((child) => [1, 2].map((activityId) => ({ child, activityId })))
  await db.insertMany(
    'enrolment',
    enrolments.map(({ child, activityId }, index) => ({
      id: index + 1,
      childId: child.id,
      familyId: child.familyId,
      activityId,
      groupId: activityId,
      status: 'active',
      startDate: validFrom,
      endDate: null,
      createdAt: madeAt,
      version: 1,
    })),
  )
}

function familyRow({ id, name, street, postalCode, city, email }: BenchData['families'][number]) {
  return {
    id,
    number: id,
    name,
    addressLine1: street,
    addressLine2: '',
    postalCode,
    city,
    resident: true,
    invoiceDelivery: 'portal',
    directDebit: false,
    staffNote: '',
    searchText: searchTextOf({
      number: id,
      name,
      city,
      people: [{ firstName: 'Paul', lastName: name, email, phone: '', mobile: '' }],
    }),
    archivedAt: null,
    createdAt: madeAt,
    updatedAt: madeAt,
    version: 1,
  }
}

function person(
  id: number,
  firstName: string,
  lastName: string,
  more: { email: string; civility: string; birthDate: string | null },
) {
  return {
    id,
    firstName,
    lastName,
    birthName: '',
    sex: '',
    phone: '',
    mobile: '',
    acceptsEmail: true,
    acceptsSms: false,
    version: 1,
    ...more,
  }
}

async function writeBookings(db: Db, { children, bookings }: BenchData) {
  const enrolmentOf = new Map(children.map(({ id, familyId }, index) => [id, { familyId, first: index * 2 + 1 }]))
  const slotOf = new Map<string, (typeof slots)[number]>(slots.map((slot) => [slot.name, slot]))
  const taken = new Map<string, { slot: (typeof slots)[number]; date: string; count: number }>()
  const rows = bookings.map(({ childId, date, unit, state }, index) => {
    const [slot, enrolment] = [slotOf.get(unit), enrolmentOf.get(childId)]
    if (!slot || !enrolment || !isStoredState(state))
      throw new Error(`a booking that cannot be read: ${childId} ${date} ${unit} ${state}`)
    const key = `${slot.id}/${date}`
    const place = taken.get(key) ?? { slot, date, count: 0 }
    place.count += 1
    taken.set(key, place)
    return {
      id: index + 1,
      enrolmentId: enrolment.first + slot.activityId - 1,
      childId,
      familyId: enrolment.familyId,
      activityId: slot.activityId,
      groupId: slot.activityId,
      slotId: slot.id,
      date,
      state,
      waitingSince: null,
      late: false,
      requestId: null,
      reason: '',
      memo: '',
      arrivedAt: null,
      leftAt: null,
      changedAt: madeAt,
      changedBy: 'Mesure',
      version: 1,
    }
  })
  await db.insertMany('booking', rows)
  const openings = [...taken.values()].map(({ slot, date, count }, index) => ({
    id: index + 1,
    activityId: slot.activityId,
    groupId: slot.activityId,
    slotId: slot.id,
    date,
    capacity: null,
    taken: count,
    staffPlanned: null,
  }))
  await db.insertMany('opening', openings)
}

const numbered = [
  'structure',
  'activity',
  'activity_group',
  'slot',
  'tariff',
  'family',
  'person',
  'family_member',
  'family_quotient',
  'enrolment',
  'booking',
  'opening',
]

async function followIds(db: Db) {
  for (const table of numbered) {
    const [name, quoted] = [rawSql(`'${table}'`), rawSql(`"${table}"`)]
    await db.rowsOf(sql`select setval(pg_get_serial_sequence(${name}, 'id'), (select max(id) from ${quoted}))`)
  }
}
