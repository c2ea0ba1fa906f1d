import { type Cents, ZERO, cents } from '../kernel/money'
import type { LocalDate } from '../kernel/local-date'

/** Something owed; what remains of it is zero or negative once it is settled. */
export type Due<Id> = { readonly id: Id; readonly dueOn: LocalDate; readonly remainingCents: Cents }
export type Allocation<Id> = { readonly id: Id; readonly amountCents: Cents }

/**
 * Spreads a payment over what is owed, oldest due date first, then in the order given. What is left is credit of the family.
 */
export function allocateOldestFirst<Id>(
  amountCents: Cents,
  dues: readonly Due<Id>[],
): { allocations: Allocation<Id>[]; creditCents: Cents } {
  if (amountCents < 0) throw new RangeError('a refund is not allocated: it undoes the allocations of its payment')
  const allocations: Allocation<Id>[] = []
  let left: number = amountCents
  for (const due of [...dues].sort(byDueDate)) {
    if (left === 0) break
    if (due.remainingCents <= 0) continue
    const taken = Math.min(left, due.remainingCents)
    allocations.push({ id: due.id, amountCents: cents(taken) })
    left -= taken
  }
  return { allocations, creditCents: left === 0 ? ZERO : cents(left) }
}

function byDueDate(left: Due<unknown>, right: Due<unknown>): number {
  if (left.dueOn === right.dueOn) return 0
  return left.dueOn < right.dueOn ? -1 : 1
}
