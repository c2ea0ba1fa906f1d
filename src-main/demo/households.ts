import names from '../../resources/demo/names.json'
import { addDays, localDateOf, type LocalDate } from '../../src-shared/kernel/local-date'
import { schoolYearOf } from '../../src-shared/kernel/school-year'
import { normalizeSearch } from '../../src-shared/kernel/text'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import type { PersonRow } from '../modules/families/entities'
import { searchTextOf } from '../modules/families'
import { detailHousehold, plainFamily, plainMember, plainPerson, writeDoubles } from './family-details'
import { leads, type DemoChild, type Household, type Lead, type Population } from './household-types'
import { counter, type NextId } from './counter'
import { quotientsFor } from './quotients'
import type { Streams } from './random'
import type { DemoScale } from './scale'
import type { Timeline } from './timeline'

/** Class of a child by the age reached in the autumn of the school year; '' before school. */
const levelByAge = ['', '', '', 'PS', 'MS', 'GS', 'CP', 'CE1', 'CE2', 'CM1', 'CM2']
const agesDrawn = levelByAge.map((_, age) => [age, age < 3 ? 0.5 : 1] as const)
const separatedShare = 0.06

interface Maker {
  scale: DemoScale
  streams: Streams
  timeline: Timeline
  personId: NextId
  emails: Map<string, number>
}

/** Families, adults and children; nobody is real, and no e-mail can leave. */
export function buildPopulation(scale: DemoScale, streams: Streams, timeline: Timeline): Population {
  const maker: Maker = { scale, streams, timeline, personId: counter(), emails: new Map() }
  const partners = separatedPairs(scale)
  const counts = childCounts(scale, partners, streams('child-counts'))
  const households = Array.from({ length: scale.families }, (_, index) => buildHousehold(maker, index))
  const children: DemoChild[] = []
  for (const household of households) {
    const random = streams('children', household.index)
    const secondary = partners.get(household.index)
    const school = random.integer(0, scale.schools - 1)
    for (const child of buildChildren(maker, household, counts[household.index] ?? 0, school, random)) {
      child.row.id = child.person.id
      household.children.push(child)
      children.push(child)
      const other = secondary === undefined ? undefined : households[secondary]
      if (other) {
        child.homes.push(other.family.id)
        child.person.lastName = other.family.name
        other.children.push(child)
      }
    }
  }
  const nextMember = counter()
  for (const household of households) detailHousehold(household, streams)
  writeDoubles(households)
  const members = households.flatMap((household) => membersOf(household, nextMember, timeline))
  for (const household of households) household.family.searchText = searchText(household)
  const nextQuotient = counter()
  const quotients = households.flatMap(({ family, index }) =>
    quotientsFor(family.id, streams('quotient', index), timeline, nextQuotient, index < leads.length),
  )
  return { households, children, members, quotients }
}

/** First household of a separated couple → the other one. */
function separatedPairs({ families }: DemoScale): Map<number, number> {
  const pairs = new Map([[1, 2]])
  const more = Math.round(families * separatedShare) - 1
  for (let index = 0; index < more; index += 1) pairs.set(leads.length + index * 3, families - 1 - index)
  return pairs
}

/** How many children each household declares: exactly those of the size, none in the second home of a shared child. */
function childCounts(scale: DemoScale, partners: Map<number, number>, random: SeededRandom): number[] {
  const secondaries = new Set(partners.values())
  const counts = Array.from({ length: scale.families }, (_, index) =>
    secondaries.has(index) ? 0 : (leads[index]?.children.length ?? 1),
  )
  const open = counts.flatMap((count, index) => (count > 0 && index >= leads.length ? [index] : []))
  let left = scale.children - counts.reduce((sum, count) => sum + count, 0)
  while (left > 0) {
    const index = random.pick(open)
    const count = counts[index] ?? 0
    if (count >= 4 || (count > 1 && !random.chance(0.3))) continue
    counts[index] = count + 1
    left -= 1
  }
  return counts
}

