import { normalizeSearch } from '../kernel/text'

/** What two files of a person are compared by. Texts as they were typed; an empty text says nothing. */
export interface Identity {
  firstName: string
  lastName: string
  birthName: string
  birthDate: string | null
  email: string
  /** Already reduced to digits. */
  phones: readonly string[]
}

export type IdentityReason = 'name-and-birth' | 'email' | 'phone' | 'near-name-and-birth' | 'near-name'

export interface Likeness {
  reasons: IdentityReason[]
  /** 1 to 100. */
  score: number
}

/**
 * Letters to add, take away, change or swap with their neighbour to make one word of the other (optimal string alignment);
 * gives up beyond `limit`, and returns `limit + 1`.
 */
export function editDistance(left: string, right: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  let previous: number[] = []
  let row = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let line = 1; line <= left.length; line += 1) {
    const next = [line]
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[line - 1] === right[column - 1]
      const isSwapped =
        line > 1 && column > 1 && left[line - 1] === right[column - 2] && left[line - 2] === right[column - 1]
      const swap = isSwapped ? at(previous, column - 2) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(at(row, column) + 1, at(next, column - 1) + 1, at(row, column - 1) + (isSame ? 0 : 1), swap))
    }
    if (Math.min(...next) > limit) return limit + 1
    previous = row
    row = next
  }
  return Math.min(at(row, right.length), limit + 1)
}

const at = (row: readonly number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY

/** Words of a name in one order, so that "Roussel Camille" is "Camille Roussel". */
const sorted = (text: string) => normalizeSearch(text).split(' ').toSorted().join(' ')

/** The names by which somebody may have been written down: with the name in use, or the name of birth. */
export function fullNames({ firstName, lastName, birthName }: Identity): string[] {
  const names = [sorted(`${firstName} ${lastName}`)]
  if (birthName !== '') names.push(sorted(`${firstName} ${birthName}`))
  return [...new Set(names)]
}

/** 'same', 'near' (one slip of the pen for every six letters, one at least) or 'other'. */
export function compareNames(left: Identity, right: Identity): 'same' | 'near' | 'other' {
  let best: 'near' | 'other' = 'other'
  for (const one of fullNames(left)) {
    for (const two of fullNames(right)) {
      if (one === two) return 'same'
      const limit = Math.max(1, Math.floor(Math.min(one.length, two.length) / 6))
      if (editDistance(one, two, limit) <= limit) best = 'near'
    }
  }
  return best
}

/** Whether two files may be one person, and why; null = nothing says so. The same whichever comes first. */
export function compareIdentities(left: Identity, right: Identity): Likeness | null {
  const name = compareNames(left, right)
  if (name === 'other') return null
  const bothBorn = left.birthDate !== null && right.birthDate !== null
  const sameBirth = bothBorn && left.birthDate === right.birthDate
  // Two dates that differ are two people (a father and a son), unless an address or a telephone says otherwise.
  const sameEmail = left.email !== '' && normalEmail(left.email) === normalEmail(right.email)
  const samePhone = left.phones.some((phone) => phone !== '' && right.phones.includes(phone))
  const reasons: IdentityReason[] = []
  if (sameBirth) reasons.push(name === 'same' ? 'name-and-birth' : 'near-name-and-birth')
  else if (bothBorn ? sameEmail || samePhone : name === 'same' || sameEmail || samePhone) reasons.push('near-name')
  if (sameEmail) reasons.push('email')
  if (samePhone) reasons.push('phone')
  if (!reasons.some((reason) => reason !== 'email' && reason !== 'phone')) return null
  return { reasons, score: scoreOf(reasons, name) }
}

const normalEmail = (text: string) => text.trim().toLowerCase()

const weights: Record<IdentityReason, number> = {
  'name-and-birth': 85,
  'near-name-and-birth': 70,
  'near-name': 35,
  email: 25,
  phone: 15,
}

function scoreOf(reasons: readonly IdentityReason[], name: 'same' | 'near'): number {
  const sum = reasons.reduce((total, reason) => total + weights[reason], 0)
  return Math.min(100, sum + (name === 'same' && !reasons.includes('name-and-birth') ? 10 : 0))
}

/**
 * Keys of which two files that resemble each other share at least one: only files that share a key are compared, so that
 * thirty thousand people are compared in a moment.
 */
export function identityKeys(identity: Identity): string[] {
  const keys = fullNames(identity).map((name) => `name:${name}`)
  if (identity.birthDate !== null) keys.push(`born:${identity.birthDate}`)
  if (identity.email !== '') keys.push(`email:${normalEmail(identity.email)}`)
  for (const phone of identity.phones) if (phone !== '') keys.push(`phone:${phone}`)
  return keys
}
