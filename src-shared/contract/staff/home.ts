import { z } from 'zod'
import { query } from '../operation'
import { waitingKinds } from '../requests'
import { zCents, zId, zInstant, zLocalDate, zLocalTime, zYearMonth } from '../schemas'

const zCount = z.number().int().nonnegative()
const dayKinds = ['school', 'wednesday', 'weekend', 'small-holidays', 'summer-holidays', 'public-holiday'] as const

/** Which part of the day a slot falls in; more than five hours is the whole day. */
export const dayParts = ['morning', 'midday', 'evening', 'day'] as const
export type DayPart = (typeof dayParts)[number]

export const zExpectedSlot = z.object({
  slotId: zId,
  slotName: z.string(),
  activityName: z.string(),
  part: z.enum(dayParts),
  startTime: zLocalTime,
  endTime: zLocalTime,
  expected: zCount,
  /** Noted present, and of them those who are still there. */
  came: zCount,
  here: zCount,
  waiting: zCount,
  under6: zCount,
  sixAndOver: zCount,
  /** Null = no limit. */
  capacity: zCount.nullable(),
  /** Null = nobody planned it yet. */
  staffPlanned: zCount.nullable(),
  /** 0 where the law sets no ratio. */
  staffRequired: zCount,
})
export type ExpectedSlot = z.output<typeof zExpectedSlot>

export const zExpectedStructure = z.object({ id: zId, name: z.string(), slots: z.array(zExpectedSlot) })
export type ExpectedStructure = z.output<typeof zExpectedStructure>

export const billingSteps = ['check', 'price', 'draft', 'issue', 'publish', 'collect'] as const
export type BillingStep = (typeof billingSteps)[number]

const zHome = z.object({
  date: zLocalDate,
  today: zLocalDate,
  time: zLocalTime,
  kind: z.enum(dayKinds),
  /** Name of the public holiday or of the school holidays of that day. */
  holiday: z.string().nullable(),
  nextHoliday: z.object({ name: z.string(), from: zLocalDate }).nullable(),
  /** Each part is null for who may not read it. */
  expected: z.array(zExpectedStructure).nullable(),
  meals: z
    .object({
      diets: z.array(z.string()),
      rows: z.array(
        z.object({
          structureId: zId,
          name: z.string(),
          /** In the order of `diets`. */
          counts: z.array(zCount),
          carePlans: zCount,
          total: zCount,
        }),
      ),
    })
    .nullable(),
  requests: z
    .object({
      total: zCount,
      oldest: zInstant.nullable(),
      now: zInstant,
      rows: z.array(z.object({ what: z.enum(waitingKinds), underDay: zCount, underThreeDays: zCount, older: zCount })),
    })
    .nullable(),
  unpaid: z
    .object({
      invoices: zCount,
      lateFamilies: zCount,
      notDueCents: zCents,
      upTo30Cents: zCents,
      upTo60Cents: zCents,
      beyondCents: zCents,
    })
    .nullable(),
  /** What is missing of the last day that was open. */
  incomplete: z
    .object({
      date: zLocalDate,
      rows: z.array(
        z.object({ structureId: zId, name: z.string(), slotId: zId, missingDepartures: zCount, notMarked: zCount }),
      ),
    })
    .nullable(),
  billing: z
    .object({
      period: zYearMonth,
      steps: z.array(
        z.object({
          step: z.enum(billingSteps),
          isDone: z.boolean(),
          at: zInstant.nullable(),
          dueOn: zLocalDate.nullable(),
        }),
      ),
      /** Found by the check of the draft, and not decided yet. */
      anomalies: zCount,
    })
    .nullable(),
})
export type Home = z.output<typeof zHome>

export const homeContract = {
  /** The day at a glance, for what the caller may see. */
  'home.day': query({
    permission: 'signed-in',
    input: z.object({ date: zLocalDate.optional(), structureId: zId.nullable().default(null) }),
    output: zHome,
  }),
  /** Care plans that have ended or soon will, of children who come; each reading is traced. */
  'home.carePlans': query({
    permission: 'health.read',
    input: z.object({ structureId: zId.nullable().default(null) }),
    output: z.array(
      z.object({
        childId: zId,
        familyId: zId,
        name: z.string(),
        validTo: zLocalDate,
        isExpired: z.boolean(),
        /** Booked somewhere today. */
        comesToday: z.boolean(),
      }),
    ),
    audit: (_input, output) => ({ entity: 'health', id: 'care-plans', summary: { carePlans: output.length } }),
  }),
}
