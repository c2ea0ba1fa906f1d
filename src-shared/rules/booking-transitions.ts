/** What the database keeps of a booking. The rest of what is seen comes from the day and the rules (`shownState`). */
export type StoredState =
  | 'requested'
  | 'awaiting-payment'
  | 'booked'
  | 'waiting'
  /** A place of the waiting list, kept while the family answers. */
  | 'offered'
  | 'refused'
  | 'cancellation-requested'
  | 'absence-requested'
  | 'cancelled'
  | 'absent-excused'
  | 'absent-billed'
  | 'present'
  | 'present-unbooked'
  | 'outside-contract'

/** Who moves a booking: a parent, a member of the staff, or the program itself (automatic rule, payment, expiry, closure). */
export type ActorKind = 'parent' | 'agent' | 'system'

type Targets = readonly StoredState[]
type Transitions = Readonly<Record<StoredState | 'none', Targets>>

/** States that take one of the places. A pending demand takes one too, so that accepting it can never overbook. */
export const OCCUPYING_STATES: readonly StoredState[] = [
  'requested',
  'awaiting-payment',
  'offered',
  'booked',
  'cancellation-requested',
  'absence-requested',
  'present',
  'present-unbooked',
  'outside-contract',
  'absent-billed',
]

/** Every stored state, in the order of a booking's life. */
export const STORED_STATES: readonly StoredState[] = [
  'requested',
  'awaiting-payment',
  'waiting',
  'offered',
  'booked',
  'refused',
  'cancellation-requested',
  'absence-requested',
  'cancelled',
  'present',
  'present-unbooked',
  'absent-excused',
  'absent-billed',
  'outside-contract',
]

const ENTRY: Targets = ['requested', 'awaiting-payment', 'booked', 'waiting']
const ATTENDED: Targets = ['present', 'absent-excused', 'absent-billed', 'outside-contract']

const BY_PARENT: Transitions = {
  none: ENTRY,
  requested: ['cancelled'],
  'awaiting-payment': ['cancelled'],
  waiting: ['cancelled'],
  offered: ['booked', 'awaiting-payment', 'cancelled'],
  booked: ['cancelled', 'cancellation-requested', 'absence-requested'],
  refused: ENTRY,
  cancelled: ENTRY,
  'cancellation-requested': ['booked'],
  'absence-requested': ['booked'],
  present: [],
  'present-unbooked': [],
  'absent-excused': [],
  'absent-billed': [],
  'outside-contract': [],
}

const BY_SYSTEM: Transitions = {
  none: [...ENTRY, 'refused'],
  requested: ['booked', 'awaiting-payment', 'waiting', 'refused', 'cancelled'],
  'awaiting-payment': ['booked', 'waiting', 'cancelled'],
  waiting: ['requested', 'offered', 'awaiting-payment', 'booked', 'refused', 'cancelled'],
  offered: ['booked', 'awaiting-payment', 'waiting', 'refused', 'cancelled'],
  booked: ['cancelled', 'absent-excused', 'absent-billed'],
  refused: ENTRY,
  cancelled: ENTRY,
  'cancellation-requested': ['cancelled', 'booked'],
  'absence-requested': ['absent-excused', 'absent-billed', 'booked', 'cancelled'],
  present: [],
  'present-unbooked': [],
  'absent-excused': [],
  'absent-billed': ['absent-excused'],
  'outside-contract': [],
}

const BY_AGENT: Transitions = {
  none: [...ENTRY, 'present-unbooked', 'outside-contract'],
  requested: BY_SYSTEM.requested,
  'awaiting-payment': BY_SYSTEM['awaiting-payment'],
  waiting: [...BY_SYSTEM.waiting, 'present-unbooked', 'outside-contract'],
  offered: BY_SYSTEM.offered,
  booked: [...ATTENDED, 'cancelled'],
  refused: [...ENTRY, 'present-unbooked', 'outside-contract'],
  cancelled: [...ENTRY, 'present-unbooked', 'outside-contract'],
  'cancellation-requested': ['cancelled', 'booked', ...ATTENDED],
  'absence-requested': ['absent-excused', 'absent-billed', 'booked', 'cancelled', 'present'],
  present: ['booked', 'absent-excused', 'absent-billed', 'outside-contract', 'cancelled'],
  'present-unbooked': ['booked', 'present', 'cancelled'],
  'absent-excused': ['booked', 'present', 'absent-billed', 'cancelled'],
  'absent-billed': ['booked', 'present', 'absent-excused', 'cancelled'],
  'outside-contract': ['booked', 'present', 'cancelled'],
}

const BY_ACTOR: Readonly<Record<ActorKind, Transitions>> = { parent: BY_PARENT, agent: BY_AGENT, system: BY_SYSTEM }

export function allowedTransitions(from: StoredState | null, actor: ActorKind): readonly StoredState[] {
  return BY_ACTOR[actor][from ?? 'none']
}

/** Whether the state machine knows this step; deadlines, places and invoices are judged apart, by `shownState`. */
export function canTransition(from: StoredState | null, to: StoredState, actor: ActorKind): boolean {
  return allowedTransitions(from, actor).includes(to)
}

export function occupiesPlace(state: StoredState): boolean {
  return OCCUPYING_STATES.includes(state)
}

export function isStoredState(text: string): text is StoredState {
  return STORED_STATES.some((state) => state === text)
}
