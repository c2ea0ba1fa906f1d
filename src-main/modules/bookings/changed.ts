import type { Ctx } from '../../kernel/context'

type Listener = (ctx: Ctx, familyIds: readonly number[]) => Promise<void>

const listeners: Listener[] = []

/**
 * Bookings of these families changed, in the transaction that changes them. Domains above listen; bookings do not know
 * them.
 */
export const bookingsChanged = {
  listen: (listener: Listener): void => void listeners.push(listener),
  tell: async (ctx: Ctx, familyIds: readonly number[]): Promise<void> => {
    if (familyIds.length > 0) for (const listener of listeners) await listener(ctx, familyIds)
  },
}
