/** One booking that waits for a slot on a date. */
export interface Waiter {
  readonly id: number
  readonly familyId: number
  readonly groupId: number
  /** Highest first. */
  readonly waitingPriority: number
  readonly waitingSince: string | null
  /** Served with its brothers and sisters of the same line, or not at all. */
  readonly together: boolean
}

/** Places left; null = no limit. */
export interface PlacesLeft {
  readonly ofGroup: (groupId: number) => number | null
  readonly overGroups: number | null
}

/** Negative when `left` comes before `right`. A booking that is being written has no id yet: it comes last of its equals. */
export function compareWaiters(left: Waiter, right: Waiter): number {
  if (left.waitingPriority !== right.waitingPriority) return right.waitingPriority - left.waitingPriority
  const [since, other] = [left.waitingSince ?? '', right.waitingSince ?? '']
  if (since !== other) return since < other ? -1 : 1
  return (left.id || Number.MAX_SAFE_INTEGER) - (right.id || Number.MAX_SAFE_INTEGER)
}

/** What criteria met, in the order that the activity gives them, are worth: the first weighs more than all the others. */
export function priorityOf<Criterion>(
  criteria: readonly Criterion[],
  isMet: (criterion: Criterion) => boolean,
): number {
  return criteria.reduce((worth, criterion) => worth * 2 + (isMet(criterion) ? 1 : 0), 0)
}

/**
 * Who gets the places left, in the order of the line: one booking, or brothers and sisters who want all or nothing. Those
 * who do not fit are passed over, and keep their rank.
 */
export function servedFrom<W extends Waiter>(line: readonly W[], places: PlacesLeft): W[][] {
  const taken = new Map<number, number>()
  const seen = new Set<W>()
  const served: W[][] = []
  let total = 0
  for (const waiter of line) {
    if (seen.has(waiter)) continue
    const unit = waiter.together
      ? line.filter((one) => one.together && one.familyId === waiter.familyId && !seen.has(one))
      : [waiter]
    for (const one of unit) seen.add(one)
    if (!fits(unit, places, taken, total)) continue
    for (const { groupId } of unit) taken.set(groupId, (taken.get(groupId) ?? 0) + 1)
    total += unit.length
    served.push(unit)
  }
  return served
}

function fits(
  unit: readonly Waiter[],
  { ofGroup, overGroups }: PlacesLeft,
  taken: ReadonlyMap<number, number>,
  total: number,
): boolean {
  if (overGroups !== null && total + unit.length > overGroups) return false
  return [...new Set(unit.map(({ groupId }) => groupId))].every((groupId) => {
    const left = ofGroup(groupId)
    const wanted = unit.filter((one) => one.groupId === groupId).length
    return left === null || (taken.get(groupId) ?? 0) + wanted <= left
  })
}
