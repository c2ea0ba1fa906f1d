import { instantFromEpoch, parisDate } from '../../src-shared/kernel/instant'
import type { LocalDate } from '../../src-shared/kernel/local-date'

/**
 * The day on the clock of this screen, in Paris. Only to open a calendar on the right month or to complete a date
 * typed without its year: what depends on "today" is decided by the desk.
 */
export function screenToday(): LocalDate {
  return parisDate(instantFromEpoch(Math.floor(performance.timeOrigin + performance.now())))
}
