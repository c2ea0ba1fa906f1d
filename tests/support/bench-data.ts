import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { addDays, dayOfWeek, localDate } from '../../src-shared/kernel/local-date'
import { seededRandom } from '../../src-shared/kernel/seeded-random'

/** A town as two other programs were measured on: bands have whole bounds, both included. */
export interface BenchData {
  source: 'shared' | 'generated'
  families: {
    id: number
    name: string
    street: string
    postalCode: string
    city: string
    email: string
    /** Null = none known: the maximum tariff, not the tariff of a quotient of 0. */
    quotient: number | null
  }[]
  children: { id: number; familyId: number; lastName: string; firstName: string; birthDate: string; school: string }[]
  tariffs: { unit: string; from: number; to: number; amountCents: number }[]
  bookings: { childId: number; date: string; unit: string; state: string }[]
}

const sharedFolder = join(import.meta.dirname, '../../../shared/data/bench')

/** The shared town when it stands beside the project, else one of the same shape: same sizes, same tariffs, same month. */
export function readBenchData(folder = sharedFolder): BenchData {
  return existsSync(join(folder, 'bookings_sept.csv.gz')) ? readShared(folder) : generateBenchData()
}

function readShared(folder: string): BenchData {
  const table = (name: string) => records(readFileSync(join(folder, name), 'utf8'))
  return {
    source: 'shared',
    families: table('families.csv').map(([id, name, street, postalCode, city, email, , quotient]) => ({
      id: Number(id),
      name: name ?? '',
      street: street ?? '',
      postalCode: postalCode ?? '',
      city: city ?? '',
      email: email ?? '',
      quotient: quotient ? Number(quotient) : null,
    })),
    children: table('children.csv').map(([id, familyId, lastName, firstName, birthDate, school]) => ({
      id: Number(id),
      familyId: Number(familyId),
      lastName: lastName ?? '',
      firstName: firstName ?? '',
      birthDate: birthDate ?? '',
      school: school ?? '',
    })),
    tariffs: table('tariffs.csv').map(([unit, from, to, price]) => ({
      unit: unit ?? '',
      from: Number(from),
      to: Number(to),
      amountCents: Number((price ?? '').replace('.', '')),
    })),
    bookings: records(gunzipSync(readFileSync(join(folder, 'bookings_sept.csv.gz'))).toString('utf8')).map(
      ([childId, date, unit, state]) => ({
        childId: Number(childId),
        date: date ?? '',
        unit: unit ?? '',
        state: state ?? '',
      }),
    ),
  }
}

/** These files quote nothing. */
function records(text: string): string[][] {
  const [, ...lines] = text.trim().split(/\r?\n/)
  return lines.map((line) => line.split(','))
}

const sizes = { families: 2_000, children: 3_000, schools: 20 }
const bounds = [0, 401, 801, 1201] as const
const amounts = { Cantine: [120, 245, 360, 485], Soir: [80, 150, 220, 300], Matin: [50, 90, 130, 180] }

export function generateBenchData(seed = 'bench'): BenchData {
  const random = seededRandom(seed)
  const families = Array.from({ length: sizes.families }, (_, index) => ({
    id: index + 1,
    name: `FAMILLE-${String(index + 1).padStart(4, '0')}`,
    street: `${random.integer(1, 120)} rue des Écoles`,
    postalCode: '44000',
    city: 'TESTVILLE',
    email: `f${String(index + 1).padStart(5, '0')}@example.invalid`,
    quotient: random.chance(0.1) ? null : random.integer(100, 2000),
  }))
  const children = Array.from({ length: sizes.children }, (_, index) => ({
    id: 4001 + index,
    // Every family has a child, the first thousand a second one.
    familyId: (index % sizes.families) + 1,
    lastName: families[index % sizes.families]?.name ?? '',
    firstName: random.pick(['Adam', 'Louise', 'Mila', 'Nathan', 'Inès', 'Malo']),
    birthDate: `${random.integer(2016, 2022)}-0${random.integer(1, 9)}-${random.integer(10, 28)}`,
    school: `Ecole ${String((index % sizes.schools) + 1).padStart(2, '0')}`,
  }))
  const weekdays = Array.from({ length: 28 }, (_, day) => addDays(localDate('2026-09-01'), day)).filter(
    (date) => dayOfWeek(date) <= 5,
  )
  return {
    source: 'generated',
    families,
    children,
    tariffs: Object.entries(amounts).flatMap(([unit, list]) =>
      list.map((amountCents, index) => ({
        unit,
        from: bounds[index] ?? 0,
        to: (bounds[index + 1] ?? 1_000_000) - 1,
        amountCents,
      })),
    ),
    bookings: children.flatMap(({ id }) =>
      ['Cantine', 'Soir'].flatMap((unit) =>
        weekdays.map((date) => ({ childId: id, date: String(date), unit, state: 'present' })),
      ),
    ),
  }
}

/** The sum by the tables alone, without any of the product's rules: what the product must find. */
export function expectedCents({ families, children, tariffs, bookings }: BenchData): number {
  const quotientOfFamily = new Map(families.map(({ id, quotient }) => [id, quotient]))
  const quotientOfChild = new Map(children.map(({ id, familyId }) => [id, quotientOfFamily.get(familyId) ?? null]))
  return bookings.reduce(
    (sum, { childId, unit }) => sum + amountFor(tariffs, unit, quotientOfChild.get(childId) ?? null),
    0,
  )
}

function amountFor(tariffs: BenchData['tariffs'], unit: string, quotient: number | null): number {
  const own = tariffs.filter((one) => one.unit === unit)
  if (quotient === null) return Math.max(...own.map(({ amountCents }) => amountCents))
  const band = own.find(({ from, to }) => from <= quotient && quotient <= to)
  if (!band) throw new Error(`no band for ${unit} at ${quotient}`)
  return band.amountCents
}
