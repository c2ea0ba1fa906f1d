import { z } from 'zod'
import { isStoredState, type StoredState } from '../../rules/booking-state'
import { command, query } from '../operation'
import { requestStatuses, zBookingItem, zItemOutcome } from '../requests'
import { zId, zLocalDate, zLocalTime, zUuid, zYearMonth } from '../schemas'

const zState = z.custom<StoredState>((v) => typeof v === 'string' && isStoredState(v))

/** One slot that a child of the family may have this month, with the days where it is open or booked. */
export const zCounterService = z.object({
  enrolmentId: zId,
  childId: zId,
  childName: z.string(),
  activityName: z.string(),
  structureName: z.string(),
  slotId: zId,
  slotName: z.string(),
  startTime: zLocalTime,
  endTime: zLocalTime,
  days: z.array(
    z.object({
      date: zLocalDate,
      state: zState.nullable(),
      isOpen: z.boolean(),
      /** Places left in the child's group; null = no limit. */
      free: z.number().int().nullable(),
    }),
  ),
})
export type CounterService = z.output<typeof zCounterService>

const zFamilyItems = { familyId: zId, items: z.array(zBookingItem).min(1).max(400) }

/** An agent books and cancels for a family that phones or stands at the counter, through the code of the portal. */
export const counterContract = {
  'bookings.monthOfFamily': query({
    permission: 'bookings.write',
    input: z.object({ familyId: zId, month: zYearMonth }),
    output: z.object({ today: zLocalDate, services: z.array(zCounterService) }),
  }),
  /** What would become of each item if it were confirmed now; writes nothing. */
  'bookings.previewForFamily': query({
    permission: 'bookings.write',
    input: z.object(zFamilyItems),
    output: z.object({ outcomes: z.array(zItemOutcome) }),
  }),
  /** Kept as a request of the counter: the family reads it on the portal. The same id twice is the same act. */
  'bookings.applyForFamily': command({
    permission: 'bookings.write',
    input: z.object({ id: zUuid, ...zFamilyItems }),
    output: z.object({ status: z.enum(requestStatuses), outcomes: z.array(zItemOutcome) }),
    audit: ({ id, familyId, items }, { status }) => ({
      entity: 'request',
      familyId,
      summary: { request: id, items: items.length, status, origin: 'counter' },
    }),
  }),
}
