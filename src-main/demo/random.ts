import { seededRandom, type SeededRandom } from '../../src-shared/kernel/seeded-random'
import { pad2 } from '../../src-shared/kernel/civil'

/** A stream of its own for each thing that is drawn: what is added to one leaves the others as they were. */
export type Streams = (...place: (string | number)[]) => SeededRandom

export function streamsOf(seed: string): Streams {
  return (...place) => seededRandom([seed, ...place].join('/'))
}

/** A time between two hours, 'HH:MM'. */
export function timeBetween(random: SeededRandom, fromMinutes: number, toMinutes: number): string {
  const minutes = random.integer(fromMinutes, toMinutes)
  return `${pad2(Math.floor(minutes / 60))}:${pad2(minutes % 60)}`
}

/** A UUID that follows from its stream. */
export function seededUuid(random: SeededRandom): string {
  const hex = (length: number) => Array.from({ length }, () => random.integer(0, 15).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[random.integer(0, 3)]}${hex(3)}-${hex(12)}`
}
