import type { LabelledOutcome } from '../../../src-shared/contract/portal/calendar'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { cents, type Cents } from '../../../src-shared/kernel/money'

/** Outcomes that are told together: same fate, same service, same reason. */
export interface OutcomeGroup {
  key: string
  outcome: LabelledOutcome['outcome']
  action: LabelledOutcome['action']
  activityName: string
  slotName: string
  childNames: string[]
  dates: LocalDate[]
  count: number
  /** Null when nothing of it has a price. */
  amountCents: Cents | null
  /** The price of one, when it is the same for all. */
  unitCents: Cents | null
  items: LabelledOutcome[]
}

const ORDER: LabelledOutcome['outcome'][] = [
  'awaiting-payment',
  'booked',
  'requested',
  'waiting',
  'cancelled',
  'cancellation-requested',
  'absence-requested',
  'absent-excused',
  'unchanged',
  'refused',
]

export function groupOutcomes(outcomes: readonly LabelledOutcome[]): OutcomeGroup[] {
  const groups = new Map<string, OutcomeGroup>()
  for (const one of outcomes) {
    const why = one.refusal ? `${one.refusal.code} ${JSON.stringify(one.refusal.details)}` : ''
    const key = [one.outcome, one.action, one.activityName, one.slotName, why].join('|')
    const group = groups.get(key) ?? emptyGroup(key, one)
    group.items.push(one)
    groups.set(key, group)
  }
  return [...groups.values()]
    .map(summed)
    .toSorted(
      (left, right) => ORDER.indexOf(left.outcome) - ORDER.indexOf(right.outcome) || (left.key < right.key ? -1 : 1),
    )
}

function emptyGroup(key: string, one: LabelledOutcome): OutcomeGroup {
  const { outcome, action, activityName, slotName } = one
  return {
    key,
    outcome,
    action,
    activityName,
    slotName,
    childNames: [],
    dates: [],
    count: 0,
    amountCents: null,
    unitCents: null,
    items: [],
  }
}

function summed(group: OutcomeGroup): OutcomeGroup {
  const amounts = group.items.flatMap(({ amountCents }) => (amountCents === null ? [] : [amountCents]))
  const [first] = amounts
  const isSame = first !== undefined && amounts.every((amount) => amount === first)
  return {
    ...group,
    childNames: [...new Set(group.items.map(({ childName }) => childName))],
    dates: [...new Set(group.items.map(({ date }) => date))].toSorted(),
    count: group.items.length,
    amountCents: first === undefined ? null : cents(amounts.reduce((sum, amount) => sum + amount, 0)),
    unitCents: isSame ? cents(first) : null,
  }
}
