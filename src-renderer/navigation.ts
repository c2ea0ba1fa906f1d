import type { Permission } from '../src-shared/permissions'
import type { IconName } from './ui/icons/paths'

/** One line of the left navigation. Features export theirs from `features/<domain>/routes.ts` as `nav`. */
export interface NavEntry {
  /** Route name of the screen. */
  route: string
  label: string
  icon: IconName
  /** Lines are sorted by it; a rule separates one ten from the next: 10 daily work, 20 money, 30 information, 40 settings. */
  order: number
  permission?: Permission
  /** What waits there. Read inside a computed: return a reactive value; 0 hides it. */
  badge?: () => number
  badgeLabel?: (count: number) => string
  /** Wide work screens start with the navigation folded. */
  foldsNavigation?: boolean
}

export function sortedNav(entries: readonly NavEntry[], can: (permission: Permission) => boolean): NavEntry[] {
  return entries
    .filter(({ permission }) => permission === undefined || can(permission))
    .toSorted((left, right) => left.order - right.order)
}

/** True where a rule separates an entry from the one above it. */
export function startsGroup(entries: readonly NavEntry[], index: number): boolean {
  const entry = entries[index]
  const above = entries[index - 1]
  return above !== undefined && entry !== undefined && Math.floor(above.order / 10) !== Math.floor(entry.order / 10)
}
