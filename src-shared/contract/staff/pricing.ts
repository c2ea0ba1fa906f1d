import { z } from 'zod'
import { STORED_STATES, type StoredState } from '../../rules/booking-state'
import { command, query } from '../operation'
import { zTariffDefinition } from '../rules'
import { zCents, zDone, zId, zLocalDate, zName, zVersion } from '../schemas'

const zTariffFields = z.object({
  activityId: zId,
  /** Null = every slot of the activity that has no tariff of its own. */
  slotId: zId.nullable(),
  name: zName,
  definition: zTariffDefinition,
  validFrom: zLocalDate,
  validTo: zLocalDate.nullable(),
})
export type TariffFields = z.output<typeof zTariffFields>

export const zTariff = zTariffFields.extend({ id: zId, version: zVersion })
export type TariffView = z.output<typeof zTariff>

const zQuotient = z.number({ error: 'Quotient attendu' }).min(0, 'Zéro ou plus').max(100_000, 'Quotient attendu')

export const pricingContract = {
  'tariffs.list': query({
    permission: 'activities.read',
    input: z.object({ activityId: zId }),
    output: z.array(zTariff),
  }),
  /** Refuses a definition that leaves a family without a price, or two tariffs for one slot on one day. */
  'tariffs.save': command({
    permission: 'activities.write',
    input: zTariffFields.extend({ id: zId.nullable(), version: zVersion }),
    output: z.object({ id: zId }),
    audit: ({ name, activityId, validFrom, validTo }, { id }) => ({
      entity: 'tariff',
      id,
      summary: { name, activityId, validFrom, validTo },
    }),
  }),
  /** A tariff that has begun is ended by a date, never removed. */
  'tariffs.remove': command({
    permission: 'activities.write',
    input: z.object({ id: zId, version: zVersion }),
    output: zDone,
    audit: ({ id }) => ({ entity: 'tariff', id }),
  }),
  /** The price of one booking by the engine that bills it: with the saved tariffs, or with a definition being written. */
  'pricing.simulate': query({
    permission: 'activities.read',
    input: z.object({
      activityId: zId,
      slotId: zId,
      date: zLocalDate,
      quotient: zQuotient.nullable(),
      state: z.enum(STORED_STATES as [StoredState, ...StoredState[]]).optional(),
      late: z.boolean().default(false),
      definition: zTariffDefinition.optional(),
    }),
    output: z.object({
      /** Null: no tariff covers this slot on that day. */
      amountCents: zCents.nullable(),
      mealCents: zCents.nullable(),
      sentence: z.string(),
      tariffName: z.string().nullable(),
    }),
  }),
  /** A new activity like another: its rules, groups and slots, and its prices from the first day when asked. */
  'activities.copy': command({
    permission: 'activities.write',
    input: z.object({
      id: zId,
      name: zName,
      structureId: zId,
      validFrom: zLocalDate,
      validTo: zLocalDate,
      withTariffs: z.boolean(),
    }),
    output: z.object({ id: zId }),
    audit: ({ id, name }, output) => ({ entity: 'activity', id: output.id, summary: { name, copyOf: id } }),
  }),
}
