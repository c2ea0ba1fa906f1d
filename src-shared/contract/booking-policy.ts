import { z } from 'zod'
import { zLocalTime } from './schemas'

/** What passes before the date asked, in the order given: each is a yes or a no. */
export const waitingPriorities = ['sibling', 'resident'] as const
export type WaitingPriority = (typeof waitingPriorities)[number]

export const waitingPriorityLabels: Readonly<Record<WaitingPriority, string>> = {
  sibling: 'Frère ou sœur déjà réservé ce jour-là',
  resident: 'Habitant de la commune',
}

/** What an activity may set of its places and absences. Every field has a default, so that an older row reads well. */
export const zBookingPolicy = z.object({
  /** Minutes that a family has to answer a place offered by the waiting list; 0 = given at once. */
  offerMinutes: z
    .number({ error: 'Durée attendue' })
    .int()
    .min(0, 'Zéro ou plus')
    .max(20160, '14 jours au plus')
    .default(0),
  /** Empty = by the date asked alone. */
  priorities: z.array(z.enum(waitingPriorities)).max(waitingPriorities.length).default([]),
  /** Minutes during which a place waits for its payment. */
  holdMinutes: z
    .number({ error: 'Durée attendue' })
    .int()
    .min(5, '5 minutes au moins')
    .max(10080, '7 jours au plus')
    .default(60),
  absence: z
    .object({
      /** Reasons that a parent chooses from; a text of one's own is always possible. */
      reasons: z
        .array(z.string().trim().min(1, 'À renseigner').max(80, '80 caractères au plus'))
        .max(20)
        .default(['Maladie', 'Rendez-vous médical', 'Raison familiale', 'Grève ou transport']),
      /** What a sickness said on the morning itself becomes; `agent`: somebody decides. */
      sickness: z.enum(['excused', 'billed', 'agent']).default('agent'),
      /** Until when, on the day itself. */
      sicknessUntil: zLocalTime.nullable().default(null),
    })
    .prefault({}),
})
export type BookingPolicy = z.output<typeof zBookingPolicy>

export const defaultBookingPolicy: BookingPolicy = zBookingPolicy.parse({})
