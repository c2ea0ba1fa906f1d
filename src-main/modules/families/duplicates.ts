import type { DuplicateKind, DuplicatePair, DuplicateReason } from '../../../src-shared/contract/staff/duplicates'
import { formatDate } from '../../../src-shared/format/date'
import { formatPhone } from '../../../src-shared/format/phone'
import { localDate } from '../../../src-shared/kernel/local-date'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { compareIdentities, identityKeys, type Identity } from '../../../src-shared/rules/duplicates'
import type { Ctx } from '../../kernel/context'
import { addressLine } from './address'
import { compactPhone } from './search-text'
import { distinctPairs, peopleToCompare, type ComparedFamily, type ComparedPerson } from './store-duplicates'

interface Pair {
  left: number
  right: number
  reasons: DuplicateReason[]
  score: number
}

/** A key that so many files share says nothing (a birth date of a whole town, the telephone of a home). */
const crowd = 60

/** Files that may be the same, the surest first, without those that were told apart. */
export async function listDuplicates(
  ctx: Ctx,
  kind: DuplicateKind,
  limit: number,
): Promise<{ total: number; pairs: DuplicatePair[] }> {
  const { people, families } = await peopleToCompare(ctx)
  const distinct = await distinctPairs(ctx, kind)
  const all = kind === 'person' ? personPairs(people) : familyPairs(people, families)
  const pairs = all
    .filter(({ left, right }) => !distinct.has(`${left}-${right}`))
    .toSorted((one, two) => two.score - one.score || one.left - two.left || one.right - two.right)
  const sides = kind === 'person' ? personSides(people, families) : familySides(people, families)
  return {
    total: pairs.length,
    pairs: pairs
      .slice(0, limit)
      .map(({ left, right, ...rest }) => ({ kind, left: sides(left), right: sides(right), ...rest })),
  }
}

const identityOf = (person: ComparedPerson): Identity => ({
  ...person,
  phones: [person.mobile, person.phone, person.workPhone].map(compactPhone).filter((phone) => phone !== ''),
})

function personPairs(people: readonly ComparedPerson[]): Pair[] {
  const byId = new Map(people.map((person) => [person.id, { person, identity: identityOf(person) }]))
  const blocks = new Map<string, number[]>()
  for (const [id, { person, identity }] of byId) {
    for (const key of identityKeys(identity)) {
      const block = `${person.role}/${key}`
      const list = blocks.get(block)
      if (list) list.push(id)
      else blocks.set(block, [id])
    }
  }
  const seen = new Map<string, Pair>()
  for (const ids of blocks.values()) {
    if (ids.length > crowd) continue
    for (const [position, one] of ids.entries()) {
      for (const two of ids.slice(position + 1)) {
        const [left, right] = one < two ? [one, two] : [two, one]
        const key = `${left}-${right}`
        if (seen.has(key)) continue
        const pair = comparePeople(byId.get(left), byId.get(right))
        if (pair) seen.set(key, pair)
      }
    }
  }
  return [...seen.values()]
}

type Compared = { person: ComparedPerson; identity: Identity } | undefined

function comparePeople(left: Compared, right: Compared): Pair | null {
  if (!left || !right) return null
  const likeness = compareIdentities(left.identity, right.identity)
  if (!likeness) return null
  // Twins bear names that resemble each other: in one family, only the very same name is a double.
  const together = left.person.familyIds.some((id) => right.person.familyIds.includes(id))
  if (together && !likeness.reasons.includes('name-and-birth')) return null
  return { left: left.person.id, right: right.person.id, ...likeness }
}

/** Two families of which two adults may be one, or that bear one name at one address. */
function familyPairs(people: readonly ComparedPerson[], families: ReadonlyMap<number, ComparedFamily>): Pair[] {
  const pairs = new Map<string, Pair>()
  const add = (one: number, two: number, reasons: DuplicateReason[], score: number) => {
    const [left, right] = one < two ? [one, two] : [two, one]
    const known = pairs.get(`${left}-${right}`)
    const all = [...new Set([...(known?.reasons ?? []), ...reasons])]
    pairs.set(`${left}-${right}`, {
      left,
      right,
      reasons: all,
      score: Math.min(100, Math.max(known?.score ?? 0, score)),
    })
  }
  const byId = new Map(people.map((person) => [person.id, person]))
  for (const { left, right, reasons, score } of personPairs(people.filter(({ role }) => role === 'guardian'))) {
    for (const one of byId.get(left)?.familyIds ?? [])
      for (const two of byId.get(right)?.familyIds ?? []) if (one !== two) add(one, two, reasons, score)
  }
  const homes = new Map<string, number[]>()
  for (const family of families.values()) {
    const address = normalizeSearch(addressLine(family))
    if (address === '') continue
    const key = `${normalizeSearch(family.name)}/${address}`
    homes.set(key, [...(homes.get(key) ?? []), family.id])
  }
  for (const ids of homes.values())
    ids.forEach((one, position) => ids.slice(position + 1).forEach((two) => add(one, two, ['address'], 60)))
  return [...pairs.values()]
}

type Side = DuplicatePair['left']

function personSides(people: readonly ComparedPerson[], families: ReadonlyMap<number, ComparedFamily>) {
  const byId = new Map(people.map((person) => [person.id, person]))
  return (id: number): Side => {
    const person = byId.get(id)
    return { id, familyId: person?.familyIds[0] ?? 0, ...wordsOfPerson(person, families) }
  }
}

export function wordsOfPerson(
  person: ComparedPerson | undefined,
  families: ReadonlyMap<number, ComparedFamily>,
): Pick<Side, 'label' | 'details'> {
  if (!person) return { label: '', details: [] }
  const born = person.birthDate === null ? '' : `naissance le ${formatDate(localDate(person.birthDate))}`
  const phones = [person.mobile, person.phone].filter((phone) => phone !== '').map(formatPhone)
  const homes = person.familyIds
    .flatMap((id) => families.get(id) ?? [])
    .map(({ name, number }) => `famille ${name}, n° ${number}`)
  return {
    label: `${person.firstName} ${person.lastName}`,
    details: [born, person.email, ...phones, ...homes].filter((line) => line !== ''),
  }
}

function familySides(people: readonly ComparedPerson[], families: ReadonlyMap<number, ComparedFamily>) {
  const members = new Map<number, ComparedPerson[]>()
  for (const person of people) for (const id of person.familyIds) members.set(id, [...(members.get(id) ?? []), person])
  return (id: number): Side => ({ id, familyId: id, ...wordsOfFamily(families.get(id), members.get(id) ?? []) })
}

export function wordsOfFamily(
  family: ComparedFamily | undefined,
  members: readonly ComparedPerson[],
): Pick<Side, 'label' | 'details'> {
  if (!family) return { label: '', details: [] }
  const named = (role: 'guardian' | 'child') =>
    members
      .filter((person) => person.role === role)
      .map((person) => `${person.firstName} ${person.lastName}`)
      .join(', ')
  return {
    label: `${family.name}, n° ${family.number}`,
    details: [addressLine(family), named('guardian'), named('child')].filter((line) => line !== ''),
  }
}
