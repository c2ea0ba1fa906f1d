import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Instant } from '../../../../src-shared/kernel/instant'
import { systemActor } from '../../../kernel/actor'
import { inRead, inWrite, type Ctx, type Services } from '../../../kernel/context'
import type { Gateway, GatewayAnswer } from '../gateway'
import { isSignedBy } from './sign'
import { insertOrder, orderOfAttempt, type Order } from './store'

export const testGatewayPath = '/test-gateway'
const pagePath = (reference: string) => `${testGatewayPath}/${reference}`

const zNotification = z.object({
  attemptId: z.uuid(),
  reference: z.string().min(1).max(80),
  amountCents: z.number().int(),
  status: z.enum(['paid', 'refused', 'cancelled']),
})

/** A payment service of our own that moves no money: it keeps its own books, and speaks as a real one does. */
export function createTestGateway(services: Services): Gateway {
  const unit = { services, actor: systemActor }
  return {
    name: 'test',
    mode: 'test',
    begin: async (order) => {
      const row: Order = { ...order, reference: `TEST-${randomUUID()}`, status: 'waiting', decidedAt: null }
      const kept = await inWrite(unit, async ({ db }) => {
        await insertOrder(db, row)
        return orderOfAttempt(db, order.attemptId)
      })
      const { reference } = kept ?? row
      return { reference, redirectUrl: pagePath(reference) }
    },
    ask: async (attemptId) => {
      const order = await inRead(unit, ({ db }) => orderOfAttempt(db, attemptId))
      return order ? answerOf(order, services.clock.now()) : null
    },
    readNotification: (body, signature) => {
      if (!isSignedBy(services.secret, body, signature)) return null
      const read = zNotification.safeParse(JSON.parse(body))
      return read.success ? read.data : null
    },
  }
}

/** What a browser comes back to, as long as the order waits. */
export async function testPageOf(ctx: Ctx, attemptId: string): Promise<string | null> {
  const order = await orderOfAttempt(ctx.db, attemptId)
  return order?.status === 'waiting' && order.expiresAt > ctx.now ? pagePath(order.reference) : null
}

/** An order that nobody decided in time is closed: it can no longer be paid. */
export function answerOf({ attemptId, reference, amountCents, status, expiresAt }: Order, now: Instant): GatewayAnswer {
  const waiting = expiresAt > now ? 'pending' : 'cancelled'
  return { attemptId, reference, amountCents, status: status === 'waiting' ? waiting : status }
}
