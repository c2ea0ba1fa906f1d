import type { IconName } from './ui/icons/paths'

/** One of the five places of the bottom bar (`place: 'bar'`) or a line of the menu. Exported by `pages/<page>/routes.ts`. */
export interface TabEntry {
  /** Route name. */
  route: string
  /** Key of the words, e.g. `frame.home`. */
  label: string
  icon: IconName
  order: number
  place: 'bar' | 'menu'
  /** What waits there: return a reactive value; 0 hides it. `badgeLabel` is the key of the words, with `count`. */
  badge?: () => number
  badgeLabel?: string
}

export function tabsAt(entries: readonly TabEntry[], place: TabEntry['place']): TabEntry[] {
  return entries.filter((entry) => entry.place === place).toSorted((left, right) => left.order - right.order)
}
