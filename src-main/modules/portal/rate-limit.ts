import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, epochOf } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'
import { countInWindow } from './store-session'

/** Counts one attempt in the database, so that every process shares it; past the limit, refuses and says how long to wait. */
export async function limitRate(ctx: Ctx, bucket: string, limit: { count: number; minutes: number }): Promise<void> {
  const { count, windowStart } = await countInWindow(
    ctx.db,
    bucket,
    ctx.now,
    addMinutesToInstant(ctx.now, -limit.minutes),
  )
  if (count <= limit.count) return
  const until = epochOf(addMinutesToInstant(windowStart, limit.minutes))
  refuse('request.too-many', { seconds: Math.max(1, Math.ceil((until - epochOf(ctx.now)) / 1000)) })
}
