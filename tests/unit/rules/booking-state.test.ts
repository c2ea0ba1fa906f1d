import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, epochOf, instant, instantFromEpoch } from '../../../src-shared/kernel/instant'
import { localDate } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'
import { ZERO, cents } from '../../../src-shared/kernel/money'
import {
  type BookingRules,
  type DayMark,
  OCCUPYING_STATES,
  STORED_STATES,
  type ShownStateInput,
  type ShownStateResult,
  type StoredState,
  allowedTransitions,
  canTransition,
  isStoredState,
  occupiesPlace,
  shownState,
} from '../../../src-shared/rules/booking-state'

const BEFORE = instant('2026-12-02T15:10:00Z')
const AFTER = instant('2026-12-03T15:10:00Z')
const DEADLINE = '2026-12-03T09:00:00.000Z'
const friday = localDate('2026-12-04')

const rules: BookingRules = {
  bookingDeadline: { kind: 'days-before', days: 1, time: localTime('10:00') },
  cancelDeadline: null,
  lateBooking: 'refused',
  lateSurchargeCents: cents(100),
  validationMode: 'automatic',
  cancellationMode: 'free',
  waitingList: true,
  bookingOpensAt: null,
}

type Change = Partial<Omit<ShownStateInput, 'rules'>> & { rules?: Partial<BookingRules> }

function shown(change: Change = {}): ShownStateResult {
  const base = { opening: { capacityLeft: 3 }, dayMark: null, blocks: [], date: friday, now: BEFORE, invoiced: false }
  return shownState({ ...base, calendar: { alsaceMoselle: false }, ...change, rules: { ...rules, ...change.rules } })
}
const stored = (state: StoredState, change: Change = {}): ShownStateResult => shown({ ...change, stored: { state } })
const residence = [{ code: 'residence' }] as const

describe('a free slot', () => {
  it('can be booked until its deadline, and says which', () => {
    expect(shown()).toEqual({ state: 'available', action: 'book', deadline: DEADLINE })
  })

  it('is asked for where an agent decides, and booked into the basket where it is prepaid', () => {
    expect(shown({ rules: { validationMode: 'agent' } }).action).toBe('request')
    expect(shown({ rules: { validationMode: 'payment' } })).toMatchObject({ state: 'available', action: 'book' })
  })

  it('is refused after the deadline and says until when it was possible, or costs a surcharge, as the activity wants', () => {
    expect(shown({ now: AFTER })).toEqual({ state: 'too-late', action: null, deadline: DEADLINE })
    expect(shown({ now: AFTER, rules: { lateBooking: 'surcharge' } })).toEqual({
      state: 'late-surcharge',
      action: 'book',
      deadline: DEADLINE,
      surchargeCents: 100,
    })
  })

  it('can no longer be booked late once the slot has begun', () => {
    const opening = { capacityLeft: 3, startTime: localTime('12:00') }
    const late = { opening, rules: { lateBooking: 'surcharge' } } as const
    expect(shown({ ...late, now: instant('2026-12-04T10:59:59Z') }).state).toBe('late-surcharge')
    expect(shown({ ...late, now: instant('2026-12-04T11:00:00Z') })).toMatchObject({ state: 'too-late', action: null })
    const noLimit = { bookingDeadline: { kind: 'none' } } as const
    expect(shown({ opening, rules: noLimit, now: instant('2026-12-04T10:59:59Z') })).toEqual({
      state: 'available',
      action: 'book',
      deadline: null,
    })
    expect(shown({ opening, rules: noLimit, now: instant('2026-12-04T11:00:00Z') }).state).toBe('too-late')
  })

  it('shows nothing once its day is over, even without a deadline', () => {
    const now = instant('2026-12-04T23:00:00Z')
    expect(shown({ now, rules: { bookingDeadline: { kind: 'none' } } })).toEqual({ state: 'nothing', action: null })
  })

  it('is full without a place, with a waiting list or without', () => {
    expect(shown({ opening: { capacityLeft: 0 } })).toMatchObject({ state: 'full', action: 'waitlist' })
    expect(shown({ opening: { capacityLeft: 0 }, rules: { waitingList: false } })).toMatchObject({
      state: 'full',
      action: null,
    })
    expect(shown({ opening: { capacityLeft: -2 } }).state).toBe('full')
    expect(shown({ opening: { capacityLeft: null } }).state).toBe('available')
  })

  it('is blocked by a rule of the file, which is named', () => {
    expect(shown({ blocks: residence })).toEqual({
      state: 'blocked',
      action: null,
      deadline: DEADLINE,
      blockedBy: residence,
    })
  })

  it('does not offer its waiting list to a family that a rule stops', () => {
    expect(shown({ blocks: residence, opening: { capacityLeft: 0 } })).toMatchObject({
      state: 'full',
      action: null,
      blockedBy: residence,
    })
  })

  it('is blocked until the bookings open, said once', () => {
    const opensAt = instant('2026-12-02T16:00:00Z')
    const window = { code: 'window-not-open', opensAt } as const
    expect(shown({ rules: { bookingOpensAt: opensAt } })).toMatchObject({ state: 'blocked', blockedBy: [window] })
    expect(shown({ rules: { bookingOpensAt: opensAt }, blocks: [window] }).blockedBy).toHaveLength(1)
    expect(shown({ rules: { bookingOpensAt: opensAt }, now: opensAt }).state).toBe('available')
  })
})

