import { z } from 'zod'
import { isSchoolYear, type SchoolYear } from '../../kernel/school-year'
import { roles } from '../../permissions'
import { manualCommand, query } from '../operation'
import { zTariffDefinition } from '../rules'
import { zEmail, zName, zNothing } from '../schemas'
import { zNewPassword, zSignedInStaff } from './accounts'
import { structureKinds, zTownIdentity } from './organisation'

/** What a structure may offer from the first day. */
export const standardServices = ['canteen', 'before-after-school', 'wednesdays', 'holidays'] as const
export type StandardService = (typeof standardServices)[number]

const zSchoolYear = z.custom<SchoolYear>((v) => typeof v === 'string' && isSchoolYear(v), 'Année scolaire attendue')

export const zNewTown = z.object({
  town: zTownIdentity,
  schoolYear: zSchoolYear,
  structures: z
    .array(z.object({ name: zName, kind: z.enum(structureKinds), services: z.array(z.enum(standardServices)).max(4) }))
    .max(200),
  /** One for each service whose price is already known; the others wait for the settings. */
  tariffs: z
    .array(z.object({ service: z.enum(standardServices), definition: zTariffDefinition }))
    .max(standardServices.length),
  administrator: z.object({ firstName: zName, lastName: zName, email: zEmail, password: zNewPassword }),
})
export type NewTown = z.output<typeof zNewTown>

export const firstRunContract = {
  /** Public: a desk without a town has nobody who could sign in. */
  'firstRun.status': query({
    permission: 'anyone',
    input: zNothing,
    output: z.object({ hasTown: z.boolean(), townName: z.string(), isDemonstration: z.boolean() }),
  }),
  /** Creates the town, all or nothing, and signs its administrator in. Refused once a town exists. */
  'firstRun.createTown': manualCommand({
    permission: 'anyone',
    input: zNewTown,
    output: zSignedInStaff,
    audit: ({ town, structures }, { id }) => ({
      entity: 'town',
      id: 1,
      summary: { name: town.name, structures: structures.length, administrator: id },
    }),
  }),
  /** Fills an empty desk with the demonstration town; answers with the accounts to try. */
  'firstRun.openDemo': manualCommand({
    permission: 'anyone',
    input: zNothing,
    output: z.object({
      staff: z.array(z.object({ role: z.enum(roles), email: z.string(), password: z.string() })),
      parents: z.array(z.object({ login: z.string(), password: z.string(), family: z.string() })),
    }),
    audit: () => ({ entity: 'town', id: 1, summary: { demonstration: true } }),
  }),
}