function buildHousehold(maker: Maker, index: number): Household {
  const random = maker.streams('household', index)
  const lead = leads[index]
  const name = lead?.lastName ?? random.pick(names.lastNames)
  const isResident = index < leads.length || random.chance(0.94)
  const civility = lead?.holder.civility ?? (random.chance(0.75) ? 'Mme' : 'M')
  const holder = adult(maker, random, civility, lead?.holder.firstName ?? firstNameOf(random, civility), name)
  const partner = lead ? lead.partner : drawPartner(random, civility, name)
  const guardians = partner
    ? [holder, adult(maker, random, partner.civility, partner.firstName, partner.lastName)]
    : [holder]
  const createdAt = `${addDays(maker.timeline.from, random.integer(-400, -20))}T08:${random.integer(10, 59)}:00.000Z`
  const place = isResident ? { postalCode: '99120', city: 'Aubrelles' } : random.pick(neighbours)
  const family = {
    id: index + 1,
    number: 101 + index,
    name,
    addressLine1: `${random.integer(1, 140)}, ${random.pick(names.streets)}`,
    addressLine2: random.chance(0.15) ? random.pick(names.buildings) : '',
    ...place,
    resident: isResident,
    invoiceDelivery: random.weighted([
      ['portal', 70],
      ['email', 18],
      ['paper', 12],
    ] as const),
    directDebit: random.chance(0.25) && index >= leads.length,
    staffNote: random.chance(0.03) ? random.pick(staffNotes) : '',
    ...plainFamily,
    searchText: '',
    archivedAt: null,
    createdAt,
    updatedAt: createdAt,
    version: 1,
  }
  return { index, family, guardians, children: [] }
}

function drawPartner(random: SeededRandom, holderCivility: 'M' | 'Mme', name: string): Lead['partner'] {
  if (!random.chance(0.68)) return null
  const civility = random.chance(0.94) === (holderCivility === 'Mme') ? 'M' : 'Mme'
  const lastName = random.chance(0.6) ? name : random.pick(names.lastNames)
  return { civility, firstName: firstNameOf(random, civility), lastName }
}

const neighbours = [
  { postalCode: '99130', city: 'Saint-Aubin-le-Vieux' },
  { postalCode: '99140', city: 'Brécourt-sur-Aulne' },
]
const staffNotes = [
  'Préfère être appelée après 17 h.',
  'Apporte les pièces au guichet, pas d’imprimante.',
  'Échéancier convenu avec la régie, à relire en fin d’année.',
]

const firstNameOf = (random: SeededRandom, civility: 'M' | 'Mme') =>
  random.pick(civility === 'M' ? names.men : names.women)

function adult(
  maker: Maker,
  random: SeededRandom,
  civility: 'M' | 'Mme',
  firstName: string,
  lastName: string,
): PersonRow {
  const id = maker.personId()
  return {
    id,
    civility,
    firstName,
    lastName,
    birthName: civility === 'Mme' && random.chance(0.3) ? random.pick(names.lastNames) : '',
    birthDate: localDateOf(
      maker.timeline.schoolYearStart - random.integer(26, 47),
      random.integer(1, 12),
      random.integer(1, 28),
    ),
    sex: civility === 'M' ? 'M' : 'F',
    email: emailOf(maker, firstName, lastName),
    phone: random.chance(0.15) ? `01 99 00 ${twoDigits(random)} ${twoDigits(random)}` : '',
    // 06 39 98 is kept for fiction: it will never ring anywhere.
    mobile: `06 39 98 ${twoDigits(random)} ${twoDigits(random)}`,
    acceptsEmail: random.chance(0.88),
    acceptsSms: random.chance(0.6),
    ...plainPerson,
    version: 1,
  }
}

const twoDigits = (random: SeededRandom) => String(random.integer(0, 99)).padStart(2, '0')

/** `.invalid` never resolves. A second Camille Roussel gets a 2. */
function emailOf({ emails }: Maker, firstName: string, lastName: string): string {
  const local = `${normalizeSearch(firstName).replaceAll(' ', '-')}.${normalizeSearch(lastName).replaceAll(' ', '-')}`
  const count = (emails.get(local) ?? 0) + 1
  emails.set(local, count)
  return `${local}${count > 1 ? count : ''}@courriel.invalid`
}

