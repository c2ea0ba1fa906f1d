import { instantFromEpoch, parisDate, type Instant } from '../../src-shared/kernel/instant'
import type { LocalDate } from '../../src-shared/kernel/local-date'

/** The only source of "now". Tests and demonstrations may move it. */
export interface Clock {
  now(): Instant
  today(): LocalDate
}

export function systemClock(): Clock {
  return clockFrom(() => Date.now())
}

/** A clock that started at `start` when it was made, and goes on from there. */
export function clockStartingAt(startEpochMs: number): Clock {
  const origin = Date.now()
  return clockFrom(() => startEpochMs + (Date.now() - origin))
}

export function clockFrom(epochMs: () => number): Clock {
  return {
    now: () => instantFromEpoch(epochMs()),
    today: () => parisDate(instantFromEpoch(epochMs())),
  }
}

/** A clock for tests: stands still until told. */
export function fixedClock(start: Instant): Clock & { set(instant: Instant): void } {
  let current = start
  return {
    now: () => current,
    today: () => parisDate(current),
    set: (instant) => {
      current = instant
    },
  }
}
