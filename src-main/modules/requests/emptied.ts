import type { Ctx } from '../../kernel/context'
import { bookingsChanged } from '../bookings'
import type { RequestRecord } from './record'
import { emptiedRequests, refilledRequests, takeRequest, writeAnswer } from './store'

/** A request whose last waiting day was withdrawn, decided or freed elsewhere waits for nobody: it leaves the inbox. */
export async function closeEmptied(ctx: Ctx, familyIds: readonly number[]): Promise<void> {
  for (const request of await emptiedRequests(ctx, familyIds)) {
    const granted = request.outcome.items.filter(({ outcome: of }) =>
      ['booked', 'waiting', 'awaiting-payment', 'cancelled', 'absent-excused'].includes(of),
    )
    await move(ctx, request, granted.length > 0 ? 'partly-accepted' : 'withdrawn')
  }
}

/** The change that emptied it was taken back: it waits again. */
async function reopenRefilled(ctx: Ctx, familyIds: readonly number[]): Promise<void> {
  for (const request of await refilledRequests(ctx, familyIds)) await move(ctx, request, 'pending')
}

async function move(ctx: Ctx, request: RequestRecord, status: RequestRecord['status']): Promise<void> {
  const { id, version, outcome, familyId } = request
  // An agent who is answering it at this moment settles it.
  if (!(await takeRequest(ctx, id, version, [request.status]))) return
  const decidedAt = status === 'pending' ? null : ctx.now
  await writeAnswer(ctx, request, { status, outcome, reason: '', decidedAt, decidedBy: '' })
  if (familyId !== null) await ctx.touch(`requests/${familyId}`)
  ctx.afterCommit(() => ctx.services.publish({ type: 'requests' }))
}

bookingsChanged.listen(async (ctx, familyIds) => {
  await closeEmptied(ctx, familyIds)
  await reopenRefilled(ctx, familyIds)
})