describe('the hour of the deadline', () => {
  it('is already too late, to book and to cancel; a millisecond before is not', () => {
    const justBefore = instantFromEpoch(epochOf(instant(DEADLINE)) - 1)
    expect(shown({ now: justBefore }).state).toBe('available')
    expect(shown({ now: instant(DEADLINE) }).state).toBe('too-late')
    expect(stored('booked', { now: justBefore }).action).toBe('cancel')
    expect(stored('booked', { now: instant(DEADLINE) }).action).toBe('declare-absence')
  })
})

describe('a closed day', () => {
  it('says why it is closed', () => {
    for (const dayMark of ['closed', 'public-holiday', 'small-holidays', 'summer-holidays', 'leave'] as const) {
      expect(shown({ opening: null, dayMark })).toEqual({ state: dayMark, action: null })
    }
    expect(shown({ opening: null }).state).toBe('closed')
  })

  it('wins over an opening when it is a closure or the leave of the child, not when the service works in the holidays', () => {
    expect(shown({ dayMark: 'closed' })).toEqual({ state: 'closed', action: null })
    expect(shown({ dayMark: 'leave' })).toEqual({ state: 'leave', action: null })
    expect(shown({ dayMark: 'small-holidays' }).state).toBe('available')
  })
})

describe('a booked slot', () => {
  it('can be cancelled until the deadline, then only an absence can be declared', () => {
    expect(stored('booked')).toEqual({ state: 'booked', action: 'cancel', deadline: DEADLINE })
    expect(stored('booked', { now: AFTER })).toEqual({
      state: 'booked-locked',
      action: 'declare-absence',
      deadline: DEADLINE,
    })
  })

  it('follows its own cancelling rule when there is one', () => {
    const cancelDeadline = { kind: 'days-before', days: 3, time: localTime('10:00') } as const
    expect(stored('booked', { rules: { cancelDeadline } })).toMatchObject({
      state: 'booked-locked',
      deadline: '2026-12-01T09:00:00.000Z',
    })
    expect(stored('booked', { now: AFTER, rules: { cancelDeadline: { kind: 'none' } } })).toEqual({
      state: 'booked',
      action: 'cancel',
      deadline: null,
    })
  })

  it('is locked at once where cancelling is forbidden', () => {
    expect(stored('booked', { rules: { cancellationMode: 'forbidden' } })).toMatchObject({
      state: 'booked-locked',
      action: 'declare-absence',
    })
  })

  it('cannot be touched by a parent once invoiced or past', () => {
    expect(stored('booked', { invoiced: true })).toMatchObject({ state: 'booked-locked', action: null })
    const noLimit = { cancelDeadline: { kind: 'none' } } as const
    expect(stored('booked', { now: instant('2026-12-05T09:00:00Z'), rules: noLimit })).toMatchObject({
      state: 'booked-locked',
      action: null,
    })
  })

  it('on a closed day is an error that is shown, never hidden', () => {
    expect(stored('booked', { opening: null }).state).toBe('error')
    expect(stored('booked', { dayMark: 'closed' }).state).toBe('error')
  })
})

