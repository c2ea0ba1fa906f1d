import { normalizeSearch } from '../../../src-shared/kernel/text'

/** What `family.search_text` is made of. */
export interface SearchSource {
  number: number
  /** Numbers of the files that were merged into this one: old papers bear them. */
  formerNumbers?: readonly number[]
  name: string
  city: string
  people: readonly {
    firstName: string
    lastName: string
    birthName?: string
    email: string
    phone: string
    mobile: string
    workPhone?: string
  }[]
}

/**
 * The text that a search compares: normalised words, each once, telephones in ten digits without a space. Whatever
 * writes a family or one of its members writes this too.
 */
export function searchTextOf({ number, formerNumbers = [], name, city, people }: SearchSource): string {
  const words = [normalizeSearch(name), String(number), ...formerNumbers.map(String), normalizeSearch(city)]
  for (const person of people) {
    words.push(normalizeSearch(`${person.firstName} ${person.lastName} ${person.birthName ?? ''}`))
    words.push(normalizeSearch(person.email), ...phonesOf(person))
  }
  return [...new Set(words.join(' ').split(' '))].filter((word) => word !== '').join(' ')
}

const phonesOf = (person: { mobile: string; phone: string; workPhone?: string }) =>
  [person.mobile, person.phone, person.workPhone ?? ''].map(compactPhone)

/** '0639984107' of '+33 (0)6 39 98 41 07'. */
export function compactPhone(text: string): string {
  return text
    .replace(/[^\d+]/g, '')
    .replace(/^(?:\+33|0033)0?(?=[1-9]\d{8}$)/, '0')
    .replace(/\D/g, '')
}

/** The words to look for. A number typed with spaces or dots is one word, so that 06 39 98 finds a telephone. */
export function searchWords(text: string): string[] {
  if (/^[\d\s.+\-()]+$/.test(text.trim())) {
    const digits = text.replace(/^\s*(?:\+33|0033)\s*(?:\(0\))?/, '0').replace(/\D/g, '')
    return digits === '' ? [] : [digits]
  }
  return [...new Set(normalizeSearch(text).split(' '))].filter((word) => word !== '').slice(0, 8)
}

/** Whether each word begins a word of an already normalised text. */
export function startsEachWord(words: readonly string[], normalized: string): boolean {
  const padded = ` ${normalized}`
  return words.every((word) => padded.includes(` ${word}`))
}
