import type { Ctx } from '../../kernel/context'
import { startJob } from '../../kernel/jobs'

/** The long work that gives new places to those who wait; the domain of bookings, above this one, does it. */
export const waitingListJob = 'waiting-list'

/** To call when places may have appeared: starts that work when somebody waits from today on. */
export async function offerNewPlaces(ctx: Ctx, activityId: number): Promise<void> {
  const waiting = await ctx.db.one`select 1 as found where exists (select 1 from booking
    where activity_id = ${activityId} and state = 'waiting' and date >= ${ctx.today})`
  if (waiting) await startJob(ctx, waitingListJob, { activityId })
}