function buildChildren(
  maker: Maker,
  household: Household,
  count: number,
  school: number,
  random: SeededRandom,
): DemoChild[] {
  const lead = leads[household.index]
  const drawn = new Set<number>()
  return Array.from({ length: count }, (_, position) => {
    const told = lead?.children[position]
    const age = told ? levelByAge.indexOf(told.level) : drawAge(random, drawn)
    const sex = told?.sex ?? (random.chance(0.5) ? 'F' : 'M')
    const firstName = told?.firstName ?? random.pick(sex === 'F' ? names.girls : names.boys)
    return buildChild(maker, household, { age, sex, firstName, school: lead ? 0 : school }, random)
  })
}

/** Brothers and sisters are seldom twins. */
function drawAge(random: SeededRandom, drawn: Set<number>): number {
  let age = random.weighted(agesDrawn)
  for (let attempt = 0; attempt < 5 && drawn.has(age) && !random.chance(0.04); attempt += 1)
    age = random.weighted(agesDrawn)
  drawn.add(age)
  return age
}

interface ChildFacts {
  age: number
  sex: 'F' | 'M'
  firstName: string
  school: number
}

function buildChild(maker: Maker, household: Household, facts: ChildFacts, random: SeededRandom): DemoChild {
  const lead = leads[household.index]
  const { age, sex, firstName } = facts
  const classLevel = levelByAge[age] ?? ''
  // The third school has no infant classes: its little ones go to the first one.
  const school = classLevel === '' ? null : facts.school === 2 && age < 6 ? 0 : facts.school
  const holder = household.guardians[0]
  const other = household.guardians[1]
  const lastName = !lead && other && random.chance(0.3) ? other.lastName : (holder?.lastName ?? household.family.name)
  const person = {
    id: maker.personId(),
    civility: '' as const,
    firstName,
    lastName,
    birthName: '',
    birthDate: birthDateOf(age, maker.timeline, random),
    sex,
    email: '',
    phone: '',
    mobile: '',
    acceptsEmail: false,
    acceptsSms: false,
    ...plainPerson,
    version: 1,
  }
  const row = {
    id: person.id,
    // Structures are numbered in the order of the schools.
    schoolId: school === null ? null : school + 1,
    classLevel,
    className: classLevel === '' ? '' : `${classLevel} ${random.pick(['A', 'B'])}`,
    diet: random.weighted([
      ['', 75],
      ['no-pork', 15],
      ['no-meat', 5],
      ['vegetarian', 4],
      ['packed-lunch', 1],
    ] as const),
    leavesAlone: age >= 9 && random.chance(0.35),
    imageConsent: random.chance(0.8),
    schoolYear: classLevel === '' ? '' : String(schoolYearOf(maker.timeline.today)),
    needsSealed: '',
    swimming: age >= 8 ? ('swims' as const) : age >= 5 ? ('learning' as const) : ('' as const),
    archivedAt: null,
    version: 1,
  }
  return { person, row, homes: [household.family.id], school }
}

function birthDateOf(age: number, { schoolYearStart, today }: Timeline, random: SeededRandom): LocalDate {
  const wished = localDateOf(schoolYearStart - age, random.integer(1, 12), random.integer(1, 28))
  const latest = addDays(today, -120)
  return wished < latest ? wished : latest
}

function membersOf({ family, guardians, children }: Household, nextMember: NextId, timeline: Timeline) {
  const adults = guardians.map(({ id, civility }, position) => ({
    ...plainMember,
    id: nextMember(),
    familyId: family.id,
    personId: id,
    role: 'guardian' as const,
    accountHolder: position === 0,
    position,
    quality: civility === 'M' ? ('father' as const) : ('mother' as const),
  }))
  const ownChildren = children.map((child, position) => ({
    ...plainMember,
    id: nextMember(),
    familyId: family.id,
    personId: child.person.id,
    role: 'child' as const,
    accountHolder: false,
    position,
    ...custodyOf(child, family.id, timeline),
  }))
  return [...adults, ...ownChildren]
}

/** Separated parents take turns, from Friday to Friday; the first home has the week of the start of the school year. */
function custodyOf({ homes }: DemoChild, familyId: number, { schoolYearStart }: Timeline) {
  if (homes.length < 2) return {}
  const first = localDateOf(schoolYearStart, 9, 4)
  return {
    custody: 'alternate' as const,
    custodySince: homes[0] === familyId ? first : addDays(first, 7),
    custodyDay: 5,
  }
}

function searchText({ family, guardians, children }: Household): string {
  return searchTextOf({ ...family, people: [...guardians, ...children.map(({ person }) => person)] })
}
