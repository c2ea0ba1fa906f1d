import { z } from 'zod'
import { zSchoolYear } from './registration'
import { zLocalDate } from './schemas'

/** What a town may set, beyond its identity. Every field has a default, so that an older database reads well. */
export const zTownSettings = z.object({
  mail: z
    .object({
      host: z.string().default(''),
      port: z.number().int().default(587),
      secure: z.boolean().default(false),
      user: z.string().default(''),
      /** Sealed by the cipher; empty = no authentication. */
      passwordSealed: z.string().default(''),
      from: z.string().default(''),
    })
    .prefault({}),
  invoice: z
    .object({
      /** Days between issue and due date. */
      dueDays: z.number().int().min(0).max(120).default(30),
      detail: z.enum(['grouped', 'daily']).default('grouped'),
      paymentHints: z.string().default(''),
    })
    .prefault({}),
  payments: z.object({ gateway: z.enum(['none', 'test']).default('none') }).prefault({}),
  portal: z
    .object({
      /** Address that e-mails point to; empty = the local portal's. */
      publicUrl: z.string().default(''),
      cellLabels: z.boolean().default(true),
    })
    .prefault({}),
  registration: z
    .object({
      years: z.array(z.object({ year: zSchoolYear, opensOn: zLocalDate, dueOn: zLocalDate.nullable() })).default([]),
      blocksBooking: z.boolean().default(false),
      limitsAccess: z.boolean().default(false),
    })
    .prefault({}),
})
export type TownSettings = z.output<typeof zTownSettings>
