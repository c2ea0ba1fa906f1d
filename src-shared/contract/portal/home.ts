import { z } from 'zod'
import { query } from '../operation'
import { zCents, zId, zInstant, zLocalDate, zNothing, zUuid } from '../schemas'
import { zCalendar } from './calendar'
import { zNewsView, zTownView } from './views'

/** What waits for the parent, the most pressing first; the screen puts it in words. */
const zTodo = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('invoice'),
    id: zId,
    period: z.string(),
    amountCents: zCents,
    dueOn: zLocalDate,
    overdue: z.boolean(),
  }),
  z.object({ kind: z.literal('request-refused'), id: zUuid, decidedAt: zInstant.nullable(), reason: z.string() }),
  z.object({ kind: z.literal('quotient-missing'), validTo: zLocalDate.nullable() }),
  /** The yearly file, not sent yet; `blocking`: bookings wait for it. */
  z.object({
    kind: z.literal('registration'),
    percent: z.number().int(),
    dueOn: zLocalDate.nullable(),
    blocking: z.boolean(),
  }),
  /** Papers to provide or renew; `blocking`: bookings wait for one of them. */
  z.object({ kind: z.literal('documents'), names: z.array(z.string()), blocking: z.boolean() }),
  z.object({ kind: z.literal('rules'), titles: z.array(z.string()), blocking: z.boolean() }),
])
export type Todo = z.output<typeof zTodo>

/** A date to keep in mind: the last moment to book days that are still free, or the end of an invoice's delay. */
const zSoon = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('booking-deadline'),
    date: zLocalDate,
    deadline: zInstant,
    activityName: z.string(),
    childNames: z.array(z.string()),
  }),
  z.object({ kind: z.literal('pending-requests'), date: zLocalDate, count: z.number().int() }),
])
export type Soon = z.output<typeof zSoon>

export const homeContract = {
  'town.identity': query({
    permission: 'anyone',
    input: zNothing,
    output: zTownView.pick({
      name: true,
      mode: true,
      services: true,
      address: true,
      phone: true,
      email: true,
      openingHours: true,
      accentColour: true,
      access: true,
    }),
  }),
  'home.read': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      firstName: z.string(),
      /** Who answers for the household. */
      responsible: z.object({
        civility: z.string(),
        firstName: z.string(),
        lastName: z.string(),
        familyNumber: z.number().int(),
      }),
      /** Monday to Sunday of the present week. */
      week: zCalendar,
      todo: z.array(zTodo),
      soon: z.array(zSoon),
      money: z.object({
        dueCents: zCents,
        creditCents: zCents,
        unpaid: z.number().int(),
        overdue: z.number().int(),
        directDebit: z.boolean(),
      }),
      news: zNewsView.shape.items,
      /** What the town offers to download, and the family's own registration form. */
      downloads: z.array(z.object({ title: z.string(), path: z.string() })),
    }),
  }),
}
