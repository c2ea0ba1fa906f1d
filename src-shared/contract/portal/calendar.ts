import { z } from 'zod'
import type { BlockReason } from '../../rules/eligibility'
import type { BookingAction, DayMark, ShownState } from '../../rules/booking-state'
import type { PriceExplanation } from '../../rules/pricing'
import { query } from '../operation'
import { zBookingItem, zItemOutcome } from '../requests'
import { zCents, zId, zInstant, zLocalDate, zLocalTime, zYearMonth } from '../schemas'
import { slotIcons } from './views'
import { zDeadlineRule } from '../rules'

const zIndex = z.number().int().nonnegative()
const zTextAs = <T extends string>() => z.custom<T>((value) => typeof value === 'string')
const zText = zTextAs<string>()

export const zCalendarChild = z.object({
  id: zId,
  firstName: z.string(),
  lastName: z.string(),
  schoolName: z.string(),
  classLevel: z.string(),
})

/** One slot of one activity: a row of the day sheet, a place in the ribbon. */
export const zService = z.object({
  activityId: zId,
  slotId: zId,
  activityName: z.string(),
  slotName: z.string(),
  structureName: z.string(),
  icon: z.enum(slotIcons),
  startTime: zLocalTime,
  endTime: zLocalTime,
  bookingDeadline: zDeadlineRule,
  cancelDeadline: zDeadlineRule,
})
export type Service = z.output<typeof zService>

/** One child × slot on one day. `price` and `blocks` point into the lists of the month: most cells share theirs. */
export const zCell = z.object({
  child: zIndex,
  service: zIndex,
  enrolmentId: zIndex,
  state: zTextAs<ShownState>(),
  action: zTextAs<BookingAction>().nullable(),
  price: zIndex.nullable(),
  /** The moment that the state depends on, passed or not; absent = no limit. */
  deadline: zInstant.optional(),
  rank: zIndex.optional(),
  surchargeCents: zCents.optional(),
  blocks: zIndex.optional(),
  /** Why it was refused, cancelled or what the parent said of an absence. */
  reason: zText.optional(),
  /** When the state that is shown was asked or written. */
  since: zInstant.optional(),
})
export type Cell = z.output<typeof zCell>

export const zCalendarDay = z.object({
  date: zLocalDate,
  /** What the whole day is when nothing is open for anybody, with the word that families read. */
  mark: zTextAs<DayMark>().nullable(),
  label: z.string(),
  /** Set on every day of a holiday period, open or not. */
  holidays: zTextAs<'small-holidays' | 'summer-holidays'>().nullable(),
  cells: z.array(zCell),
})
export type CalendarDay = z.output<typeof zCalendarDay>

export const zCalendar = z.object({
  today: zLocalDate,
  now: zInstant,
  children: z.array(zCalendarChild),
  services: z.array(zService),
  prices: z.array(
    z.object({ amountCents: zCents, explanation: z.custom<PriceExplanation>((value) => typeof value === 'object') }),
  ),
  blocks: z.array(z.array(z.custom<BlockReason>((value) => typeof value === 'object'))),
  days: z.array(zCalendarDay),
})
export type Calendar = z.output<typeof zCalendar>

/** The words that a list of outcomes needs: who, what, when. */
export const zLabelledOutcome = zItemOutcome.extend({
  childName: z.string(),
  activityName: z.string(),
  structureName: z.string(),
  slotName: z.string(),
  icon: z.enum(slotIcons),
})
export type LabelledOutcome = z.output<typeof zLabelledOutcome>

export const calendarContract = {
  'calendar.month': query({
    permission: 'signed-in',
    /** A month, or the week of a day; without either: the present month, by the clock of the server. */
    input: z.object({ month: zYearMonth.optional(), week: zLocalDate.optional() }),
    output: zCalendar,
  }),
  /** What would become of these items if they were confirmed now; nothing is written. */
  'booking.quote': query({
    permission: 'signed-in',
    input: z.object({ items: z.array(zBookingItem).min(1).max(400) }),
    output: z.object({
      outcomes: z.array(zLabelledOutcome),
      /** What is sure, and what it would be if every demand and every place in a waiting list were granted. */
      sureCents: zCents,
      atMostCents: zCents,
      /** The family's quotient today, for the sentence under the price. */
      quotient: z.object({ kind: z.enum(['caf', 'msa']), value: z.number() }).nullable(),
    }),
  }),
}
