import type { BookingItem, ItemOutcome, RequestStatus } from '../../../src-shared/contract/requests'
import type { BookingFact } from '../bookings'

export const itemKey = ({ enrolmentId, slotId, date }: Pick<BookingItem, 'enrolmentId' | 'slotId' | 'date'>) =>
  `${enrolmentId}/${slotId}/${date}`

const waitingForAnAgent = ['requested', 'cancellation-requested', 'absence-requested']

export const isPendingOutcome = ({ outcome }: ItemOutcome) => waitingForAnAgent.includes(outcome)
export const isPendingBooking = ({ state }: BookingFact) => waitingForAnAgent.includes(state)

/** The state of a request, from the outcomes of its items. */
export function statusOf(items: readonly ItemOutcome[]): RequestStatus {
  if (items.some(isPendingOutcome)) return 'pending'
  const refused = items.filter(({ outcome }) => outcome === 'refused').length
  if (refused === 0) return 'accepted'
  return refused === items.length ? 'refused' : 'partly-accepted'
}

/** What accepting asks for a booking that waits for an agent. */
export function itemOfPending({ enrolmentId, slotId, date, state, reason }: BookingFact): BookingItem | null {
  const cell = { enrolmentId, slotId, date, ...(reason === '' ? {} : { reason }) }
  switch (state) {
    case 'requested':
      return { ...cell, action: 'book' }
    case 'cancellation-requested':
      return { ...cell, action: 'cancel' }
    case 'absence-requested':
      return { ...cell, action: 'declare-absence' }
    default:
      return null
  }
}

/** Puts newer outcomes in the place of those of the same cells. */
export function mergeOutcomes(items: readonly ItemOutcome[], newer: readonly ItemOutcome[]): ItemOutcome[] {
  const byKey = new Map(newer.map((one) => [itemKey(one), one]))
  const merged = items.map((one) => {
    const found = byKey.get(itemKey(one))
    byKey.delete(itemKey(one))
    return found ? { ...one, ...found, action: one.action } : one
  })
  return [...merged, ...byKey.values()]
}