describe('the other stored states', () => {
  it('can be withdrawn while they wait, not once the day is over or invoiced', () => {
    for (const state of ['requested', 'waiting', 'cancellation-requested', 'absence-requested'] as const) {
      expect(stored(state)).toEqual({ state, action: 'withdraw' })
      expect(stored(state, { now: instant('2026-12-05T09:00:00Z') }).action).toBeNull()
      expect(stored(state, { invoiced: true }).action).toBeNull()
    }
  })

  it('holds a place that waits for its payment, then frees it, its own place included', () => {
    const held = (now: Instant): ShownStateResult =>
      shown({
        now,
        opening: { capacityLeft: 0 },
        stored: { state: 'awaiting-payment', holdUntil: instant('2026-12-02T15:30:00Z') },
      })
    expect(held(BEFORE)).toEqual({
      state: 'awaiting-payment',
      action: 'withdraw',
      deadline: '2026-12-02T15:30:00.000Z',
    })
    expect(held(instant('2026-12-02T15:30:00Z'))).toMatchObject({ state: 'available', action: 'book' })
  })

  it('offers the place of the waiting list until the hour said, and not after', () => {
    const holdUntil = instant('2026-12-02T15:30:00Z')
    const offered = (now: Instant) =>
      shown({ now, opening: { capacityLeft: 0 }, stored: { state: 'offered', holdUntil } })
    expect(offered(BEFORE)).toEqual({ state: 'offered', action: 'accept', deadline: holdUntil })
    expect(offered(holdUntil)).toEqual({ state: 'offered', action: null, deadline: holdUntil })
  })

  it('lets ask again after a refusal or a cancellation, if the slot still can be booked', () => {
    expect(stored('refused')).toMatchObject({ state: 'refused', action: 'book' })
    expect(stored('cancelled', { opening: { capacityLeft: 0 } })).toMatchObject({
      state: 'cancelled',
      action: 'waitlist',
    })
    expect(stored('cancelled', { now: AFTER })).toMatchObject({ state: 'cancelled', action: null })
    expect(stored('cancelled', { opening: null, dayMark: 'closed' })).toEqual({ state: 'cancelled', action: null })
  })

  it('shows the attendance, and tells a presence that was booked from one that was not', () => {
    expect(stored('present').state).toBe('present-booked')
    expect(stored('present', { rules: { withoutBooking: true } }).state).toBe('present')
    for (const state of ['present-unbooked', 'absent-excused', 'absent-billed', 'outside-contract'] as const) {
      expect(stored(state)).toEqual({ state, action: null })
    }
  })

  it('shows as an error what no version of the program has written', () => {
    const corrupt: string = 'bookedd'
    expect(isStoredState(corrupt)).toBe(false)
    expect(stored(corrupt as StoredState)).toEqual({ state: 'error', action: null })
  })
})

