import type { BookingItem } from '../../../../src-shared/contract/requests'
import type { CounterService } from '../../../../src-shared/contract/staff/counter'
import type { StoredState } from '../../../../src-shared/rules/booking-state'

export type CounterDay = CounterService['days'][number]
/** What the agent chose, with the words of its line in the recap. */
export interface ChosenItem extends Pick<BookingItem, 'enrolmentId' | 'slotId' | 'date'> {
  action: 'book' | 'cancel'
  childName: string
  activityName: string
  slotName: string
}

const bookable: readonly (StoredState | null)[] = [null, 'cancelled', 'refused']
const cancellable: readonly (StoredState | null)[] = [
  'requested',
  'waiting',
  'awaiting-payment',
  'booked',
  'cancellation-requested',
  'absence-requested',
]

export const keyOf = ({ enrolmentId, slotId, date }: Pick<BookingItem, 'enrolmentId' | 'slotId' | 'date'>) =>
  `${enrolmentId}/${slotId}/${date}`

/** What a click on a day does: book what is free, cancel what is booked; null where neither can be. */
export function actionOn({ state, isOpen }: CounterDay): 'book' | 'cancel' | null {
  if (bookable.includes(state)) return isOpen ? 'book' : null
  return cancellable.includes(state) ? 'cancel' : null
}

export function choose(service: CounterService, day: CounterDay): ChosenItem | null {
  const action = actionOn(day)
  if (action === null) return null
  const { enrolmentId, slotId, childName, activityName, slotName } = service
  return { enrolmentId, slotId, date: day.date, action, childName, activityName, slotName }
}

/** Random UUID; `crypto.randomUUID` does not exist on a page served without TLS. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
