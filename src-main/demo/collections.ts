/** Numbers given in order, one series a table. */
export type NextId = () => number

export function counter(start = 1): NextId {
  let next = start
  return () => next++
}

/** The items under each key, in their order. */
export function groupedBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
