/** A generator whose whole sequence follows from its seed: the same seed makes the same town, on any machine. */
export type SeededRandom = {
  /** In [0, 1). */
  next(): number
  /** A whole number between two bounds, both included. */
  integer(min: number, max: number): number
  pick<Item>(list: readonly Item[]): Item
  /** True with this probability. */
  chance(probability: number): boolean
  /** A shuffled copy. */
  shuffle<Item>(list: readonly Item[]): Item[]
  /** One item of [item, weight] pairs. */
  weighted<Item>(pairs: readonly (readonly [Item, number])[]): Item
}

export function seededRandom(seed: number | string): SeededRandom {
  const next = sfc32(seedWords(String(seed)))
  const integer = (min: number, max: number): number => {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || max < min) throw new RangeError(`${min}..${max}`)
    return min + Math.floor(next() * (max - min + 1))
  }
  const pick = <Item>(list: readonly Item[]): Item => {
    if (list.length === 0) throw new RangeError('nothing to pick from')
    return list[integer(0, list.length - 1)] as Item
  }
  return {
    next,
    integer,
    pick,
    chance: (probability) => next() < probability,
    shuffle: (list) => shuffled(list, integer),
    weighted: (pairs) => pickWeighted(pairs, next()),
  }
}

function shuffled<Item>(list: readonly Item[], integer: (min: number, max: number) => number): Item[] {
  const copy = [...list]
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = integer(0, index)
    const kept = copy[index] as Item
    copy[index] = copy[other] as Item
    copy[other] = kept
  }
  return copy
}

function pickWeighted<Item>(pairs: readonly (readonly [Item, number])[], draw: number): Item {
  const total = pairs.reduce((sum, [, weight]) => sum + weight, 0)
  if (!(total > 0)) throw new RangeError('weights must add up to more than zero')
  let left = draw * total
  let chosen: readonly [Item, number] | undefined
  for (const pair of pairs) {
    if (pair[1] <= 0) continue
    chosen = pair
    left -= pair[1]
    if (left < 0) break
  }
  return (chosen as readonly [Item, number])[0]
}

/** FNV-1a over the text, once per word with another start, then mixed. */
function seedWords(text: string): [number, number, number, number] {
  const word = (start: number): number => {
    let hash = start
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return (hash ^ (hash >>> 16)) >>> 0
  }
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x243f6a88), word(0xb7e15162)]
}

/** "Small fast counter" of Chris Doty-Humphrey (PractRand, public domain). */
function sfc32([first, second, third, fourth]: [number, number, number, number]): () => number {
  let a = first | 0
  let b = second | 0
  let c = third | 0
  let counter = fourth | 0
  const step = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 12; round += 1) step()
  return step
}
