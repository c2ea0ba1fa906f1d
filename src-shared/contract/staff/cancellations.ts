import { z } from 'zod'
import { command, query } from '../operation'
import { zId, zInstant, zLocalDate, zName, zVersion } from '../schemas'

export const cancellationKinds = ['closure', 'strike', 'outing'] as const
export type CancellationKind = (typeof cancellationKinds)[number]

export const cancellationKindLabels: Readonly<Record<CancellationKind, string>> = {
  closure: 'Fermeture',
  strike: 'Grève',
  outing: 'Sortie',
}

const zIds = z.array(zId).max(200).default([])

/** Who is concerned; an empty list = all of them. A class alone keeps the service open for the others. */
export const zCancellationScope = z.object({
  /** Null = every structure. */
  structureId: zId.nullable(),
  activityIds: zIds,
  groupIds: zIds,
  slotIds: zIds,
  classLevels: z.array(z.string().max(12)).max(20).default([]),
})
export type CancellationScope = z.output<typeof zCancellationScope>

export const zCancellationInput = z.object({
  kind: z.enum(cancellationKinds),
  /** What families read: 'Grève nationale', 'Sortie au zoo'. */
  label: zName,
  fromDate: zLocalDate,
  toDate: zLocalDate,
  scope: zCancellationScope,
})
export type CancellationInput = z.output<typeof zCancellationInput>

export const zCancellationPlan = z.object({
  bookings: z.number().int(),
  children: z.number().int(),
  families: z.number().int(),
  /** Meals that the kitchen no longer prepares. */
  meals: z.number().int(),
  /** Families whom no e-mail can reach: to be called. */
  withoutEmail: z.array(z.object({ familyId: zId, name: z.string(), phone: z.string() })),
  days: z.array(z.object({ date: zLocalDate, activityName: z.string(), bookings: z.number().int() })),
  /** Already attended or invoiced: they stay as they are. */
  kept: z.number().int(),
})
export type CancellationPlan = z.output<typeof zCancellationPlan>

export const zCancellation = z.object({
  id: zId,
  kind: z.enum(cancellationKinds),
  label: z.string(),
  fromDate: zLocalDate,
  toDate: zLocalDate,
  scope: zCancellationScope,
  bookings: z.number().int(),
  families: z.number().int(),
  tellAt: zInstant,
  createdAt: zInstant,
  createdBy: z.string(),
  undoneAt: zInstant.nullable(),
  mayUndo: z.boolean(),
  version: zVersion,
})
export type Cancellation = z.output<typeof zCancellation>

/** Days cancelled for everybody concerned, without charge (rule 8): closure, strike, outing. */
export const cancellationsContract = {
  'cancellations.list': query({
    permission: 'bookings.read',
    input: z.object({ from: zLocalDate, to: zLocalDate }),
    output: z.array(zCancellation),
  }),
  'cancellations.preview': query({
    permission: 'bookings.write',
    input: zCancellationInput.omit({ label: true }),
    output: zCancellationPlan,
  }),
  'cancellations.make': command({
    permission: 'bookings.write',
    input: zCancellationInput,
    output: z.object({ id: zId, bookings: z.number().int(), families: z.number().int(), tellAt: zInstant }),
    audit: ({ kind, label, fromDate, toDate }, { id, bookings, families }) => ({
      entity: 'day-cancellation',
      id,
      summary: { kind, label, fromDate, toDate, bookings, families },
    }),
  }),
  /** Puts everything back, as long as no family was told and no place went to somebody else. */
  'cancellations.undo': command({
    permission: 'bookings.write',
    input: z.object({ id: zId, version: zVersion }),
    output: z.object({ bookings: z.number().int() }),
    audit: ({ id }, { bookings }) => ({ entity: 'day-cancellation', id, summary: { bookings } }),
  }),
}
