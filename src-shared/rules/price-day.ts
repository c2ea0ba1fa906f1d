import { type Cents, applyRatio, sumCents } from '../kernel/money'
import type { LocalDate } from '../kernel/local-date'

/** What the children of one family owe for one day, when the price depends on all that was booked that day (rule 12). */

export type SiblingRule = {
  /** By rank, the eldest first; or the share of the number of children present, the same for all. */
  readonly order: 'eldest-first' | 'same-for-all'
  /** Of the price: the first rank first; the last one serves every rank beyond. */
  readonly percents: readonly number[]
}

export type PackageRule = {
  readonly slotIds: readonly number[]
  readonly amountCents: Cents
  /** The town wants the package even when its slots would cost less one by one. */
  readonly evenIfDearer?: boolean
}

/** One child's slot of the day, at the price that it would have alone. */
export type DaySlot = {
  readonly childId: number
  /** Null = not known: after the others. */
  readonly birthDate: LocalDate | null
  readonly slotId: number
  readonly amountCents: Cents
}

export type DayLine = {
  readonly childId: number
  /** Several for a package. */
  readonly slotIds: readonly number[]
  /** Before the share of the rank. */
  readonly baseCents: Cents
  /** From 1; null without a rule on siblings. */
  readonly rank: number | null
  readonly percent: number
  readonly amountCents: Cents
}

export type DayRules = { readonly siblings?: SiblingRule; readonly packages?: readonly PackageRule[] }

/** The lines of a day, by rank of the child then by slot, whatever the order of what was booked; each rounded once. */
export function priceDay(slots: readonly DaySlot[], { siblings, packages = [] }: DayRules): DayLine[] {
  if (siblings && siblings.percents.length === 0) throw new RangeError('a rule on siblings without a share')
  const children = [...new Map(slots.map((slot) => [slot.childId, slot])).values()].toSorted(byAge)
  return children.flatMap(({ childId }, index) => {
    const percent = siblings ? percentOf(siblings, index, children.length) : 100
    const own = slots.filter((slot) => slot.childId === childId).toSorted((left, right) => left.slotId - right.slotId)
    return combine(own, packages).map(({ slotIds, baseCents }) => ({
      childId,
      slotIds,
      baseCents,
      rank: siblings ? index + 1 : null,
      percent,
      amountCents: applyRatio(baseCents, percent, 100),
    }))
  })
}

function byAge(left: DaySlot, right: DaySlot): number {
  if (left.birthDate !== right.birthDate) {
    if (left.birthDate === null) return 1
    return right.birthDate === null || left.birthDate < right.birthDate ? -1 : 1
  }
  return left.childId - right.childId
}

function percentOf({ order, percents }: SiblingRule, index: number, count: number): number {
  const at = order === 'eldest-first' ? index : count - 1
  return percents[Math.min(at, percents.length - 1)] ?? 100
}

/** The largest package first, the cheapest of two as large; each slot is used once. */
function combine(slots: readonly DaySlot[], packages: readonly PackageRule[]) {
  const left = new Map(slots.map((slot) => [slot.slotId, slot.amountCents]))
  const lines: { slotIds: readonly number[]; baseCents: Cents }[] = []
  const largest = packages.toSorted((a, b) => b.slotIds.length - a.slotIds.length || a.amountCents - b.amountCents)
  for (const { slotIds, amountCents, evenIfDearer } of largest) {
    const parts = slotIds.flatMap((slotId) => left.get(slotId) ?? [])
    if (slotIds.length === 0 || parts.length < slotIds.length) continue
    if (amountCents > sumCents(parts) && evenIfDearer !== true) continue
    for (const slotId of slotIds) left.delete(slotId)
    lines.push({ slotIds, baseCents: amountCents })
  }
  for (const [slotId, baseCents] of left) lines.push({ slotIds: [slotId], baseCents })
  return lines
}
