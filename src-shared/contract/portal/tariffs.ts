import { z } from 'zod'
import type { PriceExplanation } from '../../rules/pricing'
import { query } from '../operation'
import { zCents, zId, zLocalDate, zLocalTime, zNothing } from '../schemas'
import { zFamilyView } from './views'

const zOwnPrice = z.object({
  /** Null: in force now, or from the first day of the activity when it has not begun. */
  from: zLocalDate.nullable(),
  /** Null: every day of the week. */
  weekdays: z.array(z.number().int()).nullable(),
  amountCents: zCents,
  /** Why this amount, for this family. */
  explanation: z.custom<PriceExplanation>((value) => typeof value === 'object' && value !== null),
  /** The highest price, because no quotient of the family is known on that day. */
  isMaximum: z.boolean(),
  /** Added when booked after the deadline, where that is possible. */
  lateSurchargeCents: zCents.nullable(),
})
export type OwnPrice = z.output<typeof zOwnPrice>

export const tariffsContract = {
  /** What the services of this family's children cost this family, now and from the next change on. */
  'tariffs.read': query({
    permission: 'signed-in',
    input: zNothing,
    output: z.object({
      today: zLocalDate,
      quotient: zFamilyView.shape.quotients.element.nullable(),
      activities: z.array(
        z.object({
          id: zId,
          name: z.string(),
          structureName: z.string(),
          childNames: z.array(z.string()),
          slots: z.array(
            z.object({
              id: zId,
              name: z.string(),
              startTime: zLocalTime,
              endTime: zLocalTime,
              /** Empty: the town has set no price. */
              prices: z.array(zOwnPrice),
            }),
          ),
        }),
      ),
    }),
  }),
}