describe('any cell', () => {
  const marks: (DayMark | null)[] = [null, 'closed', 'public-holiday', 'small-holidays', 'summer-holidays', 'leave']
  const input: fc.Arbitrary<ShownStateInput> = fc.record({
    stored: fc.option(
      fc.record({ state: fc.constantFrom(...STORED_STATES), holdUntil: fc.constantFrom(null, BEFORE, AFTER) }),
    ),
    opening: fc.option(fc.record({ capacityLeft: fc.option(fc.integer({ min: -1, max: 3 })) })),
    rules: fc.record({
      bookingDeadline: fc.constantFrom(rules.bookingDeadline, { kind: 'none' as const }),
      cancelDeadline: fc.constantFrom(null, { kind: 'none' as const }),
      lateBooking: fc.constantFrom('refused' as const, 'surcharge' as const),
      lateSurchargeCents: fc.constant(ZERO),
      validationMode: fc.constantFrom('automatic' as const, 'agent' as const, 'payment' as const),
      cancellationMode: fc.constantFrom('free' as const, 'agent' as const, 'forbidden' as const),
      waitingList: fc.boolean(),
      bookingOpensAt: fc.constantFrom(null, AFTER),
    }),
    dayMark: fc.constantFrom(...marks),
    blocks: fc.constantFrom([], residence),
    date: fc.constant(friday),
    now: fc.integer({ min: epochOf(BEFORE) - 86_400_000, max: epochOf(BEFORE) + 4 * 86_400_000 }).map(instantFromEpoch),
    calendar: fc.constant({ alsaceMoselle: false }),
    invoiced: fc.boolean(),
  })

  it('never offers a parent what the state machine forbids', () => {
    const target: Record<string, StoredState> = {
      book: 'booked',
      request: 'requested',
      waitlist: 'waiting',
      accept: 'booked',
      withdraw: 'cancelled',
      'declare-absence': 'absence-requested',
      cancel: 'cancelled',
    }
    fc.assert(
      fc.property(input, (any) => {
        const { action } = shownState(any)
        if (action === null) return
        const from = any.stored?.state ?? null
        const isExpiredHold = from === 'awaiting-payment' && action !== 'withdraw'
        const undone = from === 'cancellation-requested' || from === 'absence-requested' ? 'booked' : target[action]
        expect(canTransition(isExpiredHold ? 'cancelled' : from, undone!, 'parent')).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('offers nothing that adds or removes a booking on a past or closed day, nor on an invoiced one', () => {
    fc.assert(
      fc.property(input, (any) => {
        const { action, state } = shownState(any)
        const isOver = any.now >= instant('2026-12-04T23:00:00Z')
        const isHeld = any.stored?.state === 'awaiting-payment'
        if (isOver && !isHeld) expect(action).toBeNull()
        if (any.opening === null)
          expect(['book', 'request', 'waitlist', 'accept', 'cancel', 'declare-absence']).not.toContain(action)
        if (any.invoiced && any.stored?.state === 'booked') expect(action).toBeNull()
        if (state === 'blocked') expect(action).toBeNull()
      }),
      { numRuns: 3000 },
    )
  })
})

describe('the state machine', () => {
  it('takes a place for what is booked, asked or attended, not for what waits or was given back', () => {
    expect([...OCCUPYING_STATES].sort()).toEqual(
      STORED_STATES.filter((state) => !['waiting', 'refused', 'cancelled', 'absent-excused'].includes(state)).sort(),
    )
    expect(occupiesPlace('requested')).toBe(true)
    expect(occupiesPlace('waiting')).toBe(false)
  })

  it('never lets a parent decide for an agent, nor touch what was attended', () => {
    expect(canTransition('requested', 'booked', 'parent')).toBe(false)
    expect(canTransition('requested', 'booked', 'agent')).toBe(true)
    expect(canTransition('requested', 'booked', 'system')).toBe(true)
    for (const state of STORED_STATES) {
      expect(canTransition('present', state, 'parent')).toBe(false)
      expect(canTransition(state, 'present', 'parent')).toBe(false)
      expect(canTransition(state, 'absent-excused', 'parent')).toBe(false)
    }
  })

  it('knows every state, reaches each of them from none, and never stays in place', () => {
    const reached = new Set<StoredState | null>([null])
    for (const from of reached) for (const to of allowedTransitions(from, 'agent')) reached.add(to)
    for (const from of reached) for (const to of allowedTransitions(from, 'parent')) reached.add(to)
    expect([...reached].filter((state) => state !== null).sort()).toEqual([...STORED_STATES].sort())
    for (const actor of ['parent', 'agent', 'system'] as const) {
      for (const state of STORED_STATES) {
        const targets = allowedTransitions(state, actor)
        expect(targets).not.toContain(state)
        expect(new Set(targets).size).toBe(targets.length)
      }
    }
  })
})
