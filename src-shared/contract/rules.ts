import { z } from 'zod'
import type { LocalDate, Weekday } from '../kernel/local-date'
import { schoolYear } from '../kernel/school-year'
import type { SchoolHoliday } from '../rules/calendar'
import type { DeadlineRule } from '../rules/deadline'
import { STORED_STATES, type StoredState } from '../rules/booking-state'
import type { TariffDefinition } from '../rules/pricing'
import { zCents, zLocalDate, zLocalTime } from './schemas'

/** The data of the rules as they travel and as they are stored: the types stay those of src-shared/rules. */

const zWeekday = z.custom<Weekday>((v) => Number.isInteger(v) && Number(v) >= 1 && Number(v) <= 7, 'Jour attendu')

const zSkippedDays = z.object({
  weekends: z.boolean().optional(),
  publicHolidays: z.boolean().optional(),
  weekdays: z.array(zWeekday).max(6).optional(),
})

export const zDeadlineRule: z.ZodType<DeadlineRule, DeadlineRule> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('same-day'), time: zLocalTime }),
  z.object({
    kind: z.literal('days-before'),
    days: z.number({ error: 'Nombre de jours attendu' }).int().min(0).max(366),
    time: zLocalTime,
    skip: zSkippedDays.optional(),
  }),
  z.object({ kind: z.literal('weekday-before'), time: zLocalTime }),
  z.object({
    kind: z.literal('week-before'),
    weeks: z.number({ error: 'Nombre de semaines attendu' }).int().min(0).max(53),
    weekday: zWeekday,
    time: zLocalTime,
  }),
  z.object({
    kind: z.literal('month-before'),
    day: z.number({ error: 'Jour du mois attendu' }).int().min(1).max(31),
    time: zLocalTime,
  }),
])

const zBand = z.object({ from: z.number(), to: z.number().nullable(), amountCents: zCents })
const zExtras = {
  mealCents: zCents.optional(),
  billedStates: z.array(z.enum(STORED_STATES as [StoredState, ...StoredState[]])).optional(),
  absentBilledPercent: z.number().int().optional(),
  lateSurchargeCents: zCents.optional(),
  weekdays: z.array(zWeekday).max(7).optional(),
}

/** The form only: whether a price exists for every family is judged by `validateTariff`. */
export const zTariffDefinition: z.ZodType<TariffDefinition, TariffDefinition> = z.discriminatedUnion('method', [
  z.object({ method: z.literal('fixed'), amountCents: zCents, ...zExtras }),
  z.object({ method: z.literal('quotient-bands'), bands: z.array(zBand).max(60), ...zExtras }),
  z.object({
    method: z.literal('effort-rate'),
    rate: z.object({ numerator: z.number().int(), denominator: z.number().int() }),
    floorCents: zCents,
    ceilingCents: zCents,
    adjustmentCents: zCents.optional(),
    ...zExtras,
  }),
  z.object({
    method: z.literal('time-unit'),
    unitMinutes: z
      .number({ error: 'Durée attendue' })
      .int()
      .min(1)
      .max(24 * 60),
    bands: z.array(zBand).max(60),
    minimumCents: zCents.optional(),
    maximumCents: zCents.optional(),
    ...zExtras,
  }),
])

export const zSchoolHoliday: z.ZodType<SchoolHoliday, unknown> = z
  .object({
    schoolYear: z.string(),
    kind: z.enum(['autumn', 'christmas', 'winter', 'spring', 'ascension', 'summer']),
    name: z.string(),
    zones: z.array(z.enum(['A', 'B', 'C'])),
    from: zLocalDate,
    to: zLocalDate,
  })
  .transform((holiday): SchoolHoliday => ({ ...holiday, schoolYear: schoolYear(holiday.schoolYear) }))

export const zDatedQuotient = z.object({
  value: z.number().min(0),
  validFrom: zLocalDate,
  validTo: zLocalDate.nullable(),
}) satisfies z.ZodType<{ value: number; validFrom: LocalDate; validTo: LocalDate | null }>
